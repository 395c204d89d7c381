/**
 * Through which sockets do we speak to AWS?
 *
 * All clients of all accounts share one handler: a handler for each would hold
 * a socket for each, and four thousand accounts would run out of descriptors.
 * It is closed with the whole edge and never with a client, because closing it
 * cuts every other client's call. Time-outs are set to fire: by default the SDK
 * has none, and with a request time-out alone it only warns. The SDK starts them
 * when a call is made, so a call is made once a socket is free: whoever stands
 * in line at home has not been kept waiting by AWS.
 *
 * Answers are read whole here and must begin as AWS's do: the SDK takes a
 * proxy's page that happens to be well-formed for an answer with nothing in
 * it, and so an execution that never reached AWS for one that did. CloudWatch
 * is asked in JSON, and answers under a type of its own.
 */
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler'
import { type Turnstile, turnstile } from '../lib/turnstile.ts'
import { notJson, notXml } from './errors.ts'

export interface WireLimits {
  /** Bounds the calls of the whole fleet at one time, whatever their region. */
  readonly sockets: number
  readonly connectMs: number
  /** From the last byte sent to the first byte of the answer, and between two bytes of it. */
  readonly requestMs: number
  /** A socket that nobody used for so long is closed by us: a call on one that the other side just closed has no answer. */
  readonly idleMs: number
}

export const WIRE_LIMITS: WireLimits = { sockets: 200, connectMs: 3_000, requestMs: 30_000, idleMs: 10_000 }

/** `<DescribeStacksResponse …>`, `<ErrorResponse …>`, with or without a declaration before it. */
const AS_AWS_ANSWERS = /^\s*(?:<\?xml[^>]*>\s*)?<\w+Response[\s>/]/

export function sharedHandler(limits: WireLimits): NodeHttpHandler {
  // With it Node also keeps to the time that a server names, which it overhears without.
  const sockets = { keepAlive: true, maxSockets: limits.sockets, timeout: limits.idleMs }
  return new AwsHandler(limits.sockets, {
    httpAgent: new HttpAgent(sockets),
    httpsAgent: new HttpsAgent(sockets),
    connectionTimeout: limits.connectMs,
    requestTimeout: limits.requestMs,
    socketTimeout: limits.requestMs,
    throwOnRequestTimeout: true,
  })
}

/** Names the action of a request in JSON. */
const TARGET = 'x-amz-target'
const AS_AWS_SAYS_JSON = /^application\/x-amz-json-1\.\d\b/

class AwsHandler extends NodeHttpHandler {
  readonly #inTurn: Turnstile

  constructor(sockets: number, options: NodeHttpHandlerOptions) {
    super(options)
    this.#inTurn = turnstile(sockets)
  }

  override handle(...call: Parameters<NodeHttpHandler['handle']>): ReturnType<NodeHttpHandler['handle']> {
    return this.#inTurn(async () => {
      const { response } = await super.handle(...call)
      const body = await whole(response.body)
      assertOfAws(call[0], { response, body })
      // The SDK takes bytes as they are, as well as a stream of them.
      response.body = body
      return { response }
    })
  }
}

type Handled = Awaited<ReturnType<NodeHttpHandler['handle']>>

function assertOfAws(
  { headers }: Parameters<NodeHttpHandler['handle']>[0],
  { response, body }: { readonly response: Handled['response']; readonly body: Buffer },
): void {
  if (!(TARGET in headers)) {
    if (!AS_AWS_ANSWERS.test(body.toString('utf8', 0, 300))) throw notXml(response.statusCode)
  } else if (!AS_AWS_SAYS_JSON.test(response.headers['content-type'] ?? '')) throw notJson(response.statusCode)
}

/** Node's own `buffer` goes by way of a Blob, which takes as long as the SDK takes to read what is in it. */
async function whole(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of body) chunks.push(chunk)
  const [only] = chunks
  return only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks)
}
