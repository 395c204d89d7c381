/**
 * Whose turn is it within a wave?
 *
 * The stacks of a pipeline go one after the other, because a later one may be
 * fed by an earlier one's outputs; pipelines go side by side, as many as the
 * ring allows.
 */
import type { StackId } from '../fleet/model.ts'
import { isThrough, isWaiting } from './evidence.ts'
import type { RingRules, Rollout, RolloutStack } from './model.ts'
import { pipelineOf, type Wave } from './waves.ts'

/** `ring`: all stacks of the ring, because its concurrency holds across its waves. */
export function dueIn(
  rollout: Rollout,
  rules: RingRules,
  of: { readonly ring: readonly RolloutStack[]; readonly wave: Wave },
): readonly StackId[] {
  const free = rules.concurrency - of.ring.filter((row) => row.state === 'applying').length
  // An account that could not be reached is asked again when a person says so, not once for each of its pipelines.
  const quarantined = new Set(of.ring.filter((row) => row.state === 'unreachable').map((row) => row.ref.accountId))
  const due = of.wave.filter(
    (row) => isWaiting(rollout, row) && !quarantined.has(row.ref.accountId) && earlier(of.wave, row).every(through),
  )
  return due.slice(0, Math.max(0, free)).map((row) => row.ref.id)

  function through(row: RolloutStack): boolean {
    return isThrough(rollout, row)
  }
}

function earlier(wave: Wave, row: RolloutStack): readonly RolloutStack[] {
  const pipeline = pipelineOf(row.ref)
  return wave.filter((each) => pipelineOf(each.ref) === pipeline && each.ref.order < row.ref.order)
}
