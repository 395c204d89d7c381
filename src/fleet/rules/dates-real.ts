/**
 * Is each day in the calendar?
 */
import type { Problem } from '../model.ts'
import { type Parsed, valueAt } from '../places.ts'
import { ofEach } from './of-each.ts'
import type { RuleContext } from './rule.ts'

const inPipelines = ofEach<'pipeline'>(({ raw, parsed }) =>
  unreal(parsed, '/upgrade/pin/until', raw.upgrade?.pin?.until),
)
const inReleases = ofEach<'release'>(({ raw, parsed }) => unreal(parsed, '/released', raw.released))
const inSets = ofEach<'releaseSet'>(({ raw, parsed }) => unreal(parsed, '/released', raw.released))

export function datesReal({ draft }: RuleContext): readonly Problem[] {
  return [...inPipelines(draft.pipeline), ...inReleases(draft.release), ...inSets(draft.releaseSet)]
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
export function isDay(date: string): boolean {
  const [year, month, day] = [date.slice(0, 4), date.slice(5, 7), date.slice(8)].map(Number)
  if (!year || !month || !day) return false
  return Temporal.PlainDate.from({ year, month, day }).toString() === date
}
