/**
 * Does a blueprint version let go of stacks that earlier versions had, and of no others?
 *
 * A misspelt key would let go of nothing, and the pipelines that should move
 * could not. Asked of a version when it comes or changes: the earlier ones may
 * be cleared away once nobody uses them.
 */
import type { Sourced } from '../draft.ts'
import type { Problem } from '../model.ts'
import { pointer, valueAt } from '../places.ts'
import { didYouMean, listed } from '../suggest.ts'
import { isNewer } from '../versions.ts'
import type { RuleContext } from './rule.ts'

export function retiresKnown({ draft, base }: RuleContext): readonly Problem[] {
  if (base === undefined) return []
  const settled = base.draft.tree
  return draft.blueprint.flatMap((file) => {
    const { retires = [] } = file.raw
    if (retires.length === 0 || settled.get(file.path)?.blob === draft.tree.get(file.path)?.blob) return []
    const earlier = earlierKeys(file, draft.blueprint)
    return retires.flatMap((key, index) => {
      const at = valueAt(file.parsed, pointer('retires', index))
      return problemOf({ file, key, earlier }).map((words) => ({ ...words, at }))
    })
  })
}

function earlierKeys({ raw }: Sourced<'blueprint'>, all: readonly Sourced<'blueprint'>[]): ReadonlySet<string> {
  const earlier = all.filter((each) => each.raw.blueprint === raw.blueprint && isNewer(raw.version, each.raw.version))
  return new Set(earlier.flatMap((each) => [...each.raw.stacks.map(({ stack }) => stack), ...(each.raw.retires ?? [])]))
}

function problemOf(of: {
  readonly file: Sourced<'blueprint'>
  readonly key: string
  readonly earlier: ReadonlySet<string>
}): Omit<Problem, 'at'>[] {
  const { file, key, earlier } = of
  const { blueprint, version, stacks } = file.raw
  if (stacks.some(({ stack }) => stack === key)) {
    return [
      {
        code: 'retires-what-it-has',
        message: `\`${key}\` is a stack of this version`,
        expected: 'keys of stacks that it has no more',
      },
    ]
  }
  if (earlier.has(key)) return []
  return [
    {
      code: 'unknown-stack',
      message: `no version of \`${blueprint}\` before ${version} has a stack \`${key}\``,
      expected: listed(earlier),
      ...didYouMean(key, earlier),
    },
  ]
}
