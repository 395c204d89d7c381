/**
 * How long until the next look or the next try?
 *
 * Grows by `factor` from `firstMs` to `mostMs`. Chance is an argument, so a
 * test (and a replay) sees the same waits.
 */
export interface Backoff {
  readonly firstMs: number
  readonly factor: number
  readonly mostMs: number
  /** Share of the wait that chance may take away, 0 to 1: many waiters must not knock together. */
  readonly jitter: number
}

/** `attempt` counts from 0; `chance` is in [0, 1). Milliseconds. */
export function waitMs(backoff: Backoff, attempt: number, chance: number): number {
  const full = Math.min(backoff.mostMs, backoff.firstMs * backoff.factor ** attempt)
  return Math.round(full * (1 - backoff.jitter * chance))
}
