/**
 * Does every channel point at a set that pipelines may move to?
 */
import type { Problem } from '../model.ts'
import { versioned } from '../normalise.ts'
import type { RuleContext } from './rule.ts'

export function channelsOfferNoRevoked({ fleet }: RuleContext): readonly Problem[] {
  return [...fleet.channels.values()].flatMap(({ name, releaseSet, at }) => {
    const releases = Object.entries(fleet.releaseSets.get(releaseSet)?.releases ?? {})
    return releases
      .filter(([component, version]) => fleet.releases.get(versioned(component, version))?.status === 'revoked')
      .map(([component, version]) => ({
        code: 'channel-revoked',
        message: `channel \`${name}\` offers release set \`${releaseSet}\`, whose \`${component}\` \`${version}\` is revoked`,
        expected: 'a release set without revoked releases',
        at: at(),
      }))
  })
}
