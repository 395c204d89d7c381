/**
 * Does no pipeline go back further than what it runs allows?
 *
 * Judged by the settings and releases that the base has: data in a new format
 * was written under those, and stays in the streams after they are gone.
 */
import { holds } from '../condition.ts'
import { deployedRelease, deployedReleases } from '../deployed.ts'
import type { Problem } from '../model.ts'
import { isNewer } from '../versions.ts'
import type { PipelineChange } from './rule.ts'

export function rollbackFloorRespected({ was, is }: PipelineChange): readonly Problem[] {
  return deployedReleases(was).flatMap(({ component, version, rollback }): Problem[] => {
    const to = deployedRelease(is, component)?.version
    if (to === undefined || rollback === undefined || !holds(rollback.when, was.values)) return []
    if (!isNewer(version, to) || !isNewer(rollback.floor, to)) return []
    return [
      {
        code: 'below-rollback-floor',
        message: `\`${component}\` cannot go back from \`${version}\` to \`${to}\`: ${rollback.reason}`,
        expected: `a release set with \`${component}\` \`${rollback.floor}\` or newer`,
        at: is.pipeline.placeOf('release'),
      },
    ]
  })
}
