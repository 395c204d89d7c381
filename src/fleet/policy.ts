/**
 * Who has to agree to a plan, and to which plans nobody may?
 *
 * As fleet.yml says it: a policy asks for approvals and groups of people, and
 * a policy rule says of which plans. What a rule makes of a plan decides
 * plan/policy.ts.
 */

/** What a plan needs. */
export interface Policy {
  /** Approving reviews. */
  readonly approvals: number
  /** Groups of people: of each at least one must be among those who approve. */
  readonly approvers: readonly string[]
}

/** A group of people. */
export interface Approvers {
  /** GitHub logins. */
  readonly users: readonly string[]
  /** Teams of the organisation that owns the repository, by their names in addresses. */
  readonly teams: readonly string[]
}

/** Everything that stands in it has to hold; what is left out, holds. */
export interface PolicyCondition {
  /** At least so dangerous. */
  readonly risk?: 'routine' | 'disruptive' | 'destructive'
  readonly rings?: readonly string[]
  /** A last part `*` stands for any. */
  readonly resourceTypes?: readonly string[]
  readonly identitySettings?: true
  readonly secrets?: true
  readonly unplanned?: true
  readonly moreThan?: { readonly stacks?: number; readonly accounts?: number; readonly percent?: number }
  /** Globs of the fleet's files. */
  readonly paths?: readonly string[]
}

export interface PolicyRule {
  readonly name: string
  readonly when: PolicyCondition
  /** Absent: such a plan is refused. */
  readonly require?: Policy
  readonly reason: string
}

/** The group whose people may break the glass; without it, nobody may. */
export const GLASS_GROUP = 'break-glass'
