/**
 * For what, or for whom, does a stack wait that is not where the default branch wants it?
 *
 * No stack is behind without a named rollout, hold or person. Said once here for
 * the pull requests whose plans meet such a stack.
 */
import { isEnded } from './edits.ts'
import type { Rollout, RolloutStack } from './model.ts'

/** Undefined once it is through, or left out. `hold` and `failure` hold foreign text. */
export function onItsWay(rollout: Rollout, row: RolloutStack): string | undefined {
  if (isEnded(rollout) || row.state === 'done' || row.state === 'skipped') return undefined
  const head = `${nameOf(rollout)} has yet to reach it (${row.state})`
  if (row.failure !== undefined) return `${head}: it waits for a person, whose move is said there`
  return rollout.hold === undefined ? head : `${head}: ${rollout.hold.reason}`
}

/** Why a rollout that has ended did not bring it there; undefined if it did, or has not ended. */
export function leftBehindBy(rollout: Rollout, row: RolloutStack): string | undefined {
  if (!isEnded(rollout) || row.state === 'done') return undefined
  const next = 'a later change to it brings that along'
  if (row.state === 'skipped') return `${nameOf(rollout)} left it out; ${next}`
  if (rollout.state === 'done') return `${nameOf(rollout)} ended without it (${row.state}); ${next}`
  return `${nameOf(rollout)} was ${rollout.state} before it reached it; ${next}`
}

/** For people. */
export function nameOf({ id, pull }: Rollout): string {
  return pull === undefined ? id : `#${pull}`
}
