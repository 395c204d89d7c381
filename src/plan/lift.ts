/**
 * What is done to a stack whose pipeline retires?
 *
 * Its termination protection is taken off, so that its owner can delete it, and
 * nothing else: whatever the change makes of its template or parameters waits
 * for ever, so the way it goes is one from where the base wants it to there.
 */
import { short } from '../lib/digest.ts'
import { desiredDigest } from '../render/desired.ts'
import type { DesiredStack } from '../render/model.ts'
import type { Affected } from './affected.ts'
import { transitionOf } from './assemble.ts'
import type { Transition } from './model.ts'
import { due, type Had, protectionChanges } from './protection.ts'

/** What is looked after of such a stack. */
export const LIFTED = { terminationProtection: false } as const

/** Undefined where there is nothing to take off. */
export function liftOf({ before, after }: Affected, had: Had): Transition | undefined {
  const protections = due(protectionChanges({ wanted: LIFTED, had }))
  if (before === undefined || protections.length === 0) return undefined
  const transition = transitionOf({
    stack: asItWas(before, after),
    from: short(desiredDigest(before)),
    exactness: 'exact',
    changes: [],
    fedBy: [],
    parameters: [],
    protections,
  })
  return { ...transition, lifts: true }
}

/** In the ring that the change moves it to, if any. */
function asItWas(before: DesiredStack, { ring, order }: DesiredStack): DesiredStack {
  return { ...before, ring, order }
}
