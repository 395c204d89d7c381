/**
 * Is every version that the base uses still what it was?
 *
 * A version edited in place would change every pipeline that is pinned to it,
 * in every ring at once, under a name that was reviewed as something else.
 */
import { blueprintFolder, releasePath, releaseSetPath } from '../layout.ts'
import type { Problem } from '../model.ts'
import { startOf } from '../places.ts'
import type { RuleContext, Side } from './rule.ts'

export function versionsFrozen({ draft, base }: RuleContext): readonly Problem[] {
  if (base === undefined) return []
  const problems: Problem[] = []
  for (const [path, what] of usedFiles(base)) {
    const now = draft.tree.get(path)
    // A file that is gone is missed by whoever still refers to it.
    if (now === undefined || now.blob === base.draft.tree.get(path)?.blob) continue
    problems.push({
      code: 'version-frozen',
      message: `${what} is in use and cannot be edited in place`,
      expected: 'the file as it was',
      hint: 'make a new version beside it and move pipelines to that',
      at: startOf(path),
    })
  }
  return problems
}

/** Path → what it belongs to, of everything that a pipeline of the base is pinned to. */
function usedFiles({ draft, fleet }: Side): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  const folders = new Map<string, string>()
  for (const { blueprint, releaseSet } of fleet.pipelines) {
    folders.set(
      blueprintFolder(blueprint.name, blueprint.version),
      `blueprint \`${blueprint.name}@${blueprint.version}\``,
    )
    files.set(releaseSetPath(releaseSet), `release set \`${releaseSet}\``)
    for (const [component, version] of Object.entries(fleet.releaseSets.get(releaseSet)?.releases ?? {})) {
      files.set(releasePath(component, version), `release \`${component}\` \`${version}\``)
    }
  }
  for (const path of draft.tree.keys()) {
    const what = folders.get(path.split('/').slice(0, 3).join('/').concat('/'))
    if (what !== undefined) files.set(path, what)
  }
  return files
}
