/**
 * Can two commits be merged, and what is the result?
 *
 * Three-way merges in the object store alone (`git merge-tree --write-tree`,
 * git 2.38 or newer): no work tree, no lock, no conflict markers left behind.
 */
import { type Signature, signatureEnvironment } from './bare.ts'
import type { Place } from './history.ts'

/** The merged tree, or undefined where the two conflict or have no common history. */
export async function mergeTree(place: Place, base: string, head: string): Promise<string | undefined> {
  const { code, stdout } = await place.git.attempt(place.directory, ['merge-tree', '--write-tree', base, head])
  return code === 0 ? stdout.toString('utf8').trim() : undefined
}

export async function commitTree(
  place: Place,
  commit: {
    readonly tree: string
    readonly parents: readonly string[]
    readonly message: string
    readonly author: Signature
    readonly committer?: Signature
  },
): Promise<string> {
  const out = await place.git.run(
    place.directory,
    ['commit-tree', commit.tree, ...commit.parents.flatMap((parent) => ['-p', parent])],
    { input: commit.message, env: signatureEnvironment(commit.author, commit.committer) },
  )
  return out.toString('utf8').trim()
}

/** `to` undefined deletes; `from` guards against a ref that moved meanwhile. */
export async function updateRef(
  place: Place,
  ref: string,
  move: { readonly to: string | undefined; readonly from?: string },
): Promise<void> {
  const { to, from } = move
  const guard = from === undefined ? [] : [from]
  await place.git.run(place.directory, to === undefined ? ['update-ref', '-d', ref] : ['update-ref', ref, to, ...guard])
}

/** Brings a fork's commit into this repository under a ref. */
export async function fetchCommit(
  place: Place,
  from: string,
  request: { readonly sha: string; readonly ref: string },
): Promise<void> {
  await place.git.run(place.directory, ['fetch', '--quiet', '--no-tags', from, `+${request.sha}:${request.ref}`])
}
