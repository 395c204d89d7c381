/**
 * Why is this pipeline what it is?
 *
 * The resolved pipeline as a value for people: its facts, and every setting
 * with all that was ever said of it. That a layer removed a setting, or that
 * nothing sets it, is an answer too.
 */
import { type Fact, factsOf } from './explain-facts.ts'
import { isMap, isObject } from './layers.ts'
import type { Layer, LayerValue, Origin, ResolvedPipeline, ResolvedSetting, SourceTree } from './model.ts'
import { settingsOf } from './settings.ts'
import { compileSettings } from './settings-check.ts'
import { withoutReferences } from './settings-schema.ts'

/** What one layer says of a setting. */
export interface Said {
  readonly value: LayerValue
  readonly origin: Origin
}

export interface Explanation {
  /** `customer/pipeline`. */
  readonly pipeline: string
  readonly facts: readonly Fact[]
  /** By dotted path of each leaf. */
  readonly settings: ReadonlyMap<string, ResolvedSetting>
  /** Settings that a layer took away: what the layers say of each, the weakest first. */
  readonly removed: ReadonlyMap<string, readonly Said[]>
  /** Settings that the blueprint knows and nothing sets, with their descriptions. Only where they were asked for. */
  readonly unset: ReadonlyMap<string, string>
}

/** `tree`: the files that the fleet was read from. */
export function explainPipeline(resolved: ResolvedPipeline, tree: SourceTree): Explanation {
  const { pipeline, blueprint, ring, customer, defaults } = resolved
  const settings = settingsOf(resolved)
  const layers = [blueprint.layer, defaults, ring.layer, customer.layer, pipeline.layer]
  return {
    pipeline: `${pipeline.customer}/${pipeline.name}`,
    facts: factsOf(resolved, tree),
    settings,
    removed: removedFrom(layers, [...settings.keys()]),
    unset: new Map(),
  }
}

/**
 * What stands at `path` or below it: a fact such as `account`, or settings with or without `settings.` in front.
 * Undefined where there is no such thing.
 */
export function explainedAt(whole: Explanation, path: string, resolved: ResolvedPipeline): Explanation | undefined {
  const setting = path === 'settings' ? '' : path.replace(/^settings\./, '')
  const part = {
    pipeline: whole.pipeline,
    facts: whole.facts.filter(({ name }) => isWithin(name, path)),
    settings: new Map([...whole.settings].filter(([each]) => isWithin(each, setting))),
    removed: new Map([...whole.removed].filter(([each]) => isWithin(each, setting) || isWithin(setting, each))),
  }
  const isFound = part.facts.length + part.settings.size + part.removed.size > 0
  const description = isFound ? undefined : descriptionOf(resolved, setting)
  if (!isFound && description === undefined) return undefined
  return { ...part, unset: new Map(description === undefined ? [] : [[setting, description]]) }
}

/** Every name that may be asked for: facts, settings, and each map on the way to one. */
export function askable({ facts, settings, removed }: Explanation): readonly string[] {
  const names = [...facts.map(({ name }) => name), ...settings.keys(), ...removed.keys()]
  return [...new Set(names.flatMap((name) => name.split('.').map((_, at, parts) => parts.slice(0, at + 1).join('.'))))]
}

/** `path` itself or something below `above`; everything is below the empty path. */
function isWithin(path: string, above: string): boolean {
  return above === '' || path === above || path.startsWith(`${above}.`)
}

/** Of a setting that the blueprint's schema knows, empty where it has none; undefined for any other path. */
function descriptionOf({ blueprint }: ResolvedPipeline, path: string): string | undefined {
  if (!compileSettings(blueprint.settingsSchema).ok) return undefined
  let schema: unknown = withoutReferences(blueprint.settingsSchema)
  for (const part of path.split('.')) {
    const properties = isObject(schema) && isObject(schema.properties) ? schema.properties : {}
    if (!Object.hasOwn(properties, part)) return undefined
    schema = properties[part]
  }
  return isObject(schema) && typeof schema.description === 'string' ? schema.description : ''
}

function removedFrom(layers: readonly Layer[], present: readonly string[]): ReadonlyMap<string, readonly Said[]> {
  const gone = layers
    .flatMap((layer) => nullsIn(layer.values, []))
    .filter((path) => !present.some((each) => isWithin(each, path)))
  return new Map([...new Set(gone)].sort().map((path) => [path, layers.flatMap((layer) => saidBy(layer, path))]))
}

function nullsIn(values: Layer['values'], parts: readonly string[]): readonly string[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const here = [...parts, key]
    if (value === null) return [here.join('.')]
    return isMap(value) ? nullsIn(value, here) : []
  })
}

/** At most one thing. */
function saidBy(layer: Layer, path: string): readonly Said[] {
  let value: LayerValue | undefined = layer.values
  for (const part of path.split('.')) value = isMap(value) && Object.hasOwn(value, part) ? value[part] : undefined
  const at = layer.positions().get(path)
  return value === undefined || at === undefined ? [] : [{ value, origin: { layer: layer.name, at } }]
}
