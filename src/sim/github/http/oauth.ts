/**
 * How does an App turn the code that a person brought into a token?
 *
 * Not part of the REST API and not in its description: a form or JSON at the
 * address that people sign in at, answered with 200 whether it worked or not.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { exchange } from '../auth/grants.ts'
import { misbehaved, statusUndone } from './misbehave.ts'
import { type RestParts, textsOf } from './rest.ts'

const PATH = '/login/oauth/access_token'

export function serveTokenExchange(app: FastifyInstance, parts: Pick<RestParts, 'hub' | 'record'>): void {
  app.post(PATH, (request, reply) => answer(parts, { request, reply }))
}

async function answer(
  { hub, record }: Pick<RestParts, 'hub' | 'record'>,
  exchanged: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): Promise<FastifyReply> {
  const { request, reply } = exchanged
  const fault = hub.faults.ofCall({ names: [`POST ${PATH}`], path: request.url, isGit: false })
  if (fault?.kind === 'meanwhile') await fault.run()
  const { oauth } = hub.app
  const undone =
    fault?.kind === 'status' ? fault.status : (statusUndone(fault) ?? (oauth === undefined ? 404 : undefined))
  const body =
    undone === undefined && oauth !== undefined ? exchange(hub, oauth, givenOf(request)) : { error: 'Not Found' }
  const status = undone ?? 200
  // The query of this address may carry the secret, so that it is not kept.
  record({ kind: 'rest', at: hub.clock.now(), method: 'POST', route: PATH, path: PATH, actor: 'app', status })
  if (await misbehaved(fault, exchanged)) return reply
  void reply.code(status)
  if (request.headers.accept?.includes('application/json')) {
    return reply.type('application/json; charset=utf-8').send(JSON.stringify(body))
  }
  const form = new URLSearchParams(Object.entries(body).map(([name, value]) => [name, String(value)]))
  return reply.type('application/x-www-form-urlencoded; charset=utf-8').send(form.toString())
}

/** By query, form or JSON; a client may name itself in the header instead. */
function givenOf(request: FastifyRequest): Readonly<Record<string, string>> {
  const text = typeof request.body === 'string' ? request.body : ''
  const isJson = request.headers['content-type']?.includes('json') ?? false
  const body = isJson ? textsOf(JSON.parse(text)) : Object.fromEntries(new URLSearchParams(text))
  return { ...textsOf(request.query), ...basicOf(request.headers.authorization), ...body }
}

function basicOf(authorization: string | undefined): Readonly<Record<string, string>> {
  const [scheme = '', value = ''] = (authorization ?? '').split(' ')
  if (scheme.toLowerCase() !== 'basic') return {}
  const [id = '', secret = ''] = Buffer.from(value, 'base64').toString('utf8').split(':').map(decodeURIComponent)
  return { client_id: id, client_secret: secret }
}
