/**
 * Under which rules does a merge travel?
 *
 * Those of the merge's first parent: a pull request cannot choose the rules of
 * its own rollout. Where the merge itself is stricter, the stricter holds.
 */
import type { Fleet } from '../fleet/model.ts'
import type { RingRules } from './model.ts'

/** A commit that does not validate has no rings of its own, and no stack to move. */
export function rulesOfMerge(
  base: Pick<Fleet, 'rings'> | undefined,
  head: Pick<Fleet, 'rings'> | undefined,
): readonly RingRules[] {
  const own = head === undefined ? [] : rulesOf(head)
  return base === undefined ? own : strictest(rulesOf(base), own)
}

/** In the base's order of trust; rings that only the head knows come last, when all others have proven the change. */
export function strictest(base: readonly RingRules[], head: readonly RingRules[]): readonly RingRules[] {
  const later = new Map(head.map((ring) => [ring.name, ring]))
  const known = base.map((ring) => {
    const other = later.get(ring.name)
    return other === undefined ? ring : stricter(ring, other)
  })
  const names = new Set(base.map((ring) => ring.name))
  return [...known, ...head.filter((ring) => !names.has(ring.name))]
}

function rulesOf(fleet: Pick<Fleet, 'rings'>): readonly RingRules[] {
  return fleet.rings.map(({ name, waves, soakMinutes, concurrency, failureBudget, unreachablePercent }) => ({
    name,
    waves,
    soakMinutes,
    concurrency,
    failureBudget,
    unreachablePercent,
  }))
}

function stricter(a: RingRules, b: RingRules): RingRules {
  return {
    name: a.name,
    // Every stop that either asks for: steps only get smaller.
    waves: [...new Set([...a.waves, ...b.waves])].sort((x, y) => x - y),
    soakMinutes: Math.max(a.soakMinutes, b.soakMinutes),
    concurrency: Math.min(a.concurrency, b.concurrency),
    failureBudget: Math.min(a.failureBudget, b.failureBudget),
    unreachablePercent: Math.min(a.unreachablePercent, b.unreachablePercent),
  }
}

/**
 * A customer that the base knows stays in the ring it has there, or goes into a later one: no change may put itself
 * first in line. A ring that only the head knows is the last.
 */
export function inRingsOf<Stack extends { readonly customer: string; readonly ring: string }>(
  base: Pick<Fleet, 'rings' | 'customers'>,
  stacks: readonly Stack[],
): readonly Stack[] {
  const places = new Map(base.rings.map((ring, place) => [ring.name, place]))
  const known = new Map(base.customers.map((customer) => [customer.name, customer.ring]))
  const placeOf = (ring: string): number => places.get(ring) ?? places.size
  return stacks.map((stack) => {
    const ring = known.get(stack.customer)
    return ring === undefined || placeOf(stack.ring) >= placeOf(ring) ? stack : { ...stack, ring }
  })
}
