/**
 * How fast may we talk to GitHub?
 *
 * GitHub asks for writes one after another, about one a second, and for
 * silence once it has said so. Octokit's own throttle makes five pull requests
 * wait fourteen seconds and cannot be told of bursts, so it is off and this is
 * in its place: reads a few at a time, writes singly from a small bucket, and
 * nothing at all while GitHub wants us to stay away, or was not there the last
 * few times: a call that hangs costs half a minute, and whoever makes it has
 * other things to do. We do not wait that long ourselves: the durable engine
 * does, so a stop loses nothing.
 */
import { type Backoff, waitMs } from '../lib/backoff.ts'
import type { Clock } from '../lib/clock.ts'
import { FleetwrightError } from '../lib/errors.ts'
import { turnstile } from '../lib/turnstile.ts'
import { LIMITED, UNAVAILABLE, wantsUsAway } from './errors.ts'

export interface Pacing {
  pass<Result>(kind: 'read' | 'write', work: () => Promise<Result>): Promise<Result>
  /** Nobody passes for so long. */
  stayAway(ms: number): void
  /** GitHub gave an answer, whichever. */
  answered(): void
  /** It gave none. */
  missed(): void
}

/** GitHub allows a hundred at once over all Apps' calls of an installation. */
const READS_AT_ONCE = 10
/** Eighty creations a minute are allowed: a burst of this and one a second stay below. */
const BURST = 10
const MS_A_WRITE = 1_000
/** One call may fail for a reason of its own. */
const MISSES_ALLOWED = 3
const AWAY: Backoff = { firstMs: 2_000, factor: 2, mostMs: 60_000, jitter: 0 }

export function pacing(clock: Clock): Pacing {
  const reads = turnstile(READS_AT_ONCE)
  const writes = turnstile(1)
  let tokens = BURST
  let countedAt = now()
  let awayUntil = 0
  let misses = 0
  let missingUntil = 0

  function now(): number {
    return clock.now().epochMilliseconds
  }

  function refuseWhileAway(): void {
    const away = awayUntil - now()
    if (away > 0) throw refused(`GitHub ${wantsUsAway(awayUntil)}`, LIMITED, away)
    const missing = missingUntil - now()
    if (missing > 0) throw refused('GitHub did not answer and is given some time', UNAVAILABLE, missing)
  }

  async function takeToken(): Promise<void> {
    for (;;) {
      const at = now()
      tokens = Math.min(BURST, tokens + (at - countedAt) / MS_A_WRITE)
      countedAt = at
      if (tokens >= 1) break
      await clock.sleep((1 - tokens) * MS_A_WRITE)
    }
    tokens -= 1
  }

  return {
    pass: (kind, work) =>
      (kind === 'read' ? reads : writes)(async () => {
        refuseWhileAway()
        if (kind === 'write') await takeToken()
        return work()
      }),
    stayAway(ms) {
      awayUntil = Math.max(awayUntil, now() + ms)
    },
    answered() {
      misses = 0
      missingUntil = 0
    },
    missed() {
      misses++
      if (misses >= MISSES_ALLOWED) missingUntil = now() + waitMs(AWAY, misses - MISSES_ALLOWED, 0)
    },
  }
}

function refused(message: string, code: string, retryAfterMs: number): FleetwrightError {
  const hint = 'nothing to do: it is tried again by itself'
  return new FleetwrightError(message, { code, nextMove: 'nobody', retryable: true, retryAfterMs, hint })
}
