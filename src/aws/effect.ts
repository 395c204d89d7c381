/**
 * How is something done once, although its answer may be lost?
 *
 * Asked for under a token that AWS knows again, and after every answer that
 * leaves a doubt we look before we ask again: what happened is not asked for
 * twice, and what did not happen is not taken for done.
 */
import { type Backoff, waitMs } from '../lib/backoff.ts'
import { isCode, isLost } from './errors.ts'
import type { Retrying } from './retry.ts'

export interface Effect<Result> {
  /** Lost answers thrown, not asked for again: see `Question.lost`. */
  readonly act: () => Promise<Result>
  /** What the effect would have answered, if it has happened. */
  readonly look: () => Promise<Result | undefined>
  /** Refusals that AWS also gives for what has happened already. */
  readonly doubtful?: readonly string[]
}

/** For effects whose answer says nothing but that they have happened. */
export const DONE = 'done'

const TRIES = 5
const WAITS: Backoff = { firstMs: 300, factor: 2.5, mostMs: 10_000, jitter: 0.5 }

export async function done<Result>(at: Retrying, { act, look, doubtful = [] }: Effect<Result>): Promise<Result> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await act()
    } catch (error) {
      if (!isLost(error) && !isCode(error, ...doubtful)) throw error
      const found = await look()
      if (found !== undefined) return found
      if (!isLost(error) || attempt === TRIES - 1) throw error
      await at.clock.sleep(waitMs(WAITS, attempt, at.chance()))
    }
  }
}
