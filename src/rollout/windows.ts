/**
 * May this pipeline be touched now, and if not, when?
 *
 * Only starts are asked about: what has begun is finished. Windows and freezes
 * are fixed when a rollout is created, like its other rules; where the base and
 * the merge have different ones, both must be open. Everything is read by the
 * clocks of the window's own time zone, at the instant itself.
 */
import { beginsOn, occurrenceOn, type WallWindow } from '../fleet/occurrence.ts'
import type { FreezeRule } from './model.ts'

export interface Calendar {
  /** Of each list one window must be open; an empty list is always open. */
  readonly windows: readonly (readonly WallWindow[])[]
  readonly freezes: readonly FreezeRule[]
}

export interface Closed {
  readonly by: { readonly freeze: FreezeRule } | 'windows'
  /** The first instant at which nothing closes it; absent where none is in sight. */
  readonly until?: Temporal.Instant
}

/** A window names a day of the week; the clocks may skip it once. */
const DAYS_AHEAD = 15
/** Freezes end and windows of several rules meet within so many steps, or are said to have no end in sight. */
const MOST_STEPS = 60

/** Undefined while it is open. */
export function closedAt(calendar: Calendar, now: Temporal.Instant): Closed | undefined {
  const first = barrierAt(calendar, now)
  if (first === undefined) return undefined
  let next: Barrier | undefined = first
  let until: Temporal.Instant | undefined
  for (let step = 0; next !== undefined && step < MOST_STEPS; step++) {
    until = next.until
    if (until === undefined) break
    next = barrierAt(calendar, until)
  }
  return { by: first.by, ...(until === undefined || next !== undefined ? {} : { until }) }
}

interface Barrier {
  readonly by: Closed['by']
  /** When this one is gone. */
  readonly until?: Temporal.Instant
}

/** A freeze first: it says why. */
function barrierAt({ windows, freezes }: Calendar, at: Temporal.Instant): Barrier | undefined {
  for (const freeze of freezes) {
    const until = Temporal.Instant.from(freeze.to)
    if (isWithin(at, { start: Temporal.Instant.from(freeze.from), end: until })) return { by: { freeze }, until }
  }
  for (const list of windows) {
    if (list.length === 0 || list.some((window) => isOpen(window, at))) continue
    const until = nextOpening(list, at)
    return { by: 'windows', ...(until === undefined ? {} : { until }) }
  }
  return undefined
}

interface Span {
  readonly start: Temporal.Instant
  readonly end: Temporal.Instant
}

function isWithin(at: Temporal.Instant, { start, end }: Span): boolean {
  return Temporal.Instant.compare(start, at) <= 0 && Temporal.Instant.compare(at, end) < 0
}

/** Today's, or yesterday's that runs past midnight. */
function isOpen(window: WallWindow, at: Temporal.Instant): boolean {
  const today = dateThere(window, at)
  return [today.subtract({ days: 1 }), today].some(
    (date) => beginsOn(window, date) && isWithin(at, occurrenceOn(window, date)),
  )
}

function nextOpening(windows: readonly WallWindow[], at: Temporal.Instant): Temporal.Instant | undefined {
  const starts = windows.flatMap((window) => nextStart(window, at) ?? [])
  return starts.sort(Temporal.Instant.compare)[0]
}

function nextStart(window: WallWindow, at: Temporal.Instant): Temporal.Instant | undefined {
  const today = dateThere(window, at)
  for (let days = 0; days <= DAYS_AHEAD; days++) {
    const date = today.add({ days })
    if (!beginsOn(window, date)) continue
    const { start, end } = occurrenceOn(window, date)
    // One that the clocks skip as a whole is none.
    if (Temporal.Instant.compare(start, at) > 0 && Temporal.Instant.compare(start, end) < 0) return start
  }
  return undefined
}

function dateThere({ timezone }: WallWindow, at: Temporal.Instant): Temporal.PlainDate {
  return at.toZonedDateTimeISO(timezone).toPlainDate()
}
