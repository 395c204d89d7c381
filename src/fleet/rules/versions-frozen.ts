/**
 * Is every version that the base uses still what it was?
 *
 * A version edited in place would change every pipeline that is pinned to it,
 * in every ring at once, under a name that was reviewed as something else. One
 * that is removed with the last pipeline's move could not be gone back to.
 * Only the status of a release lives on: it says who may still come.
 */
import { canonicalJson } from '../../lib/digest.ts'
import type { Draft } from '../draft.ts'
import { blueprintFolder, releasePath, releaseSetPath, sharedFiles } from '../layout.ts'
import type { Fleet, Pipeline, Problem } from '../model.ts'
import { versioned } from '../normalise.ts'
import { startOf } from '../places.ts'
import { remembered } from '../remembered.ts'
import type { RuleContext } from './rule.ts'

export function versionsFrozen({ draft, fleet, base }: RuleContext): readonly Problem[] {
  if (base === undefined) return []
  const { tree } = draft
  const altered = sharedFiles(base.draft.tree).filter(
    ({ path }) => tree.get(path)?.blob !== base.draft.tree.get(path)?.blob,
  )
  // In most cases nothing more is looked at.
  if (altered.length === 0) return []
  const used = inUse(base.fleet)
  const still = new Set(inUse(fleet).values())
  const problems: Problem[] = []
  const gone = new Set<string>()
  for (const { path } of altered) {
    const what = ownerOf(used, path)
    if (what === undefined) continue
    if (tree.has(path)) {
      if (!differsInStatusOnly(path, base.draft, draft)) problems.push(edited(path, what))
    } else if (!still.has(what) && !gone.has(what)) {
      // Whoever still refers to what is gone is told so by the name that leads nowhere.
      gone.add(what)
      problems.push(removed(path, what))
    }
  }
  return problems
}

/** A folder of a blueprint, or a file of the catalog → what it is, of everything that a pipeline is pinned to. */
const inUse = remembered((fleet: Fleet): ReadonlyMap<string, string> => {
  const used = new Map<string, string>()
  const sets = new Set<string>()
  const versions = new Map<string, Pipeline['blueprint']>()
  for (const { blueprint, releaseSet } of fleet.pipelines) {
    versions.set(versioned(blueprint.name, blueprint.version), blueprint)
    sets.add(releaseSet)
  }
  for (const [blueprint, { name, version }] of versions) {
    used.set(blueprintFolder(name, version), `blueprint \`${blueprint}\``)
  }
  for (const set of sets) {
    used.set(releaseSetPath(set), `release set \`${set}\``)
    for (const [component, version] of Object.entries(fleet.releaseSets.get(set)?.releases ?? {})) {
      used.set(releasePath(component, version), `release \`${component}\` \`${version}\``)
    }
  }
  return used
})

function ownerOf(used: ReadonlyMap<string, string>, path: string): string | undefined {
  if (!path.startsWith('blueprints/')) return used.get(path)
  return used.get(path.split('/').slice(0, 3).join('/').concat('/'))
}

function differsInStatusOnly(path: string, base: Draft, draft: Draft): boolean {
  const [was, is] = [base, draft].map(({ release }) => release.find((each) => each.path === path)?.raw)
  return (
    was !== undefined &&
    is !== undefined &&
    canonicalJson({ ...was, status: undefined }) === canonicalJson({ ...is, status: undefined })
  )
}

function edited(path: string, what: string): Problem {
  return {
    code: 'version-frozen',
    message: `${what} is in use and cannot be edited in place`,
    expected: 'the file as it was',
    hint: path.startsWith('blueprints/')
      ? 'make a new version beside it with `fleet new blueprint-version`, and move pipelines to that'
      : 'make a new version beside it and move pipelines to that',
    at: startOf(path),
  }
}

function removed(path: string, what: string): Problem {
  return {
    code: 'version-frozen',
    message: `${what} is in use until this change is merged and cannot be removed by it`,
    expected: 'the files as they were',
    hint: 'remove it in a later change, when nobody has to go back to it',
    at: startOf(path),
  }
}
