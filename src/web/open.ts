/**
 * Who may come in, and by which door?
 *
 * One Fastify server: the webhook, health, the operator's routes on loopback,
 * and pages for whoever may read the fleet repository. Closing it lets the
 * running requests end and takes no new ones.
 */
import { type FastifyError, type FastifyInstance, fastify, type RouteOptions } from 'fastify'
import type { Log } from '../actions/ports.ts'
import { cannotListen } from './errors.ts'
import { type Door, guard } from './guard.ts'
import { healthRoutes } from './health.ts'
import type { Intake, Library, OperatorDesk, Part } from './model.ts'
import { operatorRoutes } from './operator.ts'
import { pageRoutes } from './pages.ts'
import { signInRoutes } from './sign-in.ts'
import { openCookies, openVisits, type Reception } from './visits.ts'
import { webhookRoute } from './webhook.ts'

export interface WebOptions {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  readonly intake: Intake
  readonly parts: readonly Part[]
  readonly operator: OperatorDesk
  readonly reception: Reception
  readonly library: Library
  /** Where people reach the bot, such as `https://bot.example`; where it listens if absent. */
  readonly publicUrl?: string
  readonly log: Log
}

export interface Web {
  /** `http://host:port`, where it listens. */
  readonly url: string
  /** Every route there is: a test of the doors forgets none. */
  readonly routes: readonly { readonly method: string; readonly path: string; readonly door: Door | 'visitor' }[]
  close(): Promise<void>
}

/** A whole webhook of the largest size, on a slow line. */
const REQUEST_MS = 60_000
/** Whoever is not answered by then will ask again. */
const CLOSE_MS = 10_000

export async function openWeb(options: WebOptions): Promise<Web> {
  const { host, port, log } = options
  const app = fastify({ logger: false, requestTimeout: REQUEST_MS, bodyLimit: 16_384, forceCloseConnections: 'idle' })
  answerErrors(app, log)
  const routes: RouteOptions[] = []
  app.addHook('onRoute', (route) => void routes.push(route))
  const origin = (): string => new URL(options.publicUrl ?? addressOf(app, host)).origin
  const cookies = openCookies(() => origin().startsWith('https:'))
  const visits = openVisits(options.reception, cookies)
  guard(app, visits, log)
  // Each in a scope of its own: how a body is parsed is a matter of the route.
  app.register((scope, _options, done) => {
    webhookRoute(scope, options.intake, log)
    done()
  })
  healthRoutes(app, options.parts)
  operatorRoutes(app, options.operator)
  app.register((scope, _options, done) => {
    // The only bodies here are forms of our own.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, parsed) =>
      parsed(null, new URLSearchParams(body.toString())),
    )
    signInRoutes(scope, { ...options.reception, visits, cookies, origin, log })
    pageRoutes(scope, { library: options.library, visits, origin })
    done()
  })
  const close = politeClose(app)
  try {
    await app.listen({ host, port })
  } catch (cause) {
    throw cannotListen(host, port, cause)
  }
  return { url: addressOf(app, host), routes: routes.flatMap(doorsOf), close }
}

function doorsOf({ method, url, config }: RouteOptions): Web['routes'] {
  return [method].flat().map((each) => ({ method: each, path: url, door: config?.door ?? 'visitor' }))
}

/** Running requests are answered, and told that the connection ends with the answer: nobody holds it open. */
function politeClose(app: FastifyInstance): () => Promise<void> {
  let closing = false
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close')
  })
  return async () => {
    closing = true
    const impatience = setTimeout(() => app.server.closeAllConnections(), CLOSE_MS)
    await app.close()
    clearTimeout(impatience)
  }
}

/** A stranger learns the status and what was wrong with the request; never what went wrong here. */
function answerErrors(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const status = error.statusCode ?? 500
    // Fastify hangs up on a body that is too large. A connection closed with bytes unread is reset, and our answer is
    // lost with it; left open, Node reads the rest and throws it away.
    if (status === 413) reply.removeHeader('connection')
    if (status < 500) return reply.code(status).send({ error: error.message })
    log.error('request failed', { error })
    return reply.code(500).send({ error: 'this request failed: the log says why' })
  })
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'there is nothing here' }))
}

function addressOf(app: FastifyInstance, host: string): string {
  const address = app.server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
