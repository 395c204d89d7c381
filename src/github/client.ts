/**
 * How does a call leave this program?
 *
 * Through one gate: paced, with a time limit, with a token of the one
 * repository, retried only where a repetition changes nothing, and with every
 * error translated. Probot brings the client; its defaults that would hurt us
 * are overridden in the function form, the only one it does not overwrite.
 */
import { ProbotOctokit } from 'probot'
import type { Clock } from '../lib/clock.ts'
import { isCode, LIMITED, refusalIn, translate, UNAUTHORIZED, UNAVAILABLE, unreadable } from './errors.ts'
import { type Pacing, pacing } from './pacing.ts'
import type { Tokens } from './tokens.ts'

export type Client = ProbotOctokit

/** A repetition of these changes nothing; everything else is looked at before it is tried again. */
const READS = new Set(['GET', 'HEAD'])
const QUERIES = /^POST \/(?:api\/)?graphql$/
const NEVER_AGAIN = [400, 401, 403, 404, 405, 409, 410, 422, 429, 451]
/** For a call with all its tries; longer than the largest list of GitHub takes. */
const TIMEOUT_MS = 30_000

/** Probot's client without its throttle (see pacing.ts) and with one quick try more for reads alone: the durable engine has the patience. */
export const PatientOctokit: typeof ProbotOctokit = ProbotOctokit.defaults((given: object) => ({
  ...given,
  throttle: { enabled: false },
  retry: { retries: 1, doNotRetry: NEVER_AGAIN },
}))

export interface Gate {
  readonly pacing: Pacing
  readonly clock: Clock
  /** Real milliseconds: a socket knows no other time. */
  readonly timeoutMs: number
}

export function openGate(clock: Clock, timeoutMs = TIMEOUT_MS): Gate {
  return { pacing: pacing(clock), clock, timeoutMs }
}

/** Sets the gate before a client. Without `tokens` the client authenticates in its own way (as the App). */
export function guarded(client: Client, gate: Gate, tokens?: Tokens): Client {
  client.hook.wrap('request', async (request, options) => {
    const doing = `${options.method} ${routeOf(options.url)}`
    // Of GraphQL we have queries alone.
    const isQuery = QUERIES.test(doing)
    const isRead = isQuery || READS.has(options.method)
    async function attempt(): Promise<Awaited<ReturnType<typeof request>>> {
      const token = await tokens?.get()
      if (token !== undefined) options.headers.authorization = `token ${token}`
      options.request = {
        ...options.request,
        signal: AbortSignal.timeout(gate.timeoutMs),
        ...(isRead ? {} : { retries: 0 }),
      }
      try {
        const response = await request(options)
        if (isCutOff(response)) throw unreadable(doing)
        if (isQuery) throwRefusal(response)
        gate.pacing.answered()
        return response
      } catch (error) {
        const translated = translate(doing, error, gate.clock.now().epochMilliseconds)
        if (translated.code === UNAVAILABLE) gate.pacing.missed()
        else gate.pacing.answered()
        if (translated.code === UNAUTHORIZED && token !== undefined) tokens?.forget(token)
        if (translated.code === LIMITED) gate.pacing.stayAway(translated.retryAfterMs ?? 0)
        throw translated
      }
    }
    return gate.pacing.pass(isRead ? 'read' : 'write', async () => {
      try {
        return await attempt()
      } catch (error) {
        // A refused token changed nothing, so once more with a new one is safe for any method.
        if (tokens !== undefined && isCode(error, UNAUTHORIZED)) return attempt()
        throw error
      }
    })
  })
  return client
}

/** Of a JSON body that it cannot parse, or that ends early, Octokit gives the text and no error. */
function isCutOff({ data, headers }: { readonly data: unknown; readonly headers: object }): boolean {
  return typeof data === 'string' && (data !== '' || 'content-type' in headers)
}

/** What a query is refused comes with 200. */
function throwRefusal({ data, headers }: { readonly data: unknown; readonly headers: object }): void {
  const refusal = refusalIn(data, headers)
  if (refusal !== undefined) throw refusal
}

/** Of a page that GitHub linked to, the path alone. */
function routeOf(url: string): string {
  return url.replace(/^https?:\/\/[^/]+/, '').replace(/\?.*$/, '')
}
