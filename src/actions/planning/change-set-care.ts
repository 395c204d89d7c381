/**
 * Who clears away the change sets that nobody will execute?
 *
 * A set belongs to its plan until the plan is superseded or the pull request
 * closed unmerged, then to the rollout until that has ended. Clearing is housekeeping: an account that cannot be reached
 * keeps its leftovers until the next time, and no plan fails for it.
 */

import { FleetwrightError } from '../../lib/errors.ts'
import { mapPool } from '../../lib/pool.ts'
import { parseChangeSetName } from '../../plan/names.ts'
import type { DesiredStack } from '../../render/model.ts'
import { isEnded } from '../../rollout/edits.ts'
import type { Rollout, RolloutStack } from '../../rollout/model.ts'
import type { PlanRecord, PullRequest } from '../ports.ts'
import { fleetAt, stackIn } from '../read-fleet.ts'
import type { World } from '../world.ts'

/**
 * Discards the sets of `old` that `kept` does not use; answers where one may be left. The base's own fleet says how each
 * account is reached.
 */
export async function discardSets(
  world: World,
  old: PlanRecord,
  kept: { readonly [stackId: string]: string } = {},
): Promise<readonly string[]> {
  const due = Object.entries(old.evidence.changeSets).filter(([id, arn]) => kept[id] !== arn)
  if (due.length === 0) return []
  const known = await fleetAt(world, old.base ?? old.head)
  const left = await mapPool(due, world.concurrency, async ([id, arn]) => {
    const stack = stackIn(known, id)
    const discard = (from: DesiredStack) => world.aws.changeSets.discard(from, arn, purposeOf(old))
    return stack === undefined || (await housekept(world, stack, () => discard(stack))) ? [] : [stack.id]
  })
  return left.flat()
}

/** The description of each set that is made for people to review. */
export function madeFor(pull: number): string {
  return `Made by Fleetwright for review of #${pull}. Do not execute.`
}

/** Rollouts, from the newest back: older ones were tidied long ago. */
const MOST_TIDIED = 20

/**
 * Once for each of the newest rollouts that have ended: whatever set of ours still stands on stacks that it did not
 * bring through, made by an attempt that was called off or by a plan that another has replaced. Those of `open` pull
 * requests are theirs.
 */
export async function discardLeftSets(world: World, open: readonly Pick<PullRequest, 'number'>[]): Promise<void> {
  for (const rollout of await world.rows.rollouts.list({ open: false, newest: MOST_TIDIED })) {
    const key = `${rollout.id}:tidied`
    if (!isEnded(rollout) || (await world.rows.publications.last(key)) !== undefined) continue
    const found = await world.rows.rollouts.get(rollout.id)
    // What still runs at AWS after an abort has a set to run by.
    if (found === undefined || found.stacks.some((row) => row.state === 'applying')) continue
    await discardLeft(world, { rollout, rows: found.stacks, open })
    await world.rows.publications.wrote(key, rollout.state)
  }
}

interface Ended {
  readonly rollout: Rollout
  readonly rows: readonly RolloutStack[]
  readonly open: readonly Pick<PullRequest, 'number'>[]
}

async function discardLeft(world: World, { rollout, rows, open }: Ended): Promise<void> {
  const plan = rollout.pull === undefined ? undefined : await world.rows.plans.latest(rollout.pull)
  const touched = new Set<string>([...rows.map((row) => row.ref.id), ...Object.keys(plan?.evidence.changeSets ?? {})])
  // Executing a set has discarded all others of its stack.
  for (const { ref, state } of rows) if (state === 'done') touched.delete(ref.id)
  const wanted = await stillWanted(world, open)
  const read = await fleetAt(world, rollout.commit)
  const due = [...touched].flatMap((id) => (wanted.stacks.has(id) ? [] : (stackIn(read, id) ?? [])))
  const purpose = `rollout-${rollout.id}`
  await mapPool(due, world.concurrency, (stack) =>
    housekept(world, stack, async () => {
      for (const { arn, name, description } of await world.aws.changeSets.list(stack, purpose)) {
        // One that is being made for an open pull request stands in no plan yet.
        const isTheirs = wanted.arns.has(arn) || (description !== undefined && wanted.made.has(description))
        if (parseChangeSetName(name) === undefined || isTheirs) continue
        await world.aws.changeSets.discard(stack, arn, purpose)
      }
    }),
  )
}

/** Sets of open pull requests' plans, and stacks of open rollouts: what is being made for those has no name yet. */
async function stillWanted(
  world: World,
  open: readonly Pick<PullRequest, 'number'>[],
): Promise<{
  readonly arns: ReadonlySet<string>
  /** Descriptions. */
  readonly made: ReadonlySet<string>
  readonly stacks: ReadonlySet<string>
}> {
  const arns = new Set<string>()
  const stacks = new Set<string>()
  for (const { number } of open) {
    const plan = await world.rows.plans.latest(number)
    for (const arn of Object.values(plan?.evidence.changeSets ?? {})) arns.add(arn)
  }
  for (const { id } of await world.rows.rollouts.list({ open: true })) {
    for (const row of (await world.rows.rollouts.get(id))?.stacks ?? []) stacks.add(row.ref.id)
  }
  return { arns, made: new Set(open.map(({ number }) => madeFor(number))), stacks }
}

/** False, and a line of the log, where it could not be done. */
export async function housekept(
  world: Pick<World, 'log'>,
  stack: DesiredStack,
  work: () => Promise<void>,
): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    if (!(error instanceof FleetwrightError)) throw error
    world.log.warn('change set not discarded', { stack: stack.id, account: stack.accountId, code: error.code })
    return false
  }
}

export function purposeOf(record: Pick<PlanRecord, 'pull' | 'head'>): string {
  return record.pull === undefined ? `commit-${record.head.slice(0, 12)}` : `pull-${record.pull}`
}
