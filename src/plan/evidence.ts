/**
 * What was found at AWS, and on its way there, beside what changes?
 *
 * True at one moment, in no digest: who reads a plan has to know it, and an
 * approval does not hang on it.
 */
import type { AccountId } from '../fleet/model.ts'

/** What came of trying the plan role of an account that the base does not know. */
export interface Probed {
  readonly customer: string
  /** The customer's own name for it. */
  readonly account: string
  readonly accountId: AccountId
  /**
   * `sound`: it lets us in, and nobody without the external id. `open`: it lets in whoever names it. `refused`: it does not
   * let us in. `elsewhere`: it leads into another account. `untold`: AWS did not say.
   */
  readonly outcome: 'sound' | 'open' | 'refused' | 'elsewhere' | 'untold'
}

/** Stacks that are behind, and one rollout that has yet to reach them. */
export interface Elsewhere {
  /** Its name for people. */
  readonly by: string
  readonly stacks: number
  /** It does not reach them any more. */
  readonly isLeft?: true
  /** It stood still when this was planned, and until when: `paused until someone resumes it`. */
  readonly still?: string
}

/** ARNs. `unasked`: nobody looks before it is applied. */
export type AlarmEvidence = 'unasked' | { readonly watching: readonly string[]; readonly missing: readonly string[] }

/** One line of who may do what, or who reaches what, as it comes or goes with one resource. Texts are untrusted. */
export interface AccessRow {
  readonly logicalId: string
  readonly kind: 'permission' | 'network'
  readonly sign: 'added' | 'removed'
  /** More is allowed by it than before. */
  readonly opens: boolean
  readonly who: string
  /** Such as `s3:GetObject`, or `TCP 443`. */
  readonly what: string
  readonly on: string
  /** A condition, as JSON. */
  readonly when?: string
  /** It denies what it names. */
  readonly denies?: true
}

/** What was found out about access. A stack's own names are placeholders in it. */
export interface AccessEvidence {
  readonly tables: readonly (readonly AccessRow[])[]
  /** Stack id → index of its table; of stacks in which something opens. */
  readonly of: { readonly [stackId: string]: number }
  /** Ids of stacks of which it could not be found out. */
  readonly unknown: readonly string[]
}
