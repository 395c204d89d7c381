/**
 * What do people write?
 *
 * The files as the schemas let them through, before anything is looked up or
 * sorted. Only parsing and normalising know these types; everything else uses
 * model.ts.
 */
import type { LayerValue } from './model.ts'

export interface RawSettings {
  readonly [key: string]: LayerValue
}

export interface RawRing {
  readonly name: string
  readonly waves: readonly number[]
  readonly soakMinutes: number
  readonly concurrency: number
  readonly failureBudget: number
  readonly unreachablePercent: number
  readonly settings?: RawSettings
}

export interface RawFleet {
  readonly fleet: string
  readonly rings: readonly RawRing[]
  readonly policy: { readonly approvals: number }
  readonly defaults?: { readonly settings?: RawSettings }
}

export interface RawAccount {
  readonly account: string
  readonly id: string
  readonly regions: readonly string[]
  readonly roles: { readonly plan: string; readonly apply: string; readonly service: string }
  readonly externalId: string
}

export interface RawCustomer {
  readonly customer: string
  readonly ring: string
  readonly accounts: readonly RawAccount[]
  readonly settings?: RawSettings
}

export interface RawPipeline {
  readonly pipeline: string
  readonly account: string
  readonly region: string
  /** `name@1.2.3`. */
  readonly blueprint: string
  readonly release: string
  readonly settings?: RawSettings
}

export interface RawStack {
  readonly stack: string
  readonly template: string
  readonly capabilities?: readonly string[]
  readonly parameters?: { readonly [parameter: string]: string }
}

export interface RawBlueprint {
  readonly blueprint: string
  readonly version: string
  readonly settings: { readonly [key: string]: unknown }
  readonly stacks: readonly RawStack[]
}

export interface RawRelease {
  readonly component: string
  readonly version: string
  readonly image: string
}

export interface RawReleaseSet {
  readonly releaseSet: string
  readonly releases: { readonly [component: string]: string }
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
