/**
 * What has been proven of a stack since this rollout began?
 *
 * Only an answer of AWS that is newer than the rollout counts: a row that says
 * "done" on older evidence says nothing about what this rollout brings.
 */
import type { Rollout, RolloutStack } from './model.ts'

/** Undefined while nothing newer than the rollout's creation is known. */
export function freshEvidence(rollout: Rollout, row: RolloutStack): Temporal.Instant | undefined {
  if (row.state !== 'done' || row.evidenceAt === undefined) return undefined
  const at = Temporal.Instant.from(row.evidenceAt)
  return Temporal.Instant.compare(at, Temporal.Instant.from(rollout.createdAt)) > 0 ? at : undefined
}

export function lastEvidence(rollout: Rollout, rows: readonly RolloutStack[]): Temporal.Instant | undefined {
  let last: Temporal.Instant | undefined
  for (const row of rows) {
    const at = freshEvidence(rollout, row)
    if (at !== undefined && (last === undefined || Temporal.Instant.compare(at, last) > 0)) last = at
  }
  return last
}

/** Nothing more is expected of it: it is where it should be, or a person said to leave it out. */
export function isThrough(rollout: Rollout, row: RolloutStack): boolean {
  return row.state === 'skipped' || freshEvidence(rollout, row) !== undefined
}

/** May be started once its turn has come; a "done" on stale evidence is looked at again. */
export function isWaiting(rollout: Rollout, row: RolloutStack): boolean {
  return row.state === 'waiting' || (row.state === 'done' && freshEvidence(rollout, row) === undefined)
}
