/**
 * Which value does an identity setting have, and in which file was it decided?
 *
 * A setting that is a map is one value with all that is in it. Where no file of
 * the fleet speaks of it the blueprint's default holds, and what changed it is
 * the pipeline's own choice of blueprint.
 */
import { canonicalJson } from '../lib/digest.ts'
import { saidIn } from './layers.ts'
import type { Layer, LayerValue, Range, ResolvedPipeline, SettingValues } from './model.ts'
import { valueAt } from './setting-values.ts'

/** As an acknowledgement names it: null where nothing is set. */
export function identityValue(values: SettingValues, path: string): LayerValue {
  return valueAt(values, path.split('.')) ?? null
}

/** The line that has the last word of it; of what no file of the fleet speaks of, the pipeline's settings. */
export function decidedAt({ pipeline, customer, ring }: ResolvedPipeline, defaults: Layer, path: string): Range {
  const layer = [pipeline.layer, customer.layer, ring.layer, defaults].find((each) => saidIn(each, path) !== undefined)
  return (layer === undefined ? undefined : nearestPlace(layer, path)) ?? pipeline.placeOf('settings')
}

/** A map above it may have been removed as a whole. */
function nearestPlace(layer: Layer, path: string): Range | undefined {
  for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    const place = layer.positions().get(at)
    if (place !== undefined) return place
  }
  return undefined
}

/** As an author would write it in YAML, on one line. */
export function asWritten(value: LayerValue): string {
  return typeof value === 'string' && PLAIN.test(value) && !WORDS.has(value.toLowerCase())
    ? value
    : canonicalJson(value)
}

const PLAIN = /^[A-Za-z][A-Za-z0-9._/-]*$/
const WORDS: ReadonlySet<string> = new Set(['true', 'false', 'null', 'yes', 'no', 'on', 'off', 'y', 'n'])
