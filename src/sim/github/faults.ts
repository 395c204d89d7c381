/**
 * How does a test make the simulated GitHub misbehave?
 *
 * A fault is planned before the call it hits and is used up by it, so that a
 * test says exactly which call fails. What is never planned never happens.
 * Here faults are only matched, counted and used up; http/misbehave.ts and the
 * outbox carry them out.
 */
export interface Lift {
  lift(): void
}

export interface CallFault {
  /**
   * `POST /repos/{owner}/{repo}/issues/{issue_number}/comments`, as `callCounts` names it; `git-upload-pack` (clone,
   * fetch) and `git-receive-pack` (push) hit the service's every request. Undefined hits any REST call.
   */
  readonly route?: string
  /** Of the address as it was asked, query included. */
  readonly path?: (path: string) => boolean
  /** 1, the default, is the next call that matches. */
  readonly nth?: number
  /** How many calls it hits, from `nth` on; one by default. */
  readonly times?: number
  readonly how: CallHow
}

export type CallHow =
  | {
      /** Answered instead of done. */
      readonly kind: 'status'
      readonly status: number
      readonly message?: string
      readonly headers?: Readonly<Record<string, string>>
      readonly documentationUrl?: string
    }
  /** Answered instead of done, by GitHub's front with the page it has for people. */
  | { readonly kind: 'html'; readonly status: number }
  /** Done, and the connection is cut before the answer. */
  | { readonly kind: 'lost-reply' }
  /** Not done, and the connection is cut. */
  | { readonly kind: 'lost-request' }
  /** Done, and answered only after so many milliseconds of the machine's time. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Never answered: the connection stays open until the client gives up. Not done unless said. */
  | { readonly kind: 'hang'; readonly done?: boolean }
  /** Something else happens just before the call is carried out, such as a push between a read and a write. */
  | { readonly kind: 'meanwhile'; readonly run: () => Promise<void> | void }

export type WebhookFault = {
  /** Undefined hits any event. */
  readonly event?: string
  readonly action?: string
  readonly nth?: number
  readonly times?: number
} & WebhookHow

export type WebhookHow =
  /**
   * `drop`: recorded as a failed delivery and not sent. `duplicate`: sent twice with the same GUID. `reorder`: held back
   * until the next delivery has been answered.
   */
  | { readonly kind: 'drop' | 'duplicate' | 'reorder' }
  /** Sent after so many milliseconds of the machine's time. */
  | { readonly kind: 'delay'; readonly ms: number }

export interface Faults {
  call(fault: CallFault): Lift
  webhook(fault: WebhookFault): Lift
  /** Until lifted every REST and git call is refused, and no webhook arrives: each is recorded as failed. */
  outage(how?: Outage): Lift
  /** Forgets what has not struck yet, and ends an outage. */
  clear(): void
}

/** `bad-gateway`, the default: 502 with a page for people. `cut`: connections close without a word. */
export type Outage = 'bad-gateway' | 'cut'

/** GitHub's words for its secondary limit, which carry no code to tell it by. */
export function secondaryLimit(retryAfterSeconds?: number, status: 403 | 429 = 403): CallHow {
  return {
    kind: 'status',
    status,
    message: SECONDARY_WORDS,
    documentationUrl: SECONDARY_DOCUMENT,
    headers: retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
  }
}

export const SECONDARY_WORDS =
  'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'
export const SECONDARY_DOCUMENT =
  'https://docs.github.com/free-pro-team@latest/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits'

export interface AskedCall {
  /** Every name that a fault may give it. */
  readonly names: readonly string[]
  readonly path: string
  readonly isGit: boolean
}

export interface FaultPlan extends Faults {
  ofCall(call: AskedCall): CallHow | undefined
  ofWebhook(event: string, action: string | null): WebhookHow | undefined
}

interface Planned<Fault> {
  readonly fault: Fault
  seen: number
  left: number
}

export function planFaults(): FaultPlan {
  const calls = new Set<Planned<CallFault>>()
  const webhooks = new Set<Planned<WebhookFault>>()
  const outages = new Set<{ readonly how: Outage }>()
  return {
    call: (fault) => plan(calls, { fault, seen: 0, left: fault.times ?? 1 }),
    webhook: (fault) => plan(webhooks, { fault, seen: 0, left: fault.times ?? 1 }),
    outage: (how = 'bad-gateway') => plan(outages, { how }),
    clear: () => {
      calls.clear()
      webhooks.clear()
      outages.clear()
    },
    ofCall: (call) => {
      const [outage] = outages
      if (outage !== undefined) return REFUSED[outage.how]
      return use(calls, (fault) => isHit(fault, call))?.how
    },
    ofWebhook: (event, action) => {
      if (outages.size > 0) return { kind: 'drop' }
      return use(webhooks, (fault) => (fault.event ?? event) === event && (fault.action ?? action) === action)
    },
  }
}

const REFUSED = {
  'bad-gateway': { kind: 'html', status: 502 },
  cut: { kind: 'lost-request' },
} as const satisfies Readonly<Record<Outage, CallHow>>

function plan<Item>(all: Set<Item>, item: Item): Lift {
  all.add(item)
  return { lift: () => void all.delete(item) }
}

function isHit(fault: CallFault, call: AskedCall): boolean {
  if (fault.path?.(call.path) === false) return false
  return fault.route === undefined ? !call.isGit : call.names.includes(fault.route)
}

/** Every fault that matches counts the call; the first whose turn it is strikes. */
function use<Fault extends { readonly nth?: number }>(
  planned: ReadonlySet<Planned<Fault>>,
  matches: (fault: Fault) => boolean,
): Fault | undefined {
  const matching = [...planned].filter(({ fault }) => matches(fault))
  for (const each of matching) each.seen++
  const found = matching.find(({ fault, seen, left }) => left > 0 && seen >= (fault.nth ?? 1))
  if (found) found.left--
  return found?.fault
}
