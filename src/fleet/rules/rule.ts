/**
 * What does a rule look at?
 *
 * The files as written (`draft`), what they describe (`fleet`, with holes where
 * files are broken), and the same of the base where there is one. A rule asks
 * one question, answers with problems, and is silent about what another rule
 * or the schema has already said.
 */
import type { Draft } from '../draft.ts'
import type { Fleet, Problem } from '../model.ts'

export interface Side {
  readonly draft: Draft
  readonly fleet: Fleet
}

export interface RuleContext extends Side {
  /** The state that a pull request wants to change; absent for the first commit. */
  readonly base?: Side
}

export type Rule = (context: RuleContext) => readonly Problem[]
