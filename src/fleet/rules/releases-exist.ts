/**
 * Is each release that a set combines there?
 */
import { releasePath, sharedFiles } from '../layout.ts'
import type { Problem } from '../model.ts'
import { keyAt, pointer, valueAt } from '../places.ts'
import { didYouMean, listed } from '../suggest.ts'
import type { RuleContext } from './rule.ts'

export function releasesExist({ draft }: RuleContext): readonly Problem[] {
  const versions = new Map<string, string[]>()
  for (const { kind } of sharedFiles(draft.tree)) {
    if (kind.kind === 'release') versions.set(kind.component, [...(versions.get(kind.component) ?? []), kind.version])
  }
  return draft.releaseSet.flatMap(({ raw, parsed }) =>
    Object.entries(raw.releases).flatMap(([component, version]): Problem[] => {
      if (draft.tree.has(releasePath(component, version))) return []
      const path = pointer('releases', component)
      const known = versions.get(component)
      if (known === undefined) {
        return [
          {
            code: 'unknown-component',
            message: `there is no component \`${component}\``,
            expected: listed(versions.keys()),
            ...didYouMean(component, versions.keys()),
            at: keyAt(parsed, path),
          },
        ]
      }
      return [
        {
          code: 'unknown-release',
          message: `\`${component}\` has no release \`${version}\``,
          expected: listed(known),
          ...didYouMean(version, known),
          at: valueAt(parsed, path),
        },
      ]
    }),
  )
}
