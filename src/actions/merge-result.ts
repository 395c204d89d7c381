/**
 * What would merging this pull request make, or why can nobody tell?
 */
import { FleetwrightError } from '../lib/errors.ts'
import type { MergeResult, PullRequest } from './ports.ts'
import type { World } from './world.ts'

export type Unreadable = { readonly kind: 'unreadable'; readonly reason: string; readonly hint: string }

/** What only the author can mend is said to the author; everything else is ours, and tried again. */
export async function mergeResult(
  world: Pick<World, 'git'>,
  pull: PullRequest,
  base: string,
): Promise<MergeResult | Unreadable> {
  try {
    return await world.git.mergeResult({ base, head: pull.headSha, pull: pull.number })
  } catch (error) {
    if (!(error instanceof FleetwrightError) || error.nextMove !== 'author') throw error
    return { kind: 'unreadable', reason: error.message, hint: error.hint }
  }
}
