/**
 * What do people write?
 *
 * The files as the schemas let them through, before anything is looked up or
 * sorted. Only parsing and normalising know these types; everything else uses
 * model.ts.
 */
import type { Day } from './calendar.ts'
import type { Condition, Migration, Release } from './catalog.ts'
import type { LayerValue, Lifecycle } from './model.ts'
import type { PolicyCondition } from './policy.ts'
import type { StackPolicy } from './protection.ts'

export interface RawSettings {
  readonly [key: string]: LayerValue
}

export type RawAcknowledgement =
  | { readonly setting: string; readonly to: LayerValue; readonly reason: string; readonly migration?: undefined }
  | { readonly migration: string; readonly reason: string }

export interface RawWindow {
  readonly days: readonly Day[]
  readonly from: string
  readonly to: string
  readonly timezone: string
}

export interface RawPolicy {
  readonly approvals: number
  readonly approvers?: readonly string[]
}

export interface RawApprovers {
  readonly users?: readonly string[]
  readonly teams?: readonly string[]
}

export interface RawPolicyRule {
  readonly rule: string
  readonly when: PolicyCondition
  readonly refuse?: true
  readonly require?: RawPolicy
  readonly reason: string
}

export interface RawRoles {
  readonly plan: string
  readonly apply: string
  readonly service: string
}

export interface RawFreeze {
  readonly freeze: string
  readonly from: string
  readonly to: string
  readonly rings?: readonly string[]
  readonly reason: string
}

export interface RawAllowed {
  readonly blueprint: string
  readonly type: string
  readonly reason: string
}

export interface RawRing {
  readonly name: string
  readonly waves: readonly number[]
  readonly soakMinutes: number
  readonly concurrency: number
  readonly failureBudget: number
  readonly unreachablePercent: number
  readonly policy?: string
  readonly settings?: RawSettings
}

export interface RawFleet {
  readonly fleet: string
  readonly rings: readonly RawRing[]
  readonly policy: RawPolicy
  readonly policies?: { readonly [name: string]: RawPolicy }
  readonly approvers?: { readonly [name: string]: RawApprovers }
  readonly policyRules?: readonly RawPolicyRule[]
  readonly roles?: { readonly [name: string]: RawRoles }
  readonly freezes?: readonly RawFreeze[]
  readonly templates?: { readonly allow?: readonly RawAllowed[] }
  readonly blueprints?: { readonly secondPerson?: boolean }
  readonly newAccounts?: { readonly probe?: boolean; readonly atOnce?: number }
  readonly defaults?: { readonly settings?: RawSettings }
  readonly acknowledge?: readonly RawAcknowledgement[]
}

export interface RawAccount {
  readonly account: string
  readonly id: string
  readonly regions: readonly string[]
  /** A name in fleet.yml's `roles`, or the roles. */
  readonly roles: string | RawRoles
  readonly externalId: string
}

export interface RawCustomer {
  readonly customer: string
  readonly ring: string
  readonly accounts: readonly RawAccount[]
  readonly windows?: readonly RawWindow[]
  readonly contacts?: readonly string[]
  readonly settings?: RawSettings
  readonly acknowledge?: readonly RawAcknowledgement[]
}

export interface RawPipeline {
  readonly pipeline: string
  readonly account: string
  readonly region: string
  /** `name@1.2.3`. */
  readonly blueprint: string
  readonly release: string
  readonly lifecycle?: Lifecycle
  readonly settings?: RawSettings
  readonly secrets?: { readonly [secret: string]: string }
  readonly upgrade?: {
    readonly channel?: string
    readonly window?: RawWindow
    readonly pin?: { readonly reason: string; readonly until: string }
  }
  readonly acknowledge?: readonly RawAcknowledgement[]
}

export interface RawStack {
  readonly stack: string
  readonly template: string
  readonly capabilities?: readonly string[]
  readonly parameters?: { readonly [parameter: string]: string }
  readonly rollbackConfiguration?: {
    readonly monitoringTimeInMinutes?: number
    readonly rollbackTriggers?: readonly string[]
  }
  readonly terminationProtection?: boolean
  readonly stackPolicy?: StackPolicy
}

export interface RawBlueprint {
  readonly blueprint: string
  readonly version: string
  readonly expectedMinutes?: number
  readonly retires?: readonly string[]
  readonly secrets?: { readonly [secret: string]: { readonly description: string; readonly when?: Condition } }
  readonly settings: { readonly [key: string]: unknown }
  readonly stacks: readonly RawStack[]
}

export interface RawRelease {
  readonly component: string
  readonly version: string
  readonly image: string
  readonly released?: string
  readonly dateSource?: NonNullable<Release['dateSource']>
  readonly status?: Release['status']
  readonly severity?: Release['severity']
  readonly upgradesFrom?: string
  readonly requires?: readonly {
    readonly component: string
    readonly range: string
    readonly when?: Condition
    readonly reason: string
  }[]
  readonly demands?: readonly {
    readonly setting: string
    readonly is: string | number | boolean
    readonly reason: string
  }[]
  readonly refuses?: readonly { readonly when: Condition; readonly reason: string }[]
  readonly migrations?: readonly {
    readonly migration: string
    readonly from: string
    readonly before?: Condition
    readonly when?: Condition
    readonly kind: Migration['kind']
    readonly does: string
    readonly doc?: string
  }[]
  readonly rollback?: { readonly floor: string; readonly when?: Condition; readonly reason: string }
  readonly changelog?: readonly string[]
}

export interface RawReleaseSet {
  readonly releaseSet: string
  readonly releases: { readonly [component: string]: string }
  readonly released?: string
  readonly notes?: string
}

export interface RawChannels {
  readonly channels: { readonly [channel: string]: string }
}

/** Kind of file → its shape. */
export interface Shapes {
  readonly fleet: RawFleet
  readonly customer: RawCustomer
  readonly pipeline: RawPipeline
  readonly blueprint: RawBlueprint
  readonly release: RawRelease
  readonly releaseSet: RawReleaseSet
  readonly channels: RawChannels
}
