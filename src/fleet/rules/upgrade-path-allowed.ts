/**
 * May the pipeline come from the releases it has to the ones it wants, in one step?
 *
 * A release may name the versions it can be reached from, and work that a
 * person must have done before. Both are judged against the base: the head
 * alone does not know where a pipeline comes from. And by the catalog of either
 * side: a pull request does not clear its own way.
 */
import type { Release } from '../catalog.ts'
import { chosenAt, inWords } from '../condition.ts'
import { deployedRelease, deployedReleases } from '../deployed.ts'
import { type Crossed, crossedMigrations } from '../migrations.ts'
import type { Fleet, Problem, ResolvedPipeline } from '../model.ts'
import { versioned } from '../normalise.ts'
import { fits, isNewer } from '../versions.ts'
import type { PipelineChange, RuleContext } from './rule.ts'

export function upgradePathAllowed(change: PipelineChange, { fleet, base }: RuleContext): readonly Problem[] {
  const { was, is } = change
  const at = is.pipeline.placeOf('release')
  const catalogs = base === undefined ? [fleet] : [fleet, base.fleet]
  const skipped = deployedReleases(is).flatMap((to) => {
    const from = deployedRelease(was, to.component)
    if (from === undefined) return []
    const wanted = catalogs.flatMap(({ releases }) => releases.get(versioned(to.component, to.version)) ?? [])
    const [words] = wanted.flatMap((release) => skips(fleet, from, release))
    return words === undefined ? [] : [{ ...words, at }]
  })
  return [...skipped, ...gates(change, catalogs)]
}

function skips(fleet: Fleet, from: Release, to: Release): Omit<Problem, 'at'>[] {
  const { component, version, upgradesFrom } = to
  if (upgradesFrom === undefined || !isNewer(version, from.version) || fits(from.version, upgradesFrom)) return []
  const between = [...fleet.releaseSets.values()].find(({ releases }) => {
    const stop = releases[component]
    return stop !== undefined && isNewer(stop, from.version) && isNewer(version, stop) && fits(stop, upgradesFrom)
  })
  return [
    {
      code: 'upgrade-skips',
      message: `\`${component}\` cannot go from \`${from.version}\` to \`${version}\` in one step`,
      expected: `\`${component}\` \`${upgradesFrom}\` before \`${version}\``,
      hint:
        between === undefined
          ? 'make a release set with such a version and move to that first'
          : `move to release set \`${between.name}\` first`,
    },
  ]
}

/** Human gates on the way that nobody has said to be done. */
function gates({ was, is }: PipelineChange, catalogs: readonly Fleet[]): Problem[] {
  const crossed = catalogs.flatMap((fleet) => crossedMigrations({ was, is, fleet }))
  if (crossed.length === 0) return []
  const done = new Set(is.pipeline.acknowledged.flatMap((entry) => ('migration' in entry ? [entry.migration] : [])))
  const open = crossed.filter(({ migration }) => migration.kind === 'human-gate' && !done.has(migration.name))
  return [...new Map(open.map((edge) => [edge.migration.name, edge])).values()].map((edge) => gate(is, edge))
}

function gate(is: ResolvedPipeline, { component, to, migration }: Crossed): Problem {
  const { name, before, when, does, doc } = migration
  const release = is.pipeline.placeOf('release')
  const [chosen] = before === undefined ? [] : chosenAt(Object.keys(when), is)
  return {
    code: 'migration-unacknowledged',
    message: `before ${before === undefined ? `\`${component}\` \`${to}\`` : inWords(when)} a person must: ${does}`,
    expected: `\`acknowledge: [{ migration: ${name}, reason: … }]\` in the pipeline's file, once it is done`,
    ...(doc === undefined ? {} : { hint: `see ${doc}` }),
    at: chosen?.at ?? release,
  }
}
