/**
 * Does this change alter the rules that rollouts run under?
 *
 * It moves no stack and yet loosens what guards the next one, so it stands in
 * the plan and in its digest like any other change, value by value. Only what
 * the base has: a new ring or customer loosens nothing. Such a change comes by
 * itself, without a stack (`rules-apart.ts`).
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
    ...customersMoved(base.customers, head.customers),
  ].sort(byText)
}

function ringChange(was: Ring, is: Ring | undefined): readonly string[] {
  const ring = `ring ${was.name}`
  if (is === undefined) return [`${ring} is removed`]
  return [
    ...changed(`${ring}: waves`, was.waves.join(', '), is.waves.join(', '), ' %'),
    ...changed(`${ring}: soak`, was.soakMinutes, is.soakMinutes, ' min'),
    ...changed(`${ring}: stacks at the same time`, was.concurrency, is.concurrency),
    ...changed(`${ring}: failures that a wave survives`, was.failureBudget, is.failureBudget),
    ...changed(
      `${ring}: unreachable accounts that a wave survives`,
      was.unreachablePercent,
      is.unreachablePercent,
      ' %',
    ),
    ...changed(`${ring}: policy`, was.policy ?? '(the default)', is.policy ?? '(the default)'),
  ]
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
