/**
 * How short does this window get in the course of a year?
 *
 * Only a change of the clocks makes a day's window shorter than it is written,
 * so only the days around the changes are looked at: those of one year, the
 * same whenever it is asked, because zones that change their clocks do so on a
 * weekday of a month and every year has each of them. What a government
 * decides later is for the look at the instant itself (rollout/windows.ts).
 */
import { beginsOn, occurrenceOn, plainMinutes, type WallWindow } from './occurrence.ts'

export const JUDGED_YEAR = 2027

export interface Shortest {
  readonly minutes: number
  /** The day on which a change of the clocks makes it so short; absent where none does. */
  readonly date?: Temporal.PlainDate
}

/** Of a window whose time zone is known. */
export function shortestOf(window: WallWindow): Shortest {
  let shortest: Shortest = { minutes: plainMinutes(window) }
  for (const date of daysOfChange(window.timezone)) {
    if (!beginsOn(window, date)) continue
    const { start, end } = occurrenceOn(window, date)
    const minutes = Math.floor(start.until(end).total('minutes'))
    if (minutes < shortest.minutes) shortest = { minutes, date }
  }
  return shortest
}

/** No larger than there are time zones: asked for known ones only, and the same for ever. */
const changes = new Map<string, readonly Temporal.PlainDate[]>()

/** The days on which its clocks change, and those before them, whose windows may run past midnight. */
function daysOfChange(timezone: string): readonly Temporal.PlainDate[] {
  const known = changes.get(timezone)
  if (known !== undefined) return known
  const days: Temporal.PlainDate[] = []
  let at = Temporal.PlainDate.from({ year: JUDGED_YEAR, month: 1, day: 1 }).toZonedDateTime(timezone)
  for (;;) {
    const next = at.getTimeZoneTransition('next')
    if (next === null || next.year > JUDGED_YEAR) break
    const date = next.toPlainDate()
    // A clock that goes forward at midnight skips the beginning of the new day, or the end of the old one.
    days.push(date.subtract({ days: 2 }), date.subtract({ days: 1 }), date)
    at = next
  }
  changes.set(timezone, days)
  return days
}
