/**
 * Is there a component of the name that each release requires?
 */
import { sharedFiles } from '../layout.ts'
import type { Problem } from '../model.ts'
import { pointer, valueAt } from '../places.ts'
import { didYouMean, listed } from '../suggest.ts'
import type { RuleContext } from './rule.ts'

export function requiredComponentsExist({ draft }: RuleContext): readonly Problem[] {
  const components = new Set(
    sharedFiles(draft.tree).flatMap(({ kind }) => (kind.kind === 'release' ? [kind.component] : [])),
  )
  return draft.release.flatMap(({ raw, parsed }) =>
    (raw.requires ?? []).flatMap(({ component }, index): Problem[] => {
      if (components.has(component)) return []
      return [
        {
          code: 'unknown-component',
          message: `there is no component \`${component}\``,
          expected: listed(components),
          ...didYouMean(component, components),
          at: valueAt(parsed, pointer('requires', index, 'component')),
        },
      ]
    }),
  )
}
