/**
 * Who clears away the change sets that nobody will execute?
 *
 * A set belongs to its plan until the plan is superseded or the pull request
 * closed unmerged. Clearing is housekeeping: an account that cannot be reached
 * keeps its leftovers until the next time, and no plan fails for it.
 */

import { FleetwrightError } from '../lib/errors.ts'
import { mapPool } from '../lib/pool.ts'
import type { PlanRecord } from './ports.ts'
import { fleetAt } from './read-fleet.ts'
import type { World } from './world.ts'

/** Discards the sets of `old` that `kept` does not use. The base's own fleet says how each account is reached. */
export async function discardSets(
  world: World,
  old: PlanRecord,
  kept: { readonly [stackId: string]: string } = {},
): Promise<void> {
  const due = Object.entries(old.evidence.changeSets).filter(([id, arn]) => kept[id] !== arn)
  if (due.length === 0) return
  const known = await fleetAt(world, old.base ?? old.head)
  await mapPool(due, world.concurrency, async ([id, arn]) => {
    const stack = known.stacks.find((each) => each.id === id)
    if (stack === undefined) return
    try {
      await world.aws.changeSets.discard(stack, arn, purposeOf(old))
    } catch (error) {
      if (!(error instanceof FleetwrightError)) throw error
      world.log.warn('change set not discarded', { stack: id, account: stack.accountId, code: error.code })
    }
  })
}

export function purposeOf(record: Pick<PlanRecord, 'pull' | 'head'>): string {
  return record.pull === undefined ? `commit-${record.head.slice(0, 12)}` : `pull-${record.pull}`
}
