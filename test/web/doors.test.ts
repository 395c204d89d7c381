/**
 * Does every door that is not said to be open stay shut, and open for exactly those who may read?
 */
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FleetwrightError } from '../../src/lib/errors.ts'
import { ourPath } from '../../src/web/sign-in.ts'
import { openBrowser } from '../support/browser.ts'
import { comeBack, GUEST, openReception, type Reception } from './reception.ts'

const COOKIE = 'fleetwright'
const LIBRARY = {
  plan: () => Promise.reject(new Error('a stranger got as far as the plans')),
  planOf: () => Promise.reject(new Error('a stranger got as far as the plans')),
} as const

let house: Reception
beforeEach(async () => {
  house = await openReception()
})
afterEach(() => house.close())

function away(): never {
  throw new FleetwrightError('asking GitHub failed', {
    code: 'github-unavailable',
    nextMove: 'nobody',
    retryable: true,
    hint: 'wait',
  })
}

/** A path that the route answers. */
function pathOf(route: string): string {
  return route.replace(':name', `${'ab12'.repeat(16)}.json`).replace(':number', '12')
}

describe('the doors', () => {
  it('are open for signatures, health and signing in, and for nothing else', () => {
    const open = house.web.routes.filter(({ door }) => door === 'open').map(({ method, path }) => `${method} ${path}`)
    expect(open.sort()).toEqual([
      'GET /healthz',
      'GET /readyz',
      'GET /sign-in',
      'GET /sign-in/callback',
      'HEAD /healthz',
      'HEAD /readyz',
      'HEAD /sign-in',
      'HEAD /sign-in/callback',
      'POST /api/github/webhooks',
    ])
    const operator = house.web.routes.filter(({ door }) => door === 'operator')
    expect(operator.length).toBeGreaterThan(0)
    expect(operator.filter(({ path }) => !path.startsWith('/operator/'))).toEqual([])
    const others = house.web.routes.filter(({ door }) => door === 'visitor').map(({ path }) => path)
    expect(others).toEqual(expect.arrayContaining(['/', '/plans/:name', '/pulls/:name', '/terminal', '/sign-out']))
  })

  it.each([
    ['nothing', {}],
    ['a session that was never begun', { cookie: `${COOKIE}=${'A'.repeat(43)}` }],
    ['a session that is no id', { cookie: `${COOKIE}=x; ${COOKIE}=../../etc` }],
    ['the hash of a session', { cookie: `${COOKIE}=${createHash('sha256').update('x').digest('hex')}` }],
    ['a token that was never made', { authorization: `Bearer fwt_${'A'.repeat(43)}` }],
    ["the operator's token", { authorization: 'Bearer operator-token' }],
  ])('keep whoever brings %s out of every other route', async (_what, headers) => {
    await house.close()
    house = await openReception({ library: LIBRARY })
    for (const { method, path } of house.web.routes.filter(({ door }) => door === 'visitor')) {
      for (const accept of ['text/html', 'application/json']) {
        const response = await fetch(`${house.web.url}${pathOf(path)}`, {
          method,
          headers: { accept, ...headers },
          redirect: 'manual',
        })
        const text = await response.text()
        const isSentAway = response.status === 302 && response.headers.get('location')?.startsWith('/sign-in?to=')
        expect(isSentAway || response.status === 401, `${method} ${path} answered ${response.status}: ${text}`).toBe(
          true,
        )
        expect(text).not.toMatch(/acme|plan of/i)
      }
    }
  })

  it('tell a stranger nothing of which plans there are', async () => {
    const ask = (path: string) => fetch(`${house.web.url}${path}`, { headers: { accept: 'application/json' } })
    const [one, other] = [await ask(`/plans/${'a'.repeat(64)}`), await ask('/plans/nonsense')]
    expect([one.status, other.status]).toEqual([401, 401])
    expect(await one.text()).toBe(await other.text())
  })
})

describe('signing in', () => {
  it('leads by GitHub to the page that was wanted', async () => {
    const { browser, shown } = await house.signIn('/plans/abc?x=1')
    expect(shown.headers.get('location')).toBe(`${house.web.url}/plans/abc?x=1`)
    expect(house.github.returnedTo).toEqual([`${house.web.url}/sign-in/callback`])
    expect((await browser.ask(house.web.url)).text).toContain('<span class="who">guest</span>')
  })

  it('is what a page asked for by a stranger leads to', async () => {
    const shown = await openBrowser().ask(`${house.web.url}/pulls/12?x=1`)
    expect(shown.headers.get('location')).toBe(`/sign-in?${new URLSearchParams({ to: '/pulls/12?x=1' })}`)
  })

  it.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '\\/evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    '/%0d%0aset-cookie:x=1/../..//evil.example',
    'javascript:alert(1)',
    'http:evil.example',
    '@evil.example',
    `/${'a'.repeat(2_000)}`,
    '',
  ])('leads nowhere but here, whatever is asked for: %j', async (to) => {
    expect(ourPath(to, house.web.url)).toMatch(/^\/(?!\/)/)
    const { shown } = await house.signIn(to)
    const location = new URL(shown.headers.get('location') ?? '', shown.url)
    expect(location.origin).toBe(house.web.url)
    expect(location.pathname).not.toMatch(/^\/\//)
    expect(shown.cookies.map(({ name }) => name)).not.toContain('x')
  })

  it('leads nowhere else by a cookie that somebody else has written', async () => {
    const browser = openBrowser()
    await browser.ask(`${house.web.url}/sign-in`)
    const kept = { state: 'state-1', verifier: 'verifier-1', to: 'https://evil.example/' }
    const cookie = `fleetwright-leaving=${Buffer.from(JSON.stringify(kept)).toString('base64url')}`
    const shown = await fetch(`${house.web.url}/sign-in/callback?code=c&state=state-1`, {
      headers: { cookie },
      redirect: 'manual',
    })
    expect(shown.headers.get('location')).toBe(`${house.web.url}/`)
  })

  it('gives the cookie to no script, no other site and, behind https, to no other host', async () => {
    const plain = (await house.signIn()).shown.cookies.find(({ name }) => name === COOKIE)
    expect(plain).toMatchObject({ path: '/', httpOnly: true, sameSite: 'lax', maxAge: 28_800 })
    expect(plain?.domain).toBeUndefined()
    await house.close()
    house = await openReception({ publicUrl: 'https://bot.example/' })
    const { shown } = await house.signIn('/terminal')
    const secure = shown.cookies.find(({ name }) => name === `__Host-${COOKIE}`)
    expect(secure).toMatchObject({ path: '/', httpOnly: true, sameSite: 'lax', secure: true })
    expect(secure?.domain).toBeUndefined()
    expect(shown.headers.get('location')).toBe('https://bot.example/terminal')
    expect(house.github.returnedTo).toEqual(['https://bot.example/sign-in/callback'])
    expect(shown.cookies.every((each) => each.secure === true && each.httpOnly === true)).toBe(true)
  })

  it('takes no session that the browser brought: an id that was planted stays worthless', async () => {
    const planted = 'P'.repeat(43)
    const browser = openBrowser()
    browser.plant(house.web.url, COOKIE, planted)
    await comeBack(house.web, browser)
    expect(browser.cookiesFor(house.web.url).get(COOKIE)).toMatch(/^[\w-]{43}$/)
    expect(browser.cookiesFor(house.web.url).get(COOKIE)).not.toBe(planted)
    const thief = openBrowser()
    thief.plant(house.web.url, COOKIE, planted)
    expect((await thief.ask(house.web.url)).status).toBe(302)
  })

  it('ends the session that the browser had', async () => {
    const { browser } = await house.signIn()
    const before = browser.cookiesFor(house.web.url).get(COOKIE) ?? ''
    await comeBack(house.web, browser)
    expect(browser.cookiesFor(house.web.url).get(COOKIE)).not.toBe(before)
    expect(house.rows.size).toBe(1)
  })

  it('keeps the hash of an id of 256 bits, and never the id', async () => {
    const { browser } = await house.signIn()
    const id = browser.cookiesFor(house.web.url).get(COOKIE) ?? ''
    expect(Buffer.from(id, 'base64url')).toHaveLength(32)
    expect([...house.rows.keys()]).toEqual([createHash('sha256').update(id).digest('hex')])
    expect(JSON.stringify([...house.rows])).not.toContain(id)
    expect([...house.rows.values()]).toEqual([
      { visitor: GUEST, checkedAt: '2026-11-26T09:00:00Z', endsAt: '2026-11-26T17:00:00Z' },
    ])
  })

  it.each([
    ['another state', (url: URL) => url.searchParams.set('state', 'state-99')],
    ['no state', (url: URL) => url.searchParams.delete('state')],
  ])('lets nobody in whose answer has %s', async (_what, bend) => {
    const browser = openBrowser()
    await browser.ask(`${house.web.url}/sign-in`)
    const url = new URL(`${house.web.url}/sign-in/callback?code=c&state=state-1`)
    bend(url)
    const shown = await browser.ask(url.href)
    expect(shown.status).toBe(400)
    expect(shown.text).toContain('not one of ours')
    expect(house.rows.size).toBe(0)
    // The halves are good for one try.
    expect((await browser.ask(`${house.web.url}/sign-in/callback?code=c&state=state-1`)).status).toBe(400)
  })

  it('lets nobody in while GitHub does not answer, and says so', async () => {
    house.github.arrival = away
    const { browser, shown } = await house.signIn()
    expect(shown.status).toBe(503)
    expect(shown.text).toContain('does not answer')
    expect(browser.cookiesFor(house.web.url).has(COOKIE)).toBe(false)
    expect(house.rows.size).toBe(0)
  })

  it('is refused, with whose move it is, where the App has no client id and secret', async () => {
    await house.close()
    house = await openReception({
      visitors: () => {
        const hint = 'set GITHUB_CLIENT_ID'
        throw new FleetwrightError('nobody can', { code: 'x', nextMove: 'operator', retryable: false, hint })
      },
    })
    const shown = await openBrowser().open(house.web.url)
    expect(shown.status).toBe(503)
    expect(shown.text).toContain('For who runs the bot: set GITHUB_CLIENT_ID.')
  })

  it('lets nobody in who did not begin here', async () => {
    const shown = await openBrowser().ask(`${house.web.url}/sign-in/callback?code=c&state=state-1`)
    expect(shown.status).toBe(400)
    expect(house.github.returnedTo).toEqual([])
  })

  it.each([
    [{ kind: 'no-access', login: 'mallory' } as const, 403, 'mallory may not read the fleet repository'],
    [{ kind: 'declined' } as const, 403, 'did not let this App know'],
  ])('says why it does not let in: %j', async (arrival, status, words) => {
    house.github.arrival = arrival
    const { browser, shown } = await house.signIn()
    expect(shown.status).toBe(status)
    expect(shown.text).toContain(words)
    expect(browser.cookiesFor(house.web.url).has(COOKIE)).toBe(false)
    expect(house.rows.size).toBe(0)
  })
})

describe('the right to read', () => {
  it('is asked about again after five minutes, and not before', async () => {
    const { browser } = await house.signIn()
    house.pass({ minutes: 4, seconds: 59 })
    expect((await browser.ask(house.web.url)).status).toBe(200)
    expect(house.github.asked).toEqual([])
    house.pass({ seconds: 1 })
    expect((await browser.ask(house.web.url)).status).toBe(200)
    expect(house.github.asked).toEqual(['guest'])
    house.pass({ minutes: 4, seconds: 59 })
    expect((await browser.ask(house.web.url)).status).toBe(200)
    expect(house.github.asked).toEqual(['guest'])
  })

  it('is asked about once, however many pages are opened at the same time', async () => {
    const { browser } = await house.signIn()
    house.pass({ minutes: 6 })
    const answer = Promise.withResolvers<boolean>()
    house.github.mayRead = () => answer.promise
    const before = house.found()
    const asked = Array.from({ length: 8 }, () => browser.ask(house.web.url))
    await expect.poll(() => house.found() - before).toBe(8)
    answer.resolve(true)
    const all = await Promise.all(asked)
    expect(all.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200))
    expect(house.github.asked).toHaveLength(1)
  })

  it('that was taken away shuts every door, says so, and ends all sessions of that person', async () => {
    const [one, other] = [await house.signIn(), await house.signIn()]
    house.pass({ minutes: 5 })
    house.github.mayRead = () => false
    const shown = await one.browser.ask(`${house.web.url}/terminal`)
    expect(shown.status).toBe(403)
    expect(shown.text).toContain('guest may not read the fleet repository any more')
    expect(shown.text).toContain('if you have another name there now, sign in again')
    expect(house.rows.size).toBe(0)
    expect((await other.browser.ask(house.web.url)).status).toBe(302)
  })

  it('that nobody can be asked about lets nobody in, and is no refusal', async () => {
    const { browser } = await house.signIn()
    house.pass({ minutes: 5 })
    house.github.mayRead = away
    const shown = await browser.ask(`${house.web.url}/terminal`)
    expect(shown.status).toBe(503)
    expect(shown.headers.get('retry-after')).toBe('30')
    expect(shown.text).toContain('does not answer')
    expect(shown.text).not.toContain('Make a token')
    house.github.mayRead = () => true
    expect((await browser.ask(`${house.web.url}/terminal`)).status).toBe(200)
  })

  it('that was confirmed a moment ago is good while GitHub is away', async () => {
    const { browser } = await house.signIn()
    house.github.mayRead = away
    house.pass({ minutes: 4 })
    expect((await browser.ask(house.web.url)).status).toBe(200)
  })

  it('is no younger by a clock that was set back', async () => {
    const { browser } = await house.signIn()
    house.pass({ minutes: -10 })
    house.github.mayRead = () => false
    expect((await browser.ask(house.web.url)).status).toBe(403)
  })

  it('is not asked about for a session of eight hours ago: it has ended', async () => {
    const { browser } = await house.signIn()
    house.pass({ hours: 8 })
    expect((await browser.ask(house.web.url)).status).toBe(302)
    expect(house.github.asked).toEqual([])
    expect(house.rows.size).toBe(0)
  })
})

describe('signing out', () => {
  it('ends every session of the person, and takes the cookie away', async () => {
    const [one, other] = [await house.signIn(), await house.signIn()]
    house.github.arrival = { kind: 'known', visitor: { id: 8, login: 'somebody' } }
    const somebody = await house.signIn()
    const kept = new Map(one.browser.cookiesFor(house.web.url))
    const shown = await one.browser.press(await one.browser.ask(house.web.url), 'Sign out')
    expect(shown.text).toContain('You are signed out')
    expect(shown.cookies.find(({ name }) => name === COOKIE)).toMatchObject({ value: '', maxAge: 0, httpOnly: true })
    const thief = openBrowser()
    thief.plant(house.web.url, COOKIE, kept.get(COOKIE) ?? '')
    for (const browser of [one.browser, other.browser, thief]) {
      expect((await browser.ask(house.web.url)).status).toBe(302)
    }
    expect((await somebody.browser.ask(house.web.url)).status).toBe(200)
  })

  it.each(['/sign-out', '/terminal'])('needs a form of ours: %s', async (path) => {
    const [one, other] = [await house.signIn(), await house.signIn()]
    const page = await other.browser.ask(house.web.url)
    const theirs = /name="form_token" value="(\w+)"/.exec(page.text)?.[1] ?? ''
    for (const body of [new URLSearchParams(), new URLSearchParams({ form_token: theirs })]) {
      const shown = await one.browser.ask(`${house.web.url}${path}`, { method: 'POST', body })
      expect(shown.status).toBe(403)
    }
    expect(house.rows.size).toBe(2)
  })
})

describe('a terminal', () => {
  async function tokenOf(
    reception: Reception,
  ): Promise<{ token: string; signedIn: Awaited<ReturnType<Reception['signIn']>> }> {
    const signedIn = await reception.signIn()
    const page = await signedIn.browser.ask(`${reception.web.url}/terminal`)
    const shown = await signedIn.browser.press(page, 'Make a token')
    return { token: /<pre>(fwt_[\w-]{43})<\/pre>/.exec(shown.text)?.[1] ?? '', signedIn }
  }

  function ask(reception: Reception, token: string, path = '/'): Promise<Response> {
    return fetch(`${reception.web.url}${path}`, {
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
      redirect: 'manual',
    })
  }

  it('has a token of its own, kept by its hash, that ends with the session it came from', async () => {
    house.pass({ minutes: 1 })
    const { token } = await tokenOf(house)
    expect((await ask(house, token)).status).toBe(200)
    expect(JSON.stringify([...house.rows])).not.toContain(token.slice(4))
    expect(new Set([...house.rows.values()].map(({ endsAt }) => endsAt))).toEqual(new Set(['2026-11-26T17:01:00Z']))
    house.pass({ hours: 8 })
    expect((await ask(house, token)).status).toBe(401)
  })

  it('is shut out when its owner signs out, or may not read any more', async () => {
    const { token, signedIn } = await tokenOf(house)
    await signedIn.browser.press(await signedIn.browser.ask(house.web.url), 'Sign out')
    expect((await ask(house, token)).status).toBe(401)
    const second = await tokenOf(house)
    house.pass({ minutes: 5 })
    house.github.mayRead = () => false
    const refused = await ask(house, second.token)
    expect(refused.status).toBe(403)
    expect(await refused.json()).toEqual({
      error: expect.stringContaining('may not read the fleet repository any more'),
    })
  })

  it('is told in JSON that nobody can be asked', async () => {
    const { token } = await tokenOf(house)
    house.pass({ minutes: 5 })
    house.github.mayRead = away
    const response = await ask(house, token)
    expect(response.status).toBe(503)
    expect(await response.json()).toEqual({ error: expect.stringContaining('does not answer') })
  })
})
