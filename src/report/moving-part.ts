/**
 * Where in a value that is known after apply does what moves stand?
 *
 * A policy or a start script is long, and is written as before: all that a
 * reviewer can learn of it is which reference in it comes to mean something
 * else. Found by what feeds the stack and by what changes in it, as the plan
 * found the value itself.
 */
import type { ChangeClass, Transition } from '../plan/model.ts'
import { isReached } from '../plan/moving.ts'
import { PLACEHOLDER, referencesIn } from '../plan/references.ts'

/** Undefined where it is not written out. */
export type MovingPart = (value: string) => number | undefined

/** `members`: the plan's transitions, by the id of their stack. */
export function movingPart(
  { changes, stacks }: Pick<ChangeClass, 'changes' | 'stacks'>,
  members: ReadonlyMap<string, Pick<Transition, 'fedBy'>>,
): MovingPart {
  const moving = { names: new Set<string>(), changes: new Map(changes.map((change) => [change.logicalId, change])) }
  // By what a stack is fed is no part of its class.
  const fed = stacks.flatMap(({ id }) => members.get(id)?.fedBy ?? [])
  const outputs = new Set(fed.map(({ stack, output }) => `stacks.${stack}.outputs.${output}`))
  return (value) => {
    for (const { 0: placeholder, 1: name = '', index } of value.matchAll(PLACEHOLDER)) {
      if (outputs.has(name) || isReached(referencesIn({ 'Fn::Sub': placeholder }, {}), moving)) return index
    }
    return undefined
  }
}
