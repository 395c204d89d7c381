/**
 * How does a request become a call of the API, and its reply a response?
 *
 * One way for all routes: planned fault, identity, rate limit, the route
 * itself, ETag, journal. Served at the root, as api.github.com does, and under
 * `/api/v3`, as GitHub Enterprise does; queries of GraphQL at `/graphql` and `/api/graphql`.
 */
import { createHash, randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { actorName, type Identity, identify } from '../auth/identity.ts'
import type { CallHow } from '../faults.ts'
import { GRAPHQL } from '../graphql/serve.ts'
import type { Hub } from '../hub.ts'
import type { RequestEntry } from '../journal.ts'
import { ApiError } from './errors.ts'
import { inputOf } from './input.ts'
import { misbehaved, statusUndone } from './misbehave.ts'
import { allowanceHeaders, type RateLimit } from './rate-limit.ts'
import { type Call, ok, operationOf, pathOf, type Reply, type Route, route } from './route.ts'
import type { SecondaryLimit } from './secondary-limit.ts'

export const ENTERPRISE_PREFIX = '/api/v3'

export interface RestParts {
  readonly hub: Hub
  readonly limit: RateLimit
  readonly secondary: SecondaryLimit
  readonly record: (entry: RequestEntry) => void
}

export function serveRest(app: FastifyInstance, parts: RestParts, routes: readonly Route[]): void {
  const all = [...routes, route('GET', '/rate_limit', (call) => ok(rateLimitBody(parts.limit, call.identity)))]
  for (const prefix of ['', ENTERPRISE_PREFIX]) {
    for (const each of all) {
      app.route({
        method: each.method,
        url: `${prefix}${pattern(each.path)}`,
        handler: (request, reply) => answer(parts, each, { request, reply }),
      })
    }
  }
  for (const url of [GRAPHQL.path, `/api${GRAPHQL.path}`]) {
    app.post(url, (request, reply) => answer(parts, GRAPHQL, { request, reply }))
  }
}

/** `{name}` as Fastify writes it; `{+name}` takes the rest of the path. */
function pattern(path: string): string {
  return path.replace(/\{\+\w+\}$/, '*').replace(/\{(\w+)\}/g, ':$1')
}

/** Said by what stands before GitHub's API: it is counted and kept nowhere. */
const NOBODY = `
Request forbidden by administrative rules. Please make sure your request has a User-Agent header (https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required). Check https://developer.github.com for other possible causes.
`

interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

async function answer(parts: RestParts, each: Route, { request, reply }: Exchange): Promise<FastifyReply> {
  const { hub, record } = parts
  if (!request.headers['user-agent']) return reply.code(403).type('text/html').send(NOBODY)
  const fault = hub.faults.ofCall({ names: [operationOf(each)], path: request.url, isGit: false })
  if (fault?.kind === 'meanwhile') await fault.run()
  const served = await serve(parts, each, { request, reply, fault })
  record({
    kind: 'rest',
    at: hub.clock.now(),
    method: each.method,
    route: pathOf(each),
    path: request.url,
    actor: served.actor,
    status: served.status,
  })
  if (await misbehaved(fault, { request, reply })) return reply
  void reply.code(served.status).headers({
    'content-type': 'application/json; charset=utf-8',
    'x-github-request-id': randomUUID(),
    'x-github-media-type': 'github.v3; format=json',
    ...served.headers,
  })
  return reply.send(served.status === 204 || served.status === 304 ? undefined : JSON.stringify(served.body))
}

async function serve(
  parts: RestParts,
  each: Route,
  of: Exchange & { readonly fault: CallHow | undefined },
): Promise<Reply & { readonly actor: string }> {
  const { hub, limit, secondary } = parts
  const { request, reply: response, fault } = of
  let actor = 'unknown'
  let headers: Readonly<Record<string, string>> = {}
  try {
    const identity = identify(hub, request.headers.authorization)
    actor = actorName(identity)
    response.raw.once('close', secondary.enter(actor, each))
    if (fault?.kind === 'status') throw new ApiError(fault.status, fault.message ?? 'Planned fault', { ...fault })
    const undone = statusUndone(fault)
    if (undone !== undefined) return { actor, status: undone }
    // What asks for the limit is not counted by it.
    const isFree = each.path === '/rate_limit'
    headers = allowanceHeaders(isFree ? limit.look(actor) : limit.use(actor, each.resource), each.resource)
    const body = parsed(request.body)
    const call = callOf(hub, each, { request, identity, body })
    const { params, query } = call
    const asked = { operation: operationOf(each), params, query, body }
    const reply = await hub.contract.keep(asked, (check) => each.handle({ ...call, check }))
    const etag = each.method === 'GET' ? etagOf(reply.body) : undefined
    if (etag !== undefined && isKnown(etag, request.headers['if-none-match'])) {
      return { actor, status: 304, headers: { ...allowanceHeaders(limit.giveBack(actor)), etag } }
    }
    const tag = etag === undefined ? {} : { etag }
    return { ...reply, actor, headers: { ...headers, ...tag, ...reply.headers } }
  } catch (error) {
    const known = error instanceof ApiError ? error : new ApiError(500, `Server Error: ${messageOf(error)}`)
    return { actor, status: known.status, body: known.body, headers: { ...headers, ...known.headers } }
  }
}

function callOf(
  hub: Hub,
  each: Route,
  of: { readonly request: FastifyRequest; readonly identity: Identity; readonly body: unknown },
): Omit<Call, 'check'> {
  const { request, identity, body } = of
  const params = textsOf(request.params)
  const rest = /\{\+(\w+)\}$/.exec(each.path)?.[1]
  return {
    hub,
    identity,
    params: rest === undefined ? params : { ...params, [rest]: params['*'] ?? '' },
    query: textsOf(request.query),
    body: inputOf(body),
    href: new URL(request.url, hub.url),
  }
}

/** GitHub reads every body as JSON, whatever it is called. */
function parsed(body: unknown): unknown {
  if (typeof body !== 'string' || body === '') return undefined
  try {
    return JSON.parse(body)
  } catch {
    throw new ApiError(400, 'Problems parsing JSON')
  }
}

/** Of a parameter that is given twice the last one counts. */
export function textsOf(values: unknown): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const [name, value] of Object.entries(values ?? {})) {
    texts[name] = String(Array.isArray(value) ? value.at(-1) : value)
  }
  return texts
}

function etagOf(body: unknown): string {
  return `W/"${createHash('sha256')
    .update(JSON.stringify(body) ?? '')
    .digest('hex')}"`
}

/** Compared weakly, as RFC 9110 asks of `If-None-Match`. */
function isKnown(etag: string, header: string | undefined): boolean {
  const known = (header ?? '').split(',').map((each) => each.trim())
  return known.includes('*') || known.some((each) => each.replace(/^W\//, '') === etag.replace(/^W\//, ''))
}

function rateLimitBody(limit: RateLimit, identity: Identity) {
  const core = limit.look(actorName(identity))
  const graphql = limit.look(`${actorName(identity)} graphql`)
  // Nothing is searched here; GitHub shows that limit all the same.
  const search = { limit: 30, remaining: 30, used: 0, reset: core.reset }
  return { resources: { core, search, graphql }, rate: core }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
