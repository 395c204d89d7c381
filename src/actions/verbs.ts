/**
 * What does the durable engine ask of the verbs?
 *
 * Types only. The engine knows ids and the order of steps; the verbs know what
 * they mean. Everything that passes between two steps is stored, so it is
 * small and holds no secret and no template: ids, ARNs, tokens, reasons.
 */
import type { Digest } from '../lib/digest.ts'
import type { StackFailure } from '../rollout/model.ts'
import type { Task } from './ports.ts'

/** One plan of one pull request; the same four again are the same run. */
export interface PlanRun {
  readonly pull: number
  /** Commit that is planned. */
  readonly head: string
  /** Commit of the default branch it is planned against. */
  readonly base: string
  /** 0, or the number of the wish that asked for the same plan again. */
  readonly ordinal: number
}

/** One attempt at one stack of one rollout; the same three again are the same run. */
export interface ApplyRun {
  readonly rollout: string
  readonly stack: string
  readonly attempt: number
}

/** The operation at AWS that is waited for: the change set's ARN and the request token of its execution. */
export interface Watch {
  readonly arn: string
  readonly token: string
}

/** How an apply ended. */
export type Outcome =
  | { readonly state: 'done' }
  /** It was called off before AWS was told to execute anything. */
  | { readonly state: 'not-started' }
  | { readonly state: 'failed' | 'held' | 'unreachable'; readonly failure: StackFailure }

/** Something is to be set beside the change set, once that has succeeded. */
export interface Protect {
  /** Digest of what was found good; absent where nobody has compared it yet. */
  readonly agreed?: Digest
}

/** `protect`: absent where nothing is set beside it. */
export type Prepared =
  /** Nothing is left to do, or nothing may be done. */
  | { readonly next: 'settle'; readonly outcome: Outcome }
  /** It runs already: started before a crash. */
  | { readonly next: 'watch'; readonly watch: Watch; readonly protect?: Protect }
  | {
      readonly next: 'execute'
      readonly type: 'CREATE' | 'UPDATE'
      readonly watch: Watch
      readonly protect?: Protect
    }
  /** CloudFormation has nothing to do, and something is to be set beside it. */
  | { readonly next: 'protect'; readonly protect: Protect }

/** Work that did not come to its end, and why; `failure` is fit for people. */
export interface GivenUp {
  readonly work: Task | ({ readonly kind: 'plan-pull' } & PlanRun)
  readonly failure: { readonly code: string; readonly reason: string; readonly hint: string }
}

/**
 * Every verb may be called again with the same arguments, after a crash or a retry, and looks before it acts.
 * Each throws `FleetwrightError`; one that is retryable is called again.
 */
export interface Verbs {
  readonly tasks: TaskVerbs
  readonly applies: ApplyVerbs
  readonly rounds: RoundVerbs
}

export interface TaskVerbs {
  /** Validates and tells which plan is due; undefined where none is. */
  checkPull(task: Extract<Task, { kind: 'check-pull' }>): Promise<PlanRun | undefined>
  planPull(run: PlanRun): Promise<void>
  /** Everything that needs no run of its own: closing, reviews, commands, the default branch. */
  carryOut(task: Exclude<Task, { kind: 'check-pull' }>): Promise<void>
  /** Tells people, and raises an alert: it was not the author's fault. */
  giveUp(given: GivenUp): Promise<void>
}

export interface ApplyVerbs {
  prepare(run: ApplyRun): Promise<Prepared>
  execute(run: ApplyRun, prepared: Extract<Prepared, { next: 'execute' }>): Promise<'executed' | 'not-started'>
  /** Polls until AWS has ended the operation: minutes, in memory. */
  settled(run: ApplyRun, watch: Watch): Promise<Outcome>
  /** Sets what is wanted beside a change set, of a stack that is where it is wanted. */
  protect(run: ApplyRun, protect: Protect): Promise<Outcome>
  settle(run: ApplyRun, outcome: Outcome): Promise<void>
}

export interface RoundVerbs {
  /** One look at all open rollouts. True while one of them can move by itself. */
  advance(): Promise<boolean>
  sweep(): Promise<void>
}
