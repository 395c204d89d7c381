/**
 * How is a verb called so that it survives a crash, an outage and a shutdown?
 *
 * Each try is one durable step whose result is a value, a failure too: what
 * was decided once is decided again the same way when the run is replayed.
 * Waits between tries lie outside the step and end at a recorded instant, so
 * a replay does not wait them out again.
 *
 * While we close nothing new is begun, and what ends too late is not recorded:
 * its promise is left unsettled, the run stays pending in the database, and
 * the next start takes it up. A cut connection must never become a failure.
 */
import { DBOS } from '@dbos-inc/dbos-sdk'
import { failureOf } from '../actions/failure.ts'
import type { Log, LogFields } from '../actions/ports.ts'
import type { GivenUp } from '../actions/verbs.ts'
import { type Backoff, waitMs } from '../lib/backoff.ts'
import type { Clock } from '../lib/clock.ts'
import { FleetwrightError } from '../lib/errors.ts'
import { turnstile } from '../lib/turnstile.ts'

export type Tried<Result> =
  | { readonly ok: true; readonly value: Result }
  | { readonly ok: false; readonly failure: GivenUp['failure'] }

export interface Patience {
  /** How long a retryable error is met with another try, in milliseconds of the clock, from the first failure on. */
  readonly forMs: number
  /** Also errors that are not retryable: for what has to be written down in the end. */
  readonly always?: true
}

export interface Step<Result> {
  /** Stored with its result; the same at every replay. */
  readonly name: string
  readonly verb: () => Promise<Result>
  readonly patience: Patience
  /** For the log. */
  readonly fields: LogFields
}

export interface Steps {
  /** Bounded in number, so that a wave of stacks leaves the event loop and the one connection to webhooks. */
  short<Result>(step: Step<Result>): Promise<Tried<Result>>
  /** Waits for an answer of AWS in the middle of its work: bounded by itself, so that short steps keep their places. */
  asking<Result>(step: Step<Result>): Promise<Tried<Result>>
  /** Takes minutes in memory, such as waiting for AWS: not counted, and not waited for when we close. */
  long<Result>(step: Step<Result>): Promise<Tried<Result>>
  isClosing(): boolean
  /** Nothing begins any more; resolves when the short steps that run are recorded, or after `graceMs` real milliseconds. */
  close(graceMs: number): Promise<void>
}

const WAITS: Backoff = { firstMs: 1_000, factor: 2, mostMs: 60_000, jitter: 0.3 }
const SHORT_AT_ONCE = 8
const ASKING_AT_ONCE = 32

/** `leave`: the step will never be recorded by this process. */
type Bound = <Result>(work: (leave: () => void) => Promise<Result>) => Promise<Result>

type Recorded<Result> =
  | { readonly ok: true; readonly value: Result }
  | {
      readonly ok: false
      readonly failure: GivenUp['failure']
      /** Milliseconds since 1970: when it failed and when another try is right. */
      readonly at: number
      readonly again?: number
    }

export function openSteps(of: { readonly clock: Clock; readonly log: Log }): Steps {
  const { clock, log } = of
  const gate = turnstile(SHORT_AT_ONCE)
  const asking = turnstile(ASKING_AT_ONCE)
  const closing = new AbortController()
  /** One for each short step that runs: resolves when it is recorded, or is known never to be. */
  const running = new Set<Promise<void>>()
  let isOver = false

  async function once<Result>(step: Step<Result>, attempt: number, leave: () => void): Promise<Recorded<Result>> {
    try {
      const value = await step.verb()
      if (!isOver) return { ok: true, value }
    } catch (error) {
      // Whatever fails while the house is taken down may fail because of it.
      if (!closing.signal.aborted) return recorded(step, error, attempt)
    }
    leave()
    return never()
  }

  function recorded(step: Step<unknown>, error: unknown, attempt: number): Extract<Recorded<never>, { ok: false }> {
    const at = clock.now().epochMilliseconds
    const failure = failureOf(error)
    const { code, reason, hint } = failure
    const isRetryable = error instanceof FleetwrightError && error.retryable
    if (!isRetryable && step.patience.always === undefined) {
      if (!(error instanceof FleetwrightError)) log.error('step met an error of our own', { ...step.fields, error })
      return { ok: false, failure: { code, reason, hint }, at }
    }
    log.warn('step will be tried again', { ...step.fields, code, error })
    const asked = error instanceof FleetwrightError ? (error.retryAfterMs ?? 0) : 0
    const wait = Math.max(asked, waitMs(WAITS, attempt, Math.random()))
    return { ok: false, failure: { code, reason, hint }, at, again: at + wait }
  }

  async function tried<Result>(step: Step<Result>, bound: Bound): Promise<Tried<Result>> {
    let firstFailure: number | undefined
    for (let attempt = 0; ; attempt++) {
      if (closing.signal.aborted) return never()
      const result = await bound((leave) => DBOS.runStep(() => once(step, attempt, leave), { name: step.name }))
      if (result.ok) return result
      firstFailure ??= result.at
      const { failure, again } = result
      if (again === undefined || again - firstFailure > step.patience.forMs) return { ok: false, failure }
      await clock.sleep(Math.max(0, again - clock.now().epochMilliseconds), closing.signal)
    }
  }

  function bounded<Result>(work: (leave: () => void) => Promise<Result>): Promise<Result> {
    return gate(async () => {
      if (closing.signal.aborted) return never()
      const { promise: left, resolve: leave } = Promise.withResolvers<void>()
      running.add(left)
      try {
        return await work(leave)
      } finally {
        running.delete(left)
        leave()
      }
    })
  }

  return {
    short: (step) => tried(step, bounded),
    asking: (step) => tried(step, (work) => asking(() => (closing.signal.aborted ? never() : work(ignored)))),
    long: (step) => tried(step, (work) => work(ignored)),
    isClosing: () => closing.signal.aborted,
    async close(graceMs) {
      closing.abort()
      const grace = new Promise<void>((resolve) => setTimeout(resolve, graceMs).unref())
      await Promise.race([Promise.all(running), grace])
      isOver = true
    },
  }
}

function ignored(): void {
  // Nobody waits for such a step when we close: it looks before it acts.
}

/** Holds no timer and no handle: it ends with the process. */
function never(): Promise<never> {
  return new Promise(() => undefined)
}
