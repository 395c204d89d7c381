/**
 * Do the settings of this pipeline meet a condition?
 */
import type { Condition } from './catalog.ts'
import { LAYERS, type Origin, type ResolvedPipeline, type SettingValue, type SettingValues } from './model.ts'
import { remembered } from './remembered.ts'
import { valueAt } from './setting-values.ts'
import { settingsOf } from './settings.ts'
import { together } from './suggest.ts'

/** An empty condition always holds; a setting that nobody set has no value. */
export function holds(when: Condition, values: SettingValues): boolean {
  for (const { names, value } of termsOf(when)) {
    if (valueAt(values, names) !== value) return false
  }
  return true
}

/** Thousands of pipelines are held against the same conditions. */
const termsOf = remembered((when: Condition) =>
  Object.entries(when).map(([setting, value]) => ({ names: setting.split('.'), value })),
)

/** `a.b: true` and `c: x`, as an author writes them. */
export function inWords(condition: { readonly [setting: string]: SettingValue }): string {
  return together(Object.entries(condition).map(([setting, value]) => `\`${setting}: ${value}\``))
}

/** Where people wrote these settings, the strongest layer first. A blueprint's default is nobody's choice. */
export function chosenAt(paths: readonly string[], resolved: ResolvedPipeline): readonly Origin[] {
  const settings = settingsOf(resolved)
  return paths
    .flatMap((path) => settings.get(path)?.origin ?? [])
    .filter(({ layer }) => layer !== 'blueprint default')
    .sort((a, b) => LAYERS.indexOf(b.layer) - LAYERS.indexOf(a.layer))
}
