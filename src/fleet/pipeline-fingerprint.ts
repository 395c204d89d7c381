/**
 * By what is a pipeline recognised in another process?
 *
 * The blobs of the files that it is made of, in one text: equal texts are
 * equal files, and equal files have equal problems. Within a process the same
 * is said by objects (made.ts), which is cheaper still.
 */
import { sha256 } from '../lib/digest.ts'
import { blueprintPath, customerPath, FLEET_FILE, pipelinePath, releasePath, releaseSetPath } from './layout.ts'
import type { Ground, Made } from './made.ts'
import type { SourceTree } from './model.ts'

/** Undefined for a pipeline whose files are not where its names say. */
export type Fingerprints = (made: Made) => string | undefined

export function fingerprintsOf(tree: SourceTree): Fingerprints {
  const grounds = new Map<Ground, string>()
  return ({ pipeline, ground }) => {
    const paths = [pipelinePath(pipeline.customer, pipeline.name), customerPath(pipeline.customer)] as const
    const own = tree.get(paths[0])
    const customer = tree.get(paths[1])
    if (own === undefined || customer === undefined) return undefined
    let shared = grounds.get(ground)
    if (shared === undefined) {
      shared = sharedFingerprint(tree, ground)
      grounds.set(ground, shared)
    }
    return `${own.path} ${own.blob} ${customer.blob} ${shared}`
  }
}

function sharedFingerprint(tree: SourceTree, { blueprint, releaseSet, releases }: Ground): string {
  const paths = [
    FLEET_FILE,
    blueprintPath(blueprint.name, blueprint.version),
    ...blueprint.stacks.map((stack) => stack.templatePath),
    releaseSetPath(releaseSet.name),
    ...Object.values(releases).map(({ component, version }) => releasePath(component, version)),
  ]
  return sha256(paths.map((path) => `${path} ${tree.get(path)?.blob ?? 'absent'}`).join('\n')).slice(0, 32)
}
