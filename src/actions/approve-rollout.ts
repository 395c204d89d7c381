/**
 * Someone with the right has read a plan or a difference and says yes: to what?
 *
 * To a digest, never to "the latest": a held rollout of that plan starts, a
 * stack held for that difference may go on. Who may say it is checked by the
 * caller: an operator by the machine's key, a reviewer by GitHub.
 */
import type { Rollout, RolloutStack } from '../rollout/model.ts'
import type { World } from './world.ts'

export interface ApprovedWork {
  /** Rollouts that may start now. */
  readonly rollouts: readonly Rollout[]
  /** Stacks whose difference may be applied now. */
  readonly stacks: readonly RolloutStack[]
}

/** `digest`: at least 12 hex digits of it. `by`: such as `operator` or a login. */
export async function approveDigest(world: World, digest: string, by: string): Promise<ApprovedWork> {
  return world.exclusively('rollout-rows', () => approved(world, digest, by))
}

async function approved(world: World, digest: string, by: string): Promise<ApprovedWork> {
  const rollouts: Rollout[] = []
  const stacks: RolloutStack[] = []
  for (const { id } of await world.rows.rollouts.list({ open: true })) {
    const found = await world.rows.rollouts.get(id)
    if (found === undefined) continue
    const { rollout } = found
    if (rollout.state === 'held' && rollout.planDigest.startsWith(digest) && hasWork(found.stacks)) {
      const { hold: _over, ...rest } = rollout
      const started: Rollout = { ...rest, state: 'running', approvedBy: [...rollout.approvedBy, by] }
      await world.rows.rollouts.save(started)
      rollouts.push(started)
      world.log.info('rollout approved', { rollout: id, plan: rollout.planDigest })
    }
    for (const row of found.stacks) {
      const difference = row.failure?.difference
      if (row.state !== 'held' || difference === undefined || !difference.startsWith(digest)) continue
      const { failure: _before, ...rest } = row
      const freed: RolloutStack = { ...rest, state: 'waiting', approvedDifference: difference }
      await world.rows.rollouts.saveStack(id, freed)
      stacks.push(freed)
      world.log.info('difference approved', { rollout: id, stack: row.ref.id })
    }
  }
  return { rollouts, stacks }
}

function hasWork(stacks: readonly RolloutStack[]): boolean {
  return stacks.length > 0
}
