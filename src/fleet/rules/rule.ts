/**
 * What does a rule look at?
 *
 * The files as written (`draft`), what they describe (`fleet`, with holes where
 * files are broken), and the same of the base where there is one. A rule asks
 * one question, answers with problems, and is silent about what another rule
 * or the schema has already said.
 */
import type { Draft, Sourced } from '../draft.ts'
import type { Fleet, Problem, ResolvedPipeline, SettingValues } from '../model.ts'
import type { SettingsCheck } from '../settings-check.ts'

export interface Side {
  readonly draft: Draft
  readonly fleet: Fleet
}

export interface RuleContext extends Side {
  /** The state that a pull request wants to change; absent for the first commit. */
  readonly base?: Side
  /** Nothing was wrong with the base, and what all customers share is as it was. */
  readonly isBaseSound?: boolean
  /** ISO date, only where a person asks about a change: what is merged never becomes unsound because time passes. */
  readonly today?: string
}

/**
 * Over all files, or over those of some customers and all that customers share: all.ts says of each rule what it is
 * shown. What is shown all files is run on every pull request, so it goes over each file once, or remembers.
 */
export type Rule = (context: RuleContext) => readonly Problem[]

/** Most changes leave every customer's file alone: what was right of them in the base is right of the same files. */
export function hasOldCustomers({ draft, base, isBaseSound = false }: RuleContext): boolean {
  return isBaseSound && draft.customer === base?.draft.customer
}

/** Of two that claim the same, whoever comes later is told: files that the base has as they are stand first. */
export function oldCustomersFirst({ draft, base }: RuleContext): readonly Sourced<'customer'>[] {
  const isOld = ({ path }: Sourced<'customer'>) => base?.draft.tree.get(path)?.blob === draft.tree.get(path)?.blob
  if (base === undefined || draft.customer.every(isOld)) return draft.customer
  const { old = [], other = [] } = Object.groupBy(draft.customer, (file) => (isOld(file) ? 'old' : 'other'))
  return [...old, ...other]
}

/** What a rule of one pipeline may look at besides the pipeline. */
export interface PipelineContext {
  readonly draft: Draft
  readonly fleet: Fleet
  /** The settings schema of the pipeline's blueprint, compiled. */
  readonly settingsCheck: SettingsCheck
  /** What the pipeline's settings are in a base that was found sound, with the same blueprint: a way to be quick. */
  readonly fit?: SettingValues
}

/**
 * Of one pipeline, after all layers. Its answer is kept while what the pipeline is made of stays (its own file,
 * customer.yml, fleet.yml, blueprint folder, release set and releases), so it looks at nothing else.
 */
export type PipelineRule = (pipeline: ResolvedPipeline, context: PipelineContext) => readonly Problem[]

/** A pipeline that the base has and that a pull request alters, as it was and as it would be. */
export interface PipelineChange {
  readonly was: ResolvedPipeline
  readonly is: ResolvedPipeline
}

export type ChangeRule = (change: PipelineChange, context: RuleContext) => readonly Problem[]
