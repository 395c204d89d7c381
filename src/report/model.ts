/**
 * What is there to say about a plan or a rollout?
 *
 * The values that words are made of: built by the verbs, worded here. Instants
 * are ISO 8601 text, because a report knows no clock.
 */
import type { Explanation } from '../fleet/explain.ts'
import type { ChangeClass, Plan, PlanEvidence, StackRef } from '../plan/model.ts'
import type { Decision, RingRules, Rollout, RolloutStack } from '../rollout/model.ts'

/** Who has agreed so far. Logins are untrusted text like any other. */
export interface ApprovalsView {
  readonly needed: number
  /** The plan destroys something, so that a review alone is no approval of it. */
  readonly destructive?: boolean
  readonly given: readonly string[]
  /** Groups of which somebody has to be among them, and nobody is. */
  readonly lacking?: readonly string[]
  /** Those who asked for changes and have not taken it back. */
  readonly against: readonly string[]
  /** Spoke, and do not count: with the reason. */
  readonly discounted: readonly { readonly login: string; readonly reason: string }[]
  /** Those who may break the glass, and say why it has to be. */
  readonly glass?: readonly { readonly login: string; readonly reason: string }[]
  /** Those who want to break it and are none of its group. */
  readonly glassDenied?: readonly string[]
  /** Policy rules that the plan meets. */
  readonly rules?: readonly PolicyRuleView[]
  /** Teams of groups, of which GitHub shows us nobody. */
  readonly unseen?: readonly string[]
}

/** What one rule makes of a plan. */
export interface PolicyRuleView {
  readonly name: string
  readonly reason: string
  /** How many stacks it is about; 0 where it looks at files or accounts. */
  readonly stacks: number
  /** How many accounts it is about, where it looks at these. */
  readonly accounts?: number
  /** Absent: it refuses. */
  readonly require?: { readonly approvals: number; readonly approvers: readonly string[] }
}

/** The part of a ring's rules that a reader of a plan needs: of those under which the plan's own rollout will run. */
export type RingView = Pick<RingRules, 'name' | 'waves' | 'soakMinutes'>

export interface PlanView {
  readonly pull: number
  /** The pull request has: nobody approves or merges any more. */
  readonly ended?: 'merged' | 'closed'
  readonly plan: Plan
  /** In the order they are shown: risk first, then rarity. */
  readonly classes: readonly ChangeClass[]
  readonly behind: PlanEvidence['behind']
  readonly elsewhere?: PlanEvidence['elsewhere'] & {}
  readonly preceding?: PlanEvidence['preceding'] & {}
  readonly leftOut?: PlanEvidence['leftOut'] & {}
  /** Open pull requests whose plans name some of the same stacks, by number, and which. */
  readonly others?: readonly { readonly pull: number; readonly stacks: readonly StackRef[] }[]
  readonly access?: PlanEvidence['access'] & {}
  readonly lines?: PlanEvidence['lines'] & {}
  readonly alarms?: PlanEvidence['alarms'] & {}
  readonly probed?: PlanEvidence['probed'] & {}
  readonly approvals: ApprovalsView
  /** UTF-8 bytes of what the comment carries on in hidden marks. */
  readonly carriedBytes?: number
  /** In the order of trust. */
  readonly rings: readonly RingView[]
  /** Commits. */
  readonly head: string
  readonly base: string
  /** The repository's page, for links to lines. */
  readonly repositoryUrl: string
  /** Where people reach the bot's own pages; absent where they do not. */
  readonly publicUrl?: string
  /** ISO 8601. */
  readonly plannedAt: string
}

export interface RolloutView {
  readonly rollout: Rollout
  readonly stacks: readonly RolloutStack[]
  readonly at?: NonNullable<Decision['at']>
  /** The plan whose approval it waits for. */
  readonly waiting?: Pick<PlanView, 'plan' | 'classes' | 'behind' | 'access' | 'publicUrl'>
  readonly repositoryUrl: string
}

/** What came of a command; reasons are our own words and may hold Markdown. */
export type Answer =
  | { readonly kind: 'help' }
  | { readonly kind: 'refused'; readonly reason: string }
  /** `mark`: a hidden one, for ourselves. */
  | { readonly kind: 'done'; readonly what: string; readonly mark?: string }
  | { readonly kind: 'explained'; readonly explanation: Explanation; readonly commit: string }
  | { readonly kind: 'status'; readonly rollouts: readonly Rollout[] }
