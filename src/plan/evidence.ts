/**
 * What was found at AWS beside what changes?
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

/** ARNs. `unasked`: nobody looks before it is applied. */
export type AlarmEvidence = 'unasked' | { readonly watching: readonly string[]; readonly missing: readonly string[] }
