/**
 * When may the next call of a shared quota be made?
 *
 * A token bucket kept as one number: the time at which it would be full again.
 * Pure; whoever asks in turn is given a place in turn, however many ask.
 */
export interface Rate {
  readonly perSecond: number
  /** Calls that may be made at once after a pause. */
  readonly burst: number
}

/** Milliseconds since 1970 at which the bucket is full; 0 for one that nobody has used. */
export type FullAt = number

/** Takes one token, perhaps ahead of time: `waitMs` says how long the caller stands back. */
export function reserve(
  rate: Rate,
  fullAt: FullAt,
  nowMs: number,
): { readonly fullAt: FullAt; readonly waitMs: number } {
  const tokenMs = 1_000 / rate.perSecond
  const next = Math.max(fullAt, nowMs) + tokenMs
  return { fullAt: next, waitMs: Math.max(0, next - nowMs - rate.burst * tokenMs) }
}
