/**
 * Did somebody move this stack past our rollouts?
 *
 * A service role that nobody reviewed, and a change set of ours that no rollout
 * executed: a review set is executable by anyone in the customer's account, and
 * leaves a stack that looks as if it had been rolled out. Both are held until
 * somebody agrees, and told where it is found.
 */

import { short } from '../lib/digest.ts'
import { desiredDigest } from '../render/desired.ts'
import type { DesiredStack } from '../render/model.ts'
import type { LiveStack } from './model.ts'
import { parseChangeSetName } from './names.ts'

export interface Intervention {
  readonly code: 'foreign-service-role' | 'executed-by-hand'
  /** Holds foreign text. */
  readonly reason: string
}

/**
 * Each set of ours would name the wanted role, and whose role a stack was made with is nobody's guess. That of the last set
 * stays until the next one, though the fleet names another since: only the events can say who ordered that.
 */
export function foreignRole(live: LiveStack, wanted: readonly DesiredStack[]): Intervention | undefined {
  const { serviceRoleArn: role } = live
  if (role === undefined || wanted.some((stack) => stack.serviceRoleArn === role)) return undefined
  return {
    code: 'foreign-service-role',
    reason: `CloudFormation works on it with the service role ${role}, which the fleet does not name for it`,
  }
}

/** The set that was executed last, if it is ours and leads to none of these; only the events can say who executed it. */
export function unaccountedSet(live: LiveStack, accounted: readonly DesiredStack[]): string | undefined {
  const { lastChangeSetName: name } = live
  const parsed = name === undefined ? undefined : parseChangeSetName(name)
  if (parsed === undefined || accounted.some((stack) => short(desiredDigest(stack)) === parsed.desired))
    return undefined
  return name
}

export function executedByHand(changeSet: string): Intervention {
  return {
    code: 'executed-by-hand',
    reason: `the change set ${changeSet} was made by Fleetwright and executed by somebody else: no rollout brought the stack to where it is`,
  }
}
