/**
 * Does each migration have a name of its own among all releases?
 *
 * A person acknowledges a migration by its name: one name for two would
 * acknowledge work that nobody did.
 */
import type { Problem, Range } from '../model.ts'
import { pointer, valueAt } from '../places.ts'
import type { RuleContext } from './rule.ts'

export function migrationsUnique({ draft }: RuleContext): readonly Problem[] {
  const first = new Map<string, Range>()
  const problems: Problem[] = []
  for (const { raw, parsed } of draft.release) {
    for (const [index, { migration }] of (raw.migrations ?? []).entries()) {
      const at = valueAt(parsed, pointer('migrations', index, 'migration'))
      const known = first.get(migration)
      if (known === undefined) first.set(migration, at)
      else {
        problems.push({
          code: 'repeated-migration',
          message: `migration \`${migration}\` is already named in ${known.file}, line ${known.line}`,
          expected: 'a name that no other migration of any release has',
          at,
          related: [known],
        })
      }
    }
  }
  return problems
}
