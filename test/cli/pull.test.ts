/**
 * A laptop, which holds no role of any customer, shows the plan that the bot made.
 */
import { writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type WholePlan, wholePlan } from '../../src/report/whole-plan.ts'
import { PLAN_SITUATIONS } from '../report/plan-situations.ts'
import { view } from '../support/plan-views.ts'
import { fleet, folder, type Typed } from './command-line.ts'

const TOKEN = `fwt_${'t'.repeat(43)}`

function wholeOf(name: string): WholePlan {
  const shown = view(PLAN_SITUATIONS[name]?.() ?? {})
  const { pull, plan, head, base, behind, access, repositoryUrl, plannedAt } = shown
  const evidence = { changeSets: {}, behind, ...(access && { access }) }
  const record = { pull, plan, head, base, tree: 'f'.repeat(40), evidence, publishedAt: plannedAt }
  return wholePlan(record, repositoryUrl)
}

const STREAM = wholeOf('replacement-of-a-stream')

interface Reply {
  readonly status: number
  readonly body?: unknown
  readonly headers?: { readonly [name: string]: string }
}

/** Something that answers as the bot does; what it heard is kept. */
async function bot(answer: (request: IncomingMessage) => Reply): Promise<{
  readonly heard: readonly (readonly [request: string, authorization: string | undefined])[]
  readonly url: string
  readonly here: (...args: readonly string[]) => Promise<Typed>
  readonly afar: (...args: readonly string[]) => Promise<Typed>
}> {
  const heard: (readonly [string, string | undefined])[] = []
  const server = createServer((incoming, outgoing) => {
    heard.push([`${incoming.method} ${incoming.url}`, incoming.headers.authorization])
    const { status, body, headers } = answer(incoming)
    outgoing.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body ?? {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port }: Partial<AddressInfo> = Object(server.address())
  const url = `http://127.0.0.1:${port}`
  const dir = await folder()
  await writeFile(join(dir, 'operator.json'), JSON.stringify({ url, token: 'secret-1' }))
  return {
    heard,
    url,
    here: (...args) => fleet(['plan', ...args], { env: { FLEETWRIGHT_DIR: dir } }),
    afar: (...args) => fleet(['plan', '--bot', url, ...args], { env: { FLEETWRIGHT_TOKEN: TOKEN } }),
  }
}

describe('fleet plan --pull', () => {
  it("shows the bot's plan where the bot runs, asked by the operator's door", async () => {
    const { here, heard } = await bot(() => ({ status: 200, body: STREAM }))
    const typed = await here('--pull', '12')
    expect(typed).toMatchObject({ code: 0, err: '' })
    expect(typed.out).toContain('Plan of pull request #12\n1 pipeline, 2 stacks, 1 account. Highest risk: destructive.')
    expect(typed.out).toContain('Name: acme-web-raw → acme-web-raw-2 (makes a new resource)')
    expect(typed.out).not.toContain('AWS was not asked')
    expect(heard).toEqual([['GET /operator/pulls/12/plan', 'Bearer secret-1']])
  })

  it('shows it from afar, with a token of the person', async () => {
    const { afar, heard } = await bot(() => ({ status: 200, body: STREAM }))
    const typed = await afar('--pull', '#12', '--json')
    expect(JSON.parse(typed.out)).toEqual(JSON.parse(JSON.stringify(STREAM)))
    expect(heard).toEqual([['GET /pulls/12.json', `Bearer ${TOKEN}`]])
  })

  it('reads as Markdown, to be pasted', async () => {
    const { here } = await bot(() => ({ status: 200, body: STREAM }))
    const { out } = await here('--pull', '12', '--markdown')
    expect(out).toContain('#### 1. Destructive, 1 stack in 1 account: `RawStream` is replaced')
    expect(out).toContain('(https://github.com/example/fleet/blob/')
    expect(out).toContain('Planned against AWS by the bot, `2026-11-23T20:45:12Z`')
  })

  it.each([
    [
      'behind-the-default-branch',
      '**Behind**: 1 stack not yet where the default branch wants it.\n- `acme/web/streams`: `#11` has',
    ],
    ['access-opens', '#### Access that opens'],
  ])('keeps in Markdown what stands above the changes: %s', async (name, words) => {
    const { here } = await bot(() => ({ status: 200, body: wholeOf(name) }))
    expect((await here('--pull', '12', '--markdown')).out).toContain(words)
  })

  it('paints nothing that a stranger wrote', async () => {
    const { here } = await bot(() => ({ status: 200, body: wholeOf('hostile-strings') }))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that none of them is printed is what is asked
    expect((await here('--pull', '12')).out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e\u200b]/)
  })

  it('exits with 1 where the bot has no such plan', async () => {
    const { afar } = await bot(() => ({ status: 404, body: { error: 'there is nothing here' } }))
    expect(await afar('--pull', '13')).toMatchObject({ code: 1, out: expect.stringContaining('no plan of #13') })
  })

  it('says where a token comes from, where there is none or it is over', async () => {
    const { afar, url } = await bot(() => ({ status: 401, body: { error: 'sign in' } }))
    const over = await afar('--pull', '12')
    expect(over).toMatchObject({ code: 2, out: '' })
    expect(over.err).toContain(`sign in at ${url}/terminal and put the token that it shows into FLEETWRIGHT_TOKEN`)
    const none = await fleet(['plan', '--bot', url, '--pull', '12'])
    expect(none).toMatchObject({ code: 2, err: expect.stringContaining('no token is set') })
  })

  it('repeats what the bot refuses', async () => {
    const { afar } = await bot(() => ({ status: 403, body: { error: 'guest may not read \u001b[31many more' } }))
    const typed = await afar('--pull', '12')
    expect(typed).toMatchObject({ code: 2, err: expect.stringContaining('may not read \\u{1b}[31many more') })
  })

  it('follows no redirect, sends the token over no open line, and never prints it', async () => {
    const other = await bot(() => ({ status: 200, body: STREAM }))
    const { afar } = await bot(() => ({ status: 302, headers: { location: `${other.url}/pulls/12.json` } }))
    const led = await afar('--pull', '12')
    expect(led).toMatchObject({ code: 2, err: expect.stringContaining('it answered 302') })
    expect(other.heard).toEqual([])
    for (const url of ['http://bot.example', 'ftp://127.0.0.1', 'bot.example']) {
      const typed = await fleet(['plan', '--bot', url, '--pull', '12'], { env: { FLEETWRIGHT_TOKEN: TOKEN } })
      expect(typed).toMatchObject({ code: 2, err: expect.stringContaining('no https address') })
    }
    expect(led.out + led.err).not.toContain('tttt')
  })

  it.each([[{}], [[]], ['x'], [{ ...STREAM, classes: undefined }], [{ ...STREAM, plan: {} }]])(
    'cannot tell from a strange answer: %#',
    async (body) => {
      const { here } = await bot(() => ({ status: 200, body }))
      expect((await here('--pull', '12')).code).toBe(2)
    },
  )

  it.each([
    [['--pull', 'twelve'], 'number of a pull request'],
    [['--pull', '0'], 'number of a pull request'],
    [['--pull', '12', '--live'], 'cannot be used with'],
    [['--pull', '12', '--base', 'main'], 'cannot be used with'],
    [['--pull', '12', '--json', '--markdown'], 'cannot be used with'],
    [['--bot', 'https://bot.example'], "needs '--pull"],
    [[], "'--pull <number>'"],
  ])('does not understand %j', async (args, words) => {
    expect(await fleet(['plan', ...args])).toMatchObject({ code: 2, err: expect.stringContaining(words) })
  })
})
