/**
 * When is a look at the rollouts due, and when a sweep?
 *
 * Looks are cheap, repeatable and in memory: a timer and every event ask for
 * one, and a crash costs nothing but the time to the next. While a rollout can
 * move by itself the timer is short; else the sweep's is enough.
 */
import type { Log } from '../actions/ports.ts'
import type { RoundVerbs } from '../actions/verbs.ts'
import type { Clock } from '../lib/clock.ts'
import { FleetwrightError } from '../lib/errors.ts'
import { DEFAULT_BRANCH, ROLLOUTS } from './tasks.ts'

const SECOND = 1_000
const LOOK_MS = 5 * SECOND
/** Two hundred stacks that settle at once are one look, not two hundred. */
const LEAST_BETWEEN_MS = SECOND
const SWEEP_MS = 120 * SECOND
const KEEP_MS = 6 * 3_600 * SECOND

export interface Rounds {
  /** A look soon; never waits for it. */
  poke(): void
  /** Resolves when the round that runs has ended, or after `graceMs` real milliseconds. */
  close(graceMs: number): Promise<void>
}

export interface RoundTools {
  readonly verbs: RoundVerbs
  readonly clock: Clock
  readonly log: Log
  readonly exclusively: <Result>(name: string, work: () => Promise<Result>) => Promise<Result>
  /** Forgets old rows and runs. */
  readonly keep: () => Promise<void>
}

export function openRounds({ verbs, clock, log, exclusively, keep }: RoundTools): Rounds {
  const closing = new AbortController()
  let wake: AbortController | undefined
  let isWanted = true

  function poke(): void {
    isWanted = true
    wake?.abort()
  }

  async function looks(): Promise<void> {
    let mayMove = true
    while (!closing.signal.aborted) {
      if (!isWanted) await pause(mayMove ? LOOK_MS : SWEEP_MS)
      if (closing.signal.aborted) return
      isWanted = false
      mayMove = await guarded('rollouts could not be looked at', () => exclusively(ROLLOUTS, verbs.advance), true)
      await clock.sleep(LEAST_BETWEEN_MS, closing.signal)
    }
  }

  async function pause(ms: number): Promise<void> {
    const sleeping = new AbortController()
    wake = sleeping
    await clock.sleep(ms, AbortSignal.any([sleeping.signal, closing.signal]))
    wake = undefined
  }

  async function sweeps(): Promise<void> {
    while (!closing.signal.aborted) {
      await guarded('sweep could not be finished', () => exclusively(DEFAULT_BRANCH, verbs.sweep), undefined)
      poke()
      await clock.sleep(SWEEP_MS, closing.signal)
    }
  }

  async function housekeeping(): Promise<void> {
    while (!closing.signal.aborted) {
      await clock.sleep(KEEP_MS, closing.signal)
      if (!closing.signal.aborted) await guarded('old rows could not be forgotten', keep, undefined)
    }
  }

  async function guarded<Result>(what: string, round: () => Promise<Result>, otherwise: Result): Promise<Result> {
    try {
      return await round()
    } catch (error) {
      if (closing.signal.aborted) return otherwise
      if (error instanceof FleetwrightError && error.retryable) log.warn(what, { code: error.code, error })
      else log.error(what, { error })
      return otherwise
    }
  }

  const rounds = Promise.all([looks(), sweeps(), housekeeping()])
  return {
    poke,
    async close(graceMs) {
      closing.abort()
      const grace = new Promise<void>((resolve) => setTimeout(resolve, graceMs).unref())
      await Promise.race([rounds, grace])
    },
  }
}
