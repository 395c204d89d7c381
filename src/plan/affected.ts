/**
 * Which stacks does a change of the desired state concern?
 *
 * Those whose desired digest differs, and no other: a moved comment or a ring
 * of another name gives nobody anything to review.
 */
import { desiredDigest } from '../render/desired.ts'
import type { DesiredStack } from '../render/model.ts'
import { ordered } from './values.ts'

export interface Affected {
  /** Absent for a new stack. */
  readonly before?: DesiredStack
  readonly after: DesiredStack
}

/** Both sorted by id. Nothing is ever deleted for having vanished: the caller refuses what is in `removed`. */
export function affected(
  before: readonly DesiredStack[],
  after: readonly DesiredStack[],
): { readonly changed: readonly Affected[]; readonly removed: readonly DesiredStack[] } {
  const was = new Map(before.map((stack) => [stack.id, stack]))
  const stays = new Set(after.map((stack) => stack.id))
  const changed = after.flatMap((stack): readonly Affected[] => {
    const old = was.get(stack.id)
    if (old === undefined) return [{ after: stack }]
    return desiredDigest(old) === desiredDigest(stack) ? [] : [{ before: old, after: stack }]
  })
  return {
    changed: changed.sort((one, other) => ordered(one.after.id, other.after.id)),
    removed: before.filter((stack) => !stays.has(stack.id)).sort((one, other) => ordered(one.id, other.id)),
  }
}
