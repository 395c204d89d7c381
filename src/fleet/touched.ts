/**
 * Which customers does the difference between two fleets concern?
 *
 * Nearly every change is about a few of thousands. Where nothing that all of
 * them share is another, whatever is asked of a change is asked of these: their
 * files, their pipelines, their stacks.
 */
import { called, unlike } from '../lib/sorted.ts'
import type { Customer, Fleet, Pipeline } from './model.ts'
import { byCustomerAndName, byName } from './normalise.ts'
import { rememberedPair } from './remembered.ts'

/** Names of customers. Undefined where it may be any: something that they share has changed. */
export const touchedCustomers = rememberedPair((before: Fleet, after: Fleet): ReadonlySet<string> | undefined => {
  if (!isGroundShared(before, after)) return undefined
  const customers = unlike(before.customers, after.customers, byName)
  const pipelines = unlike(before.pipelines, after.pipelines, byCustomerAndName)
  return new Set([
    ...[...customers.gone, ...customers.come].map(({ name }) => name),
    ...[...pipelines.gone, ...pipelines.come].map(({ customer }) => customer),
  ])
})

/** The pipelines of these customers; of all where none are named. In their order. */
export function pipelinesTouched(fleet: Fleet, names: ReadonlySet<string> | undefined): readonly Pipeline[] {
  return names === undefined ? fleet.pipelines : calledAs(names, fleet.pipelines, ({ customer }) => customer)
}

/** Likewise. */
export function customersTouched(fleet: Fleet, names: ReadonlySet<string> | undefined): readonly Customer[] {
  return names === undefined ? fleet.customers : calledAs(names, fleet.customers, ({ name }) => name)
}

function calledAs<Value>(
  names: ReadonlySet<string>,
  values: readonly Value[],
  nameOf: (value: Value) => string,
): readonly Value[] {
  return [...names].sort().flatMap((name) => called(values, name, nameOf))
}

/** What a pipeline is made of beside its own and its customer's file (made.ts). The rings stand for fleet.yml. */
function isGroundShared(before: Fleet, after: Fleet): boolean {
  return (
    before.rings === after.rings &&
    isSame(before.blueprints, after.blueprints) &&
    isSame(before.releases, after.releases) &&
    isSame(before.releaseSets, after.releaseSets)
  )
}

function isSame(one: ReadonlyMap<string, unknown>, other: ReadonlyMap<string, unknown>): boolean {
  return one === other || (one.size === other.size && [...one].every(([key, value]) => other.get(key) === value))
}
