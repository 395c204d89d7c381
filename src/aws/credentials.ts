/**
 * Which session do we call an account with, and when is it renewed?
 *
 * One AssumeRole for all who ask at the same time, renewed about ten minutes
 * before its end so that no call meets the end, and not all at once. The SDK's
 * own cache is one for each client, and would ask once for each.
 */
import type { Clock } from '../lib/clock.ts'
import { FleetwrightError } from '../lib/errors.ts'
import { keyOf, type SessionWish } from './sessions.ts'
import type { Session, Sts } from './sts.ts'

export interface Sessions {
  /** @throws FleetwrightError `account-unreachable` where the account does not let us in. */
  get(wish: SessionWish): Promise<Session>
  /** AWS does not accept this session any more. Another under the same wish stays. */
  drop(wish: SessionWish, session: Session): void
}

interface Kept {
  readonly asked: Promise<Session>
  /** Set once the answer is here. */
  session?: Session
  renewAtMs: number
}

const RENEW_BEFORE_MS = 10 * 60_000
/** Spread, so that sessions opened together are not renewed together. */
const RENEW_SPREAD_MS = 3 * 60_000
/** With less than this left a session may end within one call. */
const LAST_MS = 60_000
/** Enough for every account that is worked on at one time; a client of an evicted one is collected with it. */
const MOST_KEPT = 2_000

export function sessions(sts: Sts, at: { readonly clock: Clock; readonly chance: () => number }): Sessions {
  const byKey = new Map<string, Kept>()

  function ask(key: string, wish: SessionWish, before: Session | undefined): Kept {
    const kept: Kept = { asked: answer(), renewAtMs: Number.POSITIVE_INFINITY }
    async function answer(): Promise<Session> {
      try {
        const session = await sts.assume(wish)
        kept.session = session
        kept.renewAtMs = session.endsAtMs - RENEW_BEFORE_MS - at.chance() * RENEW_SPREAD_MS
        return session
      } catch (error) {
        return orElse(before, error, kept)
      }
    }
    // A failure is not kept: what the customer mended must be seen by the next call.
    kept.asked.catch(() => {
      if (byKey.get(key) === kept) byKey.delete(key)
    })
    return kept
  }

  /** A renewal that failed in passing costs nothing while the old session lives. */
  function orElse(before: Session | undefined, error: unknown, kept: Kept): Session {
    const passing = error instanceof FleetwrightError && error.retryable
    const now = at.clock.now().epochMilliseconds
    if (before === undefined || !passing || now >= before.endsAtMs - LAST_MS) throw error
    kept.session = before
    kept.renewAtMs = now + LAST_MS / 2
    return before
  }

  return {
    get(wish) {
      const key = keyOf(wish)
      const known = byKey.get(key)
      const isGood = known !== undefined && at.clock.now().epochMilliseconds < known.renewAtMs
      const kept = isGood ? known : ask(key, wish, known?.session)
      // Taken out and put in again: the map's order is that of use, and its first is who goes.
      byKey.delete(key)
      byKey.set(key, kept)
      if (byKey.size > MOST_KEPT) byKey.delete(byKey.keys().next().value ?? key)
      return kept.asked
    },
    drop(wish, session) {
      const key = keyOf(wish)
      if (byKey.get(key)?.session === session) byKey.delete(key)
    },
  }
}
