/**
 * Is every request one that GitHub describes, and every answer one that it gives?
 *
 * Asked of each call in each test and in the demo. A request that breaks the
 * description is refused as GitHub refuses it: that is the caller's mistake.
 * An answer or a webhook that breaks it is the simulator's own: it is kept in
 * `violations`, fails the call, and fails the closing of the simulator, so
 * that no test passes on an answer that GitHub would never give.
 */
import { ApiError, malformed, notFound } from '../http/errors.ts'
import type { Reply } from '../http/route.ts'
import { description, type Operation, type Schema } from './description.ts'
import { brokenRules, type Fields } from './rules.ts'
import { GENERAL_REFUSALS } from './statuses.ts'
import { unknownFields } from './unknown-fields.ts'
import { type Wrong, wrongs, wrongsOfTexts } from './validate.ts'
import { inGithubsWords, notPermitted, wayOf } from './words.ts'

/** What the simulator serves and GitHub's description does not hold. */
export const UNDESCRIBED: Readonly<Record<string, string>> = {
  'POST /graphql': '[doc] queries have a schema of their own (graphql/schema.graphql)',
  'GET /repositories/{repository_id}': '[seen] GitHub redirects renamed repositories there; Octokit follows',
}

export interface Asked {
  /** `GET /repos/{owner}/{repo}`. */
  readonly operation: string
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /** Parsed; undefined where there is none. */
  readonly body: unknown
}

export interface Sent {
  readonly event: string
  readonly action: string | null
  readonly payload: unknown
}

/**
 * `check` throws GitHub's refusal of the request. Called once the caller's
 * rights are known: who may not come in is not told what is wrong with a wish.
 */
export type CarryOut = (check: () => void) => Promise<Reply> | Reply

export interface Contract {
  /** Carries the call out between a look at the request and a look at the answer. */
  keep(asked: Asked, carryOut: CarryOut): Promise<Reply>
  /** Throws where GitHub would not send this. */
  checkWebhook(sent: Sent): void
  /** Keeps what the simulator did wrong, and gives the answer that says so. */
  violate(what: string, wrong: readonly string[]): ApiError
  /** What the simulator itself did wrong, oldest first. */
  readonly violations: readonly string[]
}

export function openContract(): Contract {
  const violations: string[] = []

  function violate(what: string, wrong: readonly string[]): ApiError {
    const words = `the simulator breaks GitHub's description: ${what}: ${wrong.join('; ')}`
    violations.push(words)
    return new ApiError(500, words)
  }

  return {
    violations,
    violate,
    keep: async (asked, carryOut) => {
      const { operation: name } = asked
      if (name in UNDESCRIBED) return carryOut(() => undefined)
      const operation = description().operations[name]
      if (operation === undefined) throw violate(name, ['it is not described'])
      let isChecked = false
      const check = (): void => {
        isChecked = true
        refuse(asked, operation)
      }
      const { reply, refusal } = await outcomeOf(() => carryOut(check))
      if (!isChecked && refusal === undefined) {
        // Reading changes nothing, so it may be refused after the fact.
        if (!name.startsWith('GET ')) throw violate(name, ['it was carried out before its request was checked'])
        check()
      }
      const wrong = wrongInReply(name, operation, reply)
      if (wrong.length > 0) throw violate(`${name} answered ${reply.status}`, wrong)
      if (refusal !== undefined) throw refusal
      return reply
    },
    checkWebhook: ({ event, action, payload }) => {
      const name = action === null ? event : `${event} ${action}`
      const schema = description().webhooks[name]
      const wrong =
        schema === undefined ? ['it is not described'] : misfits(['webhooks', name], { schema, value: payload })
      if (wrong.length > 0) throw violate(`webhook ${name}`, wrong)
    },
  }
}

/** The answer, with the refusal it came from. A crash is an answer too: 500. */
async function outcomeOf(
  carryOut: () => Promise<Reply> | Reply,
): Promise<{ readonly reply: Reply; readonly refusal?: ApiError }> {
  try {
    return { reply: await carryOut() }
  } catch (error) {
    const refusal = error instanceof ApiError ? error : new ApiError(500, `Server Error: ${String(error)}`)
    return { reply: { status: refusal.status, body: refusal.body }, refusal }
  }
}

/** Throws what GitHub answers to a request that its description does not allow. */
function refuse(asked: Asked, operation: Operation): void {
  const { operation: name } = asked
  // An address with a word where a number belongs leads nowhere.
  if (wrongsOfTexts(['operations', name, 'path'], { ...asked.params }).length > 0) throw notFound()
  const sentences = [...wrongInQuery(asked, operation), ...wrongInBody(asked, operation)]
  if (sentences.length > 0) throw malformed([...new Set(sentences)].join('\n'))
}

function wrongInQuery({ operation: name, query }: Asked, operation: Operation): readonly string[] {
  const unknown = unknownFields(operation.query, query)
  return [
    ...wrongsOfTexts(['operations', name, 'query'], { ...query }).map(inGithubsWords),
    ...(unknown.length === 0 ? [] : [notPermitted(unknown)]),
  ]
}

const NO_FIELDS: Schema = { properties: {} }

function wrongInBody({ operation: name, body }: Asked, operation: Operation): readonly string[] {
  if (body === undefined && operation.isBodyRequired !== true) return []
  const given = body ?? {}
  const unknown = unknownFields(operation.body ?? NO_FIELDS, given)
  const wrong = operation.body === undefined ? [] : wrongs(['operations', name, 'body'], given)
  const sentences = [...wrong.map(inGithubsWords), ...(unknown.length === 0 ? [] : [notPermitted(unknown)])]
  return sentences.length > 0 || !isFields(given) ? sentences : brokenRules(name, given)
}

function wrongInReply(name: string, operation: Operation, reply: Reply): readonly string[] {
  const schema = operation.responses[reply.status]
  if (schema === undefined)
    return reply.status in GENERAL_REFUSALS ? [] : ['this status is not described', ...messageIn(reply)]
  if (schema === null) return []
  const value: unknown = asSent(reply.body)
  const place = ['operations', name, 'responses', String(reply.status)]
  // Refusals carry a `status` in their body that not every description of them names.
  return reply.status < 400 ? misfits(place, { schema, value }) : wrongs(place, value).map(misfit)
}

function misfits(
  place: readonly string[],
  of: { readonly schema: Schema; readonly value: unknown },
): readonly string[] {
  const value = asSent(of.value)
  return [
    ...wrongs(place, value).map(misfit),
    ...unknownFields(of.schema, value).map((field) => `${field} is not described`),
  ]
}

function misfit(wrong: Wrong): string {
  return `${wayOf(wrong)} ${wrong.message ?? wrong.keyword}`
}

/** As the other side reads it: without what JSON leaves out. */
function asSent(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
}

function messageIn({ body }: Reply): readonly string[] {
  return isFields(body) && typeof body.message === 'string' ? [body.message] : []
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
