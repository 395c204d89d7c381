/**
 * Is it clear of each of GitHub's answers whose move it is and when to try again?
 */
import { describe, expect, it } from 'vitest'
import { translate } from '../../src/github/errors.ts'

const NOW = Date.parse('2026-11-23T12:00:00Z')

function answered(status: number, headers: Record<string, string> = {}, message = 'no'): unknown {
  return Object.assign(new Error(message), { status, response: { headers }, request: { body: 'SECRET' } })
}

describe('an answer of GitHub', () => {
  it.each([
    [401, {}, { code: 'github-unauthorized', nextMove: 'operator', retryable: true }],
    [403, {}, { code: 'github-forbidden', nextMove: 'operator', retryable: false }],
    [404, {}, { code: 'github-not-found', retryable: false }],
    [409, {}, { code: 'github-conflict', retryable: true }],
    [422, {}, { code: 'github-refused', nextMove: 'operator', retryable: false }],
    [500, {}, { code: 'github-unavailable', nextMove: 'nobody', retryable: true }],
    [429, {}, { code: 'github-limited', retryAfterMs: 60_000 }],
    [403, { 'retry-after': '30' }, { code: 'github-limited', retryAfterMs: 30_000 }],
    [429, { 'retry-after': '999999' }, { code: 'github-limited', retryAfterMs: 3_600_000 }],
  ])('%i with %j says whose move it is', (status, headers, expected) => {
    expect(translate('GET /x', answered(status, headers), NOW)).toMatchObject(expected)
  })

  it('with no calls left waits for the reset by the clock of the server that named it', () => {
    const reset = String(NOW / 1_000 + 90)
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset }
    expect(translate('GET /x', answered(403, headers), NOW).retryAfterMs).toBe(91_000)
    const late = { ...headers, date: new Date(NOW + 60_000).toUTCString() }
    expect(translate('GET /x', answered(403, late), NOW).retryAfterMs).toBe(31_000)
  })

  it('that is limited says in its message until when', () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1_000 + 1_200) }
    const until = Temporal.Instant.fromEpochMilliseconds(NOW + 1_201_000)
    expect(translate('GET /x', answered(403, headers), NOW).message).toBe(
      `GitHub answered 403 to GET /x and wants to be left alone until ${until}`,
    )
  })

  it('that speaks of a secondary limit without a time waits a minute', () => {
    const error = answered(403, {}, 'You have exceeded a secondary rate limit.')
    expect(translate('POST /x', error, NOW)).toMatchObject({ code: 'github-limited', retryAfterMs: 60_000 })
  })

  it('keeps neither the request nor a character that hides itself', () => {
    const error = translate('POST /x', answered(422, {}, 'odd\u202etext'), NOW)
    expect(JSON.stringify([error.message, error.hint, String(error.cause), { ...error }])).not.toContain('SECRET')
    expect(String(error.cause)).toContain('\\u{202e}')
  })

  it('that is a page for people is not quoted', () => {
    const error = translate('GET /x', answered(502, {}, '\n<!DOCTYPE html><title>Unicorn</title>'), NOW)
    expect(error.code).toBe('github-unavailable')
    expect(String(error.cause)).not.toContain('<')
  })

  it('that never came is tried again', () => {
    expect(translate('GET /x', new TypeError('fetch failed'), NOW)).toMatchObject({
      code: 'github-unavailable',
      retryable: true,
    })
  })
})
