/**
 * Which value does each setting of this pipeline have, and who said so?
 *
 * Layers from the weakest to the strongest: maps merge, lists replace, null
 * removes. Every value remembers the line that wrote it and what it overrode:
 * the comment a reviewer reads and `fleet explain` both show it.
 */
import { FleetwrightError } from '../lib/errors.ts'
import type { Release } from './catalog.ts'
import { isMap } from './layers.ts'
import {
  type Customer,
  type Fleet,
  LAYERS,
  type Layer,
  type LayerValue,
  type Origin,
  type Pipeline,
  type Range,
  type ResolvedPipeline,
  type ResolvedSetting,
  type SettingValue,
} from './model.ts'
import { versioned } from './normalise.ts'

/** Throws for a pipeline that names what the fleet does not have: a fleet without problems has none. */
export function resolvePipeline(fleet: Fleet, pipeline: Pipeline): ResolvedPipeline {
  const resolved = tryResolve(fleet, pipeline)
  if (resolved !== undefined) return resolved
  throw new FleetwrightError(`resolving ${pipeline.customer}/${pipeline.name}, which names what the fleet lacks`, {
    code: 'unresolvable-pipeline',
    nextMove: 'operator',
    retryable: false,
    hint: 'validate the fleet before resolving it',
  })
}

/** Undefined while the pipeline names an account, ring, blueprint, release set or release that is not there. */
export function tryResolve(fleet: Fleet, pipeline: Pipeline): ResolvedPipeline | undefined {
  const customer = customersOf(fleet).get(pipeline.customer)
  const account = customer?.accounts.find(({ name }) => name === pipeline.account)
  const ring = fleet.rings.find(({ name }) => name === customer?.ring)
  const blueprint = fleet.blueprints.get(versioned(pipeline.blueprint.name, pipeline.blueprint.version))
  const releaseSet = fleet.releaseSets.get(pipeline.releaseSet)
  if (!customer || !account || !ring || !blueprint || !releaseSet) return undefined
  const releases: Record<string, Release> = {}
  for (const [component, version] of Object.entries(releaseSet.releases)) {
    const release = fleet.releases.get(versioned(component, version))
    if (release === undefined) return undefined
    releases[component] = release
  }
  const layers = [blueprint.layer, fleet.defaults, ring.layer, customer.layer, pipeline.layer]
  const settings = resolveSettings(layers, pipeline.at)
  return { pipeline, customer, account, ring, blueprint, releaseSet, releases, settings }
}

const indexes = new WeakMap<Fleet, ReadonlyMap<string, Customer>>()

/** Every pipeline looks its customer up: with thousands of both, a search each would be the slowest part of it all. */
function customersOf(fleet: Fleet): ReadonlyMap<string, Customer> {
  const known = indexes.get(fleet)
  if (known !== undefined) return known
  const index = new Map(fleet.customers.map((customer) => [customer.name, customer]))
  indexes.set(fleet, index)
  return index
}

/** By dotted path of each leaf: a scalar, a list or an empty map. Weakest layer first. */
export function resolveSettings(layers: readonly Layer[], nowhere: Range): ReadonlyMap<string, ResolvedSetting> {
  const merge: Merge = { leaves: new Map(), said: new Map(), lost: new Map(), nowhere }
  for (const layer of layers) mergeMap(merge, layer, { values: layer.values, parts: [] })
  const sorted = [...merge.leaves].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return new Map(
    sorted.map(([path, { value, origin }]) => [path, { value, origin, overrode: overrodeAt(merge, path) }]),
  )
}

/** Leaves → the nested value that a settings schema judges. */
export function nested(settings: ReadonlyMap<string, ResolvedSetting>): { readonly [key: string]: unknown } {
  const root: Record<string, unknown> = {}
  for (const [path, { value }] of settings) {
    const parts = path.split('.')
    let map = root
    for (const part of parts.slice(0, -1)) {
      // `constructor` is a name like any other: only what we wrote ourselves is there.
      const inner = Object.hasOwn(map, part) ? map[part] : {}
      map[part] = inner
      map = inner as Record<string, unknown>
    }
    map[parts.at(-1) ?? ''] = value
  }
  return root
}

interface Said {
  readonly value: LayerValue
  readonly origin: Origin
}

interface Merge {
  readonly leaves: Map<string, { readonly value: SettingValue; readonly origin: Origin }>
  /** All that was ever said of a path itself, removals too; of a leaf, the last entry is the current word. */
  readonly said: Map<string, Said[]>
  /** Leaves of a map that a scalar, a list or a removal took the place of, by the path of that map. */
  readonly lost: Map<string, Said[]>
  readonly nowhere: Range
}

interface Branch {
  readonly values: { readonly [key: string]: LayerValue }
  readonly parts: readonly string[]
}

function mergeMap(merge: Merge, layer: Layer, branch: Branch): void {
  for (const [key, value] of Object.entries(branch.values)) {
    const parts = [...branch.parts, key]
    const path = parts.join('.')
    if (isMap(value) && Object.keys(value).length > 0) {
      // A map takes the place of a scalar or list that a weaker layer wrote here.
      merge.leaves.delete(path)
      mergeMap(merge, layer, { values: value, parts })
    } else {
      say(merge, path, { value, origin: { layer: layer.name, at: layer.positions.get(path) ?? merge.nowhere } })
    }
  }
}

function say(merge: Merge, path: string, said: Said): void {
  const { value } = said
  const below = [...merge.leaves.keys()].filter((each) => each.startsWith(`${path}.`))
  // An empty map adds nothing to a map that is there: maps merge.
  if (isMap(value) && below.length > 0) return
  for (const each of below) {
    const lost = merge.leaves.get(each)
    if (lost) remember(merge.lost, path, lost)
    merge.leaves.delete(each)
  }
  remember(merge.said, path, said)
  const kept = value === null ? undefined : withoutNulls(value)
  if (kept === undefined) merge.leaves.delete(path)
  else merge.leaves.set(path, { value: kept, origin: said.origin })
}

function remember(book: Map<string, Said[]>, path: string, said: Said): void {
  const known = book.get(path) ?? []
  known.push(said)
  book.set(path, known)
}

function overrodeAt(merge: Merge, path: string): readonly Said[] {
  const own = merge.said.get(path)?.slice(0, -1) ?? []
  // A removal of the whole map above, or a scalar in its place, was a word about this path too.
  const parts = path.split('.')
  const above = parts.slice(0, -1).flatMap((_, index) => merge.said.get(parts.slice(0, index + 1).join('.')) ?? [])
  return [...own, ...above, ...(merge.lost.get(path) ?? [])].sort(
    (a, b) => LAYERS.indexOf(a.origin.layer) - LAYERS.indexOf(b.origin.layer),
  )
}

/** Null has a meaning in a layer only; inside a list it stands for nothing. */
function withoutNulls(value: Exclude<LayerValue, null>): SettingValue {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map((item) => withoutNulls(item))
  if (!isMap(value)) return value as string | number | boolean
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (inner === null ? [] : [[key, withoutNulls(inner)]])),
  )
}
