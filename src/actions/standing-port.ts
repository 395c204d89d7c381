/**
 * Which plans stand for open pull requests, and which stacks do they name?
 *
 * A port as those of ports.ts, beside them because it is asked without a look
 * at any plan.
 */
import type { StackId } from '../fleet/model.ts'

/** One that people read on an open pull request. */
export interface StandingPlan {
  readonly pull: number
  /** Commit of the default branch up to which nothing has touched it: at first its base. */
  readonly compared: string
}

/** Which plans stand now, without reading them: there may be hundreds, each of thousands of stacks. */
export interface StandingPlans {
  /** Of open pull requests, by number. */
  list(): Promise<readonly StandingPlan[]>
  /** Those that name one of these stacks, and which of them, both in order. */
  naming(stacks: readonly StackId[]): Promise<readonly PlanNaming[]>
  /** The way from one commit to the other has been held against their plans: those that stand since keep theirs. */
  compare(way: { readonly pulls: readonly number[]; readonly from: string; readonly to: string }): Promise<void>
  /** Nothing stands for this pull request until another plan is saved. */
  withdraw(pull: number): Promise<void>
  /** Its pull request is open no more: it stays the one that was reviewed. */
  close(pull: number): Promise<void>
}

export interface PlanNaming {
  readonly pull: number
  readonly stacks: readonly StackId[]
}
