/**
 * What is a fleet, in the words that everything else uses?
 *
 * The glossary of the whole product; nowhere else.
 *
 * customer       who owns the accounts
 * account        one AWS account of a customer, reached by three roles: **plan** (reads, makes and deletes change sets
 *                named `fw-*`), **apply** (executes, deletes, cancels, continues rollbacks, protects), **service**
 *                (trusted by CloudFormation alone; what stacks are made with)
 * pipeline       one deployed instance of the product in one account and region
 * blueprint      a versioned set of CloudFormation templates, and how a pipeline's settings become their parameters
 * component      collector, enrich, s3-loader …
 * release        one immutable version of one component
 * release set    a tested combination of releases and image; what a pipeline runs
 * channel        a named pointer to a release set that pipelines may follow
 * ring           standing order of trust: canary, early, broad, critical
 * wave           a cumulative share of a ring that a rollout has reached
 * gate           a condition between waves
 * soak           how long a wave must stay healthy
 * hold           why nothing moves now
 * desired state  what the default branch says
 * live state     what AWS says
 * behind         a stack whose live state is not yet what the default branch wants
 * transition     one stack's way from a live to a desired state, with its normalised resource changes
 * plan           the transitions of a pull request: a value that can be printed, hashed, stored, compared
 * change class   all transitions that change stacks in the same way
 * change set     CloudFormation's own plan of one stack
 * verdict        the risk of one change, with its reason: routine, disruptive, destructive
 * apply          carry out a transition
 * rollout        a merged commit carried through the rings
 * drift          live differs from what was last applied
 * finding        one drifted thing
 * upgrade        a proposed move of pipelines to a newer release set
 */

import type { Brand } from '../lib/brand.ts'
import type { Freeze, Pin, Window } from './calendar.ts'
import type { Channel, Condition, Release, ReleaseSet } from './catalog.ts'
import type { Approvers, Policy, PolicyRule } from './policy.ts'
import type { Protection, Rollback } from './protection.ts'

/** Twelve digits. */
export type AccountId = Brand<'AccountId'>
/** `customer/pipeline/accountId/region/blueprint/key`: the identity of a stack for its whole life (DESIGN.md §2.1). */
export type StackId = Brand<'StackId'>

/** A place in a file; lines and columns count from 1, columns in UTF-16 units, the end is exclusive. */
export interface Range {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

/** An author's mistake: an expected outcome, so a value and not an error. */
export interface Problem {
  /** Stable and kebab-case, such as `unknown-field`. */
  readonly code: string
  readonly message: string
  /** What would have been right, in plain words. */
  readonly expected?: string
  /** The fix, where it can be known: "did you mean `regular`?". */
  readonly hint?: string
  readonly at: Range
  /** Other places that take part, such as the first of two duplicate keys. */
  readonly related?: readonly Range[]
}

/** One file as Git keeps it; `blob` is Git's object id, the key under which a parsed file may be kept. */
export interface SourceFile {
  readonly path: string
  readonly blob: string
  readonly text: string
}

/** Paths relative to the fleet repository's root, with `/`. */
export type SourceTree = ReadonlyMap<string, SourceFile>

/** A tree under its name in Git, which never means another. */
export interface KnownTree {
  /** Id of a commit or tree. */
  readonly id: string
  readonly files: SourceTree
  /** Git keeps no more than these of its files: what was replaced on the way here counts as well. */
  readonly bytes: number
}

/** What YAML can say in a setting. */
export type SettingValue = string | number | boolean | readonly SettingValue[] | SettingValues
/** Settings by their names, one map within another. */
export interface SettingValues {
  readonly [key: string]: SettingValue
}
/** As written in one layer: `null` removes what an earlier layer set. */
export type LayerValue =
  | string
  | number
  | boolean
  | null
  | readonly LayerValue[]
  | { readonly [key: string]: LayerValue }

/** The layers a setting comes from, the weakest first. */
export const LAYERS = ['blueprint default', 'fleet default', 'ring', 'customer', 'pipeline'] as const
export type LayerName = (typeof LAYERS)[number]

/** Where a value was written. */
export interface Origin {
  readonly layer: LayerName
  readonly at: Range
}

/** One file's settings: the value tree and, per dotted path of each leaf and map, the place that wrote it. */
export interface Layer {
  readonly name: LayerName
  readonly values: { readonly [key: string]: LayerValue }
  readonly positions: () => ReadonlyMap<string, Range>
}

export interface Ring {
  readonly name: string
  /** Cumulative percent of the ring's pipelines, ascending, the last is 100. */
  readonly waves: readonly number[]
  readonly soakMinutes: number
  /** Stacks of this ring applied at the same time. */
  readonly concurrency: number
  /** Failed stacks that a wave survives. */
  readonly failureBudget: number
  /** Unreachable accounts, in percent of the ring's accounts, that a wave survives. */
  readonly unreachablePercent: number
  /** A name in the fleet's `policies`; absent: the fleet's `policy`. */
  readonly policy?: string
  readonly layer: Layer
}

/** A change that looks harmless and is not, said to be meant. */
export type Acknowledgement =
  | { readonly setting: string; readonly to: LayerValue; readonly reason: string; readonly at: () => Range }
  | { readonly migration: string; readonly reason: string; readonly at: () => Range }

/** Names of IAM roles (with their path, without a leading slash). */
export interface Roles {
  readonly plan: string
  readonly apply: string
  readonly service: string
}

export interface Account {
  /** The customer's own name for it, such as `prod`. */
  readonly name: string
  readonly id: AccountId
  readonly regions: readonly string[]
  readonly roles: Roles
  /** Where they have a name in the fleet's `roles`. */
  readonly rolesName?: string
  readonly externalId: string
  readonly placeOf: (field: 'id' | 'roles' | 'externalId') => Range
}

export interface Customer {
  readonly name: string
  readonly ring: string
  readonly accounts: readonly Account[]
  /** When its pipelines may be touched; empty: at any time. */
  readonly windows: readonly Window[]
  /** Untrusted text for people. */
  readonly contacts: readonly string[]
  readonly layer: Layer
  readonly acknowledged: readonly Acknowledgement[]
  readonly placeOf: (field: 'customer' | 'ring' | 'windows') => Range
}

export const LIFECYCLES = ['active', 'paused', 'retiring'] as const
/** Only what is active is planned and applied; what the base calls retiring may disappear. */
export type Lifecycle = (typeof LIFECYCLES)[number]

/** As written: where Vault has a secret. Rules and vault read it, nobody else. */
export interface SecretSource {
  readonly text: string
  readonly at: () => Range
}

export type PipelineField =
  | 'pipeline'
  | 'account'
  | 'region'
  | 'blueprint'
  | 'release'
  | 'lifecycle'
  | 'settings'
  | 'secrets'

export interface Pipeline {
  readonly customer: string
  readonly name: string
  /** An account's name within the customer. */
  readonly account: string
  readonly region: string
  readonly blueprint: { readonly name: string; readonly version: string }
  /** Name of a release set. */
  readonly releaseSet: string
  readonly lifecycle: Lifecycle
  readonly secrets: ReadonlyMap<string, SecretSource>
  readonly upgrade: { readonly channel?: string; readonly window?: Window; readonly pin?: Pin }
  readonly acknowledged: readonly Acknowledgement[]
  readonly layer: Layer
  /** For problems and causes; of a field that the file leaves out, the nearest place there is. */
  readonly placeOf: (field: PipelineField) => Range
}

export interface BlueprintStack {
  /** The stack's key within the blueprint, such as `streams`. */
  readonly key: string
  /** Path of the template in the repository, and its text as written. */
  readonly templatePath: string
  readonly template: string
  /** The template as data, CloudFormation's short forms (`!Ref`) spelled out. */
  readonly templateBody: { readonly [key: string]: unknown }
  readonly capabilities: readonly string[]
  /** Template parameter → expression, such as `${settings.streams.raw.shards}`. */
  readonly parameters: { readonly [parameter: string]: string }
  readonly protection: Protection
  readonly rollback: Rollback
  /** Of a parameter, or of the stack itself. */
  readonly placeOf: (parameter?: string) => Range
}

export interface Blueprint {
  readonly name: string
  readonly version: string
  /** How long an apply of one pipeline takes. */
  readonly expectedMinutes?: number
  /** Keys of stacks that earlier versions had and this one dropped. */
  readonly retires: readonly string[]
  /** That it declares; `when` says which pipelines need it. */
  readonly secrets: ReadonlyMap<string, { readonly description: string; readonly when: Condition }>
  /** Dotted paths of the settings whose change looks harmless and is not. */
  readonly identitySettings: readonly string[]
  /** In the order they are applied; a stack may use outputs of earlier ones only. */
  readonly stacks: readonly BlueprintStack[]
  /** JSON Schema 2020-12 of the settings; its defaults are the weakest layer. */
  readonly settingsSchema: { readonly [key: string]: unknown }
  readonly layer: Layer
  readonly at: () => Range
}

/** The whole desired state of one commit, normalised. Lists are sorted by name, so equal trees give equal fleets. */
export interface Fleet {
  readonly name: string
  /** In the order of trust. */
  readonly rings: readonly Ring[]
  readonly policy: Policy
  readonly policies: ReadonlyMap<string, Policy>
  /** In their order; names are unique. */
  readonly policyRules: readonly PolicyRule[]
  /** By the group's name. */
  readonly approvers: ReadonlyMap<string, Approvers>
  readonly roles: ReadonlyMap<string, Roles>
  readonly freezes: readonly Freeze[]
  /** What templates may do although it is refused in general. */
  readonly allowed: readonly { readonly blueprint: string; readonly type: string; readonly at: () => Range }[]
  /** A change of blueprints is planned in AWS only once somebody who did not write it has asked for it. */
  readonly secondPerson: boolean
  /** Whether planning tries the roles of accounts that a change brings, and how many at once. */
  readonly newAccounts: { readonly probe: boolean; readonly atOnce: number }
  readonly defaults: Layer
  readonly acknowledged: readonly Acknowledgement[]
  /** Places of what rules it, by dotted path: `policy`, `rings`, `rings.canary`, `roles.standard` … */
  readonly places: () => ReadonlyMap<string, Range>
  readonly customers: readonly Customer[]
  readonly pipelines: readonly Pipeline[]
  /** By `name@version`. */
  readonly blueprints: ReadonlyMap<string, Blueprint>
  /** By `component@version`. */
  readonly releases: ReadonlyMap<string, Release>
  readonly releaseSets: ReadonlyMap<string, ReleaseSet>
  readonly channels: ReadonlyMap<string, Channel>
}

/** A setting after all layers, with what it overrode (weakest first). */
export interface ResolvedSetting {
  readonly value: SettingValue
  readonly origin: Origin
  readonly overrode: readonly { readonly value: LayerValue; readonly origin: Origin }[]
}

/** A pipeline with everything it refers to, and its settings after all layers; who said so tells settings.ts. */
export interface ResolvedPipeline {
  readonly pipeline: Pipeline
  readonly customer: Customer
  readonly account: Account
  readonly ring: Ring
  readonly blueprint: Blueprint
  readonly releaseSet: ReleaseSet
  readonly releases: { readonly [component: string]: Release }
  /** Of the fleet, between those of the blueprint and the ring. */
  readonly defaults: Layer
  readonly values: SettingValues
}
