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
  rules: RingRules,
  ring: readonly RolloutStack[],
  ready: readonly RolloutStack[],
): readonly StackId[] {
  const free = rules.concurrency - ring.filter((row) => row.state === 'applying').length
  return ready.slice(0, Math.max(0, free)).map((row) => row.ref.id)
}

/** Whose turn it is, however many may go at the same time. */
export function readyIn(
  rollout: Rollout,
  of: { readonly ring: readonly RolloutStack[]; readonly wave: Wave },
): readonly RolloutStack[] {
  // An account that could not be reached is asked again when a person says so, not once for each of its pipelines.
  const quarantined = new Set(of.ring.filter((row) => row.state === 'unreachable').map((row) => row.ref.accountId))
  return of.wave.filter(
    (row) =>
      isWaiting(rollout, row) &&
      !quarantined.has(row.ref.accountId) &&
      earlier(of.wave, row).every((each) => isThrough(rollout, each)),
  )
}

function earlier(wave: Wave, row: RolloutStack): readonly RolloutStack[] {
  const pipeline = pipelineOf(row.ref)
  return wave.filter((each) => pipelineOf(each.ref) === pipeline && each.ref.order < row.ref.order)
}
