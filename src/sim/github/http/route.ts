/**
 * What is one route of the REST API?
 *
 * A line in a table: method, path as GitHub's documentation writes it, and a
 * function from a call to a reply. The table is what the dispatcher serves,
 * what the journal counts by, and what a reader looks through.
 */
import type { Identity } from '../auth/identity.ts'
import type { Hub } from '../hub.ts'
import { malformed } from './errors.ts'
import type { Input } from './input.ts'

export interface Call {
  readonly hub: Hub
  readonly identity: Identity
  /** Decoded. */
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly body: Input
  /** As the client asked it, for the links to other pages. */
  readonly href: URL
  /** Throws GitHub's refusal of what its description does not allow; asked once the caller's rights are known. */
  readonly check: () => void
}

export interface Reply {
  readonly status: number
  /** Undefined for 204. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export type Handle = (call: Call) => Promise<Reply> | Reply

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** `{name}`; `{+name}`, last, takes slashes too. */
  readonly path: string
  readonly handle: Handle
  /** Which hourly limit counts it; `core` unless said. */
  readonly resource?: 'graphql'
}

export function route(method: Route['method'], path: string, handle: Handle): Route {
  return { method, path, handle }
}

/** As GitHub's documentation writes it. */
export function pathOf(each: Pick<Route, 'path'>): string {
  return each.path.replace('{+', '{')
}

/** `GET /repos/{owner}/{repo}`. */
export function operationOf(each: Pick<Route, 'method' | 'path'>): string {
  return `${each.method} ${pathOf(each)}`
}

export function ok(body: unknown): Reply {
  return { status: 200, body }
}

export function created(body: unknown): Reply {
  return { status: 201, body }
}

export const NO_CONTENT: Reply = { status: 204 }

export function param(call: Call, name: string): string {
  return call.params[name] ?? ''
}

/** 0, which is nobody's number, where the path holds no number. */
export function numberParam(call: Call, name: string): number {
  const text = param(call, name)
  return /^\d{1,15}$/.test(text) ? Number(text) : 0
}

/** One page of a list, with GitHub's Link header. */
export function paged<Item>(call: Call, items: readonly Item[], shape: (page: readonly Item[]) => unknown): Reply {
  const size = pageSize(call)
  const page = positive(call.query.page, 1)
  const last = Math.max(1, Math.ceil(items.length / size))
  const links: string[] = []
  const link = (rel: string, to: number): void => {
    const href = new URL(call.href)
    href.searchParams.set('page', String(to))
    links.push(`<${href}>; rel="${rel}"`)
  }
  if (page > 1) link('prev', Math.min(page - 1, last))
  if (page < last) {
    link('next', page + 1)
    link('last', last)
  }
  if (page > 1) link('first', 1)
  return {
    status: 200,
    body: shape(items.slice((page - 1) * size, page * size)),
    headers: links.length === 0 ? {} : { link: links.join(', ') },
  }
}

/** 30 unless asked, and never more than 100. */
export function pageSize(call: Call): number {
  return Math.min(100, positive(call.query.per_page, 30))
}

/** GitHub falls back to its default for what is no number. */
function positive(text: string | undefined, fallback: number): number {
  const value = Number(text)
  return Number.isInteger(value) && value > 0 ? value : fallback
}

/** A query parameter with a closed list of values. */
export function choice<Choice extends string>(
  call: Call,
  name: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const given = call.query[name]
  if (given === undefined) return choices[0]
  const found = choices.find((each) => each === given)
  if (found === undefined) throw malformed(`${given} is not a member of ${JSON.stringify(choices)}.`)
  return found
}
