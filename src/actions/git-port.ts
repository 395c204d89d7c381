/**
 * What do the verbs need of Git?
 *
 * The default branch, its files, and what a merge would make of them. An
 * object store answers; no work tree, and no call of GitHub's API.
 */
import type { SourceTree } from '../fleet/model.ts'

/** Commit and tree ids are 40 (or 64) lower-case hex digits. */
export interface Commit {
  readonly sha: string
  readonly tree: string
  readonly parents: readonly string[]
}

export type MergeResult =
  | {
      readonly kind: 'clean'
      readonly tree: string
      readonly files: SourceTree
      /** Files that are not as the head has them, because the base changed them too; absent where too many are. */
      readonly notOfHead?: readonly string[]
    }
  | { readonly kind: 'conflict'; readonly paths: readonly string[] }

export interface MergedIntoDefault {
  readonly tip: Commit
  readonly merge: MergeResult
}

export interface FleetGit {
  /** Fetches the default branch and answers its tip. */
  fetchDefault(): Promise<Commit>
  /** The fleet's files of a commit of the default branch. */
  files(commit: string): Promise<SourceTree>
  /** Merges a pull request's head into a base commit, in the object store alone. Fetches the head by its id. */
  mergeResult(request: { readonly base: string; readonly head: string; readonly pull: number }): Promise<MergeResult>
  /** Likewise into the default branch as it is now, fetched at the same time. */
  mergeIntoDefault(request: { readonly head: string; readonly pull: number }): Promise<MergedIntoDefault>
  /** The first-parent chain after `from` up to `to`, oldest first; undefined if `from` is not among the last `limit`. */
  firstParents(from: string, to: string, limit: number): Promise<readonly Commit[] | undefined>
}
