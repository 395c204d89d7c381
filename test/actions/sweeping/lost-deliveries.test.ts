/**
 * Is an event that did not arrive asked for again, seldom enough and not for ever?
 */
import { describe, expect, it } from 'vitest'
import type { DeliveryAttempt } from '../../../src/actions/delivery-port.ts'
import { lostDeliveries } from '../../../src/actions/sweeping/lost-deliveries.ts'

const START = Temporal.Instant.from('2026-11-23T20:00:00Z')

/** A try so many minutes after the start. */
function tried(guid: string, minute: number, arrived = false): DeliveryAttempt {
  const at = START.add({ minutes: minute }).toString()
  return { id: Number(`${guid.charCodeAt(0)}${String(minute).padStart(4, '0')}`), guid, at, arrived }
}

function due(attempts: readonly DeliveryAttempt[], minute: number): readonly string[] {
  return lostDeliveries(attempts, START.add({ minutes: minute })).due.map(({ guid }) => guid)
}

function settledMinute(attempts: readonly DeliveryAttempt[], minute: number): number {
  return lostDeliveries(attempts, START.add({ minutes: minute }))
    .settledUntil.since(START)
    .total('minutes')
}

describe('an event', () => {
  it('that arrived is not asked for, whether at first or after tries that failed', () => {
    expect(due([tried('a', 0, true)], 5)).toEqual([])
    expect(due([tried('a', 2, true), tried('a', 0)], 5)).toEqual([])
    expect(due([tried('a', 2), tried('a', 0, true)], 5)).toEqual([])
  })

  it('that did not is asked for by its newest try, the oldest event first', () => {
    const attempts = [tried('c', 9), tried('b', 4), tried('a', 3), tried('b', 1)]
    const { due: asked } = lostDeliveries(attempts, START.add({ minutes: 30 }))
    expect(asked.map(({ id }) => id)).toEqual([tried('b', 4).id, tried('a', 3).id, tried('c', 9).id])
  })

  it('is asked for at once, and then after waits that double, seven tries in all', () => {
    const attempts: DeliveryAttempt[] = [tried('a', 0)]
    const asked: number[] = []
    for (let minute = 0; minute < 1_000; minute++) {
      if (due(attempts, minute).length === 0) continue
      asked.push(minute)
      attempts.unshift(tried('a', minute))
    }
    expect(asked).toEqual([0, 2, 6, 14, 30, 62])
  })

  it('that was given up does not begin anew when the look back grows short', () => {
    const attempts: DeliveryAttempt[] = [tried('a', 0)]
    let since = -60
    let asked = 0
    for (let minute = 0; minute < 600; minute += 2) {
      const listed = attempts.filter(({ at }) => START.until(at).total('minutes') >= since)
      if (due(listed, minute).length > 0) {
        asked++
        attempts.unshift(tried('a', minute))
      }
      since = settledMinute(listed, minute)
    }
    expect(asked).toBe(6)
    expect(since).toBe(596)
  })

  it('is one of at most twenty that are asked for at once', () => {
    const attempts = Array.from({ length: 25 }, (_, index) => tried(String.fromCharCode(65 + index), index))
    expect(due(attempts, 60)).toHaveLength(20)
  })
})

describe('the look back', () => {
  it('is two minutes where everything arrived: a try is listed once it has ended', () => {
    expect(settledMinute([], 10)).toBe(8)
    expect(settledMinute([tried('a', 3, true)], 10)).toBe(8)
  })

  it('reaches to the first try of what is still open', () => {
    expect(settledMinute([tried('b', 9, true), tried('a', 8), tried('a', 3)], 30)).toBe(3)
  })
})
