/**
 * What is this pipeline made of?
 *
 * Its own file, its customer's, fleet.yml, the blueprint's folder, the release
 * set and its releases: nothing else decides what is rendered for it and what
 * its own rules say. One object stands for all of them and is the same object
 * while they are, so that "has anything changed?" is one comparison.
 */
import { called, stretch } from '../lib/sorted.ts'
import type { Release, ReleaseSet } from './catalog.ts'
import type { Account, Blueprint, Customer, Fleet, Pipeline, Ring } from './model.ts'
import { byCustomerAndName, versioned } from './normalise.ts'
import { remembered, rememberedParts } from './remembered.ts'

/** What many pipelines share: the same for all that run one release set of one blueprint. */
export interface Ground {
  readonly blueprint: Blueprint
  readonly releaseSet: ReleaseSet
  readonly releases: { readonly [component: string]: Release }
}

export interface Made {
  readonly pipeline: Pipeline
  readonly customer: Customer
  readonly account: Account
  readonly ring: Ring
  readonly ground: Ground
}

/** Undefined while the pipeline names an account, ring, blueprint, release set or release that is not there. */
export function madeOf(fleet: Fleet, pipeline: Pipeline): Made | undefined {
  const index = indexOf(fleet)
  // Asked for by every rule that goes over all pipelines.
  const known = index.made.get(pipeline)
  if (known !== undefined) return known
  const made = madeNow(fleet, pipeline, index)
  if (made !== undefined) index.made.set(pipeline, made)
  return made
}

function madeNow(fleet: Fleet, pipeline: Pipeline, { groundOf }: Index): Made | undefined {
  const customer = customerOf(fleet, pipeline.customer)
  const ground = customer && groundOf(pipeline)
  // All of fleet.yml is made anew as one: its rings stand for it.
  return ground && theMade(pipeline, [customer, ground, fleet.rings])
}

type Parts = readonly [customer: Customer, ground: Ground, rings: Fleet['rings']]

const theMade = rememberedParts((pipeline: Pipeline, [customer, ground, rings]: Parts): Made | undefined => {
  const account = customer.accounts.find(({ name }) => name === pipeline.account)
  const ring = rings.find(({ name }) => name === customer.ring)
  return account && ring && { pipeline, customer, account, ring, ground }
})

/** A pipeline by its customer and its name. A fleet is sorted by both: an index would cost more than a change. */
export function pipelineOf(fleet: Fleet, customer: string, name: string): Pipeline | undefined {
  const wanted = { customer, name }
  const place = (pipeline: Pipeline): number => byCustomerAndName(pipeline, wanted)
  return stretch(
    fleet.pipelines,
    (pipeline) => place(pipeline) < 0,
    (pipeline) => place(pipeline) === 0,
  ).at(-1)
}

function customerOf(fleet: Fleet, name: string): Customer | undefined {
  return called(fleet.customers, name, (customer) => customer.name).at(-1)
}

interface Index {
  readonly made: Map<Pipeline, Made>
  readonly groundOf: (pipeline: Pipeline) => Ground | undefined
}

/** Thousands of pipelines stand on a handful of grounds. */
const indexOf = remembered((fleet: Fleet): Index => {
  // Name, version and set one after the other: a key of all three would be made six thousand times.
  const grounds = new Map<string, Map<string, Map<string, Ground | undefined>>>()
  return {
    made: new Map(),
    groundOf: ({ blueprint: { name, version }, releaseSet }) => {
      const sets = inside(inside(grounds, name), version)
      if (!sets.has(releaseSet)) sets.set(releaseSet, groundIn(fleet, versioned(name, version), releaseSet))
      return sets.get(releaseSet)
    },
  }
})

function inside<Inner>(outer: Map<string, Map<string, Inner>>, key: string): Map<string, Inner> {
  const known = outer.get(key) ?? new Map<string, Inner>()
  outer.set(key, known)
  return known
}

function groundIn(fleet: Fleet, blueprintName: string, setName: string): Ground | undefined {
  const blueprint = fleet.blueprints.get(blueprintName)
  const releaseSet = fleet.releaseSets.get(setName)
  if (blueprint === undefined || releaseSet === undefined) return undefined
  const releases: Record<string, Release> = {}
  for (const [component, version] of Object.entries(releaseSet.releases)) {
    const release = fleet.releases.get(versioned(component, version))
    if (release === undefined) return undefined
    releases[component] = release
  }
  return groundsOf(blueprint)(releaseSet, Object.values(releases))
}

/** The same object for the same parts, whichever fleet they stand in. A blueprint may run with any number of sets. */
const groundsOf = remembered((blueprint: Blueprint) =>
  rememberedParts(
    (releaseSet: ReleaseSet, releases: readonly Release[]): Ground => ({
      blueprint,
      releaseSet,
      releases: Object.fromEntries(releases.map((release) => [release.component, release])),
    }),
  ),
)
