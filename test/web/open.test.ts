/**
 * Are the other doors shut to strangers, and do they tell the truth to those who may ask?
 */
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { Approved, Edited, Part } from '../../src/web/model.ts'
import { openWeb, type Web } from '../../src/web/open.ts'
import { EMPTY_PLAN } from '../support/empty-plan.ts'
import { nobodyComes } from './front.ts'

const TOKEN = 'operator-token'
const DIGEST = 'ab12'.repeat(16)
const ROLLOUT = 'r-1a2b3c4d5e6f'
const WHOLE = {
  pull: 12,
  head: 'a'.repeat(40),
  plan: EMPTY_PLAN,
  evidence: { changeSets: {}, behind: [] },
  publishedAt: '2026-11-26T09:00:00Z',
  classes: [],
}
const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined }

const opened: Web[] = []
afterEach(async () => {
  for (const web of opened.splice(0)) await web.close()
})

async function open(
  given: {
    parts?: Part[]
    port?: number
    approved?: Approved | { refused: string }
    edited?: Edited
    slow?: Promise<void>
  } = {},
) {
  const asked: unknown[] = []
  const web = await openWeb({
    host: '127.0.0.1',
    port: given.port ?? 0,
    parts: given.parts ?? [],
    ...nobodyComes(),
    intake: { secret: 's', receive: async () => [], accept: async () => 'accepted' },
    operator: {
      token: TOKEN,
      status: async () => {
        await given.slow
        return { repository: 'acme/fleet', defaultBranch: 'main', rollouts: [] }
      },
      rollouts: async () => [],
      plan: async () => ({ plan: EMPTY_PLAN, evidence: { changeSets: {}, behind: [] } }),
      planOf: async (pull) => (pull === 12 ? WHOLE : undefined),
      approve: async (request) => {
        asked.push(request)
        return given.approved ?? { rollouts: ['r-1'], stacks: [] }
      },
      edit: async (request) => {
        asked.push(request)
        return given.edited ?? { id: request.id, state: 'running' }
      },
    },
    log: QUIET,
  })
  opened.push(web)
  return { web, asked }
}

function ask(web: Web, path: string, init: RequestInit & { token?: string } = {}): Promise<Response> {
  const authorization = { authorization: `Bearer ${init.token ?? TOKEN}` }
  return fetch(`${web.url}${path}`, { ...init, headers: { ...authorization, ...init.headers } })
}

function approve(web: Web, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return post(web, '/operator/rollouts/approve', { body, headers })
}

function edit(web: Web, body: unknown): Promise<Response> {
  return post(web, '/operator/rollouts/edit', { body, headers: {} })
}

function post(web: Web, path: string, { body, headers }: { body: unknown; headers: Record<string, string> }) {
  const json = { 'content-type': 'application/json', ...headers }
  return ask(web, path, { method: 'POST', body: JSON.stringify(body), headers: json })
}

describe('health', () => {
  it('lives without any part, and is ready only with all', async () => {
    const parts = [
      { name: 'database', ready: async () => true },
      { name: 'mirror', ready: async () => false },
      { name: 'github', ready: () => Promise.reject(new Error('away')) },
    ]
    const { web } = await open({ parts })
    expect((await fetch(`${web.url}/healthz`)).status).toBe(200)
    const ready = await fetch(`${web.url}/readyz`)
    expect(ready.status).toBe(503)
    expect(await ready.json()).toEqual({
      status: 'not ready',
      parts: { database: true, mirror: false, github: false },
    })
  })

  it('is ready when every part is', async () => {
    const { web } = await open({ parts: [{ name: 'database', ready: async () => true }] })
    expect((await fetch(`${web.url}/readyz`)).status).toBe(200)
  })
})

describe("the operator's routes", () => {
  it('answer whoever has the token', async () => {
    const { web, asked } = await open()
    expect(await (await ask(web, '/operator/status')).json()).toMatchObject({ repository: 'acme/fleet' })
    expect(await (await ask(web, '/operator/rollouts')).json()).toEqual({ rollouts: [] })
    const planned = await ask(web, '/operator/plan', { method: 'POST' })
    expect(await planned.json()).toEqual({ plan: EMPTY_PLAN, evidence: { changeSets: {}, behind: [] } })
    const response = await approve(web, { digest: DIGEST })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ rollouts: ['r-1'], stacks: [] })
    expect(asked).toEqual([{ digest: DIGEST, operator: 'operator' }])
  })

  it.each([['wrong'], [''], [`${TOKEN}x`]])('refuse the token %j', async (token) => {
    const { web } = await open()
    expect((await ask(web, '/operator/status', { token })).status).toBe(401)
    expect((await fetch(`${web.url}/operator/rollouts`)).status).toBe(401)
  })

  it('refuse what comes through a proxy, token or not', async () => {
    const { web, asked } = await open()
    expect((await approve(web, { digest: DIGEST }, { 'x-forwarded-for': '203.0.113.9' })).status).toBe(403)
    expect(asked).toEqual([])
  })

  it.each([[{}], [{ digest: 'abc' }], [{ digest: 12 }], [{ digest: DIGEST, operator: 'a\nb' }], ['x'], [null]])(
    'refuse to approve %j',
    async (body) => {
      const { web, asked } = await open()
      expect((await approve(web, body)).status).toBe(400)
      expect(asked).toEqual([])
    },
  )

  it('edit the rollout that was named', async () => {
    const { web, asked } = await open()
    const response = await edit(web, { id: ROLLOUT, edit: 'retry' })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ id: ROLLOUT, state: 'running' })
    expect(asked).toEqual([{ id: ROLLOUT, edit: 'retry' }])
  })

  it('say why a rollout may not be edited so', async () => {
    const { web } = await open({ edited: { refused: 'it is not paused, but running' } })
    const response = await edit(web, { id: ROLLOUT, edit: 'resume' })
    expect(response.status).toBe(409)
    expect(await response.json()).toEqual({ error: 'it is not paused, but running' })
  })

  it.each([[{}], [{ id: ROLLOUT }], [{ id: ROLLOUT, edit: 'delete' }], [{ id: '../r-1', edit: 'retry' }], [null]])(
    'refuse to edit %j',
    async (body) => {
      const { web, asked } = await open()
      expect((await edit(web, body)).status).toBe(400)
      expect(asked).toEqual([])
    },
  )

  it('show the plan that the bot made of a pull request, and no other', async () => {
    const { web } = await open()
    expect(await (await ask(web, '/operator/pulls/12/plan')).json()).toEqual(WHOLE)
    for (const other of ['13', '0', 'x', '12x', '-1']) {
      expect((await ask(web, `/operator/pulls/${other}/plan`)).status).toBe(404)
    }
    expect((await ask(web, '/operator/pulls/12/plan', { token: 'wrong' })).status).toBe(401)
  })

  it('say so when nothing waits for the digest', async () => {
    const { web } = await open({ approved: { rollouts: [], stacks: [] } })
    expect((await approve(web, { digest: DIGEST })).status).toBe(404)
  })

  it('say so when more than one thing waits for what begins so', async () => {
    const { web } = await open({ approved: { refused: 'name more of its digits' } })
    const response = await approve(web, { digest: DIGEST.slice(0, 12) })
    expect(response.status).toBe(409)
    expect(await response.json()).toEqual({ error: 'name more of its digits' })
  })
})

describe('the server', () => {
  it('names a port that is taken', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    await expect(open({ port })).rejects.toMatchObject({
      code: 'port-taken',
      message: `port ${port} is already in use`,
    })
    other.close()
  })

  it('lets the running request end when it closes, and takes no new one', async () => {
    let finish = (): void => undefined
    const slow = new Promise<void>((resolve) => {
      finish = resolve
    })
    const { web } = await open({ slow })
    const running = ask(web, '/operator/status')
    await fetch(`${web.url}/healthz`)
    const closed = web.close()
    const { port } = new URL(web.url)
    await expect.poll(() => isRefused(Number(port))).toBe(true)
    finish()
    expect((await running).status).toBe(200)
    await closed
  })
})

function isRefused(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(false)
    })
    socket.once('error', () => resolve(true))
  })
}
