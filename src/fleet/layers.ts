/**
 * What does one layer of settings say, and on which line?
 */
import type { Layer, LayerName, LayerValue, Range } from './model.ts'
import { keyAt, type Parsed, pointer, valueAt } from './places.ts'
import type { RawSettings } from './raw.ts'
import { later, remembered } from './remembered.ts'

/** The settings that stand at `path` in a file; none is an empty layer. */
export function layerAt(of: Written & { readonly name: LayerName }): Layer {
  const { name, settings } = of
  if (settings === undefined) return { name, values: NOTHING, positions: NO_POSITIONS }
  return { name, values: settings, positions: () => positionsIn(of) }
}

interface Written {
  readonly parsed: Parsed
  readonly path: string
  readonly settings: RawSettings | undefined
}

const positionsIn = remembered(({ parsed, path, settings }: Written): ReadonlyMap<string, Range> => {
  const positions = new Map<string, Range>()
  if (settings !== undefined) note({ values: settings, parsed, path, dotted: [], positions })
  return positions
})

const NOTHING: Layer['values'] = {}

const NOWHERE: ReadonlyMap<string, Range> = new Map()
/** Of what no file says. */
export const NO_POSITIONS: Layer['positions'] = () => NOWHERE

function note(of: {
  readonly values: RawSettings
  readonly parsed: Parsed
  readonly path: string
  readonly dotted: readonly string[]
  readonly positions: Map<string, Range>
}): void {
  for (const [key, value] of Object.entries(of.values)) {
    const path = of.path + pointer(key)
    const dotted = [...of.dotted, key]
    // Of a map, the key: its value is the whole block below it.
    of.positions.set(dotted.join('.'), isMap(value) ? keyAt(of.parsed, path) : valueAt(of.parsed, path))
    if (isMap(value)) note({ ...of, values: value, path, dotted })
  }
}

/**
 * The defaults that a settings schema declares, by the places of its `default` keywords. A default of a map is taken
 * as it stands; defaults of its properties fill what it leaves out.
 */
export function defaultsOf(schema: { readonly [key: string]: unknown }, parsed: Parsed, path: string): Layer {
  const values = defaultIn({ schema, parsed, path, dotted: [] })
  const positions = later(() => {
    const noted = new Map<string, Range>()
    defaultIn({ schema, parsed, path, dotted: [], positions: noted })
    return noted
  })
  return { name: 'blueprint default', values: isMap(values) ? values : {}, positions }
}

function defaultIn(of: {
  readonly schema: { readonly [key: string]: unknown }
  readonly parsed: Parsed
  readonly path: string
  readonly dotted: readonly string[]
  /** Where places are to be written, if anybody asks for them. */
  readonly positions?: Map<string, Range>
}): LayerValue | undefined {
  const { schema, dotted, positions } = of
  const own = Object.hasOwn(schema, 'default') ? layerValue(schema.default) : undefined
  if (own !== undefined && positions !== undefined) {
    positions.set(dotted.join('.'), valueAt(of.parsed, `${of.path}/default`))
    if (isMap(own)) {
      note({ values: own, parsed: of.parsed, path: `${of.path}/default`, dotted, positions })
    }
  }
  const { properties } = schema
  if (!isObject(properties)) return own
  const inner: { [key: string]: LayerValue } = isMap(own) ? { ...own } : {}
  for (const [key, property] of Object.entries(properties)) {
    if (Object.hasOwn(inner, key) || !isObject(property)) continue
    const path = `${of.path}/properties${pointer(key)}`
    const value = defaultIn({ ...of, schema: property, path, dotted: [...dotted, key] })
    if (value !== undefined) inner[key] = value
  }
  return own === undefined && Object.keys(inner).length === 0 ? undefined : inner
}

/** What this layer says of a path: null where it removes it or puts something else in its way, undefined for nothing. */
export function saidIn(layer: Layer, path: string): LayerValue | undefined {
  let said: LayerValue | undefined = layer.values
  for (const part of path.split('.')) {
    if (said === undefined) return undefined
    if (!isMap(said)) return null
    said = Object.hasOwn(said, part) ? said[part] : undefined
  }
  return said
}

export function isMap(value: unknown): value is { readonly [key: string]: LayerValue } {
  return isObject(value)
}

export function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** YAML knows no other kinds of values; parsing let nothing else through. */
function layerValue(value: unknown): LayerValue | undefined {
  return value === undefined ? undefined : (value as LayerValue)
}
