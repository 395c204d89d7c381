/**
 * Who gets past the door of each route?
 *
 * Shut unless a route says otherwise: a page that somebody adds and forgets is
 * a page for signed-in readers of the fleet repository. What is open says so
 * itself, and why: the webhook and health have signatures or nothing to tell,
 * signing in is where strangers come from, and the operator's routes know
 * their caller in their own way.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Log } from '../actions/ports.ts'
import { FleetwrightError } from '../lib/errors.ts'
import { html } from '../lib/html.ts'
import { sendPage } from './layout.ts'
import type { Known, Visits } from './visits.ts'

export type Door = 'open' | 'operator'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Absent: for visitors who are signed in. */
    door?: Door
  }
  interface FastifyRequest {
    /** Behind the door. */
    known?: Known
  }
}

export const OPEN = { config: { door: 'open' } } as const
export const OPERATOR = { config: { door: 'operator' } } as const

/** Before any route is added. */
export function guard(app: FastifyInstance, visits: Visits, log: Log): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.is404 || request.routeOptions.config.door !== undefined) return undefined
    try {
      const visit = await visits.of(request)
      switch (visit.kind) {
        case 'known':
          request.known = visit
          return undefined
        case 'withdrawn':
          return refuse(request, reply.code(403), {
            title: 'You may not look any more',
            words: `GitHub says that ${visit.login} may not read the fleet repository any more. Ask whoever runs it; if you have another name there now, sign in again.`,
          })
        default:
          return sendToSignIn(request, reply)
      }
    } catch (error) {
      return answerTrouble(error, { request, reply, log })
    }
  })
}

/** Whom the hook let in: a route without one is a mistake of ours, and shows nothing. */
export function knownBy(request: FastifyRequest): Known {
  if (request.known !== undefined) return request.known
  throw new Error('a page was asked for past the door')
}

function sendToSignIn(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (!wantsPage(request)) {
    const headers = { 'www-authenticate': 'Bearer', 'cache-control': 'no-store' }
    return reply.code(401).headers(headers).send({ error: 'sign in: /terminal gives a terminal what it needs' })
  }
  return reply.header('cache-control', 'no-store').redirect(`/sign-in?${new URLSearchParams({ to: request.url })}`, 302)
}

function wantsPage(request: FastifyRequest): boolean {
  const { accept = '', authorization } = request.headers
  return request.method === 'GET' && authorization === undefined && accept.includes('text/html')
}

export interface Refusal {
  readonly title: string
  readonly words: string
  /** Where to try once more, and what that is called. */
  readonly again?: { readonly to: string; readonly words: string }
}

export function refuse(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { title, words, again } = refusal
  if (!wantsPage(request)) return reply.header('cache-control', 'no-store').send({ error: words })
  const link = again === undefined ? '' : html`<p><a class="go" href="${again.to}">${again.words}</a></p>`
  return sendPage(reply, { title, main: html`<h1>${title}</h1><p>${words}</p>${link}` })
}

/** Nobody is let in on doubt. What GitHub or the database said stays in the log. */
export function answerTrouble(
  error: unknown,
  of: { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly log: Log },
): FastifyReply {
  const { request, reply, log } = of
  if (!(error instanceof FleetwrightError)) throw error
  log.warn('visitor could not be recognised', { code: error.code, error })
  void reply.code(503).header('retry-after', '30')
  const again = { to: request.url.startsWith('/sign-in') ? '/' : request.url, words: 'Try again' }
  if (!error.retryable) {
    const words = `Signing in is not possible here. For who runs the bot: ${error.hint}.`
    return refuse(request, reply, { title: 'Nobody can be signed in', words, again })
  }
  const words =
    'GitHub, or our own database, does not answer. Nobody is shown anything whose right to read was not confirmed in the last five minutes.'
  return refuse(request, reply, { title: 'We cannot ask who you are', words, again })
}
