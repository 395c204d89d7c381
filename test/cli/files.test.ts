/**
 * An engineer learns on a laptop what the bot would say of a pull request.
 */
import { rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { describe, expect, it } from 'vitest'
import { plan, type Said, validate } from '../../src/cli-fleet.ts'
import { OFFLINE } from '../../src/report/terminal-plan.ts'
import { exampleFleet, world } from '../support/world.ts'
import { commitAll, fleet, folder, git, writeTree } from './command-line.ts'

const WEB = 'customers/acme/pipelines/web.yml'
const PLAIN = { json: false, colour: false } as const
const SMALL = world().customer('acme').pipeline('acme', 'web')

describe('fleet validate', () => {
  it('finds the example fleet sound', async () => {
    const dir = await folder()
    await writeTree(dir, exampleFleet())
    expect(await fleet(['validate'], { cwd: dir })).toMatchObject({
      code: 0,
      out: '0 problems in 7 pipelines\n',
      err: '',
    })
  })

  it('shows a mistake on its line, and exits with 1', async () => {
    const dir = await folder()
    await writeTree(dir, SMALL.edit(WEB, (text) => text.replace('region:', 'regoin:')).tree())
    const { code, out } = await fleet(['validate', dir])
    expect(code).toBe(1)
    expect(out).toMatch(/customers\/acme\/pipelines\/web\.yml:\d+:1 unknown-field\n/)
    expect(out).toMatch(/ {2}\d+ \| regoin: eu-west-1\n {4}\| \^\^\^\^\^\^\n/)
    expect(out).toContain('did you mean `region`?')
    // Without a terminal there is no colour.
    expect(out).not.toContain('\u001b')
  })

  it('tells machines every problem with its place', async () => {
    const dir = await folder()
    await writeTree(dir, SMALL.edit(WEB, (text) => text.replace('region:', 'regoin:')).tree())
    const { code, out } = await fleet(['validate', dir, '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      problems: expect.arrayContaining([
        expect.objectContaining({ code: 'unknown-field', at: expect.objectContaining({ file: WEB, column: 1 }) }),
      ]),
    })
  })

  it('holds a change against a base where one is named', async () => {
    const dir = await folder()
    await writeTree(dir, SMALL.pipeline('acme', 'apps').tree())
    await commitAll(dir)
    expect(await validate(dir, { ...PLAIN, base: 'HEAD' })).toMatchObject({ code: 0 })
    await rm(join(dir, 'customers/acme/pipelines/apps.yml'))
    expect(await validate(dir, PLAIN)).toMatchObject({ code: 0 })
    const { code, text } = await validate(dir, { ...PLAIN, base: 'HEAD' })
    expect(code).toBe(1)
    expect(text).toContain('pipeline-removed')
    await expect(validate(dir, { ...PLAIN, base: 'nope' })).rejects.toThrow('has no commit nope')
  })

  it('lays nothing to an author’s charge that others did on the base since', async () => {
    const dir = await folder()
    await writeTree(dir, SMALL.tree())
    await commitAll(dir)
    await git(dir, 'branch', 'own')
    await git(dir, 'checkout', '--quiet', '-b', 'theirs')
    await writeTree(
      dir,
      SMALL.pipeline('acme', 'apps')
        .edit(WEB, (text) => `${text}settings: { queue: { delaySeconds: 7 } }\n`)
        .tree(),
    )
    await commitAll(dir)
    await git(dir, 'checkout', '--quiet', 'own')
    expect(await validate(dir, { ...PLAIN, base: 'theirs' })).toMatchObject({ code: 0 })
    const { text: none } = await plan(dir, { ...PLAIN, base: 'theirs', all: false })
    expect(none).toContain(`No stack changes.\n\n${OFFLINE} theirs has one commit that this branch does not have`)
    await writeTree(dir, SMALL.edit(WEB, (text) => `${text}settings: { queue: { delaySeconds: 9 } }\n`).tree())
    const { text } = await plan(dir, { ...PLAIN, base: 'theirs', all: false })
    expect(text).toContain('1 stack')
    expect(text).toMatch(/DelaySeconds: 0 → 9/)
    expect(text).toContain('theirs has one commit that this branch does not have')
  })

  it.each([
    ['an empty folder', [], 1, /no fleet is here/],
    ['a folder that is not there', ['nowhere'], 2, /reading nowhere/],
    ['a base without a repository', ['--base', 'HEAD'], 2, /asking git about/],
    ['a flag that does not exist', ['--fast'], 2, /unknown option '--fast'/],
  ] as const)('of %s says so', async (_name, args, code, words) => {
    const said = await fleet(['validate', ...args], { cwd: await folder() })
    expect(said.code).toBe(code)
    expect(said.out + said.err).toMatch(words)
  })

  it.each(['customers/acme', 'above'])('finds the fleet by itself from %s', async (place) => {
    const dir = await folder()
    await writeTree(place === 'above' ? join(dir, 'fleet') : dir, SMALL.tree())
    const said = await fleet(['validate'], { cwd: place === 'above' ? dir : join(dir, place) })
    expect(said).toMatchObject({ code: 0, out: expect.stringContaining('0 problems in') })
  })

  it('follows no symbolic link', async () => {
    const dir = await folder()
    await writeTree(dir, SMALL.tree())
    await symlink('/etc', join(dir, 'customers', 'evil'))
    const { code, err } = await fleet(['validate', dir])
    expect(code).toBe(2)
    expect(err).toContain('symbolic link')
  })
})

describe('fleet plan', () => {
  it('shows the difference between a commit and the files as they are', async () => {
    const dir = await folder()
    await writeTree(join(dir, 'deep', 'fleet'), exampleFleet())
    await commitAll(dir)
    const here = join(dir, 'deep', 'fleet')
    expect(await fleet(['plan', here, '--base', 'HEAD'])).toMatchObject({
      code: 0,
      out: `No stack changes.\n\n${OFFLINE}\n`,
    })

    const web = exampleFleet().get(WEB)?.text ?? ''
    await writeFile(join(here, WEB), web.replace(/shards: \d+/, 'shards: 9'))
    const { code, out } = await fleet(['plan', here, '--base', 'HEAD'])
    expect(code).toBe(0)
    expect(out).toContain('~ RawStream AWS::Kinesis::Stream: changes in place')
    expect(out).toMatch(/ShardCount: \d+ → 9/)
    expect(out).toMatch(/set by customers\/acme\/pipelines\/web\.yml:\d+/)

    const { plan: made, classes } = JSON.parse((await fleet(['plan', here, '--base', 'HEAD', '--json'])).out)
    expect(made.digest).toMatch(/^[0-9a-f]{64}$/)
    expect(classes.length).toBeGreaterThan(0)

    const { text: markdown } = await plan(here, { ...PLAIN, base: 'HEAD', all: false, markdown: true })
    expect(markdown).toMatch(
      /^\*\*\d+ pipelines?, \d+ stacks?, \d+ accounts?\. Highest risk: \w+\.\*\*\n\nRead from the two trees/,
    )
    expect(markdown).toMatch(/\n#### 1\. \w+, 1 stack in 1 account: `\w+` changes in place/)
    expect(markdown).toMatch(/Set by `customers\/acme\/pipelines\/web\.yml:\d+`/)
    // Where a line is to be looked at, a laptop does not know.
    expect(markdown).not.toContain('](')
  }, 60_000)

  it('says what waits in a paused pipeline, and that it is caught up once it is active again', async () => {
    const dir = await folder()
    const paused = SMALL.edit(WEB, (text) => `${text}lifecycle: paused\n`)
    const changed = (world: typeof SMALL) => world.edit(WEB, (text) => text.replace('2026.08.0', '2026.11.0'))
    const against = async (): Promise<string> => (await plan(dir, { ...PLAIN, base: 'HEAD', all: false })).text
    await writeTree(dir, paused.tree())
    await commitAll(dir)
    await writeTree(dir, changed(paused).tree())
    expect(await against()).toBe(
      `No stack changes.\n\n${OFFLINE}\n\nLeft out: 1 paused pipeline.\n  acme/web: alarm waits until it is active again`,
    )
    await writeTree(dir, SMALL.tree())
    expect(await against()).toBe(
      `No stack changes.\n\n${OFFLINE}\n\nActive again, and planned against AWS in the pull request:\n  acme/web`,
    )
    const { text } = await plan(dir, { ...PLAIN, base: 'HEAD', all: false, markdown: true })
    expect(text).toContain('**Active again, and planned against AWS in the pull request:**\n\n- `acme/web`')
  })

  it('makes nothing of a stranger live in Markdown: neither a mistake nor where it stands nor the base', async () => {
    const dir = await folder()
    const evil = 'customers/acme/pipelines/@octocat #12 <img src=x>.yml'
    await writeTree(dir, SMALL.tree())
    await commitAll(dir)
    await git(dir, 'checkout', '--quiet', '-b', 'theirs@octocat')
    await writeTree(dir, SMALL.edit(WEB, (text) => `${text}settings: { queue: { delaySeconds: 7 } }\n`).tree())
    await commitAll(dir)
    await git(dir, 'checkout', '--quiet', '-')
    const told = async (): Promise<Said> => plan(dir, { ...PLAIN, base: 'theirs@octocat', all: false, markdown: true })
    expect((await told()).text).toContain('`theirs@octocat` has one commit that this branch does not have')
    await writeTree(dir, SMALL.file(evil, '"@octocat <b>": [#12]\n').tree())
    const { code, text } = await told()
    expect(code).toBe(1)
    expect(text).toContain(`**\`${evil}\`**`)
    expect(text).toMatch(/^\*\*\d+ problems? in \d+ files?\*\*\n\n/)
    const html = micromark(text, { extensions: [gfm()], htmlExtensions: [gfmHtml()] })
    expect(html.replace(/<code>[^<]*<\/code>/g, '')).not.toMatch(/@octocat|#12|&lt;|<img|href/)
  })

  it('plans everything as new where the base has no fleet yet', async () => {
    const dir = await folder()
    await writeFile(join(dir, 'README.md'), 'soon')
    await commitAll(dir)
    await writeTree(dir, SMALL.tree())
    const { code, out } = await fleet(['plan', dir, '--base', 'HEAD'])
    expect(code).toBe(0)
    expect(out).toMatch(/^1 pipeline, 2 stacks \(all new\), 1 account\./)
  })

  it('refuses what does not validate, and cannot tell without a sound base', async () => {
    const dir = await folder()
    const against = (base: string): Promise<Said> => plan(dir, { ...PLAIN, base, all: false })
    await writeTree(dir, SMALL.file(WEB, 'pipeline: [').tree())
    await commitAll(dir)
    await expect(against('HEAD')).rejects.toMatchObject({ code: 'unsound-base' })
    await expect(against('nowhere')).rejects.toMatchObject({ code: 'cannot-read' })
    await expect(against('--output=x')).rejects.toMatchObject({ code: 'cannot-read' })
    await writeTree(dir, SMALL.tree())
    await commitAll(dir)
    await writeFile(join(dir, WEB), 'pipeline: [')
    expect(await against('HEAD')).toMatchObject({ code: 1 })
  })
})

describe('fleet', () => {
  it('documents its commands and exit codes', async () => {
    const { code, out } = await fleet(['--help'])
    expect(code).toBe(0)
    for (const word of ['validate', 'plan', 'explain', 'status', 'rollouts', 'Exit codes:']) expect(out).toContain(word)
  })
})
