/**
 * What must be done on the way from one state of a pipeline to another?
 *
 * A release names the work of the edge that leads over it: from a version in
 * `from` to that release or a later one, whether or not the pipeline ever runs
 * the release itself. Some edges are no upgrade but a change of settings (one
 * loader takes the place of another): those have `before`. Pure, so that the
 * rules that refuse an upgrade and the pull request that proposes one cannot
 * disagree.
 */
import type { Migration, Release } from './catalog.ts'
import { holds } from './condition.ts'
import { deployedRelease, deployedReleases } from './deployed.ts'
import type { Fleet, ResolvedPipeline } from './model.ts'
import { remembered } from './remembered.ts'
import { byVersion, fits, isNewer } from './versions.ts'

export interface Crossed {
  readonly component: string
  /** Absent where the pipeline did not have the component. */
  readonly from?: string
  readonly to: string
  readonly migration: Migration
}

/** The way of one pipeline; `fleet` is the catalog it is judged by. */
export interface Way {
  readonly was: ResolvedPipeline
  readonly is: ResolvedPipeline
  readonly fleet: Fleet
}

/** By component, then in the order of the releases that name them. Nothing is crossed on the way back. */
export function crossedMigrations(way: Way): readonly Crossed[] {
  return deployedReleases(way.is).flatMap((to) => {
    const from = deployedRelease(way.was, to.component)
    const edges = edgesOf(way.fleet).get(to.component) ?? []
    return edges
      .filter((edge) => isCrossed(edge, { from, to, way }))
      .map(({ migration }) => ({
        component: to.component,
        ...(from === undefined ? {} : { from: from.version }),
        to: to.version,
        migration,
      }))
  })
}

export interface Edge {
  readonly release: Release
  readonly migration: Migration
}

/**
 * Every migration of the catalog with the release that names it, by component, the oldest release first. Asked for each
 * pipeline that a change alters, of the same fleet.
 */
export const edgesOf = remembered((fleet: Fleet): ReadonlyMap<string, readonly Edge[]> => {
  const edges = [...fleet.releases.values()]
    .toSorted((a, b) => byVersion(a.version, b.version))
    .flatMap((release) => release.migrations.map((migration) => ({ release, migration })))
  return Map.groupBy(edges, ({ release }) => release.component)
})

function isCrossed(
  { release, migration }: Edge,
  of: { readonly from: Release | undefined; readonly to: Release; readonly way: Way },
): boolean {
  const { from, to, way } = of
  const { before, when } = migration
  // Most pipelines that a change alters keep their releases: versions are compared last.
  if (before === undefined && (from === undefined || from.version === to.version)) return false
  if (!holds(when, way.is.values) || isNewer(release.version, to.version)) return false
  if (before !== undefined) return holds(before, way.was.values) && !holds(when, way.was.values)
  return from !== undefined && isNewer(release.version, from.version) && fits(from.version, migration.from)
}
