/** Promise: a shared quota is never asked for more than its rate, and nobody waits longer than that needs. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { reserve } from '../../src/aws/pace.ts'

const RATE = { perSecond: 10, burst: 5 }

function starts(askedAt: readonly number[]): number[] {
  let fullAt = 0
  return askedAt.map((at) => {
    const place = reserve(RATE, fullAt, at)
    fullAt = place.fullAt
    return at + place.waitMs
  })
}

it('after a pause a burst passes at once, and the rest at the rate', () => {
  expect(starts(Array.from({ length: 8 }, () => 1_000))).toEqual([
    1_000, 1_000, 1_000, 1_000, 1_000, 1_100, 1_200, 1_300,
  ])
})

it('no second sees more than the burst and the rate together', () => {
  const gaps = fc.array(fc.nat({ max: 400 }), { minLength: 1, maxLength: 80 })
  fc.assert(
    fc.property(gaps, (waits) => {
      let at = 0
      const asked = waits.map((gap) => (at += gap))
      const started = starts(asked)
      const crowded = started.some(
        (from) => started.filter((each) => each >= from && each < from + 1_000).length > RATE.burst + RATE.perSecond,
      )
      return !crowded && started.every((start, index) => index === 0 || start >= (started[index - 1] ?? 0))
    }),
  )
})
