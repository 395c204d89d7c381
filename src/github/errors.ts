/**
 * What did GitHub mean, and whose move is it?
 *
 * The one translation of Octokit's errors. They carry the whole request, body
 * and headers included, so none of them leaves this folder: what is kept is
 * the status and GitHub's own sentence, made visible and capped.
 */
import { type ErrorFacts, FleetwrightError } from '../lib/errors.ts'
import { spelledOut } from '../lib/markdown.ts'

/** What Octokit throws, by shape: the class comes from a package that several versions of may be installed. */
interface RequestFailure {
  readonly status: number
  readonly message: string
  readonly response?: { readonly headers?: { readonly [name: string]: string | number | undefined } }
}

/** GitHub asks for at least a minute where it names no time. */
const UNNAMED_WAIT_MS = 60_000
const LONGEST_WAIT_MS = 3_600_000
const KEPT_WORDS = 300

/** `doing`: method and route, such as `GET /repos/{owner}/{repo}`: never a query or a body. */
export function translate(doing: string, error: unknown, nowMs: number): FleetwrightError {
  if (error instanceof FleetwrightError) return error
  if (!isRequestFailure(error)) {
    return new FleetwrightError(`asking GitHub failed: ${doing}`, { ...AWAY, cause: plain(error) })
  }
  const facts = factsOf(error, nowMs)
  const until = facts.code === LIMITED ? ` and ${wantsUsAway(nowMs + (facts.retryAfterMs ?? 0))}` : ''
  return new FleetwrightError(`GitHub answered ${error.status} to ${doing}${until}`, { ...facts, cause: plain(error) })
}

/** As REST would refuse it: what is wrong with a query comes with 200 and has a type in the place of a status. */
const STATUSES: { readonly [type: string]: number } = {
  NOT_FOUND: 404,
  FORBIDDEN: 403,
  INSUFFICIENT_SCOPES: 403,
  RATE_LIMIT: 429,
  RATE_LIMITED: 429,
}
/** It has no type, and comes with 403 or with 200. */
const SECONDARY = /secondary rate limit|abuse/i

/** Of a query's answer, to be translated like any other; undefined where nothing of it was refused. */
export function refusalIn(body: unknown, headers: object): (RequestFailure & Error) | undefined {
  const [first] = listIn(body, 'errors')
  if (first === undefined) return undefined
  const [type, words] = [textIn(first, 'type'), textIn(first, 'message')]
  // A query that its schema does not allow has a code; what is left is GitHub's own trouble with it, and passes.
  const isWrong = textIn(fieldOf(first, 'extensions'), 'code') !== ''
  const status = STATUSES[type] ?? (SECONDARY.test(words) ? 429 : isWrong ? 422 : 502)
  return Object.assign(new Error(words), { status, response: { headers: { ...headers } } })
}

function listIn(body: unknown, field: string): readonly unknown[] {
  const value = fieldOf(body, field)
  return Array.isArray(value) ? value : []
}

function textIn(body: unknown, field: string): string {
  const value = fieldOf(body, field)
  return typeof value === 'string' ? value : ''
}

function fieldOf(body: unknown, field: string): unknown {
  return typeof body === 'object' && body !== null ? Object.getOwnPropertyDescriptor(body, field)?.value : undefined
}

/** By our own clock: whoever reads the log asks how long nothing will move. */
export function wantsUsAway(untilMs: number): string {
  const until = Temporal.Instant.fromEpochMilliseconds(Math.round(untilMs))
  return `wants to be left alone until ${until.round({ smallestUnit: 'second', roundingMode: 'ceil' })}`
}

/** A success whose body is no JSON: cut off on the way, or a page of something between GitHub and us. */
export function unreadable(doing: string): FleetwrightError {
  return new FleetwrightError(`what GitHub answered to ${doing} could not be read`, AWAY)
}

export function isCode(error: unknown, code: string): boolean {
  return error instanceof FleetwrightError && error.code === code
}

export const NOT_FOUND = 'github-not-found'
export const UNAUTHORIZED = 'github-unauthorized'
export const LIMITED = 'github-limited'
/** No answer, or one that nothing can be read from. A write may have arrived all the same. */
export const UNAVAILABLE = 'github-unavailable'
export const REFUSED = 'github-refused'
export const FORBIDDEN = 'github-forbidden'

const AWAY = {
  code: UNAVAILABLE,
  nextMove: 'nobody',
  retryable: true,
  hint: 'nothing to do: it is tried again by itself',
} as const

function factsOf(error: RequestFailure, nowMs: number): Omit<ErrorFacts, 'cause'> {
  const waitMs = limitedFor(error, nowMs)
  if (waitMs !== undefined) return { ...AWAY, code: LIMITED, retryAfterMs: waitMs }
  if (error.status >= 500 || error.status === 0) return AWAY
  switch (error.status) {
    case 401:
      return {
        code: UNAUTHORIZED,
        nextMove: 'operator',
        // A new token can be unknown to a part of GitHub for some seconds.
        retryable: true,
        retryAfterMs: 5_000,
        hint: "check APP_ID, PRIVATE_KEY and this machine's time, and that the App is not suspended",
      }
    case 403:
      return {
        code: FORBIDDEN,
        nextMove: 'operator',
        retryable: false,
        hint: 'compare the permissions of the App with app.yml, and accept new ones on the installation',
      }
    case 404:
      return {
        code: NOT_FOUND,
        nextMove: 'operator',
        retryable: false,
        hint: 'check that it exists and that the App is installed on the repository',
      }
    case 409:
      return { ...AWAY, code: 'github-conflict' }
    default:
      return {
        code: REFUSED,
        nextMove: 'operator',
        retryable: false,
        hint: 'report this as a defect of Fleetwright: GitHub did not accept a request of ours',
      }
  }
}

/** Milliseconds GitHub wants us to stay away; undefined where it is no limit that we ran into. */
function limitedFor(error: RequestFailure, nowMs: number): number | undefined {
  if (error.status !== 403 && error.status !== 429) return undefined
  const headers = error.response?.headers ?? {}
  const after = Number(headers['retry-after'])
  if (after > 0) return capped(after * 1_000)
  if (String(headers['x-ratelimit-remaining']) === '0') {
    const reset = Number(headers['x-ratelimit-reset']) * 1_000
    // By the clock of the server that named the instant: ours may be off.
    const served = Date.parse(String(headers.date))
    return capped(reset - (Number.isNaN(served) ? nowMs : served) + 1_000)
  }
  return error.status === 429 || SECONDARY.test(error.message) ? UNNAMED_WAIT_MS : undefined
}

function capped(ms: number): number {
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 1_000), LONGEST_WAIT_MS) : UNNAMED_WAIT_MS
}

function isRequestFailure(error: unknown): error is RequestFailure {
  return error instanceof Error && 'status' in error && typeof error.status === 'number'
}

function plain(error: unknown): Error {
  const message = error instanceof Error ? error.message : 'no error was given'
  // What stands before GitHub answers with a page for people: the status says all there is to know.
  const said = /^\s*</.test(message) ? 'a page for people and no answer' : message
  return new Error(spelledOut(said).slice(0, KEPT_WORDS))
}
