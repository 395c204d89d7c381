/**
 * What does the web front need of the rest of the house?
 *
 * Functions, cut by use and given by compose.ts: the front verifies, hands
 * over and answers, and knows neither GitHub's client nor the database.
 */
import type { PlanOwner, Task } from '../actions/ports.ts'
import type { Digest } from '../lib/digest.ts'
import type { Plan, PlanEvidence } from '../plan/model.ts'
import type { WholePlan } from '../report/whole-plan.ts'
import type { Rollout, RolloutEdit } from '../rollout/model.ts'

/** A webhook whose signature was verified; nothing else about it is known to be true. */
export interface Delivery {
  /** GitHub's GUID: the same again when it delivers again. */
  readonly id: string
  /** The event, such as `pull_request`. */
  readonly name: string
  readonly payload: object
}

export interface Intake {
  /** The secret webhooks are signed with. */
  readonly secret: string
  /** Which work the delivery asks for; none for another repository and for events that mean nothing to us. */
  readonly receive: (delivery: Delivery) => Promise<readonly Task[]>
  /**
   * Returns once the tasks survive a kill. `done`: a delivery of this GUID has been worked off; one that has not is
   * accepted again.
   */
  readonly accept: (delivery: Pick<Delivery, 'id' | 'name'>, tasks: readonly Task[]) => Promise<'accepted' | 'done'>
}

/** A part without which the bot does no work, such as `database`, `github`, `mirror`. */
export interface Part {
  readonly name: string
  /** Looked at on each question; a throw is a no. */
  readonly ready: () => Promise<boolean>
}

export interface Status {
  /** `owner/name`. */
  readonly repository: string
  readonly defaultBranch: string
  /** The last commit of the default branch that was observed. */
  readonly head?: string
  /** Open ones, oldest first. */
  readonly rollouts: readonly Rollout[]
}

/** Ids of what an approval set free; both empty where nothing waited for the digest. */
export interface Approved {
  readonly rollouts: readonly string[]
  readonly stacks: readonly string[]
}

/** What a rollout became by an edit, or why it may not be edited so. */
export type Edited = Pick<Rollout, 'id' | 'state'> | { readonly refused: string }

/** What there is to look at, once somebody may. */
export interface Library {
  /** `owner/name`. */
  readonly repository: string
  /** The fleet repository's page; undefined until GitHub has said where it is. */
  readonly repositoryUrl: () => string | undefined
  /** The one that begins so, as it is shown to people, with at least 12 digits; undefined where none does or several do. */
  readonly digestOf: (digits: string) => Promise<Digest | undefined>
  /** The newest plan of this digest, of whoever is asked for. */
  readonly plan: (digest: Digest, of?: PlanOwner) => Promise<WholePlan | undefined>
  /** The newest plan of this pull request. */
  readonly planOf: (pull: number) => Promise<WholePlan | undefined>
  readonly recent: () => Promise<Recent>
}

/** The newest plan of each pull request. */
export interface Recent {
  /** Of open ones: first those that wait for a reviewer. */
  readonly open: readonly (KeptPlan & { readonly move: Move })[]
  /** Newest first. */
  readonly others: readonly KeptPlan[]
}

/** Who has to do something next; `nobody`: the bot itself is at it. */
export type Move = 'reviewer' | 'merger' | 'author' | 'nobody'

export interface KeptPlan {
  /** Absent for the default branch. */
  readonly pull?: number
  readonly head: string
  readonly digest: string
  /** ISO 8601. */
  readonly keptAt: string
}

/** What an operator on this machine may ask by the command line. */
export interface OperatorDesk {
  /** Bearer token; whoever can read the bot's directory has it. */
  readonly token: string
  readonly status: () => Promise<Status>
  /** All that did not end, oldest first. */
  readonly rollouts: () => Promise<readonly Rollout[]>
  /** The default branch against AWS as it is now; changes nothing. */
  readonly plan: () => Promise<{ readonly plan: Plan; readonly evidence: PlanEvidence }>
  /** As `Library.planOf`. */
  readonly planOf: (pull: number) => Promise<WholePlan | undefined>
  readonly approve: (request: {
    readonly digest: string
    readonly operator: string
  }) => Promise<Approved | { readonly refused: string }>
  readonly edit: (request: { readonly id: string; readonly edit: RolloutEdit }) => Promise<Edited>
}
