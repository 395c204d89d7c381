/**
 * Which stacks does a change of the desired state concern?
 *
 * Those whose desired digest differs, or what protects them, and no other: a moved comment or a ring
 * of another name gives nobody anything to review. A pipeline that is not
 * active waits with whatever changes, and is looked at as a whole once it is
 * active again: nobody has planned what came meanwhile.
 */

import { canonicalJson } from '../lib/digest.ts'
import { byText } from '../lib/sorted.ts'
import { desiredDigest } from '../render/desired.ts'
import type { DesiredStack } from '../render/model.ts'
import { stackRef } from './live.ts'
import type { LeftOut } from './model.ts'

export interface Affected {
  /** Absent for a new stack. */
  readonly before?: DesiredStack
  readonly after: DesiredStack
}

/** All sorted by id. */
export interface Concerned {
  readonly changed: readonly Affected[]
  /** Of pipelines that are active again, what is the same as in the base, whatever AWS holds of it. */
  readonly resumed: readonly Affected[]
  /** Of pipelines that retire, what termination protection has to be taken off; nothing else is done to it any more. */
  readonly lifted: readonly Affected[]
  /** Nothing is ever deleted for having vanished: these stay in their accounts. */
  readonly removed: readonly DesiredStack[]
  readonly leftOut: readonly LeftOut[]
}

export function affected(before: readonly DesiredStack[], after: readonly DesiredStack[]): Concerned {
  const was = new Map(before.map((stack) => [stack.id, stack]))
  const stays = new Set(after.map((stack) => stack.id))
  const changed: Affected[] = []
  const resumed: Affected[] = []
  const lifted: Affected[] = []
  for (const stack of after) {
    const old = was.get(stack.id)
    if (old !== undefined && isLifted(old, stack)) lifted.push({ before: old, after: stack })
    if (stack.lifecycle !== 'active') continue
    if (old === undefined) changed.push({ after: stack })
    else if (isUnlike(old, stack)) changed.push({ before: old, after: stack })
    else if (old.lifecycle !== 'active') resumed.push({ before: old, after: stack })
  }
  return {
    changed: changed.sort(byId),
    resumed: resumed.sort(byId),
    lifted: lifted.sort(byId),
    removed: before.filter((stack) => !stays.has(stack.id)).sort((one, other) => byText(one.id, other.id)),
    leftOut: leftOut(was, after),
  }
}

function isLifted(old: DesiredStack, stack: DesiredStack): boolean {
  if (stack.lifecycle !== 'retiring' || old.protection.terminationProtection !== true) return false
  return stack.protection.terminationProtection === false
}

function byId(one: Affected, other: Affected): number {
  return byText(one.after.id, other.after.id)
}

/** Pipelines in which something would change if they were active, or that are not active any more. */
function leftOut(was: ReadonlyMap<string, DesiredStack>, after: readonly DesiredStack[]): readonly LeftOut[] {
  const idle = after.filter(({ lifecycle }) => lifecycle !== 'active')
  const pipelines = Map.groupBy(idle, ({ customer, pipeline }) => `${customer}/${pipeline}`)
  return [...pipelines]
    .sort(([one], [other]) => byText(one, other))
    .flatMap(([name, stacks]): LeftOut[] => {
      const waiting = stacks.filter((stack) => isUnlike(was.get(stack.id), unlifted(was.get(stack.id), stack)))
      const isNew = stacks.some(({ id, lifecycle }) => was.get(id)?.lifecycle !== lifecycle)
      const [{ lifecycle } = { lifecycle: 'active' as const }] = stacks
      if (lifecycle === 'active' || (waiting.length === 0 && !isNew)) return []
      const refs = waiting.map(stackRef).sort((one, other) => byText(one.id, other.id))
      return [{ pipeline: name, lifecycle, waiting: refs }]
    })
}

/** What is taken off it waits for nothing. */
function unlifted(old: DesiredStack | undefined, stack: DesiredStack): DesiredStack {
  return old !== undefined && isLifted(old, stack) ? { ...stack, protection: old.protection } : stack
}

function isUnlike(old: DesiredStack | undefined, stack: DesiredStack): boolean {
  return (
    old === undefined ||
    desiredDigest(old) !== desiredDigest(stack) ||
    (old.protection !== stack.protection && canonicalJson(old.protection) !== canonicalJson(stack.protection))
  )
}
