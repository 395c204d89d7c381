/**
 * How many calls has this caller left in this hour?
 *
 * GitHub's primary limit, per identity and by the machine's time, because its
 * clients wait by their own clocks.
 */
import { ApiError } from './errors.ts'

const HOUR_MS = 3_600_000
const DOCUMENT = 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api'

export interface Allowance {
  readonly limit: number
  readonly remaining: number
  readonly used: number
  /** Seconds since 1970. */
  readonly reset: number
}

export interface RateLimit {
  /** Counts one call; throws 403 when none is left, and for a query 200 that says so. */
  use(caller: string, resource?: 'graphql'): Allowance
  /** A call that GitHub does not count, such as one answered 304. */
  giveBack(caller: string): Allowance
  look(caller: string): Allowance
}

export function limitRate(limit: number): RateLimit {
  const usage = new Map<string, { used: number; readonly resetMs: number }>()

  function current(caller: string): { used: number; readonly resetMs: number } {
    const known = usage.get(caller)
    if (known && known.resetMs > Date.now()) return known
    const fresh = { used: 0, resetMs: Date.now() + HOUR_MS }
    usage.set(caller, fresh)
    return fresh
  }

  function look(caller: string): Allowance {
    const { used, resetMs } = current(caller)
    return { limit, used, remaining: Math.max(0, limit - used), reset: Math.ceil(resetMs / 1000) }
  }

  return {
    look,
    use: (caller, resource) => {
      const counted = resource === undefined ? caller : `${caller} ${resource}`
      const entry = current(counted)
      if (entry.used >= limit) {
        const words = `API rate limit exceeded for ${caller.replace(/^installation /, 'installation ID ')}.`
        const headers = allowanceHeaders(look(counted), resource)
        if (resource === undefined) throw new ApiError(403, words, { headers, documentationUrl: DOCUMENT })
        throw new ApiError(200, words, { headers, body: { errors: [{ type: 'RATE_LIMITED', message: words }] } })
      }
      entry.used++
      return look(counted)
    },
    giveBack: (caller) => {
      current(caller).used--
      return look(caller)
    },
  }
}

export function allowanceHeaders(allowance: Allowance, resource = 'core'): Readonly<Record<string, string>> {
  return {
    'x-ratelimit-limit': String(allowance.limit),
    'x-ratelimit-remaining': String(allowance.remaining),
    'x-ratelimit-used': String(allowance.used),
    'x-ratelimit-reset': String(allowance.reset),
    'x-ratelimit-resource': resource,
  }
}
