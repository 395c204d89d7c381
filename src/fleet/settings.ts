/**
 * Who said so of each setting of this pipeline, and what did that override?
 *
 * The layers once more (setting-values.ts), by path and with the line that
 * wrote each value: the comment a reviewer reads and `fleet explain` both show
 * it. Made for those pipelines that somebody asks about.
 */
import { isMap } from './layers.ts'
import {
  LAYERS,
  type Layer,
  type LayerValue,
  type Origin,
  type Range,
  type ResolvedPipeline,
  type ResolvedSetting,
  type SettingValue,
} from './model.ts'
import { startOf } from './places.ts'
import { remembered } from './remembered.ts'
import { withoutNulls } from './setting-values.ts'

/** By dotted path of each leaf (a scalar, a list or an empty map), sorted. */
export const settingsOf = remembered((resolved: ResolvedPipeline): ReadonlyMap<string, ResolvedSetting> => {
  const { pipeline, customer, ring, blueprint, defaults } = resolved
  const shared = sharedSettings(blueprint.layer)(defaults)(ring.layer)
  return settledOn(shared, [customer.layer, pipeline.layer], () => pipeline.placeOf('pipeline'))
})

/** The layers that thousands of pipelines have in common are laid over each other once. */
const sharedSettings = remembered((blueprint: Layer) =>
  remembered((defaults: Layer) =>
    remembered((ring: Layer): Settled => {
      // Each of these layers knows the place of all it says.
      return settled([blueprint, defaults, ring], () => startOf(''))
    }),
  ),
)

/** By dotted path of each leaf: a scalar, a list or an empty map. Weakest layer first. */
export function resolveSettings(layers: readonly Layer[], nowhere: Range): ReadonlyMap<string, ResolvedSetting> {
  return settled(layers, () => nowhere).settings
}

interface Settled {
  readonly merge: Merge
  /** Sorted by path. */
  readonly settings: ReadonlyMap<string, ResolvedSetting>
}

function settled(layers: readonly Layer[], nowhere: () => Range): Settled {
  const merge: Merge = { leaves: bookOver(), said: bookOver(), lost: bookOver(), touched: new Set(), nowhere }
  for (const layer of layers) mergeMap(merge, layer, { values: layer.values, parts: [] })
  const paths = merge.leaves.keys().toSorted()
  return { merge, settings: new Map(paths.map((path) => [path, settingAt(merge, path)])) }
}

/** Stronger layers over what is settled: only what they speak of is settled anew. */
function settledOn(
  { merge: below, settings }: Settled,
  layers: readonly Layer[],
  nowhere: () => Range,
): ReadonlyMap<string, ResolvedSetting> {
  const merge: Merge = {
    leaves: bookOver(below.leaves),
    said: bookOver(below.said),
    lost: bookOver(below.lost),
    touched: new Set(),
    nowhere,
  }
  for (const layer of layers) mergeMap(merge, layer, { values: layer.values, parts: [] })
  const result = new Map(settings)
  let isNew = false
  for (const path of merge.touched) {
    if (!merge.leaves.has(path)) {
      result.delete(path)
    } else {
      isNew ||= !settings.has(path)
      result.set(path, settingAt(merge, path))
    }
  }
  return isNew ? new Map([...result].sort(([one], [other]) => (one < other ? -1 : 1))) : result
}

function settingAt(merge: Merge, path: string): ResolvedSetting {
  const leaf = merge.leaves.get(path)
  if (leaf === undefined) throw new RangeError(`no layer settles ${path}`)
  return { value: leaf.value, origin: leaf.origin, overrode: overrodeAt(merge, path) }
}

interface Said {
  readonly value: LayerValue
  readonly origin: Origin
}

/** What is written by path, over another book that stays as it is: thousands of pipelines write a few lines each over one. */
interface Book<Value> {
  get(path: string): Value | undefined
  has(path: string): boolean
  set(path: string, value: Value): void
  delete(path: string): boolean
  keys(): readonly string[]
}

function bookOver<Value>(below?: Book<Value>): Book<Value> {
  const own = new Map<string, Value>()
  const gone = new Set<string>()
  const isBelow = (path: string): boolean => below?.has(path) === true && !gone.has(path)
  return {
    get: (path) => own.get(path) ?? (gone.has(path) ? undefined : below?.get(path)),
    has: (path) => own.has(path) || isBelow(path),
    set(path, value) {
      own.set(path, value)
    },
    delete(path) {
      const was = isBelow(path)
      if (was) gone.add(path)
      return own.delete(path) || was
    },
    keys: () => [...(below?.keys() ?? []).filter((path) => !own.has(path) && !gone.has(path)), ...own.keys()],
  }
}

interface Merge {
  readonly leaves: Book<{ readonly value: SettingValue; readonly origin: Origin }>
  /** All that was ever said of a path itself, removals too; of a leaf, the last entry is the current word. */
  readonly said: Book<readonly Said[]>
  /** Leaves of a map that a scalar, a list or a removal took the place of, by the path of that map. */
  readonly lost: Book<readonly Said[]>
  /** Every path that a layer spoke of, and every leaf that went. */
  readonly touched: Set<string>
  readonly nowhere: () => Range
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
      if (merge.leaves.delete(path)) merge.touched.add(path)
      mergeMap(merge, layer, { values: value, parts })
    } else {
      say(merge, path, { value, origin: originOf(merge, layer, path) })
    }
  }
}

/** Of most values nobody asks who wrote them. */
function originOf({ nowhere }: Merge, layer: Layer, path: string): Origin {
  return {
    layer: layer.name,
    get at() {
      return layer.positions().get(path) ?? nowhere()
    },
  }
}

function say(merge: Merge, path: string, said: Said): void {
  const { value } = said
  // Nothing stands below a leaf; of what nobody has set yet there may be leaves below.
  const below = merge.leaves.has(path)
    ? []
    : merge.leaves
        .keys()
        .filter((each) => each.startsWith(`${path}.`))
        .sort()
  // An empty map adds nothing to a map that is there: maps merge.
  if (isMap(value) && below.length > 0) return
  for (const each of below) {
    const lost = merge.leaves.get(each)
    if (lost) remember(merge.lost, path, lost)
    merge.leaves.delete(each)
    merge.touched.add(each)
  }
  merge.touched.add(path)
  remember(merge.said, path, said)
  const kept = value === null ? undefined : withoutNulls(value)
  if (kept === undefined) merge.leaves.delete(path)
  else merge.leaves.set(path, { value: kept, origin: said.origin })
}

function remember(book: Book<readonly Said[]>, path: string, said: Said): void {
  // A list of its own: the one that is there may belong to the layers below, which others share.
  book.set(path, [...(book.get(path) ?? []), said])
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
