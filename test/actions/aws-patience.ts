/** How patient are the verbs in a scene, where no engine waits for them? */
import { failureOf } from '../../src/actions/failure.ts'
import { waitMs } from '../../src/lib/backoff.ts'
import type { Clock } from '../../src/lib/clock.ts'
import { FleetwrightError } from '../../src/lib/errors.ts'
import type { Step, Steps, Tried } from '../../src/workflows/steps.ts'

/** The engine's patience without its database: `steps.ts` makes each try durable, and waits as long. */
export function patient(clock: Clock): Steps {
  async function tried<Result>({ verb, patience }: Step<Result>): Promise<Tried<Result>> {
    let firstFailure: number | undefined
    for (let attempt = 0; ; attempt++) {
      try {
        return { ok: true, value: await verb() }
      } catch (error) {
        const now = clock.now().epochMilliseconds
        firstFailure ??= now
        const { code, reason, hint } = failureOf(error)
        const isRetryable = error instanceof FleetwrightError && error.retryable
        const isOver = now - firstFailure > patience.forMs
        if (isOver || (!isRetryable && patience.always === undefined))
          return { ok: false, failure: { code, reason, hint } }
        const asked = error instanceof FleetwrightError ? (error.retryAfterMs ?? 0) : 0
        await clock.sleep(Math.max(asked, waitMs({ firstMs: 1_000, factor: 2, mostMs: 60_000, jitter: 0 }, attempt, 0)))
      }
    }
  }
  return { short: tried, asking: tried, long: tried, isClosing: () => false, close: async () => undefined }
}

/** As the engine calls the verb that plans. */
export async function persistently<Result>(clock: Clock, verb: () => Promise<Result>): Promise<Result> {
  const done = await patient(clock).short({ name: 'plan', verb, patience: { forMs: 30 * 60_000 }, fields: {} })
  if (!done.ok) throw new Error(`given up: ${done.failure.code}: ${done.failure.reason}`)
  return done.value
}
