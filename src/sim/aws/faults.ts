/**
 * What goes wrong, and when?
 *
 * The plan of faults that a test or the demo lays before or during a story.
 * Each returns `lift()`, so that a cause can be removed as people remove it.
 * Faults are matched, counted and used up here; the effect is carried out by
 * the code that would meet it in real life.
 */
import { type FailureReply, REPLIES } from './replies.ts'
import type { Spot } from './stacks/world.ts'

export interface Lift {
  lift(): void
}

export type Phase = 'forward' | 'rollback' | 'deletion'

export interface ResourceFault {
  readonly accountId?: string
  readonly stackName?: string
  readonly logicalId: string
  /** In AWS's words, as it shall stand in ResourceStatusReason. */
  readonly reason: string
  /** Default: until lifted. */
  readonly times?: number
  /** `forward`, the default, lets the rollback succeed. */
  readonly during?: Phase
}

/** Which calls: every named field must agree. */
export interface CallMatch {
  readonly accountId?: string
  readonly region?: string
  readonly action?: string
  readonly stackName?: string
  /** Of the session that calls, and for AssumeRole the role that is asked for. */
  readonly roleName?: string
  /** 1 is the next matching call; default: every one. */
  readonly nth?: number
  /** How many calls from `nth` on; default: 1 with `nth`, else until lifted. */
  readonly times?: number
}

export type CallEffect =
  /** In AWS's own words: replies.ts. */
  | FailureReply
  /** An answer that is not XML, as a proxy gives it. */
  | { readonly kind: 'html'; readonly status: number }
  /** The socket closes before anything happened. */
  | { readonly kind: 'reset-before' }
  /** It happened; the answer is lost. */
  | { readonly kind: 'reset-after' }
  /** It happened; the XML ends in the middle, and the content-length is that of what is left. */
  | { readonly kind: 'truncated' }
  /** Nothing is ever answered: the socket stays open until the client gives up. `after`: it happened nevertheless. */
  | { readonly kind: 'stall'; readonly phase: 'before' | 'after' }
  /** It happened at once, the answer comes `ms` later, by the machine's time as a client's time-outs are. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Something else happens in the world right before this call is carried out; the call itself is sound. */
  | { readonly kind: 'meanwhile'; readonly run: () => Promise<void> | void }

export interface FaultPlan {
  failResource(fault: ResourceFault): Lift
  suspendAccount(accountId: string): Lift
  revokeRole(role: { readonly accountId: string; readonly roleName: string }): Lift
  onCall(match: CallMatch, effect: CallEffect): Lift
  /** `onCall` with the reply of a throttled account. */
  throttle(match: CallMatch): Lift
  /** The account has not opted in to the region: no session is made there, and none is taken. */
  disableRegion(spot: Spot): Lift
}

export interface Call {
  readonly accountId: string
  readonly region: string
  readonly action: string
  readonly stackName?: string
  readonly roleName?: string
}

/** Where accounts and roles are closed; identities.ts has it. */
export interface Doors {
  suspend(accountId: string): () => void
  revoke(roleArn: string): () => void
}

export class Faults implements FaultPlan {
  readonly #doors: Doors
  /** What happened until now must have happened under the old plan. */
  readonly #beforeChange: () => void
  readonly #resources = new Map<ResourceFault, number>()
  readonly #disabled = new Set<Spot>()
  readonly #calls = new Map<CallMatch, { readonly effect: CallEffect; seen: number }>()

  constructor(doors: Doors, beforeChange: () => void) {
    this.#doors = doors
    this.#beforeChange = beforeChange
  }

  failResource(fault: ResourceFault): Lift {
    this.#beforeChange()
    const own = { ...fault }
    this.#resources.set(own, fault.times ?? Number.POSITIVE_INFINITY)
    return this.#lift(() => this.#resources.delete(own))
  }

  suspendAccount(accountId: string): Lift {
    this.#beforeChange()
    return this.#lift(this.#doors.suspend(accountId))
  }

  revokeRole({ accountId, roleName }: { readonly accountId: string; readonly roleName: string }): Lift {
    this.#beforeChange()
    return this.#lift(this.#doors.revoke(`arn:aws:iam::${accountId}:role/${roleName}`))
  }

  onCall(match: CallMatch, effect: CallEffect): Lift {
    const own = { ...match }
    this.#calls.set(own, { effect, seen: 0 })
    return this.#lift(() => this.#calls.delete(own))
  }

  throttle(match: CallMatch): Lift {
    return this.onCall(match, REPLIES.throttling)
  }

  disableRegion({ accountId, region }: Spot): Lift {
    const own = { accountId, region }
    this.#disabled.add(own)
    return this.#lift(() => this.#disabled.delete(own))
  }

  isDisabled(spot: Spot): boolean {
    return [...this.#disabled].some(({ accountId, region }) => accountId === spot.accountId && region === spot.region)
  }

  /** Uses one of the fault's times up. */
  resourceReason(at: { accountId: string; stackName: string; logicalId: string; during: Phase }): string | undefined {
    for (const [fault, left] of this.#resources) {
      const { accountId = at.accountId, stackName = at.stackName, logicalId, during = 'forward' } = fault
      if (left <= 0 || during !== at.during) continue
      if (accountId !== at.accountId || stackName !== at.stackName || logicalId !== at.logicalId) continue
      this.#resources.set(fault, left - 1)
      return fault.reason
    }
    return undefined
  }

  /** Counts the call for every matching rule; the first that is due has its effect. */
  effectOn(call: Call): CallEffect | undefined {
    let effect: CallEffect | undefined
    for (const [match, rule] of this.#calls) {
      if (!agrees(match, call)) continue
      rule.seen += 1
      const from = match.nth ?? 1
      const times = match.times ?? (match.nth === undefined ? Number.POSITIVE_INFINITY : 1)
      if (rule.seen >= from && rule.seen < from + times) effect ??= rule.effect
    }
    return effect
  }

  #lift(remove: () => unknown): Lift {
    return {
      lift: () => {
        this.#beforeChange()
        remove()
      },
    }
  }
}

/** A field that a rule leaves open agrees with every call. */
function agrees(match: CallMatch, call: Call): boolean {
  const fields = ['accountId', 'region', 'action', 'stackName', 'roleName'] as const
  return fields.every((field) => match[field] === undefined || match[field] === call[field])
}
