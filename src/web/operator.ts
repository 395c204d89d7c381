/**
 * What may an operator on this machine ask, and how do we know one?
 *
 * By a token that only readers of the bot's directory have, and by the
 * connection: it comes from this machine itself and through no proxy. The
 * command line is the one caller; nothing here is for browsers.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ROLLOUT_EDITS, type RolloutEdit } from '../rollout/model.ts'
import { OPERATOR } from './guard.ts'
import type { OperatorDesk } from './model.ts'

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip'] as const
const DIGEST = /^[0-9a-f]{12,64}$/
const ROLLOUT = /^r-[0-9a-f]{12}(-\d{1,6})?$/
const NAME = /^[\w.@-]{1,64}$/

export function operatorRoutes(app: FastifyInstance, desk: OperatorDesk): void {
  app.register(
    (routes, _options, done) => {
      routes.addHook('onRequest', async (request, reply) => refuseStranger(request, reply, desk.token))
      routes.removeAllContentTypeParsers()
      routes.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit: 16_384 }, parseJson)

      routes.get('/status', OPERATOR, () => desk.status())
      routes.get('/rollouts', OPERATOR, async () => ({ rollouts: await desk.rollouts() }))
      // A POST, because change sets are made and discarded on the way.
      routes.post('/plan', OPERATOR, () => desk.plan())
      routes.get('/pulls/:number/plan', OPERATOR, async (request, reply) => {
        const pull = pullIn(request.params)
        const whole = pull === undefined ? undefined : await desk.planOf(pull)
        return whole ?? reply.code(404).send({ error: 'the bot has no plan of this pull request' })
      })
      routes.post('/rollouts/approve', OPERATOR, async (request, reply) => {
        const asked = approvalOf(request.body)
        if (asked === undefined) {
          return reply.code(400).send({ error: 'digest must be at least the first 12 hex digits of what is approved' })
        }
        const approved = await desk.approve(asked)
        if ('refused' in approved) return reply.code(409).send({ error: approved.refused })
        const found = approved.rollouts.length + approved.stacks.length > 0
        return found ? approved : reply.code(404).send({ error: `nothing waits for ${asked.digest}` })
      })
      routes.post('/rollouts/edit', OPERATOR, async (request, reply) => {
        const asked = editOf(request.body)
        if (asked === undefined) {
          const wanted = `a rollout's id and one of ${ROLLOUT_EDITS.join(', ')}`
          return reply.code(400).send({ error: `id and edit must be ${wanted}` })
        }
        const edited = await desk.edit(asked)
        return 'refused' in edited ? reply.code(409).send({ error: edited.refused }) : edited
      })
      done()
    },
    { prefix: '/operator' },
  )
}

function refuseStranger(request: FastifyRequest, reply: FastifyReply, token: string): FastifyReply | undefined {
  const isProxied = FORWARDED.some((name) => request.headers[name] !== undefined)
  if (isProxied || !LOOPBACK.test(request.socket.remoteAddress ?? '')) {
    return reply.code(403).send({ error: "only from the bot's own machine" })
  }
  const [scheme = '', given = ''] = (request.headers.authorization ?? '').split(' ')
  if (scheme.toLowerCase() === 'bearer' && isSame(given, token)) return undefined
  return reply
    .code(401)
    .header('www-authenticate', 'Bearer')
    .send({ error: "the operator's token is missing or wrong" })
}

/** Of hashes, because they have one length: the comparison then tells nothing of the token's. */
function isSame(given: string, expected: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(given), hash(expected))
}

function parseJson(
  _request: FastifyRequest,
  body: string | Buffer,
  done: (error: Error | null, value?: unknown) => void,
): void {
  try {
    done(null, JSON.parse(body.toString()))
  } catch {
    // Left to the route, which says what it wanted.
    done(null, undefined)
  }
}

function pullIn(params: unknown): number | undefined {
  const given = typeof params === 'object' && params !== null && 'number' in params ? String(params.number) : ''
  return /^[1-9]\d{0,8}$/.test(given) ? Number(given) : undefined
}

function approvalOf(body: unknown): { readonly digest: string; readonly operator: string } | undefined {
  if (typeof body !== 'object' || body === null || !('digest' in body)) return undefined
  const { digest } = body
  const operator = 'operator' in body ? body.operator : 'operator'
  if (typeof digest !== 'string' || !DIGEST.test(digest)) return undefined
  return typeof operator === 'string' && NAME.test(operator) ? { digest, operator } : undefined
}

function editOf(body: unknown): { readonly id: string; readonly edit: RolloutEdit } | undefined {
  if (typeof body !== 'object' || body === null || !('id' in body) || !('edit' in body)) return undefined
  const { id } = body
  const edit = ROLLOUT_EDITS.find((each) => each === body.edit)
  return typeof id === 'string' && ROLLOUT.test(id) && edit !== undefined ? { id, edit } : undefined
}
