/**
 * Which deliveries does GitHub have to try again, and from where do we look next time?
 *
 * GitHub never tries again by itself and tells us of every try it made, so
 * its own list is the memory: how often an event was tried, when, and whether
 * one of the tries arrived. Pure, so that a test can write the list.
 */
import type { DeliveryAttempt } from '../delivery-port.ts'

export interface LostDeliveries {
  /** The newest try of each event that is due, oldest event first. */
  readonly due: readonly DeliveryAttempt[]
  /** Everything before it has arrived or was given up. */
  readonly settledUntil: Temporal.Instant
}

/** A door that stays shut for longer than these tries take is left to the other parts of the sweep. */
const MOST_TRIES = 7
/** After the first at once, then doubling: 2, 4 … 64 minutes. */
const MINUTES_AFTER_SECOND = 2
/** The rest comes with the next sweeps: they must not take the places of our other writes. */
const MOST_AT_ONCE = 20
/** A try is listed when it has ended, under the instant it began at. */
const LISTED_LATE_MINUTES = 2

export function lostDeliveries(attempts: readonly DeliveryAttempt[], now: Temporal.Instant): LostDeliveries {
  const listed = now.subtract({ minutes: LISTED_LATE_MINUTES })
  const lost = [...Map.groupBy(attempts, ({ guid }) => guid).values()]
    .filter((tries) => !tries.some(({ arrived }) => arrived))
    .flatMap(eventOf)
    .toSorted((one, other) => Temporal.Instant.compare(one.first.at, other.first.at))
  // One that was just given up is still counted in full: of its last try alone we would begin anew.
  const open = lost.filter(({ tries, last }) => tries < MOST_TRIES || !isBefore(last.at, listed))
  const oldest = open[0]?.first.at
  return {
    due: open
      .filter((event) => isDue(event, now))
      .map(({ last }) => last)
      .slice(0, MOST_AT_ONCE),
    settledUntil: oldest !== undefined && isBefore(oldest, listed) ? Temporal.Instant.from(oldest) : listed,
  }
}

interface LostEvent {
  readonly tries: number
  readonly first: DeliveryAttempt
  readonly last: DeliveryAttempt
}

/** None of no tries. */
function eventOf(attempts: readonly DeliveryAttempt[]): LostEvent[] {
  const tries = attempts.toSorted((one, other) => Temporal.Instant.compare(one.at, other.at))
  const [first] = tries
  const last = tries.at(-1)
  return first === undefined || last === undefined ? [] : [{ tries: tries.length, first, last }]
}

function isDue({ tries, last }: LostEvent, now: Temporal.Instant): boolean {
  if (tries >= MOST_TRIES) return false
  const minutes = tries === 1 ? 0 : MINUTES_AFTER_SECOND ** (tries - 1)
  return now.since(last.at).total('minutes') >= minutes
}

function isBefore(one: string | Temporal.Instant, other: string | Temporal.Instant): boolean {
  return Temporal.Instant.compare(one, other) < 0
}
