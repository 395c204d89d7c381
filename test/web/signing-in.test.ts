/** Does signing in and out give and take a session, by GitHub's word and to nobody else? */
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FleetwrightError } from '../../src/lib/errors.ts'
import { ourPath } from '../../src/web/sign-in.ts'
import { openBrowser } from '../support/browser.ts'
import { away, COOKIE, comeBack, GUEST, openReception, type Reception } from './reception.ts'

let house: Reception
beforeEach(async () => {
  house = await openReception()
})
afterEach(() => house.close())

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
