/**
 * Which trees had nothing wrong with them, in this process or an earlier one?
 *
 * What a tree says never changes, so a tree that every rule and the judge were
 * content with need not be asked again.
 */
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
export function isSound({ tree, problems }: Read, { judge = NO_JUDGE, wasSound }: Judges): boolean {
  return problems.length === 0 && (soundBy(judge).has(tree) || wasSound?.(tree) === true)
}

export function addSound(tree: SourceTree, { judge = NO_JUDGE }: Judges): void {
  soundBy(judge).add(tree)
}
