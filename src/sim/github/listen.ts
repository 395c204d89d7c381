/**
 * How are the parts of the simulated GitHub put together and served?
 *
 * One loopback server for the API, git and pages, as a person's GitHub is one
 * address.
 */
import fastify, { type FastifyInstance } from 'fastify'
import { type Turnstile, turnstile } from '../../lib/turnstile.ts'
import { openContract } from './contract/contract.ts'
import type { FaultPlan } from './faults.ts'
import { serveGit } from './git/http.ts'
import { makeGit } from './git/run.ts'
import { ApiError } from './http/errors.ts'
import { serveTokenExchange } from './http/oauth.ts'
import { ENTERPRISE_PREFIX, type RestParts, serveRest } from './http/rest.ts'
import type { Route } from './http/route.ts'
import type { AppSpec, Hub } from './hub.ts'
import { remember } from './memory.ts'
import { servePages } from './pages/serve.ts'
import type { Sessions } from './pages/session.ts'
import { appRoutes } from './routes/app.ts'
import { branchRoutes } from './routes/branches.ts'
import { checkRoutes } from './routes/checks.ts'
import { commitRoutes } from './routes/commits.ts'
import { conversationRoutes } from './routes/conversation.ts'
import { deliveryRoutes } from './routes/deliveries.ts'
import { pullRoutes } from './routes/pulls.ts'
import { repositoryRoutes } from './routes/repositories.ts'
import { userRoutes } from './routes/users.ts'
import type { GithubSimOptions } from './server.ts'
import { emptyState, type User } from './state.ts'
import { openOutbox } from './webhooks/outbox.ts'

const MOST_BODY_BYTES = 25 * 1024 * 1024

/** Of the REST API; `/rate_limit`, which knows the limits, is the dispatcher's own. */
export const ROUTES: readonly Route[] = [
  ...appRoutes,
  ...deliveryRoutes,
  ...branchRoutes,
  ...repositoryRoutes,
  ...commitRoutes,
  ...pullRoutes,
  ...conversationRoutes,
  ...checkRoutes,
  ...userRoutes,
]

/** `address` is filled in once the port is known. */
export function makeHub(
  options: GithubSimOptions,
  parts: { readonly faults: FaultPlan; readonly address: { readonly url: string } },
): Hub {
  const { clock } = options
  let app: AppSpec = options.app
  const { faults, address } = parts
  const contract = openContract()
  const state = emptyState()
  const { nextId } = state
  const turnstiles = new Map<number, Turnstile>()
  return {
    clock,
    get app() {
      return app
    },
    changeApp: (change) => {
      app = { ...app, ...change }
    },
    bot: botOf(app.slug, nextId()),
    tokenForm: options.tokens ?? 'short',
    directory: options.dir,
    state,
    git: makeGit(options.path),
    kept: { commits: remember(), ranges: remember(), diffs: remember(), bases: remember(), merges: remember() },
    faults,
    contract,
    outbox: openOutbox({ secret: options.webhookSecret, appId: app.id, clock, faults, contract, nextId }),
    get url() {
      return address.url
    },
    get apiUrl() {
      return `${address.url}${ENTERPRISE_PREFIX}`
    },
    writing: (repositoryId) => {
      const known = turnstiles.get(repositoryId) ?? turnstile(1)
      turnstiles.set(repositoryId, known)
      return known
    },
  }
}

/** The user that stands behind what the App writes. */
function botOf(slug: string, id: number): User {
  const login = `${slug}[bot]`
  return {
    id,
    login,
    type: 'Bot',
    name: login,
    email: `${id}+${login}@users.noreply.github.com`,
    createdAt: '2026-01-01T00:00:00Z',
  }
}

export function serve(parts: RestParts, sessions: Sessions): FastifyInstance {
  const app = fastify({
    bodyLimit: MOST_BODY_BYTES,
    exposeHeadRoutes: false,
    // Branch names may be long; the router's own limit is 100 characters.
    routerOptions: { maxParamLength: 2_000 },
    forceCloseConnections: true,
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  serveGit(app, parts)
  serveRest(app, parts, ROUTES)
  serveTokenExchange(app, parts)
  servePages(app, parts, sessions)
  // A route that is missing here shows itself at once, by name.
  app.setNotFoundHandler((request, reply) => {
    const { method, url } = request
    return reply.code(404).send(new ApiError(404, `Not Found: the simulator has no ${method} ${url}`).body)
  })
  app.setErrorHandler((error, _request, reply) => {
    const known = error instanceof ApiError ? error : new ApiError(statusOf(error), String(error))
    return reply.code(known.status).send(known.body)
  })
  return app
}

/** Fastify's own refusals, such as a body that is too large, carry their status. */
function statusOf(error: unknown): number {
  const hasStatus = typeof error === 'object' && error !== null && 'statusCode' in error
  return hasStatus && typeof error.statusCode === 'number' ? error.statusCode : 500
}

export async function listen(app: FastifyInstance, port: number): Promise<string> {
  return app.listen({ host: '127.0.0.1', port })
}
