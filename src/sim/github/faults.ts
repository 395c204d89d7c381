/**
 * How does a test make the simulated GitHub misbehave?
 *
 * A fault is planned before the call it hits and is used up by it, so that a
 * test says exactly which call fails. What is never planned never happens.
 */
export interface CallFault {
  /** `POST /repos/{owner}/{repo}/issues/{issue_number}/comments`, as `callCounts` names it. Undefined hits any REST call. */
  readonly route?: string
  /** How many calls it hits; one by default. */
  readonly times?: number
  readonly how:
    | {
        /** Answered instead of done. */
        readonly kind: 'status'
        readonly status: number
        readonly message?: string
        readonly headers?: Readonly<Record<string, string>>
      }
    /** Done, and the connection is cut before the answer. */
    | { readonly kind: 'lost-reply' }
    /** Not done, and the connection is cut. */
    | { readonly kind: 'lost-request' }
}

export interface WebhookFault {
  /** Undefined hits any event. */
  readonly event?: string
  readonly times?: number
  /** `drop`: recorded as a failed delivery and not sent. `duplicate`: sent twice with the same GUID. */
  readonly kind: 'drop' | 'duplicate'
}

export interface Faults {
  call(fault: CallFault): void
  webhook(fault: WebhookFault): void
  /** Forgets what has not struck yet. */
  clear(): void
}

export interface FaultPlan extends Faults {
  ofCall(route: string): CallFault['how'] | undefined
  ofWebhook(event: string): WebhookFault['kind'] | undefined
}

export function planFaults(): FaultPlan {
  const calls: { readonly fault: CallFault; left: number }[] = []
  const webhooks: { readonly fault: WebhookFault; left: number }[] = []
  return {
    call: (fault) => void calls.push({ fault, left: fault.times ?? 1 }),
    webhook: (fault) => void webhooks.push({ fault, left: fault.times ?? 1 }),
    clear: () => {
      calls.length = 0
      webhooks.length = 0
    },
    ofCall: (route) => use(calls, (fault) => fault.route === undefined || fault.route === route)?.how,
    ofWebhook: (event) => use(webhooks, (fault) => fault.event === undefined || fault.event === event)?.kind,
  }
}

function use<Fault>(
  planned: { readonly fault: Fault; left: number }[],
  isHit: (fault: Fault) => boolean,
): Fault | undefined {
  const found = planned.find(({ fault, left }) => left > 0 && isHit(fault))
  if (found) found.left--
  return found?.fault
}
