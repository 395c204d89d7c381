/**
 * Is the `settings` of each blueprint a schema that settings can be held against?
 */
import type { Problem } from '../model.ts'
import { placesOf } from '../schema.ts'
import { compileSettings } from '../settings-check.ts'
import type { RuleContext } from './rule.ts'

export function settingsSchema({ draft }: RuleContext): readonly Problem[] {
  return draft.blueprint.flatMap(({ raw, parsed }) => {
    const check = compileSettings(raw.settings)
    return check.ok ? [] : check.mistakes(placesOf(parsed, '/settings'))
  })
}
