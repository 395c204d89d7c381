/**
 * Can the releases of its set run with the settings of this pipeline?
 *
 * What a release demands, refuses or needs under a condition is judged after
 * all layers, and told on the line that chose the setting; where nobody chose
 * it, on the line that chose the releases. What a release needs in any case is
 * a matter of the set (release-sets-sound.ts).
 */
import type { Demand, Release } from '../catalog.ts'
import { chosenAt, holds, inWords } from '../condition.ts'
import { deployedReleases } from '../deployed.ts'
import type { Problem, Range, ResolvedPipeline } from '../model.ts'
import { remembered } from '../remembered.ts'
import { valueAt } from '../setting-values.ts'
import { together } from '../suggest.ts'
import { fits } from '../versions.ts'

export function releasesFit(resolved: ResolvedPipeline): readonly Problem[] {
  const deployed = deployedReleases(resolved)
  const problems = demanded(resolved, deployed)
  for (const asking of askingOf(deployed)) problems.push(...refused(resolved, asking), ...unmet(resolved, asking))
  return problems
}

/** Thousands of pipelines deploy the same releases: what those ask of settings is put together once. */
const demandsOf = remembered((deployed: readonly Release[]) =>
  deployed.flatMap((release) =>
    release.demands.map((demand) => ({ release, demand, names: demand.setting.split('.') })),
  ),
)

/** A release, with what it asks for under a condition. */
type Asking = Pick<Release, 'component' | 'version' | 'refuses' | 'requires'>

const askingOf = remembered((deployed: readonly Release[]): readonly Asking[] =>
  deployed
    .map((release) => ({
      ...release,
      requires: release.requires.filter(({ when }) => Object.keys(when).length > 0),
    }))
    .filter(({ refuses, requires }) => refuses.length + requires.length > 0),
)

/** Several releases that want one setting are one thing to do. */
function demanded(resolved: ResolvedPipeline, deployed: readonly Release[]): Problem[] {
  const wanted = new Map<string, { readonly demand: Demand; readonly by: Release[]; readonly reasons: Set<string> }>()
  for (const { release, demand, names } of demandsOf(deployed)) {
    if (valueAt(resolved.values, names) === demand.is) continue
    const key = inWords({ [demand.setting]: demand.is })
    const known = wanted.get(key) ?? { demand, by: [], reasons: new Set() }
    wanted.set(key, known)
    known.by.push(release)
    known.reasons.add(demand.reason)
  }
  return [...wanted].map(([words, { demand, by, reasons }]) => ({
    code: 'setting-demanded',
    message: `${together(by.map(nameOf))} cannot run without ${words}: ${[...reasons].join('; ')}`,
    expected: words,
    hint: `set it here, or pin a release set whose ${together(by.map(({ component }) => `\`${component}\``))} can do without`,
    at: placesOf(resolved, [demand.setting])[0],
  }))
}

function refused(resolved: ResolvedPipeline, release: Asking): Problem[] {
  return release.refuses
    .filter(({ when }) => holds(when, resolved.values))
    .map(({ when, reason }) => {
      const [at, ...related] = placesOf(resolved, Object.keys(when))
      return {
        code: 'settings-refused',
        message: `${nameOf(release)} must not run with ${inWords(when)}: ${reason}`,
        expected: `${Object.keys(when).length === 1 ? 'another value' : 'another value for one of them'}, or a release set with another \`${release.component}\``,
        at,
        ...(related.length === 0 ? {} : { related }),
      }
    })
}

function unmet(resolved: ResolvedPipeline, release: Asking): Problem[] {
  const { releaseSet, releases, values } = resolved
  return release.requires.flatMap(({ component, range, when, reason }): Problem[] => {
    if (!holds(when, values)) return []
    const other = Object.hasOwn(releases, component) ? releases[component] : undefined
    if (other !== undefined && fits(other.version, range)) return []
    const has = other === undefined ? 'none' : `\`${other.version}\``
    const [at] = placesOf(resolved, Object.keys(when))
    return [
      {
        code: 'requirement-unmet',
        message: `with ${inWords(when)}, ${nameOf(release)} needs \`${component}\` \`${range}\`, and release set \`${releaseSet.name}\` has ${has}: ${reason}`,
        expected: `a release set with \`${component}\` \`${range}\`, or other settings`,
        at,
      },
    ]
  })
}

function nameOf({ component, version }: Pick<Release, 'component' | 'version'>): string {
  return `\`${component}\` \`${version}\``
}

/** Where people chose these settings; if none of them did, where the pipeline chose its releases. */
function placesOf(resolved: ResolvedPipeline, paths: readonly string[]): readonly [Range, ...Range[]] {
  const { pipeline } = resolved
  const [first, ...others] = chosenAt(paths, resolved)
  if (first === undefined) return [pipeline.placeOf('release')]
  return [first.at, ...others.map(({ at }) => at)]
}
