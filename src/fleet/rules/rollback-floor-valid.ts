/**
 * Is the oldest version to go back to a release that one can go back to?
 */
import { releasePath } from '../layout.ts'
import type { Problem } from '../model.ts'
import { valueAt } from '../places.ts'
import { isNewer } from '../versions.ts'
import type { RuleContext } from './rule.ts'

export function rollbackFloorValid({ draft }: RuleContext): readonly Problem[] {
  return draft.release.flatMap(({ raw, parsed }): Problem[] => {
    if (raw.rollback === undefined) return []
    const { component, version } = raw
    const { floor } = raw.rollback
    const at = valueAt(parsed, '/rollback/floor')
    if (isNewer(floor, version)) {
      const message = `the rollback floor \`${floor}\` is newer than the release itself`
      return [{ code: 'bad-rollback-floor', message, expected: `\`${version}\` or older`, at }]
    }
    if (draft.tree.has(releasePath(component, floor))) return []
    const message = `the rollback floor \`${floor}\` is no release of \`${component}\``
    return [{ code: 'bad-rollback-floor', message, expected: `a version that releases/${component} has`, at }]
  })
}
