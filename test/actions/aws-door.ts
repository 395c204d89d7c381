/**
 * How does a test kill the bot right after AWS has taken a call of it?
 *
 * A door between one life of the bot and the simulated AWS. It lets calls
 * through until one is taken whose answer the bot does not live to hear; from
 * then on nothing comes or goes, and whoever waits waits for ever.
 */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { Clock } from '../../src/lib/clock.ts'

export interface Door extends AsyncDisposable {
  readonly url: string
  /** For the life behind the door: time ends for it, too. */
  readonly clock: Clock
  /** Resolves when the call has been taken and its answer withheld. */
  readonly died: Promise<void>
}

/** `nth`: the call of this life that is its last, 1 the first. */
export async function doorTo(target: string, of: { readonly nth: number; readonly clock: Clock }): Promise<Door> {
  const death = Promise.withResolvers<void>()
  let isDead = false
  let calls = 0

  async function through(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await buffer(incoming)
    if (isDead) return
    calls += 1
    const isLast = calls === of.nth
    if (isLast) isDead = true
    const answer = await forwarded(target, incoming, body)
    if (isLast) return death.resolve()
    outgoing.writeHead(answer.status, answer.headers).end(answer.body)
  }

  const server = createServer((incoming, outgoing) => void through(incoming, outgoing).catch(death.reject))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the door has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    clock: {
      now: () => of.clock.now(),
      sleep: (ms, signal) => (isDead ? new Promise(() => undefined) : of.clock.sleep(ms, signal)),
    },
    died: death.promise,
    async [Symbol.asyncDispose]() {
      isDead = true
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

/** With its own headers, the signed host among them. */
function forwarded(target: string, { headers, method, url }: IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request(new URL(url ?? '/', target), { method: method ?? 'POST', headers }, (response) => {
      buffer(response).then(
        (answer) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: answer }),
        reject,
      )
    })
    call.once('error', reject)
    call.end(body)
  })
}
