/**
 * When may a pipeline be touched?
 *
 * The values that windows, freezes and pins are read into. What they mean at
 * an instant is rollout's question; whether they are real is the rules'.
 */
import type { Customer, Pipeline, Range } from './model.ts'

/** As people say them, Monday first: the number of a day is its place here plus one, as ISO 8601 counts. */
export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Day = (typeof DAYS)[number]

export interface Window {
  /** On which it begins. */
  readonly days: readonly Day[]
  /** `HH:MM` in its own time zone; an end before the beginning is on the day after. */
  readonly from: string
  readonly to: string
  /** IANA name. */
  readonly timezone: string
  readonly at: () => Range
}

export interface Freeze {
  readonly name: string
  /** RFC 3339 with an offset; `to` is the first instant after it. */
  readonly from: string
  readonly to: string
  /** Absent: all rings. */
  readonly rings?: readonly string[]
  readonly reason: string
  readonly at: () => Range
}

/** No upgrade is proposed until the end of this day. */
export interface Pin {
  readonly reason: string
  /** ISO date. */
  readonly until: string
  readonly at: () => Range
}

/** Those that hold for a pipeline: its own takes the place of its customer's. None: at any time. */
export function windowsFor(
  { upgrade }: Pick<Pipeline, 'upgrade'>,
  customer: Pick<Customer, 'windows'> | undefined,
): readonly Window[] {
  return upgrade.window === undefined ? (customer?.windows ?? []) : [upgrade.window]
}
