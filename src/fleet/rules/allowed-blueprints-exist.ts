/**
 * Is each exception for templates made for a blueprint that exists?
 *
 * An exception for nobody waits for whoever takes that name.
 */
import { sharedFiles } from '../layout.ts'
import type { Problem } from '../model.ts'
import { pointer, valueAt } from '../places.ts'
import { didYouMean, listed } from '../suggest.ts'
import type { RuleContext } from './rule.ts'

export function allowedBlueprintsExist({ draft }: RuleContext): readonly Problem[] {
  const [fleet] = draft.fleet
  const allowed = fleet?.raw.templates?.allow ?? []
  if (fleet === undefined || allowed.length === 0) return []
  const known = new Set(
    sharedFiles(draft.tree).flatMap(({ kind }) => (kind.kind === 'blueprint' ? [kind.blueprint] : [])),
  )
  return allowed.flatMap(({ blueprint }, index): Problem[] => {
    if (known.has(blueprint)) return []
    return [
      {
        code: 'unknown-blueprint',
        message: `there is no blueprint \`${blueprint}\``,
        expected: listed(known),
        ...didYouMean(blueprint, known),
        at: valueAt(fleet.parsed, pointer('templates', 'allow', index, 'blueprint')),
      },
    ]
  })
}
