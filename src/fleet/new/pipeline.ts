/**
 * What does the file of a new pipeline say?
 *
 * Also which settings its blueprint requires and no layer gives, and which
 * secrets it asks for: they stand as comments to be filled in, because only
 * the author knows them.
 */
import pipelineSchema from '../../../schemas/pipeline.schema.json' with { type: 'json' }
import { isMap, isObject, NO_POSITIONS } from '../layers.ts'
import { pipelinePath } from '../layout.ts'
import type { Blueprint, Layer, LayerValue } from '../model.ts'
import { versioned } from '../normalise.ts'
import { startOf } from '../places.ts'
import { resolveSettings } from '../settings.ts'
import { compileSettings } from '../settings-check.ts'
import { withoutReferences } from '../settings-schema.ts'
import { described, type Entry, fileText, type NewFile, schemaAddress } from './text.ts'

export interface NewPipeline {
  readonly customer: string
  readonly pipeline: string
  readonly account: string
  readonly region: string
  readonly release: string
  /** Dotted path → value. */
  readonly settings: ReadonlyMap<string, LayerValue>
}

export interface Ground {
  readonly blueprint: Blueprint
  /** Below the pipeline, the weakest first. */
  readonly layers: readonly Layer[]
  /** fleet.yml, which says where the schemas are. */
  readonly fleetText: string
}

export function newPipeline(wish: NewPipeline, { blueprint, layers, fleetText }: Ground): NewFile {
  const field = (key: string) => described(pipelineSchema, key)
  const own: Layer = { name: 'pipeline', values: nest(wish.settings), positions: NO_POSITIONS }
  const path = pipelinePath(wish.customer, wish.pipeline)
  const present = [...resolveSettings([...layers, own], startOf(path)).keys()]
  return {
    path,
    text: fileText(schemaAddress(fleetText, 3, 'pipeline'), pipelineSchema.description, [
      { key: 'pipeline', value: wish.pipeline },
      { ...field('account'), value: wish.account },
      { ...field('region'), value: wish.region },
      { ...field('blueprint'), value: versioned(blueprint.name, blueprint.version) },
      { ...field('release'), value: wish.release },
      { ...field('settings'), ...settingsField(own.values, blueprint, present) },
      ...secretsField(wish, blueprint),
      { ...field('lifecycle'), open: 'active' },
    ]),
  }
}

function settingsField(
  values: Layer['values'],
  blueprint: Blueprint,
  present: readonly string[],
): { readonly entries: readonly Entry[] } | { readonly open: unknown } {
  const entries = entriesOf({ schema: writtenOut(blueprint), values, path: [], present, required: true })
  return entries.length === 0 ? { open: {} } : { entries }
}

function writtenOut({ settingsSchema }: Blueprint): Blueprint['settingsSchema'] {
  return compileSettings(settingsSchema).ok ? withoutReferences(settingsSchema) : settingsSchema
}

/** What is set, and what is required and set by no layer. */
function entriesOf(of: {
  readonly schema: unknown
  readonly values: Layer['values']
  readonly path: readonly string[]
  readonly present: readonly string[]
  /** Whether the map itself must be there. */
  readonly required: boolean
}): readonly Entry[] {
  const { schema, values, path, present } = of
  const properties = isObject(schema) && isObject(schema.properties) ? schema.properties : {}
  const required = isObject(schema) && Array.isArray(schema.required) ? schema.required : []
  return [...new Set([...Object.keys(values), ...Object.keys(properties)])].flatMap((key): readonly Entry[] => {
    const inner: unknown = Object.hasOwn(properties, key) ? properties[key] : undefined
    const value = Object.hasOwn(values, key) ? values[key] : undefined
    const here = [...path, key]
    const isSet = present.some((each) => each === here.join('.') || each.startsWith(`${here.join('.')}.`))
    const isNeeded = of.required && required.includes(key)
    if (value !== undefined && !isMap(value)) return [{ ...described(schema, key), value }]
    if (isObject(inner) && isObject(inner.properties)) {
      const entries = entriesOf({
        schema: inner,
        values: value ?? {},
        path: here,
        present,
        required: isNeeded || isSet,
      })
      return entries.length === 0 ? [] : [{ key, entries }]
    }
    if (value !== undefined) return [{ ...described(schema, key), value }]
    return isNeeded && !isSet ? [toFill(key, inner)] : []
  })
}

function toFill(key: string, schema: unknown): Entry {
  const words = isObject(schema) && typeof schema.description === 'string' ? `${schema.description} ` : ''
  const example: unknown = isObject(schema) && Array.isArray(schema.examples) ? schema.examples[0] : undefined
  return { key, words: `${words}Required, and set by no layer: fill it in.`, open: example }
}

function secretsField({ customer }: NewPipeline, { secrets }: Blueprint): readonly Entry[] {
  if (secrets.size === 0) return []
  const entries = [...secrets].map(([name, { description, when }]): Entry => {
    const conditions = Object.entries(when).map(([setting, value]) => `${setting} is ${value}`)
    const needed = conditions.length === 0 ? 'Required: fill it in.' : `Required where ${conditions.join(' and ')}.`
    return {
      key: name,
      words: `${description} ${needed}`,
      open: `ref+vault://kv/customers/${customer}/${name}?version=1#/value`,
    }
  })
  return [{ ...described(pipelineSchema, 'secrets'), entries }]
}

function nest(settings: ReadonlyMap<string, LayerValue>): { readonly [key: string]: LayerValue } {
  const root: { [key: string]: LayerValue } = {}
  for (const [path, value] of settings) put(root, path.split('.'), value)
  return root
}

function put(map: { [key: string]: LayerValue }, [key, ...rest]: readonly string[], value: LayerValue): void {
  if (key === undefined) return
  if (rest.length === 0) {
    map[key] = value
    return
  }
  const known = Object.hasOwn(map, key) ? map[key] : undefined
  const inner: { [key: string]: LayerValue } = isMap(known) ? { ...known } : {}
  put(inner, rest, value)
  map[key] = inner
}
