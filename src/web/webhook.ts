/**
 * Is this really GitHub, and is its wish safe with us before we say so?
 *
 * In this order, so that strangers cost little and learn nothing: headers,
 * size (counted as the bytes arrive), signature over the bytes as they came,
 * and only then JSON. The answer follows once the work is durably enqueued;
 * what cannot be enqueued is answered with an error, and GitHub keeps it to
 * be delivered again.
 *
 *   202 accepted, with the number of tasks     200 this delivery has been worked off
 *   400 headers or JSON unusable               401 signature missing or wrong
 *   413 larger than 25 MB                      415 not JSON by its content type
 *   503 could not be enqueued: deliver again
 */
import { Webhooks } from '@octokit/webhooks'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Log } from '../actions/ports.ts'
import { FleetwrightError } from '../lib/errors.ts'
import { OPEN } from './guard.ts'
import type { Delivery, Intake } from './model.ts'

export const WEBHOOK_PATH = '/api/github/webhooks'
/** GitHub sends nothing larger. */
export const MOST_BYTES = 25 * 1024 * 1024

const REFUSALS = [
  { name: 'x-github-delivery', form: /^[0-9A-Za-z-]{1,64}$/, status: 400 },
  { name: 'x-github-event', form: /^[a-z0-9_]{1,64}$/, status: 400 },
  { name: 'x-hub-signature-256', form: /^sha256=/, status: 401 },
] as const

export function webhookRoute(app: FastifyInstance, intake: Intake, log: Log): void {
  const webhooks = new Webhooks({ secret: intake.secret })
  app.removeAllContentTypeParsers()
  // As bytes: a signature is over what was sent, not over what we made of it.
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

  app.post(
    WEBHOOK_PATH,
    // Before the body is read.
    { ...OPEN, bodyLimit: MOST_BYTES, onRequest: refuseHeaders },
    async (request, reply) => {
      const body = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : ''
      if (body === '' || !(await webhooks.verify(body, header(request, 'x-hub-signature-256')))) {
        return reply.code(401).send({ error: 'the signature does not match' })
      }
      const payload = objectOf(body)
      if (payload === undefined) return reply.code(400).send({ error: 'the body is not a JSON object' })
      const delivery = { id: header(request, 'x-github-delivery'), name: header(request, 'x-github-event'), payload }
      return handOver(delivery, reply, { intake, log })
    },
  )
}

async function handOver(
  delivery: Delivery,
  reply: FastifyReply,
  to: { readonly intake: Intake; readonly log: Log },
): Promise<FastifyReply> {
  const { id, name } = delivery
  try {
    const tasks = await to.intake.receive(delivery)
    if (tasks.length === 0) return reply.code(202).send({ accepted: 0 })
    const state = await to.intake.accept({ id, name }, tasks)
    if (state === 'done') return reply.code(200).send({ done: 'this delivery has been worked off already' })
    return reply.code(202).send({ accepted: tasks.length })
  } catch (error) {
    const code = error instanceof FleetwrightError ? error.code : 'internal'
    const fields = { delivery: id, code, error }
    // The sweep asks GitHub for it again, so a person has to move only where that will not help.
    if (error instanceof FleetwrightError && error.retryable) to.log.warn('delivery could not be accepted', fields)
    else to.log.error('delivery could not be accepted', fields)
    return reply.code(503).send({ error: 'the delivery could not be accepted: deliver it again', code })
  }
}

async function refuseHeaders(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  const refusal = REFUSALS.find(({ name, form }) => !form.test(header(request, name)))
  if (refusal === undefined) return undefined
  return reply.code(refusal.status).send({ error: `${refusal.name} is missing or malformed` })
}

function header(request: FastifyRequest, name: string): string {
  const value = request.headers[name]
  return typeof value === 'string' ? value : ''
}

function objectOf(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}
