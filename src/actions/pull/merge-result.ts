/**
 * What would merging this pull request make, or why can nobody tell?
 */
import { FleetwrightError } from '../../lib/errors.ts'
import type { Commit, MergeResult } from '../git-port.ts'
import type { PullRequest } from '../ports.ts'
import type { World } from '../world.ts'

export type Unreadable = { readonly kind: 'unreadable'; readonly reason: string; readonly hint: string }

/** What only the author can mend is said to the author; everything else is ours, and tried again. */
export async function mergeResult(
  world: Pick<World, 'git'>,
  pull: Pick<PullRequest, 'number' | 'headSha'>,
  base: string,
): Promise<MergeResult | Unreadable> {
  try {
    return await world.git.mergeResult({ base, head: pull.headSha, pull: pull.number })
  } catch (error) {
    return unreadable(error)
  }
}

/** Into the default branch as it is now. */
export async function mergeIntoDefault(
  world: Pick<World, 'git'>,
  pull: PullRequest,
): Promise<{ readonly merge: MergeResult | Unreadable; readonly tip?: Commit }> {
  try {
    return await world.git.mergeIntoDefault({ head: pull.headSha, pull: pull.number })
  } catch (error) {
    return { merge: unreadable(error) }
  }
}

function unreadable(error: unknown): Unreadable {
  if (!(error instanceof FleetwrightError) || error.nextMove !== 'author') throw error
  return { kind: 'unreadable', reason: error.message, hint: error.hint }
}
