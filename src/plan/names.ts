/**
 * What is a change set called?
 *
 * `fw-<desired 16 hex>-<transition 16 hex>-<attempt>`. The name is needed
 * before CloudFormation has said what would change, so its transition part
 * names the endpoints (stack, from, to) and not the changes: the digest of the
 * whole transition stands in the plan. Both parts and the number together are
 * what tokens are derived from.
 */
import { type Digest, digestOf, short } from '../lib/digest.ts'
import type { DesiredFrom } from './model.ts'

export interface ChangeSetName {
  /** First 16 hex digits of the desired digest it leads to. */
  readonly desired: string
  /** First 16 hex digits of the transition's key. */
  readonly transition: string
  readonly attempt: number
}

const NAME = /^fw-([0-9a-f]{16})-([0-9a-f]{16})-([1-9][0-9]{0,8})$/

/** Which way of which stack: by its endpoints. */
export function transitionKey(stackId: string, from: DesiredFrom, to: Digest): Digest {
  return digestOf({ stack: stackId, from, to })
}

/** `attempt` counts from 1. */
export function changeSetName(of: { readonly to: Digest; readonly key: Digest; readonly attempt: number }): string {
  return `fw-${short(of.to)}-${short(of.key)}-${of.attempt}`
}

/** Undefined for a name that is not ours. */
export function parseChangeSetName(name: string): ChangeSetName | undefined {
  const [, desired, transition, attempt] = NAME.exec(name) ?? []
  if (desired === undefined || transition === undefined || attempt === undefined) return undefined
  return { desired, transition, attempt: Number(attempt) }
}

/** `arn:aws:cloudformation:REGION:ACCOUNT:changeSet/NAME/UUID`; undefined where the name is not ours. */
export function parseChangeSetArn(arn: string): ChangeSetName | undefined {
  return parseChangeSetName(arn.split('/')[1] ?? '')
}

/** Derived from effect, transition and attempt: the last two stand in the change set's name. */
export function tokenFor(effect: 'create' | 'execute' | 'delete', changeSet: string): string {
  return `${effect}-${changeSet}`
}
