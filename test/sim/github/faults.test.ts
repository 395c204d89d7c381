/**
 * Does every fault that can be planned reach a plain client?
 *
 * Asked with fetch and git alone: a library that retries or rewords would hide
 * what the simulator said.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type CallFault, type CallHow, secondaryLimit } from '../../../src/sim/github/faults.ts'
import { FLEET, OWNER, REPO, startWorld, type World } from './world.ts'

const PULLS = 'GET /repos/{owner}/{repo}/pulls'
const COMMENTS = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments'

let world: World
let number: number
beforeAll(async () => {
  world = await startWorld()
  const clone = await world.git(world.engineer.token)
  await clone.push('more', { a: '1' })
  const pull = { ...FLEET, title: 'x', head: 'more', base: 'main' }
  number = (await world.as(world.engineer.token).rest.pulls.create(pull)).data.number
})
afterEach(() => world.sim.faults.clear())
afterAll(() => world.end())

function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${world.engineer.token}` }
  return fetch(`${world.sim.apiUrl}/repos/${OWNER}/${REPO}${path}`, { ...init, headers })
}

function say(words: string, init: RequestInit = {}): Promise<Response> {
  return ask(`/issues/${number}/comments`, { ...init, method: 'POST', body: JSON.stringify({ body: words }) })
}

async function said(words: string): Promise<number> {
  const comments = (await (await ask(`/issues/${number}/comments?per_page=100`)).json()) as { body: string }[]
  return comments.filter(({ body }) => body === words).length
}

function plan(how: CallHow, more: Partial<CallFault> = {}) {
  return world.sim.faults.call({ how, ...more })
}

describe('a call', () => {
  it.each([
    [403, secondaryLimit(7)],
    [429, secondaryLimit(7, 429)],
  ])('is limited with %i in GitHub’s words, and with the seconds to wait', async (status, how) => {
    plan(how, { route: COMMENTS })
    const response = await say(`limited ${status}`)
    expect([response.status, response.headers.get('retry-after')]).toEqual([status, '7'])
    expect(await response.json()).toMatchObject({
      message: expect.stringContaining('You have exceeded a secondary rate limit.'),
      documentation_url: expect.stringContaining('#about-secondary-rate-limits'),
    })
    expect(await said(`limited ${status}`)).toBe(0)
  })

  it('is answered by a page instead of JSON', async () => {
    plan({ kind: 'html', status: 502 }, { route: PULLS })
    const response = await ask('/pulls')
    expect([response.status, response.headers.get('content-type')]).toEqual([502, 'text/html; charset=utf-8'])
    expect(await response.text()).toContain('<title>Unicorn! &middot; GitHub</title>')
  })

  it('is cut off undone, or done', async () => {
    plan({ kind: 'lost-request' }, { route: COMMENTS })
    await expect(say('lost before')).rejects.toThrow('fetch failed')
    plan({ kind: 'lost-reply' }, { route: COMMENTS })
    await expect(say('lost after')).rejects.toThrow('fetch failed')
    expect([await said('lost before'), await said('lost after')]).toEqual([0, 1])
  })

  it('is done at once and answered late', async () => {
    plan({ kind: 'slow', ms: 150 }, { route: COMMENTS })
    const startedMs = performance.now()
    const response = say('slow')
    await expect.poll(() => said('slow')).toBe(1)
    expect((await response).status).toBe(201)
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(145)
  })

  it.each([
    ['undone', false, 0],
    ['done', true, 1],
  ])('is never answered, %s', async (words, done, count) => {
    plan({ kind: 'hang', done }, { route: COMMENTS })
    const patience = new AbortController()
    const response = say(words, { signal: patience.signal })
    await expect.poll(() => world.sim.journal.requests.some((each) => each.status === (done ? 201 : 504))).toBe(true)
    patience.abort()
    await expect(response).rejects.toThrow('aborted')
    expect(await said(words)).toBe(count)
  })

  it('finds that something happened since it was asked', async () => {
    const clone = await world.git(world.engineer.token)
    let pushed = ''
    const run = async (): Promise<void> => {
      pushed = await clone.push('more', { b: String(Math.random()) }, { from: 'origin/more' })
    }
    plan({ kind: 'meanwhile', run }, { route: 'GET /repos/{owner}/{repo}/pulls/{pull_number}' })
    const pull = (await (await ask(`/pulls/${number}`)).json()) as { head: { sha: string } }
    expect(pull.head.sha).toBe(pushed)
  })

  it('is chosen by its number and its path', async () => {
    const how = { kind: 'status', status: 500 } as const
    const lift = plan(how, { route: PULLS, nth: 2, times: 2, path: (path) => path.includes('state=all') })
    const statuses = async (count: number): Promise<number[]> => {
      const all: number[] = []
      for (let call = 0; call < count; call++) all.push((await ask('/pulls?state=all')).status)
      return all
    }
    expect((await ask('/pulls?state=closed')).status).toBe(200)
    expect(await statuses(2)).toEqual([200, 500])
    lift.lift()
    expect(await statuses(2)).toEqual([200, 200])
  })
})

/** What git remembers of a connection that ended without a word is the answer before it. */
const CUT = /Empty reply from server|Connection reset|Authentication failed/

describe('git', () => {
  const fetched = async (): Promise<string> => {
    const clone = await world.git(world.engineer.token)
    return clone.directory
  }

  it.each([
    ['a page', { kind: 'html', status: 502 }, '502'],
    ['a limit', { kind: 'status', status: 429, headers: { 'retry-after': '1' } }, '429'],
    ['a cut connection', { kind: 'lost-request' }, CUT],
    ['a cut connection after the work', { kind: 'lost-reply' }, CUT],
  ] as const)('meets %s', async (_name, how, words) => {
    // git asks once more where a connection that it had kept is cut.
    plan(how, { route: 'git-upload-pack', times: 2 })
    await expect(fetched()).rejects.toThrow(words)
    world.sim.faults.clear()
    await fetched()
  })

  it('waits for a slow answer', async () => {
    plan({ kind: 'slow', ms: 100 }, { route: 'GET /{owner}/{repo}.git/info/refs' })
    const startedMs = performance.now()
    await fetched()
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(95)
  })

  it('hangs until the client gives up', async () => {
    plan({ kind: 'hang' }, { route: 'git-upload-pack' })
    const url = `${world.sim.url}/${OWNER}/${REPO}.git/info/refs?service=git-upload-pack`
    const authorization = `Basic ${Buffer.from(`x:${world.engineer.token}`).toString('base64')}`
    const patience = new AbortController()
    const response = fetch(url, { headers: { authorization }, signal: patience.signal })
    await expect.poll(() => world.sim.journal.requests.at(-1)).toMatchObject({ kind: 'git', status: 504 })
    patience.abort()
    await expect(response).rejects.toThrow('aborted')
  })

  it('has pushed although it heard nothing of it', async () => {
    const clone = await world.git(world.engineer.token)
    plan({ kind: 'lost-reply' }, { route: 'POST /{owner}/{repo}.git/git-receive-pack' })
    await expect(clone.push('unheard', { a: '2' })).rejects.toThrow()
    const sha = (await clone.git('rev-parse', 'HEAD')).stdout.trim()
    expect(await (await ask('/git/ref/heads/unheard')).json()).toMatchObject({ object: { sha } })
  })
})

describe('a webhook', () => {
  /** The bodies of comments that the bot heard of, in the order of arrival. */
  const heard = (words: readonly string[]): string[] =>
    world.received
      .filter(({ event }) => event === 'issue_comment')
      .map(({ payload }) => String(payload.comment.body))
      .filter((body) => words.includes(body))

  async function talk(...words: readonly string[]): Promise<string[]> {
    for (const each of words) {
      await say(each)
      await world.sim.settled()
    }
    return heard(words)
  }

  it('is dropped, and recorded as failed', async () => {
    world.sim.faults.webhook({ event: 'issue_comment', action: 'created', kind: 'drop' })
    expect(await talk('dropped', 'kept')).toEqual(['kept'])
    expect(world.sim.journal.deliveries.at(-2)).toMatchObject({ event: 'issue_comment', statusCode: 0 })
  })

  it('comes twice with the same delivery', async () => {
    world.sim.faults.webhook({ event: 'issue_comment', kind: 'duplicate' })
    expect(await talk('twice')).toEqual(['twice', 'twice'])
    const [first, second] = world.received.slice(-2)
    expect(second?.guid).toBe(first?.guid)
  })

  it('is overtaken by the next', async () => {
    world.sim.faults.webhook({ event: 'issue_comment', nth: 2, kind: 'reorder' })
    expect(await talk('first', 'second', 'third')).toEqual(['first', 'third', 'second'])
  })

  it('comes late', async () => {
    world.sim.faults.webhook({ event: 'issue_comment', kind: 'delay', ms: 100 })
    const startedMs = performance.now()
    expect(await talk('late')).toEqual(['late'])
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(95)
  })

  it('is no fault once lifted', async () => {
    world.sim.faults.webhook({ kind: 'drop', times: 5 }).lift()
    expect(await talk('lifted')).toEqual(['lifted'])
  })
})

describe('an outage', () => {
  it('refuses every call and delivers no event until it ends', async () => {
    const clone = await world.git(world.engineer.token)
    const before = world.received.length
    const outage = world.sim.faults.outage()
    expect((await ask('/pulls')).status).toBe(502)
    expect((await say('away')).status).toBe(502)
    await expect(clone.git('fetch')).rejects.toThrow('502')
    world.sim.setWebhookUrl(world.hookUrl)
    await world.sim.settled()
    expect(world.received).toHaveLength(before)
    expect(world.sim.journal.deliveries.at(-1)).toMatchObject({ event: 'ping', statusCode: 0 })
    outage.lift()
    expect((await ask('/pulls')).status).toBe(200)
    expect(await said('away')).toBe(0)
  })

  it('can cut connections instead', async () => {
    world.sim.faults.outage('cut')
    await expect(ask('/pulls')).rejects.toThrow('fetch failed')
    world.sim.faults.clear()
    expect((await ask('/pulls')).status).toBe(200)
  })
})
