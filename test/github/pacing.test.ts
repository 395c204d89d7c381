/**
 * Do we knock on GitHub's door as it asks, without waiting where nobody asked us to?
 */
import { describe, expect, it } from 'vitest'
import { pacing } from '../../src/github/pacing.ts'
import type { Clock } from '../../src/lib/clock.ts'
import { FleetwrightError } from '../../src/lib/errors.ts'

/** Time passes by sleeping alone. */
function sleeper(): Clock & { readonly sleptMs: () => number; pass(ms: number): void } {
  let at = 0
  let slept = 0
  return {
    now: () => Temporal.Instant.fromEpochMilliseconds(Math.round(at)),
    sleep: async (ms) => {
      at += ms
      slept += ms
    },
    sleptMs: () => Math.round(slept),
    pass: (ms) => {
      at += ms
    },
  }
}

describe('pacing', () => {
  it('lets a burst of ten writes through, and then one a second', async () => {
    const clock = sleeper()
    const gate = pacing(clock)
    for (let index = 0; index < 10; index++) await gate.pass('write', async () => undefined)
    expect(clock.sleptMs()).toBe(0)
    for (let index = 0; index < 60; index++) await gate.pass('write', async () => undefined)
    expect(clock.sleptMs()).toBe(60_000)
    clock.pass(3_600_000)
    for (let index = 0; index < 10; index++) await gate.pass('write', async () => undefined)
    expect(clock.sleptMs()).toBe(60_000)
  })

  it('writes singly and reads ten at a time', async () => {
    const gate = pacing(sleeper())
    for (const [kind, limit] of [
      ['write', 1],
      ['read', 10],
    ] as const) {
      let inside = 0
      let most = 0
      const work = async () => {
        most = Math.max(most, ++inside)
        await new Promise((resolve) => setImmediate(resolve))
        inside--
      }
      await Promise.all(Array.from({ length: 25 }, () => gate.pass(kind, work)))
      expect(most).toBe(limit)
    }
  })

  it('sends nothing while GitHub wants us away, says for how long, and goes on after', async () => {
    const clock = sleeper()
    const gate = pacing(clock)
    gate.stayAway(30_000)
    clock.pass(10_000)
    const refused = { code: 'github-limited', retryAfterMs: 20_000 }
    await expect(gate.pass('read', async () => 'read')).rejects.toMatchObject(refused)
    gate.stayAway(1_000)
    await expect(gate.pass('write', async () => 'written')).rejects.toMatchObject(refused)
    clock.pass(20_000)
    expect(await gate.pass('read', async () => 'read')).toBe('read')
  })

  it('gives GitHub ever more time once it did not answer three times in a row, a minute at most, until it does', async () => {
    const clock = sleeper()
    const gate = pacing(clock)
    const waits: number[] = []
    const ask = () => gate.pass('read', async () => 'read')
    for (const _ of [1, 2]) gate.missed()
    expect(await ask()).toBe('read')
    for (let time = 0; time < 7; time++) {
      gate.missed()
      const error: unknown = await ask().catch((thrown) => thrown)
      expect(error).toMatchObject({ code: 'github-unavailable', retryable: true })
      const wait = error instanceof FleetwrightError ? (error.retryAfterMs ?? 0) : 0
      waits.push(wait / 1_000)
      clock.pass(wait)
      expect(await ask()).toBe('read')
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 60, 60])
    gate.missed()
    gate.answered()
    expect(await ask()).toBe('read')
    gate.missed()
    expect(await ask()).toBe('read')
  })
})
