/**
 * Which lines made a stack another where no parameter did?
 *
 * A pipeline that moves to another version of its blueprint did so on one
 * line; where the version is the same, its blueprint was edited. A stack that is
 * only fed has no line of its own: those of what feeds it have moved it.
 * Printed, and never part of a digest.
 */
import type { Origin } from '../fleet/model.ts'
import { canonicalJson } from '../lib/digest.ts'
import type { Decided, DesiredStack } from '../render/model.ts'
import type { Transition } from './model.ts'

/** Base → head; none where parameters say it all. `fed`: the lines that change what feeds it. */
export function causesBeside(
  before: DesiredStack | undefined,
  after: DesiredStack,
  fed: readonly Origin[] = [],
): Pick<Transition, 'causes'> {
  // Of a new stack every parameter says its line.
  if (before === undefined) return {}
  const causes = [...decidedOf(before, after).map(after.placeOf), ...fed]
  return causes.length === 0 ? {} : { causes }
}

function decidedOf(before: DesiredStack, after: DesiredStack): readonly Decided[] {
  // Whoever a stack is left to has to be able to delete it: that takes its protection off.
  const isLeft = before.lifecycle !== after.lifecycle && !isSame(before.protection, after.protection)
  const isDeclaredAlike = isSame(
    declared(before),
    declared(isLeft ? { ...after, protection: before.protection } : after),
  )
  const edited: readonly Decided[] = [
    ...(before.template === after.template ? [] : ['template' as const]),
    ...(isDeclaredAlike ? [] : ['declaration' as const]),
  ]
  const isMoved = before.blueprint !== after.blueprint || before.blueprintVersion !== after.blueprintVersion
  return [
    ...(edited.length > 0 && isMoved ? ['blueprint' as const] : edited),
    ...(isLeft ? ['lifecycle' as const] : []),
    ...(before.serviceRoleArn === after.serviceRoleArn ? [] : ['roles' as const]),
  ]
}

/** Beside its template. */
function declared({ capabilities, rollback, protection }: DesiredStack): unknown {
  return { capabilities, rollback, protection }
}

function isSame(one: unknown, other: unknown): boolean {
  return canonicalJson(one) === canonicalJson(other)
}
