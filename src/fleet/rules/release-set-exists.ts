/**
 * Is there a release set of the name that each pipeline and channel wants?
 */
import { kindOf, releaseSetPath } from '../layout.ts'
import type { Problem, Range } from '../model.ts'
import { pointer, valueAt } from '../places.ts'
import { didYouMean, listed } from '../suggest.ts'
import type { RuleContext } from './rule.ts'

export function releaseSetExists({ draft }: RuleContext): readonly Problem[] {
  const sets = [...draft.tree.keys()].flatMap((path) => {
    const kind = kindOf(path)
    return kind.kind === 'releaseSet' ? [kind.releaseSet] : []
  })
  const wanted = [
    ...draft.pipeline.map(({ raw, parsed }) => ({ name: raw.release, at: valueAt(parsed, '/release') })),
    ...draft.channels.flatMap(({ raw, parsed }) =>
      Object.entries(raw.channels).map(([channel, name]) => ({
        name,
        at: valueAt(parsed, pointer('channels', channel)),
      })),
    ),
  ]
  return wanted
    .filter(({ name }) => !draft.tree.has(releaseSetPath(name)))
    .map(({ name, at }) => missing(name, sets, at))
}

function missing(name: string, sets: readonly string[], at: Range): Problem {
  return {
    code: 'unknown-release-set',
    message: `there is no release set \`${name}\``,
    expected: listed(sets),
    ...didYouMean(name, sets),
    at,
  }
}
