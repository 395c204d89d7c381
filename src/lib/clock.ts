/**
 * What time is it, and how do we wait?
 *
 * The one port for time. The bot and the simulators are given the same clock,
 * so a demo can live through an hour of soaking in a minute. The rate is a
 * constructor's argument and not a global: a pure module never sees a clock at
 * all, it is given instants.
 *
 * Signatures and tokens of vendors' libraries (SigV4 dates, App JWTs) are made
 * and checked against the machine's own time, because those libraries read it.
 */
export interface Clock {
  now(): Temporal.Instant
  /** Waits `ms` of this clock's milliseconds; ends early, without an error, when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** The machine's own time. */
export const systemClock: Clock = scaledClock({ rate: 1 })

/**
 * A clock that runs `rate` times as fast as the machine's since `epochMs` (milliseconds since 1970 of the machine's
 * time). Two processes that share epoch and rate agree on the time.
 */
export function scaledClock(scale: { readonly rate: number; readonly epochMs?: number }): Clock {
  const { rate, epochMs = 0 } = scale
  return {
    now: () => Temporal.Instant.fromEpochMilliseconds(Math.floor(epochMs + (Date.now() - epochMs) * rate)),
    sleep: (ms, signal) => realSleep(ms / rate, signal),
  }
}

function realSleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const done = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done, { once: true })
  })
}
