/**
 * For what, or for whom, does a stack wait that is not where the default branch wants it?
 *
 * No stack is behind without a named rollout, hold or person. Said once here for
 * the pull requests whose plans meet such a stack.
 */
import type { StackId } from '../fleet/model.ts'
import { isEnded } from './edits.ts'
import type { Rollout, RolloutStack } from './model.ts'
import { nameOf } from './name-of.ts'
import { standstill } from './standstill.ts'

/** Undefined once it is through, or left out. `hold` and `failure` hold foreign text. */
export function onItsWay(rollout: Rollout, row: RolloutStack): string | undefined {
  if (isEnded(rollout) || row.state === 'done' || row.state === 'skipped') return undefined
  const head = `${nameOf(rollout)} has yet to reach it (${row.state})`
  if (row.failure !== undefined) return `${head}: it waits for a person, whose move is said there`
  const still = standstill(rollout)
  // Its own reason names commands, which are said on its own pull request alone.
  if (still !== undefined) return `${head}: it is ${still}`
  return rollout.hold === undefined ? head : `${head}: ${rollout.hold.reason}`
}

/** Why a rollout does not bring it there; undefined if it did, or still may. */
export function leftBehindBy(
  rollout: Pick<Rollout, 'id' | 'pull' | 'state'>,
  row: Pick<RolloutStack, 'state'>,
): string | undefined {
  const next = 'a later change to it brings that along'
  if (row.state === 'skipped') return `${nameOf(rollout)} left it out; ${next}`
  if (!isEnded(rollout) || row.state === 'done') return undefined
  if (rollout.state === 'done') return `${nameOf(rollout)} ended without it (${row.state}); ${next}`
  return `${nameOf(rollout)} was ${rollout.state} before it reached it; ${next}`
}

/** Stacks that waited for it and do not any more, though it did not bring them on. `edited`: rows that are others now. */
export function leftNow(
  before: { readonly rollout: Rollout; readonly stacks: readonly RolloutStack[] },
  edited: { readonly rollout: Rollout; readonly stacks: readonly RolloutStack[] },
): readonly StackId[] {
  const now = new Map(edited.stacks.map((row) => [row.ref.id, row]))
  return before.stacks.flatMap((row) => {
    const { id } = row.ref
    if (onItsWay(before.rollout, row) === undefined) return []
    return leftBehindBy(edited.rollout, now.get(id) ?? row) === undefined ? [] : [id]
  })
}

/** One stack of one rollout. */
export interface RolloutEntry {
  readonly rollout: Rollout
  readonly row: RolloutStack
}

/** What a rollout has yet to bring to these stacks, or left undone. */
export interface StillToCome {
  readonly rollout: Rollout
  /** Else it does not come by this rollout any more. */
  readonly isOnItsWay: boolean
  readonly stacks: ReadonlySet<StackId>
}

/** For each of the stacks by every rollout since the last that brought it anywhere. Both in order, the oldest first. */
export function stillToCome(entries: readonly RolloutEntry[], stacks: ReadonlySet<StackId>): readonly StillToCome[] {
  const left = new Set(stacks)
  const found = new Map<string, StillToCome & { readonly stacks: Set<StackId> }>()
  for (const { rollout, row } of entries.toReversed()) {
    const { id } = row.ref
    if (!left.has(id)) continue
    const isOnItsWay = onItsWay(rollout, row) !== undefined
    if (!isOnItsWay && leftBehindBy(rollout, row) === undefined) {
      left.delete(id)
      continue
    }
    // One that still moves may have left some of them out.
    const key = `${rollout.id} ${isOnItsWay}`
    const known = found.get(key) ?? { rollout, isOnItsWay, stacks: new Set<StackId>() }
    found.set(key, known)
    known.stacks.add(id)
  }
  return [...found.values()].toReversed()
}
