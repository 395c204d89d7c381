/**
 * Which trees had nothing wrong with them, in this process or an earlier one?
 *
 * What a tree says never changes, so a tree that every rule and the judge were
 * content with need not be asked again. In another process it is known by the
 * paths and blobs of all its files.
 */
import { sha256 } from '../lib/digest.ts'
import type { Draft } from './draft.ts'
import { type Judge, type Judges, NO_JUDGE } from './judge-pipelines.ts'
import type { SourceTree } from './model.ts'
import { remembered } from './remembered.ts'

type Read = Pick<Draft, 'tree' | 'problems'>

const soundBy = remembered((_judge: Judge) => new WeakSet<SourceTree>())

/**
 * Held against whatever base: what is sound beside a base is sound alone. Only as it was read: a file that could not be
 * read this time, in time or at all, is no part of the draft that was sound.
 */
export function isSound({ tree, problems }: Read, { judge = NO_JUDGE, verdicts }: Judges): boolean {
  if (problems.length > 0) return false
  const sound = soundBy(judge)
  if (sound.has(tree)) return true
  if (verdicts?.has(fingerprintOf(tree)) !== true) return false
  sound.add(tree)
  return true
}

export function addSound(tree: SourceTree, { judge = NO_JUDGE }: Judges): void {
  soundBy(judge).add(tree)
}

/** For processes to come: of states that the fleet has had, and not of each that somebody proposed. */
export function keepSound(tree: SourceTree, { verdicts }: Judges): void {
  verdicts?.keep(fingerprintOf(tree))
}

const fingerprintOf = remembered(
  (tree: SourceTree): string =>
    `tree ${sha256([...tree.values()].map(({ path, blob }) => `${path}\0${blob}`).join('\n'))}`,
)
