/**
 * Which stacks are left aside with an account that cannot be reached?
 *
 * All of its stacks that are not where they should be: the account is asked
 * again when a person says so, not once for each of its pipelines.
 */
import type { RolloutStack } from './model.ts'

/** `stacks`: all of the rollout, or all of the account's ring. */
export function isQuarantined(row: RolloutStack, stacks: readonly RolloutStack[]): boolean {
  if (row.state !== 'waiting' && row.state !== 'unreachable') return false
  return stacks.some((each) => each.state === 'unreachable' && each.ref.accountId === row.ref.accountId)
}
