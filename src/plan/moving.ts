/**
 * Does what changes in a stack move what refers to it?
 *
 * As CloudFormation spreads a change. A name and an ARN stay as long as their
 * resource does: a stream with more shards is the same stream. Any other
 * attribute may be another one after each change of the resource, but for what
 * is said beside its properties. Asked in one place, so that a plan read from
 * templates, one with a change set and what feeds a later stack agree.
 */
import type { PropertyChange, ResourceChange } from './model.ts'
import type { References } from './references.ts'

type Change = Pick<ResourceChange, 'action' | 'replacement'> & {
  readonly properties: readonly Pick<PropertyChange, 'path'>[]
}

export interface Moving {
  /** What means something else whoever refers to it: parameters that have another value, or may have. */
  readonly names: ReadonlySet<string>
  /** By logical id. */
  readonly changes: ReadonlyMap<string, Change>
}

export function isReached(references: References, { names, changes }: Moving): boolean {
  const { refs, attributes } = references
  for (const name of refs.union(attributes)) if (names.has(name) || isRenamed(changes.get(name))) return true
  return readsWhatMoves(references, changes)
}

/** By an attribute that is no ARN. */
export function readsWhatMoves({ attributes, arns }: References, changes: Moving['changes']): boolean {
  for (const name of attributes) if (!arns.has(name) && movesAttributes(changes.get(name))) return true
  return false
}

/** What is made or goes moves nobody by that: whoever names it now, and did not before, is written anew. */
function isRenamed(change: Change | undefined): boolean {
  return change !== undefined && change.replacement !== 'no'
}

function movesAttributes(change: Change | undefined): boolean {
  if (isRenamed(change)) return true
  if (change?.action !== 'modify') return false
  // Of a change without properties nobody knows what it is.
  return change.properties.length === 0 || change.properties.some(isMoving)
}

/** A deletion policy or metadata moves no attribute. */
function isMoving({ path }: Pick<PropertyChange, 'path'>): boolean {
  return /^(Properties|Tags)\b/.test(path)
}
