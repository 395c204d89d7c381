/**
 * How does an event reach the bot?
 *
 * Signed, sent once, in the background; a failed delivery is recorded and sent
 * again only when someone asks, with the same GUID and the same bytes, as
 * GitHub documents. No order is promised: two deliveries may overtake each
 * other.
 */
import { createHmac, randomUUID } from 'node:crypto'
import { setImmediate, setTimeout } from 'node:timers/promises'
import type { Clock } from '../../../lib/clock.ts'
import type { Contract } from '../contract/contract.ts'
import type { FaultPlan } from '../faults.ts'
import type { Delivery } from '../journal.ts'

/** Of the machine's time: the receiver is a real server. */
const TIMEOUT_MS = 10_000
export const HOOK_ID = 900_001
/** GitHub never sends a larger payload. */
const MOST_BYTES = 25 * 1024 * 1024

export interface Outgoing {
  readonly event: string
  readonly action: string | null
  readonly installationId: number | null
  readonly repositoryId: number | null
  readonly payload: unknown
}

export interface Outbox {
  readonly deliveries: readonly Delivery[]
  /** Where events go; undefined: nowhere yet. */
  readonly url: string | undefined
  send(outgoing: Outgoing): void
  /** Another attempt of a recorded delivery. */
  redeliver(delivery: Delivery): void
  setUrl(url: string): void
  settled(): Promise<void>
  close(): Promise<void>
}

interface Letter extends Omit<Outgoing, 'payload'> {
  readonly guid: string
  readonly body: string
  readonly redelivery: boolean
  readonly isDropped: boolean
  readonly delayMs: number
}

export function openOutbox(setting: {
  readonly secret: string
  readonly appId: number
  readonly clock: Clock
  readonly faults: FaultPlan
  readonly contract: Contract
  readonly nextId: () => number
}): Outbox {
  const { secret, appId, clock, faults, contract, nextId } = setting
  const deliveries: Delivery[] = []
  const underWay = new Set<Promise<void>>()
  const closing = new AbortController()
  /** Waiting to be overtaken. */
  const heldBack: Letter[] = []
  let target: string | undefined

  function dispatch(letter: Letter): void {
    if (target === undefined || closing.signal.aborted) return
    const work: Promise<void> = deliver(letter, target).finally(() => {
      underWay.delete(work)
      for (const held of heldBack.splice(0)) dispatch(held)
    })
    underWay.add(work)
  }

  async function deliver(letter: Letter, url: string): Promise<void> {
    // The change that caused the event is answered first, as on GitHub.
    await setImmediate()
    if (letter.delayMs > 0) await delayed(letter.delayMs, closing.signal)
    const headers = headersOf(letter, { secret, appId })
    const startedMs = Date.now()
    const answer = letter.isDropped ? LOST : await post(url, { headers, body: letter.body }, closing.signal)
    deliveries.push({
      id: nextId(),
      guid: letter.guid,
      event: letter.event,
      action: letter.action,
      installationId: letter.installationId,
      repositoryId: letter.repositoryId,
      url,
      deliveredAt: clock.now().round('second').toString(),
      duration: Math.round((Date.now() - startedMs) / 10) / 100,
      redelivery: letter.redelivery,
      status: answer.status,
      statusCode: answer.statusCode,
      requestHeaders: headers,
      body: letter.body,
      responseHeaders: answer.headers,
      responseBody: answer.body,
    })
  }

  return {
    deliveries,
    get url() {
      return target
    },
    send: ({ payload, ...facts }) => {
      contract.checkWebhook({ ...facts, payload })
      const body = JSON.stringify(payload)
      if (Buffer.byteLength(body) > MOST_BYTES) return
      const fault = faults.ofWebhook(facts.event, facts.action)
      const letter: Letter = {
        ...facts,
        body,
        guid: randomUUID(),
        redelivery: false,
        isDropped: fault?.kind === 'drop',
        delayMs: fault?.kind === 'delay' ? fault.ms : 0,
      }
      if (fault?.kind === 'reorder') heldBack.push(letter)
      else dispatch(letter)
      if (fault?.kind === 'duplicate') dispatch(letter)
    },
    redeliver: ({ guid, event, action, installationId, repositoryId, body }) => {
      dispatch({
        ...{ guid, event, action, installationId, repositoryId, body },
        redelivery: true,
        isDropped: false,
        delayMs: 0,
      })
    },
    setUrl: (url) => {
      target = url
    },
    settled: async () => {
      while (underWay.size > 0) await Promise.all(underWay)
    },
    close: async () => {
      closing.abort()
      await Promise.all(underWay)
    },
  }
}

/** Closing ends the wait. */
async function delayed(ms: number, closing: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal: closing }).catch(() => undefined)
}

function headersOf(
  letter: Letter,
  app: { readonly secret: string; readonly appId: number },
): Readonly<Record<string, string>> {
  return {
    accept: '*/*',
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/5f2e8a1',
    'x-github-delivery': letter.guid,
    'x-github-event': letter.event,
    'x-github-hook-id': String(HOOK_ID),
    'x-github-hook-installation-target-id': String(app.appId),
    'x-github-hook-installation-target-type': 'integration',
    'x-hub-signature-256': `sha256=${createHmac('sha256', app.secret).update(letter.body).digest('hex')}`,
  }
}

interface Answer {
  readonly status: string
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const LOST: Answer = { status: 'failed to connect to host', statusCode: 0, headers: {}, body: '' }

async function post(
  url: string,
  request: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
  closing: AbortSignal,
): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      ...request,
      redirect: 'manual',
      signal: AbortSignal.any([closing, AbortSignal.timeout(TIMEOUT_MS)]),
    })
    const body = (await response.text()).slice(0, 10_000)
    const status = response.ok ? 'OK' : `Invalid HTTP Response: ${response.status}`
    return { status, statusCode: response.status, headers: Object.fromEntries(response.headers), body }
  } catch (error) {
    const isLate = error instanceof DOMException && error.name === 'TimeoutError'
    return isLate ? { ...LOST, status: 'timed out' } : LOST
  }
}
