/**
 * Does the simulated GitHub sign people in by the App as GitHub does, and nobody else?
 */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { KEY } from '../../github/key.ts'
import { FLEET, OWNER, REPO, startWorld, type World } from './world.ts'

const CALLBACK = 'http://127.0.0.1:4302/sign-in/callback'
const CLIENT = { client_id: 'Iv23client', client_secret: 'client-secret' } as const
const VERIFIER = 'a-verifier-that-is-at-least-forty-three-characters-long'
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url')
const ASK = {
  client_id: CLIENT.client_id,
  redirect_uri: CALLBACK,
  state: 'a-state',
  code_challenge: CHALLENGE,
  code_challenge_method: 'S256',
} as const

type Texts = Readonly<Record<string, string>>

let world: World
beforeAll(async () => {
  world = await startWorld({
    app: {
      id: 4711,
      slug: 'fleetwright',
      publicKeyPem: KEY.publicKey,
      permissions: { contents: 'read', pull_requests: 'write', checks: 'write' },
      events: [],
      oauth: { clientId: CLIENT.client_id, clientSecret: CLIENT.client_secret, callbackUrls: [CALLBACK] },
    },
  })
})
afterAll(async () => {
  vi.useRealTimers()
  await world.end()
})

async function cookieOf(login: string): Promise<string> {
  const response = await fetch(world.sim.signInUrl(login))
  return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
}

function open(cookie: string, query: Texts = ASK): Promise<Response> {
  const address = `${world.sim.url}/login/oauth/authorize?${new URLSearchParams(query)}`
  return fetch(address, { headers: { cookie }, redirect: 'manual' })
}

async function press(cookie: string, answer: 'yes' | 'no', query: Texts = ASK): Promise<URL> {
  const page = await (await open(cookie, query)).text()
  const form_token = /name="form_token" value="(\w+)"/.exec(page)?.[1] ?? ''
  const response = await fetch(`${world.sim.url}/login/oauth/authorize`, {
    method: 'POST',
    headers: { cookie },
    body: new URLSearchParams({ ...query, form_token, authorize: answer }),
    redirect: 'manual',
  })
  return new URL(response.headers.get('location') ?? '')
}

/** Has agreed before, so that the page sends on at once. */
async function codeFor(login: string, query: Texts = ASK): Promise<string> {
  const cookie = await cookieOf(login)
  const first = await open(cookie, query)
  const to = first.status === 302 ? new URL(first.headers.get('location') ?? '') : await press(cookie, 'yes', query)
  return to.searchParams.get('code') ?? ''
}

async function exchange(fields: Texts): Promise<Texts> {
  const response = await fetch(`${world.sim.url}/login/oauth/access_token`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams(fields),
  })
  expect(response.status).toBe(200)
  return JSON.parse(await response.text())
}

describe('signing in by the App', () => {
  it('asks who is not signed in to sign in first, and comes back', async () => {
    const response = await open('')
    const to = response.headers.get('location') ?? ''
    expect(to).toMatch(/^\/sign-in\?to=/)
    const page = await (await fetch(`${world.sim.url}${to}`)).text()
    expect(page).toContain('name="to" value="/login/oauth/authorize?client_id=Iv23client')
  })

  it('asks once, gives code and state to the registered address, and a token for them', async () => {
    const cookie = await cookieOf('engineer')
    const page = await open(cookie)
    expect(await page.text()).toContain('<strong>engineer</strong>')
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self' http://127.0.0.1:4302")
    const to = await press(cookie, 'yes')
    expect(`${to.origin}${to.pathname}`).toBe(CALLBACK)
    expect(to.searchParams.get('state')).toBe('a-state')
    const code = to.searchParams.get('code') ?? ''
    const token = await exchange({ ...CLIENT, code, redirect_uri: CALLBACK, code_verifier: VERIFIER })
    expect(token).toMatchObject({ token_type: 'bearer', scope: '', expires_in: 28_800 })
    expect(token.access_token).toMatch(/^ghu_\w{36}$/)
    expect((await open(cookie)).status).toBe(302)
  })

  it('says so when the person refuses', async () => {
    const to = await press(await cookieOf('reviewer'), 'no')
    expect(Object.fromEntries(to.searchParams)).toMatchObject({ error: 'access_denied', state: 'a-state' })
  })

  it('does nothing for a form of another site', async () => {
    const cookie = await cookieOf('engineer')
    const response = await fetch(`${world.sim.url}/login/oauth/authorize`, {
      method: 'POST',
      headers: { cookie },
      body: new URLSearchParams({ ...ASK, authorize: 'yes' }),
      redirect: 'manual',
    })
    expect(response.status).toBe(403)
  })

  it('sends no code to an address that is not registered', async () => {
    const response = await open(await cookieOf('engineer'), { ...ASK, redirect_uri: `${CALLBACK}/../evil` })
    const to = new URL(response.headers.get('location') ?? '')
    expect(`${to.origin}${to.pathname}`).toBe(CALLBACK)
    expect(to.searchParams.get('error')).toBe('redirect_uri_mismatch')
    expect(to.searchParams.get('code')).toBeNull()
  })

  it('takes no challenge that is sent in clear', async () => {
    const response = await open(await cookieOf('engineer'), { ...ASK, code_challenge_method: 'plain' })
    expect(new URL(response.headers.get('location') ?? '').searchParams.get('error')).toBe('invalid_request')
  })

  it('knows no App of another id', async () => {
    expect((await open(await cookieOf('engineer'), { ...ASK, client_id: 'other' })).status).toBe(404)
  })
})

describe('a code', () => {
  const WHOLE = { ...CLIENT, redirect_uri: CALLBACK, code_verifier: VERIFIER } as const

  it('is good once', async () => {
    const code = await codeFor('engineer')
    expect(await exchange({ ...WHOLE, code })).toHaveProperty('access_token')
    expect(await exchange({ ...WHOLE, code })).toMatchObject({ error: 'bad_verification_code' })
  })

  it.each([
    ['another verifier', { code_verifier: `${VERIFIER}x` }, 'bad_verification_code'],
    ['another address', { redirect_uri: `${CALLBACK}2` }, 'redirect_uri_mismatch'],
    ['another secret', { client_secret: 'wrong' }, 'incorrect_client_credentials'],
    ['another App', { client_id: 'wrong' }, 'incorrect_client_credentials'],
  ])('is refused with %s', async (_what, bent, error) => {
    expect(await exchange({ ...WHOLE, code: await codeFor('engineer'), ...bent })).toMatchObject({ error })
  })

  it('is refused without the verifier of its challenge', async () => {
    const code = await codeFor('engineer')
    const given = { ...CLIENT, redirect_uri: CALLBACK, code }
    expect(await exchange(given)).toMatchObject({ error: 'bad_verification_code' })
  })

  it('is too old after ten minutes', async () => {
    const code = await codeFor('engineer')
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10 * 60_000 })
    expect(await exchange({ ...WHOLE, code })).toMatchObject({ error: 'bad_verification_code' })
    vi.useRealTimers()
  })
})

describe('the token of a person', () => {
  async function tokenOf(login: string): Promise<string> {
    const code = await codeFor(login)
    const given = await exchange({ ...CLIENT, code, redirect_uri: CALLBACK, code_verifier: VERIFIER })
    return given.access_token ?? ''
  }

  it('tells who they are, and reads what both they and the App may read', async () => {
    const engineer = world.as(await tokenOf('engineer'))
    expect((await engineer.rest.users.getAuthenticated()).data.login).toBe('engineer')
    expect((await engineer.rest.repos.get(FLEET)).data.full_name).toBe(`${OWNER}/${REPO}`)
    expect((await engineer.rest.repos.getContent({ ...FLEET, path: 'fleet.yml' })).status).toBe(200)
  })

  it('writes nothing that the App may only read, whatever the person may', async () => {
    const clone = await world.git(await tokenOf('engineer'))
    await expect(clone.push('through-the-app', { 'fleet.yml': 'fleet: b\n' })).rejects.toThrow('denied to engineer')
  })

  it('opens nothing where the App is not installed, or the person may not read', async () => {
    const token = await tokenOf('engineer')
    await world.sim.addFork('engineer', { owner: OWNER, name: REPO })
    const fork = world.as(token).rest.repos.get({ owner: 'engineer', repo: REPO })
    await expect(fork).rejects.toMatchObject({ status: 404 })
    world.sim.permit({ owner: OWNER, name: REPO }, 'engineer', undefined)
    await expect(world.as(token).rest.repos.get(FLEET)).rejects.toMatchObject({ status: 404 })
    world.sim.permit({ owner: OWNER, name: REPO }, 'engineer', 'write')
    expect((await world.as(token).rest.repos.get(FLEET)).status).toBe(200)
  })

  it('opens nothing once the person takes the permission back', async () => {
    const token = await tokenOf('engineer')
    world.sim.revokeAuthorization('engineer')
    await expect(world.as(token).rest.users.getAuthenticated()).rejects.toMatchObject({ status: 401 })
    expect((await open(await cookieOf('engineer'))).status).toBe(200)
  })
})

describe('faults', () => {
  it('strike the exchange of codes, and an outage the page too', async () => {
    const lift = world.sim.faults.outage()
    const address = `${world.sim.url}/login/oauth/access_token`
    expect((await fetch(address, { method: 'POST', body: new URLSearchParams(CLIENT) })).status).toBe(502)
    expect((await open('')).status).toBe(502)
    lift.lift()
    const how = { kind: 'lost-reply' } as const
    world.sim.faults.call({ route: 'POST /login/oauth/access_token', how })
    await expect(fetch(address, { method: 'POST', body: new URLSearchParams(CLIENT) })).rejects.toThrow()
  })
})
