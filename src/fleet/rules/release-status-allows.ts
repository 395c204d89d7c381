/**
 * May a pipeline still move to these releases?
 *
 * Nobody comes to what is revoked, in whichever direction; nobody goes up to
 * what is deprecated. Who runs it already is left in peace: a fleet that is
 * merged does not become unsound because a release is withdrawn.
 */
import { pipelineOf } from '../made.ts'
import type { Fleet, Pipeline, Problem } from '../model.ts'
import { versioned } from '../normalise.ts'
import { isNewer } from '../versions.ts'
import type { RuleContext } from './rule.ts'

export function releaseStatusAllows({ fleet, base }: RuleContext): readonly Problem[] {
  if (base === undefined) return []
  return fleet.pipelines.flatMap((pipeline) => {
    const was = pipelineOf(base.fleet, pipeline.customer, pipeline.name)
    if (was?.releaseSet === pipeline.releaseSet) return []
    const earlier = was === undefined ? {} : (base.fleet.releaseSets.get(was.releaseSet)?.releases ?? {})
    return withdrawn({ fleet, pipeline, earlier })
  })
}

function withdrawn(of: {
  readonly fleet: Fleet
  readonly pipeline: Pipeline
  /** Component → version, as the pipeline has them now; empty for a new one. */
  readonly earlier: { readonly [component: string]: string }
}): Problem[] {
  const { fleet, pipeline, earlier } = of
  const { releases = {} } = fleet.releaseSets.get(pipeline.releaseSet) ?? {}
  return Object.entries(releases).flatMap(([component, version]): Problem[] => {
    const status = fleet.releases.get(versioned(component, version))?.status
    const from = earlier[component]
    const goesUp = from !== undefined && isNewer(version, from)
    const refused = status === 'revoked' ? from !== version : status === 'deprecated' && goesUp
    if (!refused) return []
    return [
      {
        code: `release-${status}`,
        message: `release set \`${pipeline.releaseSet}\` has \`${component}\` \`${version}\`, which is ${status}: no pipeline may ${status === 'revoked' ? 'move' : 'be upgraded'} to it`,
        expected: `a release set with another \`${component}\``,
        at: pipeline.placeOf('release'),
      },
    ]
  })
}
