/**
 * Is there a blueprint of the name and version that each pipeline wants?
 */
import type { Sourced } from '../draft.ts'
import { blueprintPath, sharedFiles } from '../layout.ts'
import type { Problem, SourceTree } from '../model.ts'
import { versioned } from '../normalise.ts'
import { nameAndVersion } from '../normalise-customer.ts'
import { valueAt } from '../places.ts'
import { didYouMean, listed } from '../suggest.ts'
import type { RuleContext } from './rule.ts'

export function blueprintExists({ draft }: RuleContext): readonly Problem[] {
  const there = new Map<string, boolean>()
  return draft.pipeline
    .filter(({ raw: { blueprint } }) => {
      const known = there.get(blueprint) ?? isThere(draft.tree, blueprint)
      there.set(blueprint, known)
      return !known
    })
    .map((file) => missing(file, draft.tree))
}

/** By path: a blueprint that is there but broken has its own problems. */
function isThere(tree: SourceTree, blueprint: string): boolean {
  const { name, version } = nameAndVersion(blueprint)
  return tree.has(blueprintPath(name, version))
}

function missing({ raw, parsed }: Sourced<'pipeline'>, tree: SourceTree): Problem {
  const known = sharedFiles(tree).flatMap(({ kind }) =>
    kind.kind === 'blueprint' ? [versioned(kind.blueprint, kind.version)] : [],
  )
  const { name } = nameAndVersion(raw.blueprint)
  const sameName = known.filter((each) => nameAndVersion(each).name === name)
  return {
    code: 'unknown-blueprint',
    message: `there is no blueprint \`${raw.blueprint}\``,
    expected: listed(sameName.length > 0 ? sameName : known),
    ...didYouMean(raw.blueprint, known),
    at: valueAt(parsed, '/blueprint'),
  }
}
