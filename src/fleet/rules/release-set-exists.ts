/**
 * Is there a release set of the name that each pipeline and channel wants?
 */
import { releaseSetPath, sharedFiles } from '../layout.ts'
import type { Problem, Range, SourceTree } from '../model.ts'
import { pointer, valueAt } from '../places.ts'
import { didYouMean, listed } from '../suggest.ts'
import type { RuleContext } from './rule.ts'

export function releaseSetExists({ draft }: RuleContext): readonly Problem[] {
  const { tree } = draft
  const lacks = (name: string): boolean => !tree.has(releaseSetPath(name))
  return [
    ...draft.pipeline
      .filter(({ raw }) => lacks(raw.release))
      .map(({ raw, parsed }) => missing(raw.release, tree, valueAt(parsed, '/release'))),
    ...draft.channels.flatMap(({ raw, parsed }) =>
      Object.entries(raw.channels)
        .filter(([, name]) => lacks(name))
        .map(([channel, name]) => missing(name, tree, valueAt(parsed, pointer('channels', channel)))),
    ),
  ]
}

function missing(name: string, tree: SourceTree, at: Range): Problem {
  const sets = sharedFiles(tree).flatMap(({ kind }) => (kind.kind === 'releaseSet' ? [kind.releaseSet] : []))
  return {
    code: 'unknown-release-set',
    message: `there is no release set \`${name}\``,
    expected: listed(sets),
    ...didYouMean(name, sets),
    at,
  }
}
