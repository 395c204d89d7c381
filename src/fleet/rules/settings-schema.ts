/**
 * Is what a blueprint calls its settings a JSON Schema?
 */
import type { Problem } from '../model.ts'
import { keyAt } from '../places.ts'
import { compileSettings } from '../schema.ts'
import type { RuleContext } from './rule.ts'

export function settingsSchema({ draft }: RuleContext): readonly Problem[] {
  return draft.blueprint.flatMap((file) => {
    const check = compileSettings(file.raw.settings)
    if (check.ok) return []
    return [
      {
        code: 'bad-settings-schema',
        message: `\`settings\` is no JSON Schema: ${check.reason}`,
        expected: 'a JSON Schema (2020-12) with known keywords only',
        at: keyAt(file.parsed, '/settings'),
      },
    ]
  })
}
