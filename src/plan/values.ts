/**
 * How does a property's value stand in a plan?
 *
 * As readable, bounded text. A value too long to be read keeps its beginning
 * and is told apart by its digest, so that no difference disappears in the cut.
 */
import { sha256, short } from '../lib/digest.ts'
import { decoded } from './encoded.ts'
import type { PropertyChange, ResourceChange } from './model.ts'

/** As much as EC2 takes of a start script, so that all of one can be reviewed, and stacks that change alike be seen to. */
const MOST_CHARACTERS = 16_384
/** What CloudFormation writes for a value that it does not know yet, alone or within a longer text. */
const UNKNOWN_TO_AWS = '{{changeSet:KNOWN_AFTER_APPLY}}'
const UNKNOWN = '(known after apply)'

export function bounded(value: string, most = MOST_CHARACTERS): string {
  return cut(decoded(value), most)
}

export function cut(value: string, most: number): string {
  if (value.length <= most) return value
  return `${value.slice(0, most)} … (${value.length} characters, SHA-256 ${short(sha256(value))})`
}

/** The part of a property change that says what it becomes. */
export function becoming(value: string | undefined): Pick<PropertyChange, 'after' | 'knownAfterApply'> {
  if (value === undefined) return {}
  if (value === UNKNOWN_TO_AWS) return { knownAfterApply: true }
  if (!value.includes(UNKNOWN_TO_AWS)) return { after: bounded(value) }
  return { after: bounded(value.replaceAll(UNKNOWN_TO_AWS, UNKNOWN)), knownAfterApply: true }
}

/** What a deletion policy or CloudFormation's policy action leaves; undefined where nothing is said. */
export function leftoverOf(policy: unknown): NonNullable<ResourceChange['leftover']> | undefined {
  switch (policy) {
    case 'Delete':
    case 'ReplaceAndDelete':
      return 'deleted'
    case 'Retain':
    case 'RetainExceptOnCreate':
    case 'ReplaceAndRetain':
      return 'retained'
    case 'Snapshot':
    case 'ReplaceAndSnapshot':
      return 'snapshot'
    default:
      return undefined
  }
}
