/**
 * Who may come in, and by which door?
 *
 * One Fastify server: the webhook, health, the operator's routes on loopback,
 * and a page that says what this is. It keeps nothing; closing it lets the
 * running requests end and takes no new ones.
 */
import { type FastifyError, type FastifyInstance, fastify } from 'fastify'
import type { Log } from '../actions/ports.ts'
import { cannotListen } from './errors.ts'
import { healthRoutes } from './health.ts'
import { homeRoute } from './home.ts'
import type { Intake, OperatorDesk, Part } from './model.ts'
import { operatorRoutes } from './operator.ts'
import { webhookRoute } from './webhook.ts'

export interface WebOptions {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  readonly intake: Intake
  readonly parts: readonly Part[]
  readonly operator: OperatorDesk
  /** The fleet repository's page, for the one link of the home page; undefined until GitHub has said where it is. */
  readonly repositoryUrl: () => string | undefined
  readonly log: Log
}

export interface Web {
  /** `http://host:port`, where it listens. */
  readonly url: string
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
  // Each in a scope of its own: how a body is parsed is a matter of the route.
  app.register((scope, _options, done) => {
    webhookRoute(scope, options.intake, log)
    done()
  })
  healthRoutes(app, options.parts)
  operatorRoutes(app, options.operator)
  homeRoute(app, options.repositoryUrl)
  const close = politeClose(app)
  try {
    await app.listen({ host, port })
  } catch (cause) {
    throw cannotListen(host, port, cause)
  }
  return { url: addressOf(app, host), close }
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
