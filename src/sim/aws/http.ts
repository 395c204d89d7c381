/**
 * How does a request become an answer?
 *
 * Who is calling, faults of the plan, then the action; every request is written
 * into the journal, whatever became of it, and only then is it decided whether
 * the answer arrives (wire/deliver.ts).
 */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { isKnownAction, perform, serviceOfAction } from './api/actions.ts'
import type { Caller } from './auth/identities.ts'
import { type Claim, claimOf, type SignedRequest, verifySignature } from './auth/signature.ts'
import { AwsRefusal } from './errors.ts'
import type { CallEffect } from './faults.ts'
import { callOf, entryOf, type Heard, spotOf } from './heard.ts'
import type { RateLimits } from './rates.ts'
import { REPLIES } from './replies.ts'
import type { Pages } from './server.ts'
import type { Engine } from './stacks/engine.ts'
import { type Answer, deliver, type Exchange } from './wire/deliver.ts'
import { Form, parseForm } from './wire/form.ts'
import { errorJson, JSON_TYPE, parseJsonForm, replyJson, targetOf } from './wire/json.ts'
import { errorXml, replyXml, type Service } from './wire/xml.ts'

/** AWS's own bound for Query requests is not documented; a template of 51,200 bytes fits many times when encoded. */
const BODY_LIMIT_BYTES = 1_048_576

export interface House {
  readonly engine: Engine
  readonly pages: Pages
  readonly rates: RateLimits
}

export function httpServer(house: House): Server {
  return createServer((incoming, outgoing) => {
    void handle(house, { incoming, outgoing }).catch((error: unknown) => {
      // A bug of the simulator must not look like an answer of AWS that a retry heals.
      outgoing.writeHead(500, { 'content-type': 'text/plain' }).end(`simulator: ${String(error)}`)
    })
  })
}

async function handle({ engine, pages, rates }: House, exchange: Exchange): Promise<void> {
  const heard: Heard = {
    engine,
    pages,
    requestId: randomUUID(),
    form: new Form({}),
    action: '',
    service: 'cloudformation',
    region: '',
  }
  const answer = await answerTo(heard, rates, exchange.incoming)
  engine.journal.request(entryOf(heard, answer))
  const { callMs } = engine.timing
  const ms = typeof callMs === 'number' ? callMs : callMs(callOf(heard))
  if (ms > 0) await setTimeout(ms)
  deliver(exchange, answer, heard.effect)
}

async function answerTo(heard: Heard, rates: RateLimits, incoming: IncomingMessage): Promise<Answer> {
  const { requestId } = heard
  try {
    const signed = await read(incoming)
    heard.engine.timeline.catchUp()
    const claim = await hear(heard, signed)
    const instead = await meddle(heard)
    if (instead) return { ...instead, requestId }
    // Asked again: what happened meanwhile may have ended the session.
    const caller = callerOf(heard, claim)
    rates.charge(heard.service, { accountId: caller.accountId, region: claim.region })
    return { status: 200, ...resultOf(heard, caller), requestId }
  } catch (refusal) {
    if (!(refusal instanceof AwsRefusal)) throw refusal
    return { status: refusal.status, ...refused(heard, refusal), code: refusal.code, requestId }
  }
}

async function hear(heard: Heard, signed: SignedRequest): Promise<Claim> {
  // GET with a query is AWS's other way, which this one does not have.
  if (signed.method !== 'POST' || signed.path !== '/')
    throw new AwsRefusal('InvalidAction', 'The action or operation requested is invalid.')
  const body = Buffer.from(signed.body).toString('utf8')
  const target = targetOf(signed.headers)
  heard.isJson = target !== undefined
  heard.form = target === undefined ? parseForm(body) : parseJsonForm(body)
  heard.action = target ?? heard.form.text('Action') ?? ''
  const claim = claimOf(signed)
  heard.region = claim.region
  heard.service = serviceOf(claim, heard.action)
  const caller = callerOf(heard, claim)
  await verifySignature(signed, claim, caller.secretAccessKey)
  heard.caller = caller
  return claim
}

function callerOf({ engine }: Heard, { accessKeyId, sessionToken }: Claim): Caller {
  return engine.identities.callerOf(accessKeyId, sessionToken)
}

/** What the plan of faults says instead of AWS; `undefined` lets the call be carried out. */
async function meddle(heard: Heard): Promise<Omit<Answer, 'requestId'> | undefined> {
  const effect = heard.engine.faults.effectOn(callOf(heard))
  if (!effect) return undefined
  heard.effect = effect
  if (effect.kind === 'html')
    return { status: effect.status, body: `<html><body><h1>${effect.status} Bad Gateway</h1></body></html>` }
  if (effect.kind === 'error') throw new AwsRefusal(effect.code, effect.message, effect.status)
  if (isLost(effect)) return { status: 0, body: '' }
  if (effect.kind === 'meanwhile') await effect.run()
  heard.engine.timeline.catchUp()
  return undefined
}

function isLost(effect: CallEffect): boolean {
  return effect.kind === 'reset-before' || (effect.kind === 'stall' && effect.phase === 'before')
}

function resultOf(heard: Heard, caller: Caller): Pick<Answer, 'body' | 'type'> {
  const { engine, pages, form, service, action, requestId, region } = heard
  assertEnabled(heard)
  const spot = { accountId: caller.accountId, region }
  const result = perform(service, action, { form, caller, spot, engine, pages, id: requestId })
  return service === 'monitoring'
    ? { body: replyJson(result), type: JSON_TYPE }
    : { body: replyXml(service, action, result, requestId) }
}

function refused({ service, isJson, requestId }: Heard, refusal: AwsRefusal): Pick<Answer, 'body' | 'type'> {
  if (isJson === true || service === 'monitoring') return { body: errorJson(refusal), type: JSON_TYPE }
  return { body: errorXml(service, refusal, requestId) }
}

/** STS asks the account whose credentials are wanted, CloudFormation the caller's. */
function assertEnabled(heard: Heard): void {
  if (!heard.engine.faults.isDisabled(spotOf(heard))) return
  const { code, message, status } = heard.service === 'sts' ? REPLIES.regionDisabled : REPLIES.optInRequired
  throw new AwsRefusal(code, message, status)
}

/** The endpoint serves three services; a signature is for one of them. */
function serviceOf({ service }: Claim, action: string): Service {
  const wanted = serviceOfAction(action) ?? 'cloudformation'
  if (service === wanted || (!isKnownAction(action) && isService(service))) return service
  throw new AwsRefusal('SignatureDoesNotMatch', `Credential should be scoped to correct service: '${wanted}'. `, 403)
}

function isService(name: string): name is Service {
  return name === 'sts' || name === 'cloudformation' || name === 'monitoring'
}

async function read(incoming: IncomingMessage): Promise<SignedRequest> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size <= BODY_LIMIT_BYTES) chunks.push(bytes)
  }
  // Read to its end nevertheless: an answer to a half-sent request would be lost in a reset.
  if (size > BODY_LIMIT_BYTES) throw new AwsRefusal('RequestEntityTooLarge', 'Request body is too large', 413)
  return {
    method: incoming.method ?? 'GET',
    path: incoming.url ?? '/',
    headers: incoming.headers,
    body: Buffer.concat(chunks),
  }
}
