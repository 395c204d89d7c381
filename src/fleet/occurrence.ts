/**
 * From when until when is this window open on this day?
 *
 * A window is written in wall-clock time, and clocks change: a time that is
 * skipped in spring begins where the clock goes on, one that comes twice in
 * autumn is the first of the two. So an occurrence never ends before it
 * begins, and is empty where all of it is skipped. The rules ask whether a
 * window is real, rollout whether it is open: both by this one reading.
 */
import { DAYS, type Window } from './calendar.ts'

/** Wall-clock times of a time zone. */
export type WallWindow = Omit<Window, 'at'>

export interface Occurrence {
  readonly start: Temporal.Instant
  /** The first instant after it. */
  readonly end: Temporal.Instant
}

/** Whatever its days are: of a window whose time zone is known. */
export function occurrenceOn(window: WallWindow, date: Temporal.PlainDate): Occurrence {
  const last = runsPastMidnight(window) ? date.add({ days: 1 }) : date
  return { start: reached(window, date, window.from), end: reached(window, last, window.to) }
}

export function beginsOn({ days }: WallWindow, date: Temporal.PlainDate): boolean {
  const day = DAYS[date.dayOfWeek - 1]
  return day !== undefined && days.includes(day)
}

/** On a day on which no clock changes. */
export function plainMinutes(window: WallWindow): number {
  const minutes = minuteOfDay(window.to) - minuteOfDay(window.from)
  return minutes < 0 ? minutes + 24 * 60 : minutes
}

function runsPastMidnight({ from, to }: WallWindow): boolean {
  return to < from
}

function minuteOfDay(time: string): number {
  const [hours = '', minutes = ''] = time.split(':')
  return Number(hours) * 60 + Number(minutes)
}

/** The first instant at which the clocks there show this time, or a later one of what they skip. */
function reached({ timezone }: WallWindow, date: Temporal.PlainDate, time: string): Temporal.Instant {
  const wanted = date.toPlainDateTime(Temporal.PlainTime.from(time))
  const shown = wanted.toZonedDateTime(timezone, { disambiguation: 'compatible' })
  if (shown.toPlainDateTime().equals(wanted)) return shown.toInstant()
  // `previous` is strictly before, and what is shown may be the very instant of the change.
  return (shown.add({ nanoseconds: 1 }).getTimeZoneTransition('previous') ?? shown).toInstant()
}
