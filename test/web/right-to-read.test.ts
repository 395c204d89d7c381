/** Do the doors, in a browser and from a terminal, open for exactly those who may still read? */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { away, openReception, type Reception } from './reception.ts'

let house: Reception
beforeEach(async () => {
  house = await openReception()
})
afterEach(() => house.close())

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
