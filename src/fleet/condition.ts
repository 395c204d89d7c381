/**
 * Do the settings of this pipeline meet a condition?
 */
import type { Condition } from './catalog.ts'
import { LAYERS, type Origin, type ResolvedSetting, type SettingValue } from './model.ts'
import { together } from './suggest.ts'

type Settings = ReadonlyMap<string, ResolvedSetting>

/** An empty condition always holds; a setting that nobody set has no value. */
export function holds(when: Condition, settings: Settings): boolean {
  for (const [setting, value] of Object.entries(when)) {
    if (settings.get(setting)?.value !== value) return false
  }
  return true
}

/** `a.b: true` and `c: x`, as an author writes them. */
export function inWords(condition: { readonly [setting: string]: SettingValue }): string {
  return together(Object.entries(condition).map(([setting, value]) => `\`${setting}: ${value}\``))
}

/** Where people wrote these settings, the strongest layer first. A blueprint's default is nobody's choice. */
export function chosenAt(paths: readonly string[], settings: Settings): readonly Origin[] {
  return paths
    .flatMap((path) => settings.get(path)?.origin ?? [])
    .filter(({ layer }) => layer !== 'blueprint default')
    .sort((a, b) => LAYERS.indexOf(b.layer) - LAYERS.indexOf(a.layer))
}
