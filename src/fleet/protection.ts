/**
 * What protects a stack beside what CloudFormation makes of its template?
 *
 * Termination protection and stack policy, in CloudFormation's own terms. No
 * change set carries them, so they are no part of what a set leads to; of what
 * is left out here nobody says anything, and it stays as it is.
 */
import { canonicalJson } from '../lib/digest.ts'
import type { Range } from './model.ts'
import type { RawStack } from './raw.ts'

export interface Protection {
  readonly terminationProtection?: boolean
  /** Canonical JSON. */
  readonly stackPolicy?: string
}

/** How CloudFormation watches what is done to a stack. */
export interface Rollback {
  readonly monitoringMinutes: number
  /** Names or ARNs of alarms, as text with references. */
  readonly alarms: readonly string[]
  readonly placeOf: (alarm: number) => Range
}

export interface StackPolicy {
  readonly Statement: readonly StackPolicyStatement[]
}

export interface StackPolicyStatement {
  readonly Effect: 'Allow' | 'Deny'
  readonly Action: string | readonly string[]
  readonly Principal: '*'
  readonly Resource: string | readonly string[]
  readonly Condition?: {
    readonly [operator in 'StringEquals' | 'StringLike']?: { readonly ResourceType: readonly string[] }
  }
}

export function protectionOf({ terminationProtection, stackPolicy }: RawStack): Protection {
  return {
    ...(terminationProtection === undefined ? {} : { terminationProtection }),
    ...(stackPolicy === undefined ? {} : { stackPolicy: canonicalJson(stackPolicy) }),
  }
}

export function watchOf(
  { rollbackConfiguration: { monitoringTimeInMinutes = 0, rollbackTriggers = [] } = {} }: RawStack,
  placeOf: Rollback['placeOf'],
): Rollback {
  return { monitoringMinutes: monitoringTimeInMinutes, alarms: rollbackTriggers, placeOf }
}

export function isProtected({ terminationProtection, stackPolicy }: Protection): boolean {
  return terminationProtection !== undefined || stackPolicy !== undefined
}
