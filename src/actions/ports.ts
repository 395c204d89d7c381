/**
 * What do the verbs need of the world?
 *
 * Ports cut by use, at most five methods each. An edge implements them, a test fakes them by hand, compose.ts alone
 * joins them. Every port throws `FleetwrightError` only; vendor errors stay in their edge.
 */
import type { Problem } from '../fleet/model.ts'
import type { Digest } from '../lib/digest.ts'
import type { Plan, PlanEvidence } from '../plan/model.ts'
import type { RingRules, Rollout, RolloutStack } from '../rollout/model.ts'
import type { Conversation } from './conversation-port.ts'

// ---- GitHub

export interface PullRequest {
  readonly number: number
  readonly title: string
  readonly author: string
  readonly headSha: string
  readonly headRef: string
  readonly baseRef: string
  readonly state: 'open' | 'closed'
  readonly merged: boolean
  /** The commit on the base branch, once merged. */
  readonly mergeCommitSha?: string
  readonly draft: boolean
  /** The head lives in another repository. */
  readonly fork: boolean
  readonly url: string
  /** Below it, people's and ours; absent where GitHub was asked for a list. */
  readonly comments?: number
}

export interface PullRequests {
  get(number: number): Promise<PullRequest>
  listOpen(): Promise<readonly PullRequest[]>
  /** Pull requests whose merge made this commit of the default branch. */
  mergedAs(commit: string): Promise<readonly PullRequest[]>
  /** It, and all that is said of it. */
  conversation(number: number): Promise<Conversation>
}

export const CHECK_NAMES = { validate: 'fleet / validate', plan: 'fleet / plan', rollout: 'fleet / rollout' } as const
export type CheckName = (typeof CHECK_NAMES)[keyof typeof CHECK_NAMES]

/** A required check ends as one of these three only: GitHub lets neutral and skipped through. */
export type Conclusion = 'success' | 'failure' | 'action_required'

export interface CheckReport {
  readonly name: CheckName
  readonly sha: string
  /** Ours: where the plan's digest survives a lost database. */
  readonly externalId: string
  readonly outcome:
    | { readonly status: 'in_progress' }
    | { readonly status: 'completed'; readonly conclusion: Conclusion }
  readonly title: string
  /** Markdown, cut at 65,535 bytes. */
  readonly summary: string
  /** Where the summary goes on: its details. Markdown, cut at 65,535 bytes. */
  readonly text?: string
  readonly problems: readonly Problem[]
  /** ISO 8601: when what it reports was first published. */
  readonly startedAt?: string
}

export interface PublishedCheck {
  readonly id: number
  readonly externalId: string
  readonly status: 'queued' | 'in_progress' | 'completed'
  readonly conclusion?: string
  readonly startedAt?: string
}

/** What is known without a look: the id of the newest, which marks no line and is to say something else, or that there is none. */
export type KnownRun = number | 'none'

export interface Checks {
  /** Creates or updates the one run of this name, commit and app, and answers its id; a repeated call changes nothing. */
  publish(report: CheckReport, known?: KnownRun): Promise<number>
  find(sha: string, name: CheckName): Promise<PublishedCheck | undefined>
  allOf(sha: string): Promise<ReadonlyMap<CheckName, PublishedCheck>>
}

/** `maintain` counts as write, `triage` as read. */
export type Permission = 'admin' | 'write' | 'read' | 'none'

export interface People {
  /** As it was at most five minutes ago. */
  permission(login: string): Promise<Permission>
  /** Asks at once for the rights of those whom `permission` would ask for one by one; of `now`, for whom something is about to be done, it keeps nothing older. */
  learn(logins: readonly string[], now?: string): Promise<void>
  /**
   * Logins of a team of the organisation that owns the repository, by its name in addresses; at most five minutes old.
   * Undefined where GitHub shows us no such team.
   */
  team(team: string): Promise<readonly string[] | undefined>
}

// ---- Rows

export interface PlanRecord {
  readonly pull?: number
  /** The head that was planned: a pull request's, or the default branch's own commit. */
  readonly head: string
  /** What it was planned against; absent for the first commit a fleet is served from. */
  readonly base?: string
  /** The merge result's tree. */
  readonly tree: string
  readonly plan: Plan
  readonly evidence: PlanEvidence
  /** Under which its rollout will run; absent in records of before, and where the rollout itself has them. */
  readonly rings?: readonly RingRules[]
  /** ISO 8601, by our clock: when it was first made, for people to read. Never what a review is held against. */
  readonly publishedAt: string
}

/** A pull request's number; `none` for the default branch. */
export type PlanOwner = number | 'none'

export interface Plans {
  /** From now on it stands for its pull request, and no older one does. */
  save(record: PlanRecord): Promise<void>
  /** The one that stands for this pull request; undefined where it was withdrawn. */
  latest(pull: number): Promise<PlanRecord | undefined>
  /** The newest plan of a commit of the default branch itself. */
  ofCommit(head: string): Promise<PlanRecord | undefined>
  byTree(tree: string): Promise<readonly PlanRecord[]>
  /** The newest; of several pull requests that would do the same, that of this one. */
  byDigest(digest: Digest, of?: PlanOwner): Promise<PlanRecord | undefined>
}

/** An open pull request's head of which the default branch makes nothing that could be planned. */
export interface UnsoundHead {
  readonly pull: number
  readonly head: string
  /** Commit of the default branch that it was last merged into; empty where nobody came so far. */
  readonly compared: string
}

/** GitHub tells nobody when another's merge mends one of these. */
export interface UnsoundHeads {
  /** In the place of what was noted of the same pull request. */
  note(head: UnsoundHead): Promise<void>
  forget(pull: number): Promise<void>
  /** By number. */
  list(): Promise<readonly UnsoundHead[]>
  /** The same holds of a newer commit, unless another head was noted meanwhile. */
  compare(head: UnsoundHead, to: string): Promise<void>
}

/** Stacks on which change sets of a pull request may stand that no plan names. */
export interface Leftover {
  readonly pull: number
  /** The run that made them, or what else left them. */
  readonly of: string
  /** Commit of the default branch that says how their accounts are reached. */
  readonly base: string
  /** Ids. */
  readonly stacks: readonly string[]
}

export interface Leftovers {
  /** In the place of what was noted under the same name. */
  note(leftover: Leftover): Promise<void>
  forget(leftover: Pick<Leftover, 'pull' | 'of'>): Promise<void>
  of(pull: number): Promise<readonly Leftover[]>
  /** Pull requests that have any. */
  pulls(): Promise<readonly number[]>
}

export interface Rollouts {
  /** Nothing happens if the id exists. */
  create(rollout: Rollout, stacks: readonly RolloutStack[]): Promise<void>
  get(id: string): Promise<{ readonly rollout: Rollout; readonly stacks: readonly RolloutStack[] } | undefined>
  /** Oldest first; `open` leaves out those that ended, `newest` keeps that many of the newest. */
  list(filter: {
    readonly open: boolean
    readonly pull?: number
    readonly newest?: number
  }): Promise<readonly Rollout[]>
  /** Together with these of its rows, all of it or nothing; one that has ended stays as it is. */
  save(rollout: Rollout, stacks?: readonly RolloutStack[]): Promise<void>
  saveStack(rollout: string, stack: RolloutStack): Promise<void>
}

/** Stacks that the newest rollout they are in has not brought on; perhaps not yet. */
export interface MissedStacks {
  /** In order of their ids, each with that rollout and how far it came there. */
  list(): Promise<readonly MissedStack[]>
}

export interface MissedStack {
  readonly stack: string
  readonly state: RolloutStack['state']
  readonly rollout: Pick<Rollout, 'id' | 'pull' | 'state'>
}

/** What was last published where, so that a report that could not be written is written later, and never twice. */
export interface Publications {
  /** What was last noted under this key: a digest of what was published, an instant, an answer's words. */
  last(key: string): Promise<string | undefined>
  /** Likewise of many; a key under which nothing was noted has no entry. */
  lastOf(keys: readonly string[]): Promise<ReadonlyMap<string, string>>
  wrote(key: string, what: string): Promise<void>
}

/** Who pushed, as far as webhooks told: a pusher may not approve. */
export interface Pushers {
  note(pull: number, login: string): Promise<void>
  of(pull: number): Promise<readonly string[]>
  /** To any branch, by the commit that it leads to now: mostly before there is a pull request of it. */
  noteHead(head: string, login: string): Promise<void>
  ofHeads(heads: readonly string[]): Promise<readonly string[]>
}

/** Numbers attempts: a new number before its first call, the same number for the same rollout attempt. */
export interface Attempts {
  /** The number for this transition's attempt of this rollout (or pull); stable when asked again. */
  number(transition: string, of: string): Promise<number>
}

/** What an event asks for; ids only, so that the work reads the truth when it runs. */
export type Task =
  | {
      readonly kind: 'check-pull'
      readonly pull: number
      readonly pusher?: string
      /** The wish that asks for a plan of a head that has one already: a comment, a delivery, a sweep. */
      readonly again?: string
      /** The whole commit that someone named: a stranger's head is planned only then, and one that changes blueprints. */
      readonly named?: string
      /** Login of who commanded it. */
      readonly asker?: string
    }
  | { readonly kind: 'check-head'; readonly head: string; readonly again: string }
  /** A merge queue wants to know whether this commit of its own may be merged. */
  | { readonly kind: 'merge-group'; readonly head: string }
  | { readonly kind: 'close-pull' | 'review-pull'; readonly pull: number }
  | { readonly kind: 'note-push'; readonly head: string; readonly pusher: string }
  | { readonly kind: 'command'; readonly pull: number; readonly comment: number }
  | { readonly kind: 'observe-default' }
  /** The default branch has moved, and may have mended heads of which it could make nothing sound. */
  | { readonly kind: 'look-again' }
  /** A person is about to take stacks out of a rollout's way: whose plans begin where it was to end? */
  | { readonly kind: 'plan-left'; readonly rollout: string; readonly again: string }

/** Durable hand-over: returns once the task survives a kill. The same key again is the same task. */
export interface TaskQueue {
  enqueue(key: string, task: Task): Promise<void>
}

/** Starts the durable apply of one stack; the same rollout, stack and attempt again is the same apply. */
export interface Applies {
  start(rollout: string, stack: string, attempt: number): Promise<void>
}

/** The fixed set of fields of DESIGN.md's log lines. */
export interface LogFields {
  readonly delivery?: string
  readonly pull?: number
  readonly customer?: string
  readonly account?: string
  readonly region?: string
  readonly pipeline?: string
  readonly stack?: string
  readonly plan?: string
  readonly rollout?: string
  readonly ms?: number
  readonly code?: string
  readonly error?: unknown
}

/** Message: static, past tense. info = a state changed, warn = will retry, error = a human must move. */
export interface Log {
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}
