/**
 * Do the releases of each set get what they need whatever the settings are?
 *
 * Told on the set, once, and not on the thousand pipelines that run it.
 */
import type { Requirement } from '../catalog.ts'
import type { Sourced } from '../draft.ts'
import type { Problem } from '../model.ts'
import { versioned } from '../normalise.ts'
import { keyAt, pointer, valueAt } from '../places.ts'
import { fits } from '../versions.ts'
import type { RuleContext } from './rule.ts'

export function releaseSetsSound({ draft, fleet }: RuleContext): readonly Problem[] {
  return draft.releaseSet.flatMap((file) =>
    Object.entries(file.raw.releases).flatMap(([component, version]) => {
      // A release that is not there is releases-exist's to tell.
      const requires = fleet.releases.get(versioned(component, version))?.requires ?? []
      return requires
        .filter(({ when }) => Object.keys(when).length === 0)
        .flatMap((requirement) => unmet(file, `\`${component}\` \`${version}\``, requirement))
    }),
  )
}

function unmet({ raw, parsed }: Sourced<'releaseSet'>, who: string, requirement: Requirement): Problem[] {
  const { component, range, reason } = requirement
  const version = Object.hasOwn(raw.releases, component) ? raw.releases[component] : undefined
  if (version !== undefined && fits(version, range)) return []
  const has = version === undefined ? 'has none' : `has \`${version}\``
  return [
    {
      code: 'requirement-unmet',
      message: `${who} needs \`${component}\` \`${range}\`, and this set ${has}: ${reason}`,
      expected: `\`${component}\` in a version of \`${range}\``,
      at: version === undefined ? keyAt(parsed, '/releases') : valueAt(parsed, pointer('releases', component)),
      related: [requirement.at()],
    },
  ]
}
