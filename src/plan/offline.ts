/**
 * What would the plan be, as far as the two trees alone can say?
 *
 * For the command line before anyone opens a pull request: no account is
 * asked, so each stack is taken to be where the base wants it, and every
 * change is read from templates. The bot's plan has the last word.
 */
import { short } from '../lib/digest.ts'
import { desiredDigest } from '../render/desired.ts'
import type { DesiredStack } from '../render/model.ts'
import { affected } from './affected.ts'
import { assemblePlan, transitionOf } from './assemble.ts'
import { createChanges } from './create.ts'
import { type Fed, type Feed, fedOf, feedOf } from './fed.ts'
import { liftOf } from './lift.ts'
import { stackRef } from './live.ts'
import type { Plan, Transition } from './model.ts'
import { affectedParameters } from './parameters.ts'
import { NEW, protectionChanges, withSet } from './protection.ts'
import { templateChanges } from './template-diff.ts'

/** `rules`: what changes in the rules of rollouts, by `rulesChange`. */
export function planOffline(
  before: readonly DesiredStack[],
  after: readonly DesiredStack[],
  rules: readonly string[] = [],
): Plan {
  // What is active again is looked at in AWS; the trees alone know nothing of what it missed.
  const { changed, removed, lifted } = affected(before, after)
  const differing = new Set(changed.map((each) => each.after.id))
  const bases = new Map(before.map((stack) => [stack.id, stack]))
  const active = after.filter(({ lifecycle }) => lifecycle === 'active')
  const pipelines = Map.groupBy(active, (stack) => `${stack.customer}/${stack.pipeline}`)
  const transitions = [...pipelines.values()].flatMap((stacks) => {
    const feeds = new Map<string, Feed>()
    return [...stacks]
      .sort((one, other) => one.order - other.order)
      .flatMap((stack) => {
        const fed = fedOf(stack, feeds)
        if (!differing.has(stack.id) && fed.fedBy.length === 0) return []
        const base = bases.get(stack.id)
        const transition = transitionBetween(base, stack, fed)
        feeds.set(stack.key, feedOf(stack, transition, base))
        return [transition]
      })
  })
  const lifts = lifted.flatMap((each) => liftOf(each, each.before?.protection ?? NEW) ?? [])
  return assemblePlan({ transitions: [...transitions, ...lifts], unplanned: [], rules, leaving: removed.map(stackRef) })
}

function transitionBetween(
  base: DesiredStack | undefined,
  stack: DesiredStack,
  { fedBy, causes: fedCauses }: Fed,
): Transition {
  const fed = fedBy.map((each) => each.parameter)
  return transitionOf({
    stack,
    base,
    from: base === undefined ? 'absent' : short(desiredDigest(base)),
    exactness: base !== undefined && fed.length > 0 ? 'bounded' : 'template',
    changes: base === undefined ? createChanges(stack) : templateChanges(base, stack, fed),
    fedBy,
    fedCauses,
    parameters: affectedParameters(base, stack),
    protections: [...withSet(base, stack), ...protectionChanges({ wanted: stack.protection, ...beforeOf(base) })],
  })
}

/** Nobody is asked, so what the base says of it is taken to be so. */
function beforeOf(base: DesiredStack | undefined): Pick<Parameters<typeof protectionChanges>[0], 'had' | 'base'> {
  return base === undefined ? { had: NEW } : { had: base.protection, base: base.protection }
}
