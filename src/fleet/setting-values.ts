/**
 * Which value does each setting of this pipeline have?
 *
 * Layers from the weakest to the strongest: maps merge, lists replace, null
 * removes. Values alone, nested as a settings schema judges them: this is asked
 * of thousands of pipelines, and who said so of few (settings.ts). So what a
 * layer does not speak of stays the very same object, and to be read only.
 */
import { isMap } from './layers.ts'
import type { Layer, LayerValue, ResolvedPipeline, SettingValue, SettingValues } from './model.ts'
import { remembered } from './remembered.ts'

type Shared = Pick<ResolvedPipeline, 'blueprint' | 'defaults' | 'ring'>

/** What the layers say that thousands of pipelines have in common: the same object for all of them. */
export function sharedValues({ blueprint, defaults, ring }: Shared): SettingValues {
  return sharedBy(blueprint.layer)(defaults)(ring.layer)
}

const sharedBy = remembered((blueprint: Layer) =>
  remembered((defaults: Layer) => remembered((ring: Layer) => valuesOf([blueprint, defaults, ring]))),
)

/** The weakest layer first. */
export function valuesOf(layers: readonly Layer[]): SettingValues {
  return layers.reduce(laidOver, {})
}

export function laidOver(below: SettingValues, { values }: Pick<Layer, 'values'>): SettingValues {
  const over: { [key: string]: SettingValue } = { ...below }
  for (const name of Object.keys(values)) {
    const value = valueOver(settingIn(below, name), values[name] ?? null)
    if (value !== undefined) over[name] = value
    else delete over[name]
  }
  return over
}

/** Undefined where nothing stands any more. */
function valueOver(was: SettingValue | undefined, said: LayerValue): SettingValue | undefined {
  if (said === null) return undefined
  if (!isMap(said)) return withoutNulls(said)
  // A map takes the place of a scalar or list, and one in which nothing stands is no map of settings.
  const below = isSettings(was) ? was : {}
  if (isEmpty(said)) return below
  const inner = laidOver(below, { values: said })
  return isEmpty(inner) ? undefined : inner
}

/** By the names on its path: a scalar, a list or a map with all that is in it. */
export function valueAt(values: SettingValues, names: readonly string[]): SettingValue | undefined {
  let value: SettingValue | undefined = values
  for (const name of names) value = settingIn(value, name)
  return value
}

/** Undefined where there is no map. `constructor` is a name like any other: only what somebody wrote is there. */
export function settingIn(value: SettingValue | undefined, name: string): SettingValue | undefined {
  return isSettings(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

function isEmpty(map: { readonly [key: string]: unknown }): boolean {
  return Object.keys(map).length === 0
}

function isSettings(value: SettingValue | undefined): value is SettingValues {
  return typeof value === 'object' && !Array.isArray(value)
}

/** Null has a meaning in a layer only; inside a list it stands for nothing. */
export function withoutNulls(value: Exclude<LayerValue, null>): SettingValue {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map((item) => withoutNulls(item))
  if (!isMap(value)) return value as string | number | boolean
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (inner === null ? [] : [[key, withoutNulls(inner)]])),
  )
}
