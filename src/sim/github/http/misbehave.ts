/**
 * How does a planned fault reach the client?
 *
 * The one place where an answer is withheld, delayed or replaced, for REST and
 * for git alike, so that a fault means the same wherever it strikes.
 */
import { setTimeout } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { CallHow } from '../faults.ts'

export interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** What the journal says of a call that was never carried out; undefined where it is. */
export function statusUndone(how: CallHow | undefined): number | undefined {
  switch (how?.kind) {
    case 'html':
    case 'status':
      return how.status
    case 'lost-request':
      return 502
    case 'hang':
      return how.done === true ? undefined : 504
    default:
      return undefined
  }
}

/** True once the fault has answered, or made sure that nobody will. */
export async function misbehaved(how: CallHow | undefined, exchange: Exchange): Promise<boolean> {
  switch (how?.kind) {
    case 'lost-reply':
    case 'lost-request':
      exchange.reply.hijack()
      exchange.request.raw.socket.destroy()
      return true
    case 'hang':
      exchange.reply.hijack()
      return true
    case 'html':
      void exchange.reply.code(how.status).headers(PAGE_HEADERS).send(pageFor(how.status))
      return true
    case 'slow':
      return !(await waited(how.ms, exchange))
    default:
      return false
  }
}

/** False when the client gave up first. */
export async function waited(ms: number, { request, reply }: Exchange): Promise<boolean> {
  const givenUp = new AbortController()
  const giveUp = (): void => givenUp.abort()
  request.raw.socket.once('close', giveUp)
  try {
    await setTimeout(ms, undefined, { signal: givenUp.signal })
    return true
  } catch {
    // Only the client's leaving ends the wait early; nobody is left to be answered.
    reply.hijack()
    return false
  } finally {
    request.raw.socket.off('close', giveUp)
  }
}

const PAGE_HEADERS = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' } as const

/** As GitHub's front shows it: for people, and no answer that a client could parse. */
function pageFor(status: number): string {
  const words = status === 502 ? 'This page is taking too long to load.' : 'No server is available for your request.'
  return `<!DOCTYPE html>

<html>
  <head>
    <title>Unicorn! &middot; GitHub</title>
    <style type="text/css" media="screen">
      body { background-color: #f1f1f1; margin: 0; font-family: "Helvetica Neue", Helvetica, Arial, sans-serif; }
      .container { margin: 50px auto 40px auto; width: 600px; text-align: center; }
    </style>
  </head>
  <body>
    <div class="container"><h1>${status}</h1><p><strong>${words}</strong></p></div>
  </body>
</html>
`
}
