/**
 * An engineer adds a customer, a pipeline and a blueprint version without copying a file.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { newCustomerFile, newPipelineFile, newVersionFiles } from '../../src/cli-new.ts'
import { world } from '../support/world.ts'
import { fleet, folder, writeTree } from './command-line.ts'

const PLAIN = { json: false, colour: false } as const
const GROUND = world().customer('acme').pipeline('acme', 'web')
const ACCOUNT = 'prod:222222222222:eu-west-1'

async function ground(): Promise<string> {
  const dir = await folder()
  await writeTree(dir, GROUND.tree())
  return dir
}

async function files(dir: string): Promise<readonly string[]> {
  return (await readdir(dir, { recursive: true })).sort()
}

/** Each command is a process of its own, and several follow each other. */
const SEVERAL = { timeout: 120_000 } as const

describe('fleet new', SEVERAL, () => {
  it('writes a customer and a pipeline that validate as they are', async () => {
    const dir = await ground()
    const typed = await fleet(['new', 'customer', 'globex', '--ring', 'early', '--account', ACCOUNT], { cwd: dir })
    expect(typed).toMatchObject({ code: 0, err: '' })
    expect(typed.out).toMatch(/^wrote customers\/globex\/customer\.yml\nnext: hand the customer bootstrap\//)
    const where = ['--account', 'prod', '--region', 'eu-west-1']
    const what = ['--blueprint', 'small@1.0.0', '--release', '2026.11.0', '--set', 'queue.delaySeconds=30']
    expect(await fleet(['new', 'pipeline', 'globex/app', ...where, ...what], { cwd: dir })).toEqual({
      code: 0,
      out: 'wrote customers/globex/pipelines/app.yml\n',
      err: '',
    })
    expect(await fleet(['validate', dir])).toMatchObject({ code: 0, out: '0 problems in 2 pipelines\n' })
  })

  it('gives every account an external id of its own that nobody can guess', async () => {
    const [dir, other] = [await ground(), await ground()]
    const accounts = [ACCOUNT, 'dev:333333333333:eu-west-1']
    const ids: string[] = []
    for (const each of [dir, other]) {
      await newCustomerFile('globex', { dir: each, ring: 'early', account: accounts }, PLAIN)
      const text = await readFile(join(each, 'customers/globex/customer.yml'), 'utf8')
      ids.push(...[...text.matchAll(/externalId: (\S+)/g)].flatMap(([, id]) => id ?? []))
    }
    expect(new Set(ids).size).toBe(4)
    for (const id of ids) expect(id).toMatch(/^globex-(?:prod|dev)-[0-9a-f]{32}$/)
  })

  it('writes nothing for an account that is another customer’s', async () => {
    const dir = await ground()
    const before = await files(dir)
    const [acme] = (await readFile(join(dir, 'customers/acme/customer.yml'), 'utf8')).match(/\d{12}/) ?? []
    const said = await newCustomerFile('aaa', { dir, ring: 'early', account: [`prod:${acme}:eu-west-1`] }, PLAIN)
    expect(said).toEqual({ code: 1, text: `nothing was written:\n  account ${acme} already belongs to acme` })
    expect(await files(dir)).toEqual(before)
  })

  it('shows what the new file still lacks, on its line', async () => {
    const dir = await ground()
    const asking = GROUND.edit('blueprints/small/1.0.0/blueprint.yml', (text) =>
      text
        .replace('type: object\n', 'type: object\n  required: [queue]\n')
        .replace('    queue:\n      type: object', '    queue:\n      type: object\n      required: [delaySeconds]')
        .replace(', default: 0 }', ' }'),
    ).without('customers/acme/pipelines/web.yml')
    await writeTree(dir, asking.tree())
    const flags = { dir, account: 'prod', region: 'eu-west-1', blueprint: 'small@1.0.0', release: '2026.11.0' }
    const { code, text } = await newPipelineFile('acme/app', flags, PLAIN)
    expect(code).toBe(1)
    expect(text).toMatch(
      /^wrote \S+app\.yml\n\nWhat is still to be filled in or put right:\n\n\S+app\.yml:\d+:\d+ missing-field\n/,
    )
    expect(text).toContain('`queue` is missing in the settings')
  })

  it('copies a blueprint version', async () => {
    const dir = await ground()
    expect(await newVersionFiles({ blueprint: 'small', version: '1.1.0' }, { dir }, PLAIN)).toMatchObject({ code: 0 })
    const written = await readFile(join(dir, 'blueprints/small/1.1.0/blueprint.yml'), 'utf8')
    expect(written).toContain('\nversion: 1.1.0\n')
  })

  it.each([
    [
      ['customer', 'globex'],
      [
        '--ring is missing; there is `canary`, `early` or `broad`',
        '--account is missing; expected: <name>:<account id>:<region>[,<region>…], such as prod:111122223333:eu-west-1',
      ],
    ],
    [
      ['customer', 'globex', '--ring', 'erly', '--account', 'prod:1:eu'],
      ['--ring: there is no `erly`; did you mean `early`?', '`1` is no account id; expected: 12 digits'],
    ],
    [
      ['customer', '../evil', '--ring', 'early', '--account', ACCOUNT],
      [
        '`../evil` cannot be the name of a customer; expected: at most 31 lower-case letters, digits and hyphens, beginning with a letter',
      ],
    ],
    [
      ['customer', 'acme', '--ring', 'early', '--account', ACCOUNT],
      ['customers/acme/customer.yml is there already, and nothing is overwritten'],
    ],
    [
      ['pipeline', 'acme/app'],
      [
        '--account is missing; there is `prod`',
        '--blueprint is missing; there is `small@1.0.0`',
        '--release is missing; there is `2026.08.0` or `2026.11.0`',
      ],
    ],
    [
      [
        'pipeline',
        'acme/app',
        '--account',
        'prod',
        '--region',
        'eu-west-2',
        '--blueprint',
        'smal@1.0.0',
        '--release',
        '2026.11.0',
        '--set',
        'x',
      ],
      [
        '--region: there is no `eu-west-2`; did you mean `eu-west-1`?',
        '--blueprint: there is no `smal@1.0.0`; did you mean `small@1.0.0`?',
        '--set x: expected <setting>=<value>, such as streams.raw.shards=2',
      ],
    ],
    [
      ['pipeline', 'acmee/app', '--blueprint', 'small@1.0.0', '--release', '2026.11.0'],
      ['customer: there is no `acmee`; did you mean `acme`?'],
    ],
    [['pipeline', 'acme/../app'], ['`acme/../app` names no pipeline; expected: <customer>/<pipeline>']],
    [['blueprint-version', 'smal', '1.1.0'], ['blueprint: there is no `smal`; did you mean `small`?']],
    [['blueprint-version', 'small', '1.0.0'], ['`small@1.0.0` is there already']],
    [
      ['blueprint-version', 'small', '../x', '--from', '0.9.0'],
      ['`../x` is no version; expected: such as 1.1.0', '--from: there is no `0.9.0`; there is `1.0.0`'],
    ],
  ])('%j writes nothing and says what there is', async (args, reasons) => {
    const dir = await ground()
    const before = await files(dir)
    const out = `nothing was written:\n${reasons.map((reason) => `  ${reason}\n`).join('')}`
    expect(await fleet(['new', ...args], { cwd: dir })).toEqual({ code: 1, out, err: '' })
    expect(await files(dir)).toEqual(before)
  })

  it('cannot tell where there is no fleet', async () => {
    const typed = await fleet(['new', 'customer', 'globex'], { cwd: await folder() })
    expect(typed).toMatchObject({ code: 2, err: expect.stringContaining('name it with --dir') })
  })
})
