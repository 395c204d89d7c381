/**
 * Does the answer reach the caller?
 *
 * The last step of every call, and the only place where a socket is broken: by
 * then it is settled what happened, and in the journal; what is decided here is
 * only what the caller gets to know of it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { CallEffect } from '../faults.ts'

export interface Answer {
  readonly status: number
  readonly body: string
  readonly requestId: string
  readonly code?: string
  /** Absent for XML. */
  readonly type?: string
}

export interface Exchange {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
}

export function deliver({ incoming, outgoing }: Exchange, answer: Answer, effect: CallEffect | undefined): void {
  const { type = 'text/xml' } = answer
  switch (effect?.kind) {
    case 'reset-before':
    case 'reset-after':
      incoming.socket.destroy()
      return
    case 'stall':
      // The client closes the socket when it has waited enough, or the simulator when it stops.
      return
    case 'slow':
      late(outgoing, effect.ms, () => send(outgoing, answer, type))
      return
    case 'truncated':
      send(outgoing, { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length / 2)) }, type)
      return
    default:
      send(outgoing, answer, effect?.kind === 'html' ? 'text/html' : type)
  }
}

function send(outgoing: ServerResponse, { status, body, requestId }: Answer, type: string): void {
  const bytes = Buffer.from(body)
  outgoing
    .writeHead(status, { 'content-type': type, 'content-length': bytes.length, 'x-amzn-requestid': requestId })
    .end(bytes)
}

/** A caller that gave up takes its timer with it. */
function late(outgoing: ServerResponse, ms: number, act: () => void): void {
  const timer = setTimeout(act, ms)
  outgoing.once('close', () => clearTimeout(timer))
}
