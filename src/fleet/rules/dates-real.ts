/**
 * Is each day in the calendar?
 */
import type { Problem } from '../model.ts'
import { type Parsed, valueAt } from '../places.ts'
import type { RuleContext } from './rule.ts'

export function datesReal({ draft }: RuleContext): readonly Problem[] {
  return [
    ...draft.pipeline.flatMap(({ raw, parsed }) => unreal(parsed, '/upgrade/pin/until', raw.upgrade?.pin?.until)),
    ...draft.release.flatMap(({ raw, parsed }) => unreal(parsed, '/released', raw.released)),
    ...draft.releaseSet.flatMap(({ raw, parsed }) => unreal(parsed, '/released', raw.released)),
  ]
}

/** The schema has seen to the digits: what is left are months of 13 and days of 31 where there are 30. */
function unreal(parsed: Parsed, path: string, date: string | undefined): Problem[] {
  if (date === undefined || isDay(date)) return []
  return [
    {
      code: 'unreal-date',
      message: `there is no day \`${date}\``,
      expected: 'a day of the calendar, as `2026-12-31`',
      at: valueAt(parsed, path),
    },
  ]
}

/** Put right where it can be: a real day stays what it is. */
function isDay(date: string): boolean {
  const [year, month, day] = [date.slice(0, 4), date.slice(5, 7), date.slice(8)].map(Number)
  if (!year || !month || !day) return false
  return Temporal.PlainDate.from({ year, month, day }).toString() === date
}
