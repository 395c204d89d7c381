/**
 * Is there a blueprint of the name and version that each pipeline wants?
 */
import { blueprintPath, kindOf } from '../layout.ts'
import type { Problem } from '../model.ts'
import { nameAndVersion, versioned } from '../normalise.ts'
import { valueAt } from '../places.ts'
import { didYouMean, listed } from '../suggest.ts'
import type { RuleContext } from './rule.ts'

export function blueprintExists({ draft }: RuleContext): readonly Problem[] {
  const known = [...draft.tree.keys()].flatMap((path) => {
    const kind = kindOf(path)
    return kind.kind === 'blueprint' ? [versioned(kind.blueprint, kind.version)] : []
  })
  return draft.pipeline.flatMap(({ raw, parsed }): Problem[] => {
    const { name, version } = nameAndVersion(raw.blueprint)
    // By path: a blueprint that is there but broken has its own problems.
    if (draft.tree.has(blueprintPath(name, version))) return []
    const sameName = known.filter((each) => nameAndVersion(each).name === name)
    return [
      {
        code: 'unknown-blueprint',
        message: `there is no blueprint \`${raw.blueprint}\``,
        expected: listed(sameName.length > 0 ? sameName : known),
        ...didYouMean(raw.blueprint, known),
        at: valueAt(parsed, '/blueprint'),
      },
    ]
  })
}
