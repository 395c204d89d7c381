/**
 * Whatever happens in the hours of a session, it ends when it was to end, and by nothing but GitHub's word before that.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FleetwrightError } from '../../src/lib/errors.ts'
import type { Browser } from '../support/browser.ts'
import { openReception, type Reception } from './reception.ts'

let house: Reception
beforeEach(async () => {
  house = await openReception()
})
afterEach(() => house.close())

async function terminalOf(browser: Browser): Promise<string> {
  const shown = await browser.press(await browser.ask(`${house.web.url}/terminal`), 'Make a token')
  return /<pre>(fwt_[\w-]{43})<\/pre>/.exec(shown.text)?.[1] ?? ''
}

async function statusFor(token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' }
  return (await fetch(`${house.web.url}/`, { headers, redirect: 'manual' })).status
}

const away = (): never => {
  const told = { code: 'github-unavailable', nextMove: 'nobody', retryable: true, hint: 'wait' } as const
  throw new FleetwrightError('asking GitHub failed', told)
}

describe('a terminal', () => {
  it('that gets its token in the last hour of a session has that hour, and no eight of its own', async () => {
    const { browser } = await house.signIn()
    house.pass({ hours: 7 })
    const token = await terminalOf(browser)
    expect([...house.rows.values()].map(({ endsAt }) => endsAt)).toEqual([
      '2026-11-26T17:00:00Z',
      '2026-11-26T17:00:00Z',
    ])
    house.pass({ minutes: 59, seconds: 59 })
    expect(await statusFor(token)).toBe(200)
    house.pass({ seconds: 1 })
    expect(await statusFor(token)).toBe(401)
  })

  it('is no longer one by being used: each look asks GitHub and moves no end', async () => {
    const { browser } = await house.signIn()
    const token = await terminalOf(browser)
    for (let hour = 1; hour < 8; hour += 1) {
      house.pass({ hours: 1 })
      expect(await statusFor(token)).toBe(200)
      expect((await browser.ask(house.web.url)).status).toBe(200)
    }
    house.pass({ hours: 1 })
    expect(await statusFor(token)).toBe(401)
    expect((await browser.ask(house.web.url)).status).toBe(302)
  })
})

describe('GitHub that cannot be asked who may read', () => {
  it('ends nobody’s session: each is as good as before once it answers', async () => {
    const [one, other] = [await house.signIn(), await house.signIn()]
    const token = await terminalOf(one.browser)
    const before = [...house.rows]
    house.pass({ minutes: 6 })
    house.github.mayRead = away
    expect((await one.browser.ask(house.web.url)).status).toBe(503)
    expect((await other.browser.ask(house.web.url)).status).toBe(503)
    expect(await statusFor(token)).toBe(503)
    // Nor is anybody taken for asked about.
    expect([...house.rows]).toEqual(before)

    house.github.mayRead = () => true
    expect((await one.browser.ask(house.web.url)).status).toBe(200)
    expect((await other.browser.ask(house.web.url)).status).toBe(200)
    expect(await statusFor(token)).toBe(200)
  })
})
