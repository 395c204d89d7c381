/**
 * Does this change alter the rules that rollouts run under?
 *
 * It moves no stack and yet loosens what guards the next one, so it stands in
 * the plan and in its digest like any other change, value by value. So does
 * what is new: it loosens nothing, and yet one line of it holds a fleet. A new
 * customer rules nobody else. What the base has changes by itself, without a
 * stack (`rules-apart.ts`).
 */

import type { Customer, Fleet, Ring } from '../fleet/model.ts'
import { byText } from '../lib/sorted.ts'
import { type AccessRules, accessChange } from './access-change.ts'

type Rules = Pick<Fleet, 'rings' | 'customers'> & AccessRules

/** Sorted; names in it come from the repository and are untrusted text. */
export function rulesChange(base: Rules, head: Rules): readonly string[] {
  return [
    ...accessChange(base, head),
    ...ringOrder(base.rings, head.rings),
    ...base.rings.flatMap((ring) => ringChange(ring, named(head.rings, ring.name))),
    ...newRings(base.rings, head.rings),
    ...customersMoved(base.customers, head.customers),
  ].sort(byText)
}

interface Fact {
  readonly what: string
  readonly of: (ring: Ring) => string | number
  readonly unit?: string
}

const FACTS: readonly Fact[] = [
  { what: 'waves', of: ({ waves }) => waves.join(', '), unit: ' %' },
  { what: 'soak', of: ({ soakMinutes }) => soakMinutes, unit: ' min' },
  { what: 'stacks at the same time', of: ({ concurrency }) => concurrency },
  { what: 'failures that a wave survives', of: ({ failureBudget }) => failureBudget },
  { what: 'unreachable accounts that a wave survives', of: ({ unreachablePercent }) => unreachablePercent, unit: ' %' },
  { what: 'policy', of: ({ policy }) => policy ?? '(the default)' },
]

function ringChange(was: Ring, is: Ring | undefined): readonly string[] {
  const ring = `ring ${was.name}`
  if (is === undefined) return [`${ring} is removed`]
  return FACTS.flatMap(({ what, of, unit }) => changed(`${ring}: ${what}`, of(was), of(is), unit))
}

/** Whole: who later moves a customer there names the ring alone. With its place: the rings behind it wait for it. */
function newRings(was: readonly Ring[], is: readonly Ring[]): readonly string[] {
  return is.flatMap((ring, index) => {
    if (named(was, ring.name) !== undefined) return []
    const before = is[index - 1]
    const place = before === undefined ? 'the first' : `after ${before.name}`
    const facts = FACTS.map(({ what, of, unit = '' }) => `${what} ${of(ring)}${unit}`)
    return [`ring ${ring.name} is new, ${place}: ${facts.join(', ')}`]
  })
}

/** Of the rings that both have. */
function ringOrder(was: readonly Ring[], is: readonly Ring[]): readonly string[] {
  const namesIn = (rings: readonly Ring[], others: readonly Ring[]): string =>
    rings
      .filter(({ name }) => named(others, name) !== undefined)
      .map(({ name }) => name)
      .join(', ')
  return changed('order of rings:', namesIn(was, is), namesIn(is, was))
}

/** One line for each way from ring to ring, however many go it. */
function customersMoved(was: readonly Customer[], is: readonly Customer[]): readonly string[] {
  const later = new Map(is.map((customer) => [customer.name, customer.ring]))
  const ways = Map.groupBy(was, ({ name, ring }) => changed('ring', ring, later.get(name) ?? ring).join(''))
  return [...ways].flatMap(([way, customers]) =>
    way === '' ? [] : [`${customers.map(({ name }) => name).join(', ')}: ${way}`],
  )
}

function changed(what: string, was: string | number, is: string | number, unit = ''): readonly string[] {
  return was === is ? [] : [`${what} ${was} → ${is}${unit}`]
}

function named(rings: readonly Ring[], name: string): Ring | undefined {
  return rings.find((ring) => ring.name === name)
}
