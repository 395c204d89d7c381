/**
 * Has this caller asked for too much at once?
 *
 * GitHub's secondary limits, beside the hourly one: points a minute at one
 * endpoint, content a minute and an hour, and requests at the same time.
 * Counted by the world's clock, since a client waits by it between its writes.
 */
import type { Clock } from '../../../lib/clock.ts'
import { SECONDARY_DOCUMENT, SECONDARY_WORDS } from '../faults.ts'
import { ApiError } from './errors.ts'
import type { Route } from './route.ts'

export interface SecondaryLimit {
  /** Counts one request and throws 403 where it is one too many. Call the answer once the request has ended. */
  enter(caller: string, route: Pick<Route, 'method' | 'path'>): () => void
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const MOST_AT_ONCE = 100
const GET_POINTS = 1
const WRITE_POINTS = 5

/** What GitHub counts, by what, and how much of it is allowed in which time. */
const WINDOWS = [
  { name: 'points', most: 900, ms: MINUTE_MS },
  { name: 'content', most: 80, ms: MINUTE_MS },
  { name: 'content an hour', most: 500, ms: HOUR_MS },
] as const

/** Without mutations, which nobody asks of the simulator. */
const QUERIES = { name: 'points', most: 2_000, ms: MINUTE_MS } as const

interface Window {
  readonly endsAtMs: number
  used: number
}

/** What is written into conversations and checks; a merge or a token is no content. */
const CONTENT = /\/(comments|reviews|pulls|check-runs)(\/\{\w+\})?$/

export function limitSecondary(clock: Clock): SecondaryLimit {
  const windows = new Map<string, Window>()
  const underWay = new Map<string, number>()

  function take(key: string, cost: number, rule: (typeof WINDOWS)[number] | typeof QUERIES): void {
    const nowMs = clock.now().epochMilliseconds
    const known = windows.get(key)
    const window = known !== undefined && known.endsAtMs > nowMs ? known : { endsAtMs: nowMs + rule.ms, used: 0 }
    windows.set(key, window)
    if (window.used + cost > rule.most) throw refused(Math.ceil((window.endsAtMs - nowMs) / 1_000))
    window.used += cost
  }

  return {
    enter: (caller, { method, path }) => {
      const atOnce = underWay.get(caller) ?? 0
      if (atOnce >= MOST_AT_ONCE) throw refused(UNNAMED)
      const isQuery = path === '/graphql'
      const points = method === 'GET' || isQuery ? GET_POINTS : WRITE_POINTS
      for (const rule of WINDOWS) {
        if (rule.name === 'points') take(`${caller} ${rule.name} ${method} ${path}`, points, isQuery ? QUERIES : rule)
        else if (method !== 'GET' && CONTENT.test(path)) take(`${caller} ${rule.name}`, 1, rule)
      }
      underWay.set(caller, atOnce + 1)
      return () => void underWay.set(caller, (underWay.get(caller) ?? 1) - 1)
    },
  }
}

/** Nobody is limited. */
export const NO_SECONDARY_LIMIT: SecondaryLimit = { enter: () => () => undefined }

/** GitHub names no time for requests at once; its clients are asked for a minute at least. */
const UNNAMED = undefined

function refused(retryAfterSeconds: number | undefined): ApiError {
  return new ApiError(403, SECONDARY_WORDS, {
    documentationUrl: SECONDARY_DOCUMENT,
    headers: retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
  })
}
