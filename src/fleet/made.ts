/**
 * What is this pipeline made of?
 *
 * Its own file, its customer's, fleet.yml, the blueprint's folder, the release
 * set and its releases: nothing else decides what is rendered for it and what
 * its own rules say. One object stands for all of them and is the same object
 * while they are, so that "has anything changed?" is one comparison.
 */
import type { Release, ReleaseSet } from './catalog.ts'
import type { Account, Blueprint, Customer, Fleet, Pipeline, Ring } from './model.ts'
import { versioned } from './normalise.ts'
import { remembered, rememberedPair } from './remembered.ts'

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
  const made = newestOf(fleet, pipeline, index)
  if (made !== undefined) index.made.set(pipeline, made)
  return made
}

function newestOf(fleet: Fleet, pipeline: Pipeline, { customers, groundOf }: Index): Made | undefined {
  const customer = customers.get(pipeline.customer)
  if (customer === undefined) return undefined
  const ground = groundOf(pipeline)
  if (ground === undefined) return undefined
  const known = kept.get(pipeline)
  // All of fleet.yml is made anew as one: its rings stand for it.
  if (known !== undefined && known.customer === customer && known.ground === ground && known.rings === fleet.rings) {
    return known.made
  }
  const account = customer.accounts.find(({ name }) => name === pipeline.account)
  const ring = fleet.rings.find(({ name }) => name === customer.ring)
  if (account === undefined || ring === undefined) return undefined
  const made = { pipeline, customer, account, ring, ground }
  kept.set(pipeline, { customer, ground, rings: fleet.rings, made })
  return made
}

interface Kept extends Pick<Made, 'customer' | 'ground'> {
  readonly rings: Fleet['rings']
  readonly made: Made
}

/** The newest of each: a base and its head are made of the same things nearly everywhere. */
const kept = new WeakMap<Pipeline, Kept>()

/** A pipeline by its customer and its name. */
export function pipelineOf(fleet: Fleet, customer: string, name: string): Pipeline | undefined {
  return pipelinesOf(fleet).get(customer)?.get(name)
}

const pipelinesOf = remembered((fleet: Fleet): ReadonlyMap<string, ReadonlyMap<string, Pipeline>> => {
  const pipelines = new Map<string, Map<string, Pipeline>>()
  for (const pipeline of fleet.pipelines) inside(pipelines, pipeline.customer).set(pipeline.name, pipeline)
  return pipelines
})

interface Index {
  readonly made: Map<Pipeline, Made>
  readonly customers: ReadonlyMap<string, Customer>
  readonly groundOf: (pipeline: Pipeline) => Ground | undefined
}

/** Every pipeline looks its parts up: with thousands of both, a search each would be the slowest part of it all. */
const indexOf = remembered((fleet: Fleet): Index => {
  // Name, version and set one after the other: a key of all three would be made six thousand times.
  const grounds = new Map<string, Map<string, Map<string, Ground | undefined>>>()
  return {
    made: new Map(),
    customers: new Map(fleet.customers.map((customer) => [customer.name, customer])),
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
  return theGround(blueprint, { releaseSet, releases })
}

const groundsOf = rememberedPair((_blueprint: Blueprint, _releaseSet: ReleaseSet): Ground[] => [])
/** A release that is edited in place, back and forth, is seen in a handful of versions. */
const MOST_GROUNDS = 8

/** The same object for the same parts, whichever fleet they stand in. */
function theGround(blueprint: Blueprint, { releaseSet, releases }: Omit<Ground, 'blueprint'>): Ground {
  const known = groundsOf(blueprint, releaseSet)
  const same = known.find((each) => Object.keys(releases).every((name) => each.releases[name] === releases[name]))
  if (same !== undefined) return same
  const ground = { blueprint, releaseSet, releases }
  known.push(ground)
  if (known.length > MOST_GROUNDS) known.shift()
  return ground
}
