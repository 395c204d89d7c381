/**
 * How does a request become an answer?
 *
 * Faults of the wire, then who is calling, then the action; every request is
 * written into the journal, whatever became of it.
 */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { isKnownAction, perform } from './api/actions.ts'
import type { Request } from './api/request.ts'
import type { Caller } from './auth/identities.ts'
import { type Claim, claimOf, type SignedRequest, verifySignature } from './auth/signature.ts'
import { AwsRefusal } from './errors.ts'
import type { CallEffect } from './faults.ts'
import type { Pages } from './server.ts'
import type { Engine } from './stacks/engine.ts'
import { Form, parseForm } from './wire/form.ts'
import { errorXml, replyXml, type Service } from './wire/xml.ts'

/** AWS's own bound for Query requests is not documented; a template of 51,200 bytes fits many times when encoded. */
const BODY_LIMIT_BYTES = 1_048_576

interface Answer {
  readonly status: number
  readonly body: string
  readonly code?: string
}

/** What is known of a call so far; the journal takes what there is. */
interface Heard {
  readonly engine: Engine
  readonly pages: Pages
  form: Form
  action: string
  service: Service
  region: string
  caller?: Caller
  effect?: CallEffect
}

export function httpServer(engine: Engine, pages: Pages): Server {
  return createServer((incoming, outgoing) => {
    const heard: Heard = { engine, pages, form: new Form({}), action: '', service: 'cloudformation', region: '' }
    void handle(heard, incoming, outgoing).catch((error: unknown) => {
      // A bug of the simulator must not look like an answer of AWS that a retry heals.
      outgoing.writeHead(500, { 'content-type': 'text/plain' }).end(`simulator: ${String(error)}`)
    })
  })
}

async function handle(heard: Heard, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const signed = await read(incoming)
  heard.engine.timeline.catchUp()
  const answer = await answerTo(heard, signed)
  note(heard, answer)
  const lost = heard.effect?.kind
  if (lost === 'reset-before' || lost === 'reset-after') {
    incoming.socket.destroy()
    return
  }
  const type = lost === 'html' ? 'text/html' : 'text/xml'
  outgoing.writeHead(answer.status, { 'content-type': type, 'x-amzn-requestid': randomUUID() }).end(answer.body)
}

async function answerTo(heard: Heard, signed: SignedRequest): Promise<Answer> {
  const { engine, pages } = heard
  const requestId = randomUUID()
  try {
    heard.form = parseForm(Buffer.from(signed.body).toString('utf8'))
    heard.action = heard.form.text('Action') ?? ''
    const claim = claimOf(signed)
    heard.region = claim.region
    heard.service = serviceOf(claim, heard.action)
    const caller = engine.identities.callerOf(claim.accessKeyId, claim.sessionToken)
    await verifySignature(signed, claim, caller.secretAccessKey)
    heard.caller = caller
    const effect = engine.faults.effectOn({ ...spotOf(heard), action: heard.action, ...stackNameOf(heard) })
    if (effect) heard.effect = effect
    if (effect?.kind === 'html')
      return { status: effect.status, body: `<html><body><h1>${effect.status} Bad Gateway</h1></body></html>` }
    if (effect?.kind === 'error') throw new AwsRefusal(effect.code, effect.message, effect.status)
    if (effect?.kind === 'reset-before') return { status: 0, body: '' }
    const spot = { accountId: caller.accountId, region: claim.region }
    const request: Request = { form: heard.form, caller, spot, engine, pages }
    const result = perform(heard.service, heard.action, request)
    return { status: 200, body: replyXml(heard.service, heard.action, result, requestId) }
  } catch (refusal) {
    if (!(refusal instanceof AwsRefusal)) throw refusal
    return { status: refusal.status, body: errorXml(heard.service, refusal, requestId), code: refusal.code }
  }
}

/** The endpoint serves two services; a signature is for one of them. */
function serviceOf({ service }: Claim, action: string): Service {
  const wanted = action === 'AssumeRole' || action === 'GetCallerIdentity' ? 'sts' : 'cloudformation'
  if (service === wanted || (!isKnownAction(action) && (service === 'sts' || service === 'cloudformation')))
    return service
  throw new AwsRefusal('SignatureDoesNotMatch', `Credential should be scoped to correct service: '${wanted}'. `, 403)
}

/** For AssumeRole the account that is entered, which is what a story is about; else the caller's own. */
function spotOf({ form, region, caller }: Heard): { accountId: string; region: string } {
  const entered = /^arn:aws:iam::(\d{12}):/.exec(form.text('RoleArn') ?? '')?.[1]
  return { accountId: entered ?? caller?.accountId ?? '', region }
}

/** A call by ARN is noted under the name of its stack, so that a fault or an assertion need not know ids. */
function stackNameOf({ engine, form, caller, region }: Heard): { stackName?: string } {
  const setArn = form.text('ChangeSetName')
  const spot = { accountId: caller?.accountId ?? '', region }
  const named =
    form.text('StackName') ??
    (setArn?.startsWith('arn:') ? engine.world.stackOfSet(spot, setArn)?.stackName : undefined)
  return named === undefined ? {} : { stackName: /^arn:[^/]*:stack\/([^/]+)/.exec(named)?.[1] ?? named }
}

function note(heard: Heard, { status, code }: Answer): void {
  const { engine, caller, form, action } = heard
  const token = form.text('ClientRequestToken') ?? form.text('ClientToken')
  const sessionName = caller?.session?.name ?? form.text('RoleSessionName')
  const sourceIdentity = caller?.session?.sourceIdentity ?? form.text('SourceIdentity')
  engine.journal.request({
    action,
    ...spotOf(heard),
    principalArn: caller?.arn ?? '',
    ...(sessionName === undefined ? {} : { sessionName }),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    ...stackNameOf(heard),
    ...(token === undefined ? {} : { token }),
    at: engine.timeline.now(),
    status,
    ...(code === undefined ? {} : { code }),
  })
}

async function read(incoming: IncomingMessage): Promise<SignedRequest> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > BODY_LIMIT_BYTES) throw new Error('a request is larger than a megabyte')
    chunks.push(bytes)
  }
  return {
    method: incoming.method ?? 'GET',
    path: incoming.url ?? '/',
    headers: incoming.headers,
    body: Buffer.concat(chunks),
  }
}
