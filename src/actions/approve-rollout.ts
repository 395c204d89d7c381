/**
 * Someone with the right has read a plan or a difference and says yes: to what?
 *
 * To a digest, never to "the latest": a held rollout of that plan starts, a
 * stack held for that difference may go on. A rollout without a pull request
 * has no place for `/fleet retry`: said again of one that was stopped, the yes
 * means the same. Who may say it is checked by the caller: an operator by the
 * machine's key, a reviewer by GitHub.
 */
import { retried } from '../rollout/edits.ts'
import type { Rollout, RolloutStack } from '../rollout/model.ts'
import { carriedFurther } from './carried-further.ts'
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
    if (found.rollout.planDigest.startsWith(digest)) rollouts.push(...(await letGo(world, found, by)))
    stacks.push(...(await freed(world, found, digest)))
  }
  return { rollouts, stacks }
}

interface Found {
  readonly rollout: Rollout
  readonly stacks: readonly RolloutStack[]
}

async function letGo(world: World, { rollout, stacks }: Found, by: string): Promise<readonly Rollout[]> {
  const { id, planDigest: plan } = rollout
  if (rollout.state === 'held') {
    // Nothing to start where the default branch does not validate.
    if (stacks.length === 0) return []
    const { hold: _over, ...rest } = rollout
    const started: Rollout = { ...rest, state: 'running', approvedBy: [...rollout.approvedBy, by] }
    await world.rows.rollouts.save(started)
    world.log.info('rollout approved', { rollout: id, plan })
    return [started]
  }
  if (rollout.pull !== undefined) return []
  const again = retried(rollout, stacks, await carriedFurther(world, rollout))
  if ('refused' in again) return []
  for (const row of again.stacks) await world.rows.rollouts.saveStack(id, row)
  await world.rows.rollouts.save(again.rollout)
  world.log.info('rollout retried', { rollout: id, plan })
  return [again.rollout]
}

async function freed(world: World, { rollout, stacks }: Found, digest: string): Promise<readonly RolloutStack[]> {
  const free: RolloutStack[] = []
  for (const row of stacks) {
    const difference = row.failure?.difference
    if (row.state !== 'held' || difference === undefined || !difference.startsWith(digest)) continue
    const { failure: _before, ...rest } = row
    const next: RolloutStack = { ...rest, state: 'waiting', approvedDifference: difference }
    await world.rows.rollouts.saveStack(rollout.id, next)
    free.push(next)
    world.log.info('difference approved', { rollout: rollout.id, stack: row.ref.id })
  }
  return free
}
