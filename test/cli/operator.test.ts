/**
 * An operator commands the running bot from its own machine.
 */
import { writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { PLAN_SITUATIONS } from '../report/plan-situations.ts'
import { ROLLOUT_SITUATIONS } from '../report/rollout-situations.ts'
import { fleet, folder, type Typed } from './command-line.ts'

interface Heard {
  readonly request: string
  readonly authorization: string | undefined
  readonly body: string
}

/** Something that answers as the bot's operator routes do; what it heard is kept. */
async function bot(answer: (request: string) => { readonly status: number; readonly body: unknown }): Promise<{
  readonly heard: readonly Heard[]
  readonly ask: (...args: readonly string[]) => Promise<Typed>
}> {
  const heard: Heard[] = []
  const hear = async (incoming: IncomingMessage): Promise<{ readonly status: number; readonly body: unknown }> => {
    const request = `${incoming.method} ${incoming.url}`
    heard.push({ request, authorization: incoming.headers.authorization, body: await text(incoming) })
    return answer(request)
  }
  const server = createServer((incoming, outgoing) => {
    void hear(incoming).then(({ status, body }) => {
      outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port }: Partial<AddressInfo> = Object(server.address())
  const dir = await folder()
  await writeFile(join(dir, 'operator.json'), JSON.stringify({ url: `http://127.0.0.1:${port}`, token: 'secret-1' }))
  return { heard, ask: (...args) => fleet(args, { env: { FLEETWRIGHT_DIR: dir } }) }
}

const HELD = ROLLOUT_SITUATIONS['held-after-a-direct-push']?.rollout
const DIGEST = HELD?.planDigest.slice(0, 16) ?? ''

it('fleet plan --live tells what AWS was found at, and why a plan is not exact', async () => {
  const { plan, behind = [], alarms } = PLAN_SITUATIONS['stack-in-progress']?.() ?? {}
  const { ask, heard } = await bot(() => ({
    status: 200,
    body: { plan, evidence: { changeSets: {}, behind, alarms } },
  }))
  const { code, out } = await ask('plan', '--live')
  expect(code).toBe(0)
  expect(out).toContain(
    'Behind: 1 stack not yet where the default branch wants it.\n  acme/web/streams: AWS is at work on it',
  )
  expect(out).toContain('   Bounded, not exact: the worst that may happen. AWS is at work on the stack.\n')
  expect(heard[0]?.request).toBe('POST /operator/plan')
})

describe('fleet rollouts', () => {
  it('lists what is open, with the command that lets a held one start', async () => {
    const { ask, heard } = await bot(() => ({ status: 200, body: { rollouts: [HELD] } }))
    const { code, out } = await ask('rollouts', 'list')
    expect(code).toBe(0)
    expect(out).toBe(`r-1a2b3c4d5e6f held
  plan ${DIGEST}, since 2026-11-23 20:45 UTC
  it was pushed without a pull request, so no reviewer saw this plan
  npx fleet rollouts approve ${DIGEST}
`)
    expect(heard).toEqual([{ request: 'GET /operator/rollouts', authorization: 'Bearer secret-1', body: '' }])
    expect(JSON.parse((await ask('rollouts', 'list', '--json')).out)).toEqual({ rollouts: [HELD] })
  })

  it('approves exactly the digest that was named', async () => {
    const { ask, heard } = await bot(() => ({ status: 200, body: { rollouts: ['r-1a2b3c4d5e6f'], stacks: [] } }))
    expect(await ask('rollouts', 'approve', DIGEST)).toMatchObject({
      code: 0,
      out: 'rollout r-1a2b3c4d5e6f may start\n',
    })
    expect(heard[0]?.request).toBe('POST /operator/rollouts/approve')
    expect(JSON.parse(heard[0]?.body ?? '')).toEqual({ digest: DIGEST, operator: expect.stringMatching(/^[\w.@-]+$/) })
  })

  it.each(['retry', 'skip', 'pause', 'resume', 'abort'])('steers the rollout that was named: %s', async (edit) => {
    const { ask, heard } = await bot(() => ({ status: 200, body: { id: 'r-1a2b3c4d5e6f', state: 'running' } }))
    const typed = await ask('rollouts', edit, 'r-1a2b3c4d5e6f')
    expect(typed).toMatchObject({ code: 0, out: 'rollout r-1a2b3c4d5e6f is running\n' })
    expect(heard[0]?.request).toBe('POST /operator/rollouts/edit')
    expect(JSON.parse(heard[0]?.body ?? '')).toEqual({ id: 'r-1a2b3c4d5e6f', edit })
  })

  it('exits with 1 where the rollout may not be edited so', async () => {
    const { ask } = await bot(() => ({ status: 409, body: { error: 'it is not paused, but running' } }))
    const typed = await ask('rollouts', 'resume', 'r-1a2b3c4d5e6f')
    expect(typed).toMatchObject({ code: 1, out: 'it is not paused, but running\n' })
  })

  it('exits with 1 where more than one thing waits for what begins so', async () => {
    const { ask } = await bot(() => ({ status: 409, body: { error: 'name more of its digits' } }))
    const typed = await ask('rollouts', 'approve', DIGEST.slice(0, 12))
    expect(typed).toMatchObject({ code: 1, out: 'name more of its digits\n' })
  })

  it('exits with 1 where nothing waits for the digest', async () => {
    const { ask } = await bot(() => ({ status: 404, body: { error: `nothing waits for ${DIGEST}` } }))
    expect(await ask('rollouts', 'approve', DIGEST)).toMatchObject({ code: 1, out: `nothing waits for ${DIGEST}\n` })
  })
})

describe('fleet status', () => {
  it('says what the bot serves', async () => {
    const body = { repository: 'example/fleet', defaultBranch: 'main', head: '1a2b3c4d5e6f7081', rollouts: [] }
    const { ask } = await bot(() => ({ status: 200, body }))
    expect(await ask('status')).toMatchObject({
      code: 0,
      out: 'example/fleet, branch main, observed at 1a2b3c4d5e6f\n0 open rollouts\n',
    })
  })

  it('cannot tell where no bot runs, the token is wrong or the answer is strange', async () => {
    expect((await fleet(['status'], { cwd: await folder() })).err).toContain('no bot that we may ask runs here')
    const refusing = await bot(() => ({ status: 401, body: { error: "the operator's token is missing or wrong" } }))
    expect(await refusing.ask('status')).toMatchObject({ code: 2, err: expect.stringContaining('token is missing') })
    const strange = await bot(() => ({ status: 200, body: ['hello'] }))
    expect((await strange.ask('status')).code).toBe(2)
    const dir = await folder()
    await writeFile(join(dir, 'operator.json'), JSON.stringify({ url: 'http://127.0.0.1:9', token: 'x' }))
    expect((await fleet(['status'], { env: { FLEETWRIGHT_DIR: dir } })).code).toBe(2)
  })

  it('never prints the token', async () => {
    const { ask } = await bot(() => ({ status: 500, body: {} }))
    const { out, err } = await ask('status')
    expect(out + err).not.toContain('secret-1')
  })
})
