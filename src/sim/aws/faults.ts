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

export interface ResourceFault {
  readonly accountId?: string
  readonly stackName?: string
  readonly logicalId: string
  /** In AWS's words, as it shall stand in ResourceStatusReason. */
  readonly reason: string
  /** Default: until lifted. */
  readonly times?: number
  /** `forward`, the default, lets the rollback succeed. */
  readonly during?: 'forward' | 'rollback' | 'deletion'
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
