/**
 * What does the catalog say of a release, and of the way to it?
 *
 * The values that releases/ is read into. What is judged by them stands in
 * rules/: a release names its own conditions, the rules apply them.
 */
import type { Range } from './model.ts'

/** Dotted path of a setting → the value it must have; all of them must hold. Empty: always. */
export type Condition = { readonly [setting: string]: string | number | boolean }

export interface Requirement {
  readonly component: string
  /** A range of semantic versions, such as `>=3.2.0`. */
  readonly range: string
  readonly when: Condition
  readonly reason: string
  readonly at: () => Range
}

export interface Demand {
  readonly setting: string
  readonly is: string | number | boolean
  readonly reason: string
}

export interface Refusal {
  readonly when: Condition
  readonly reason: string
}

export const MIGRATION_KINDS = ['config-rewrite', 'human-gate', 'one-shot-job'] as const

/** What must be done on the way from an older version to this one or a later one. */
export interface Migration {
  readonly name: string
  /** The versions that have it before them. */
  readonly from: string
  /** Settings that the pipeline comes from: then the edge is the change from these to `when`, whatever the version was. */
  readonly before?: Condition
  readonly when: Condition
  readonly kind: (typeof MIGRATION_KINDS)[number]
  readonly does: string
  readonly doc?: string
}

export interface Rollback {
  /** The oldest version that a pipeline may go back to. */
  readonly floor: string
  readonly when: Condition
  readonly reason: string
}

export interface Release {
  readonly component: string
  readonly version: string
  /** `repository@sha256:…`: images are deployed by digest. */
  readonly image: string
  /** ISO date. */
  readonly released?: string
  readonly dateSource?: 'changelog' | 'docs' | 'tag'
  readonly status: 'candidate' | 'stable' | 'deprecated' | 'revoked'
  readonly severity: 'normal' | 'security'
  /** Versions from which a pipeline may come here directly; absent: from any. */
  readonly upgradesFrom?: string
  readonly requires: readonly Requirement[]
  readonly demands: readonly Demand[]
  readonly refuses: readonly Refusal[]
  readonly migrations: readonly Migration[]
  readonly rollback?: Rollback
  readonly changelog: readonly string[]
  readonly at: () => Range
}

export interface ReleaseSet {
  readonly name: string
  /** Component → version. */
  readonly releases: { readonly [component: string]: string }
  /** ISO date. */
  readonly released?: string
  readonly notes?: string
  readonly at: () => Range
}

export interface Channel {
  readonly name: string
  readonly releaseSet: string
  readonly at: () => Range
}
