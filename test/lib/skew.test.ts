/** Another clock is read off any answer, with half a second's doubt. */
import { expect, it } from 'vitest'
import { skewMs } from '../../src/lib/skew.ts'

const NOON = Date.parse('2026-11-25T12:00:00Z')
const DATE = 'Wed, 25 Nov 2026 12:00:00 GMT'

it.each([
  ['the same time', DATE, NOON + 400, NOON + 600, 0],
  ['an hour ahead', DATE, NOON - 3_600_000, NOON - 3_600_000, 3_600_500],
  ['two minutes behind', DATE, NOON + 120_000, NOON + 120_000, -119_500],
  ['a slow answer, judged by its middle', DATE, NOON - 9_500, NOON + 10_500, 0],
  ['no time', null, NOON, NOON, undefined],
  ['no time that can be read', 'soon', NOON, NOON, undefined],
] as const)('%s', (_title, date, fromMs, toMs, skew) => {
  expect(skewMs(date, { fromMs, toMs })).toBe(skew)
})
