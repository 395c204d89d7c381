/**
 * When is a call to AWS made again at once, and when is that someone else's decision?
 *
 * The SDK's own retries are off: they take a full quota for a short moment, a
 * short moment for the end, and send an execution again before anybody looked.
 * Here only what passes in seconds is waited for; the rest goes to the durable
 * engine, which loses nothing when it waits.
 */
import type { Log, LogFields } from '../actions/ports.ts'
import { type Backoff, waitMs } from '../lib/backoff.ts'
import type { Clock } from '../lib/clock.ts'
import type { FleetwrightError } from '../lib/errors.ts'
import { AWS, isCode } from './errors.ts'

export interface Retrying {
  readonly clock: Clock
  /** In [0, 1). */
  readonly chance: () => number
  readonly log?: Log
}

export interface Patience {
  readonly lost?: 'again' | 'throw'
  /** False where the engine comes back by itself, and has others to serve meanwhile. */
  readonly isPatient?: boolean
  readonly fields?: LogFields
}

const TRIES = 5
/** An account whose quota its own people use up has room again within a minute or two; a plan would have a gap for it. */
const PATIENT_TRIES = 12
const WAITS: Backoff = { firstMs: 300, factor: 2.5, mostMs: 10_000, jitter: 0.5 }

/** AWS did nothing, and said so. */
const REFUSED_FOR_NOW = [AWS.throttled, AWS.busy, AWS.clock]
/** AWS may have done it: only for what changes nothing the second time. */
const LOST = [AWS.ambiguous, AWS.unavailable]

export async function retried<Result>(
  at: Retrying,
  work: () => Promise<Result>,
  { lost = 'again', isPatient = true, fields = {} }: Patience = {},
): Promise<Result> {
  const passing: readonly string[] = lost === 'again' ? [...REFUSED_FOR_NOW, ...LOST] : REFUSED_FOR_NOW
  for (let attempt = 0; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (!isCode(error, ...passing)) throw error
      const tries = isPatient && isCode(error, ...REFUSED_FOR_NOW) ? PATIENT_TRIES : TRIES
      if (attempt >= tries - 1) throw error
      at.log?.warn('aws call was repeated', { ...fields, code: error.code })
      await at.clock.sleep(pauseMs(error, attempt, at.chance()))
    }
  }
}

function pauseMs(error: FleetwrightError, attempt: number, chance: number): number {
  const wanted = error.code === AWS.busy ? { ...WAITS, firstMs: error.retryAfterMs ?? WAITS.mostMs } : WAITS
  return waitMs(wanted, attempt, chance)
}
