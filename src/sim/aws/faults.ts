/**
 * What goes wrong, and when?
 *
 * The plan of faults that a test or the demo lays before or during a story.
 * Each returns `lift()`, so that a cause can be removed as people remove it.
 * Faults are matched, counted and used up here; the effect is carried out by
 * the code that would meet it in real life.
 */
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
  /** 1 is the next matching call; default: every one. */
  readonly nth?: number
  /** How many calls from `nth` on; default: 1 with `nth`, else until lifted. */
  readonly times?: number
}

export type CallEffect =
  | { readonly kind: 'error'; readonly status: number; readonly code: string; readonly message: string }
  /** An answer that is not XML, as a proxy gives it. */
  | { readonly kind: 'html'; readonly status: number }
  /** The socket closes before anything happened. */
  | { readonly kind: 'reset-before' }
  /** It happened; the answer is lost. */
  | { readonly kind: 'reset-after' }

export interface FaultPlan {
  failResource(fault: ResourceFault): Lift
  suspendAccount(accountId: string): Lift
  revokeRole(role: { readonly accountId: string; readonly roleName: string }): Lift
  onCall(match: CallMatch, effect: CallEffect): Lift
  /** `onCall` with the reply of a throttled account. */
  throttle(match: CallMatch): Lift
}

export interface Call {
  readonly accountId: string
  readonly region: string
  readonly action: string
  readonly stackName?: string
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
    return this.onCall(match, { kind: 'error', status: 400, code: 'Throttling', message: 'Rate exceeded' })
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

function agrees(match: CallMatch, call: Call): boolean {
  const { accountId = call.accountId, region = call.region, action = call.action, stackName = call.stackName } = match
  return (
    accountId === call.accountId && region === call.region && action === call.action && stackName === call.stackName
  )
}
