/**
 * Does GitHub's word let exactly those in who may read the fleet repository?
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Arrival, Leaving, Visitors } from '../../src/actions/visitor-port.ts'
import { openGithub } from '../../src/github/open.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { openBrowser } from '../support/browser.ts'
import { KEY } from './key.ts'
import { CALLBACK, OAUTH, openWorld, QUIET, type World } from './world.ts'

const FLEET = { owner: 'acme', name: 'fleet' } as const

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

function ours(): Visitors {
  const { visitors } = world.github
  if (visitors === undefined) throw new Error('nobody is signed in here')
  return visitors
}

/** What GitHub sends the browser back with. */
async function backFrom(login: string, { url }: Leaving): Promise<URLSearchParams> {
  const browser = openBrowser()
  await browser.open(world.sim.signInUrl(login))
  const page = await browser.ask(url)
  if (page.status === 302) return queryOf(page.headers)
  const form_token = /name="form_token" value="(\w+)"/.exec(page.text)?.[1] ?? ''
  const asked = Object.fromEntries(new URL(url).searchParams)
  const body = new URLSearchParams({ ...asked, form_token, authorize: 'yes' })
  return queryOf((await browser.ask(`${world.sim.url}/login/oauth/authorize`, { method: 'POST', body })).headers)
}

function queryOf(headers: Headers): URLSearchParams {
  const to = new URL(headers.get('location') ?? '')
  expect(`${to.origin}${to.pathname}`).toBe(CALLBACK)
  return to.searchParams
}

async function signIn(login: string, visitors = ours()): Promise<Arrival> {
  const { state, verifier, ...leaving } = await visitors.leave(CALLBACK)
  const query = await backFrom(login, { state, verifier, ...leaving })
  return visitors.arrive({ query, state, verifier, returnTo: CALLBACK })
}

describe('signing in', () => {
  it('knows who may read, by the number that stays theirs', async () => {
    const { json } = await world.ask(world.guest, 'GET', '/user')
    expect(await signIn('guest')).toEqual({ kind: 'known', visitor: { id: json.id, login: 'guest' } })
  })

  it('asks with a state, a challenge and no secret, each time another', async () => {
    const [one, other] = [await ours().leave(CALLBACK), await ours().leave(CALLBACK)]
    const query = Object.fromEntries(new URL(one.url).searchParams)
    expect(query).toMatchObject({ client_id: OAUTH.clientId, state: one.state, code_challenge_method: 'S256' })
    expect(one.url).not.toContain(one.verifier)
    expect(one.url).not.toContain(OAUTH.clientSecret)
    expect(one.state).not.toBe(other.state)
    expect(one.verifier).not.toBe(other.verifier)
    expect(one.state.length).toBeGreaterThanOrEqual(43)
  })

  it('turns away whom GitHub knows and the fleet does not', async () => {
    world.sim.addUser('stranger')
    expect(await signIn('stranger')).toEqual({ kind: 'no-access', login: 'stranger' })
  })

  it('takes no as an answer', async () => {
    const { state, verifier } = await ours().leave(CALLBACK)
    const query = new URLSearchParams({ error: 'access_denied', state })
    expect(await ours().arrive({ query, state, verifier, returnTo: CALLBACK })).toEqual({ kind: 'declined' })
  })

  it.each<[string, (query: URLSearchParams) => void]>([
    ['another state', (query) => query.set('state', 'mine')],
    ['no state', (query) => query.delete('state')],
    ['a second state', (query) => query.append('state', 'mine')],
    ['another code', (query) => query.set('code', 'mine')],
    ['no code', (query) => query.delete('code')],
    ['a second code', (query) => query.append('code', 'mine')],
    ['an empty code', (query) => query.set('code', '')],
    [
      'a refusal with another state',
      (query) => {
        query.set('state', 'mine')
        query.set('error', 'access_denied')
      },
    ],
  ])('refuses an answer with %s', async (_what, bend) => {
    const leaving = await ours().leave(CALLBACK)
    const query = await backFrom('guest', leaving)
    bend(query)
    expect(await ours().arrive({ ...leaving, query, returnTo: CALLBACK })).toEqual({ kind: 'not-ours' })
  })

  it('refuses a code that was stolen: without the verifier it opens nothing', async () => {
    const [victim, thief] = [await ours().leave(CALLBACK), await ours().leave(CALLBACK)]
    const query = await backFrom('guest', victim)
    query.set('state', thief.state)
    expect(await ours().arrive({ ...thief, query, returnTo: CALLBACK })).toEqual({ kind: 'not-ours' })
  })

  it('refuses a code the second time', async () => {
    const leaving = await ours().leave(CALLBACK)
    const query = await backFrom('guest', leaving)
    expect(await ours().arrive({ ...leaving, query, returnTo: CALLBACK })).toMatchObject({ kind: 'known' })
    expect(await ours().arrive({ ...leaving, query, returnTo: CALLBACK })).toEqual({ kind: 'not-ours' })
  })
})

describe('asking again', () => {
  it('hears when access is taken away, and never takes another person of that name for the first', async () => {
    const arrival = await signIn('guest')
    if (arrival.kind !== 'known') throw new Error('guest may read')
    expect(await ours().mayRead(arrival.visitor)).toBe(true)
    expect(await ours().mayRead({ id: arrival.visitor.id + 1, login: 'guest' })).toBe(false)
    world.sim.permit(FLEET, 'guest', undefined)
    expect(await ours().mayRead(arrival.visitor)).toBe(false)
    expect(await ours().mayRead({ id: 1, login: 'nobody-at-all' })).toBe(false)
    world.sim.permit(FLEET, 'guest', 'read')
  })

  it('needs nothing of the person: their token is no longer there', async () => {
    const arrival = await signIn('guest')
    world.sim.revokeAuthorization('guest')
    if (arrival.kind !== 'known') throw new Error('guest may read')
    expect(await ours().mayRead(arrival.visitor)).toBe(true)
  })
})

describe('GitHub', () => {
  it.each<['html' | 'lost-reply']>([['html'], ['lost-reply']])(
    'that is away (%s) lets nobody in, and is no refusal',
    async (kind) => {
      const leaving = await ours().leave(CALLBACK)
      const query = await backFrom('guest', leaving)
      const how = kind === 'html' ? ({ kind, status: 502 } as const) : ({ kind: 'lost-reply' } as const)
      world.sim.faults.call({ route: 'POST /login/oauth/access_token', how })
      const arrival = ours().arrive({ ...leaving, query, returnTo: CALLBACK })
      await expect(arrival).rejects.toMatchObject({ code: 'github-unavailable', retryable: true })
    },
  )

  it('that does not answer the second question lets nobody in', async () => {
    const leaving = await ours().leave(CALLBACK)
    const query = await backFrom('guest', leaving)
    world.sim.faults.call({ route: 'GET /user', times: 2, how: { kind: 'html', status: 503 } })
    const arrival = ours().arrive({ ...leaving, query, returnTo: CALLBACK })
    await expect(arrival).rejects.toMatchObject({ retryable: true })
    world.sim.faults.clear()
  })

  it('that refuses our own credentials is told to the operator, without them', async () => {
    const other = await openGithub({
      appId: 4711,
      privateKey: KEY.privateKey,
      webhookSecret: 'unused',
      baseUrl: world.sim.apiUrl,
      repository: 'acme/fleet',
      signIn: { ...OAUTH, clientSecret: 'a-wrong-secret' },
      clock: systemClock,
      log: QUIET,
    })
    const failed = signIn('guest', other.visitors)
    await expect(failed).rejects.toMatchObject({
      code: 'sign-in-refused',
      nextMove: 'operator',
      message: 'signing somebody in: GitHub says incorrect_client_credentials',
    })
    await expect(failed).rejects.not.toMatchObject({ message: expect.stringContaining('secret') })
  })

  it('that knows another address of ours is told to the operator', async () => {
    const { state, verifier } = await ours().leave(CALLBACK)
    const query = new URLSearchParams({ error: 'redirect_uri_mismatch', state })
    const arrival = ours().arrive({ query, state, verifier, returnTo: CALLBACK })
    await expect(arrival).rejects.toMatchObject({ hint: expect.stringContaining('callback URLs') })
  })
})
