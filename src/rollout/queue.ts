/**
 * Do later merges have to wait for this rollout?
 *
 * They do while it moves, soaks or is held, so that nothing leaps over
 * another's soak. They do not for the sake of accounts that cannot be reached
 * once everything else is through: one customer who closes a door must not
 * stand in the way of all others. Nor for one that is held and moves no stack:
 * there is nothing to leap over, and it may wait for a customer for weeks. Only
 * what nobody agreed to about the rules lets nothing past, which would be
 * judged by them. The rollout stays open by name all the same.
 */
import { isEnded } from './edits.ts'
import { isThrough } from './evidence.ts'
import type { Rollout, RolloutStack } from './model.ts'
import { isQuarantined } from './quarantine.ts'

export function holdsUpLater(rollout: Rollout, stacks: readonly RolloutStack[]): boolean {
  if (isEnded(rollout)) return false
  if (rollout.state === 'held') return stacks.length > 0 || rollout.changesRules === true
  if (rollout.state !== 'stopped') return true
  return !stacks.every((row) => isThrough(rollout, row) || isQuarantined(row, stacks))
}
