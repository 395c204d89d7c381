/**
 * What do the rows say of stacks that are not where the default branch wants them?
 *
 * Read where a plan meets such stacks; worded by rollout/awaited.ts.
 */
import type { StackId } from '../fleet/model.ts'
import type { Behind } from '../plan/model.ts'
import { leftBehindBy, onItsWay } from '../rollout/awaited.ts'
import type { Rollout, RolloutStack } from '../rollout/model.ts'
import type { World } from './world.ts'

/** Stacks that an open rollout has yet to bring to where the default branch wants them, and which rollout. */
export async function travelling(world: Pick<World, 'rows'>): Promise<ReadonlyMap<StackId, string>> {
  const found = new Map<StackId, string>()
  for (const { rollout, row } of await rowsOf(world, { open: true })) {
    const reason = onItsWay(rollout, row)
    if (reason !== undefined) found.set(row.ref.id, reason)
  }
  return found
}

/** Who was left behind longer ago than that is told without a name. */
const NEWEST = 20

/** Those of which nobody has said yet for what they wait: the newest rollout that ended without them says so. */
export async function explained(world: Pick<World, 'rows'>, behind: readonly Behind[]): Promise<readonly Behind[]> {
  if (behind.every(({ because }) => because !== undefined)) return behind
  const left = new Map<StackId, string | undefined>()
  for (const { rollout, row } of await rowsOf(world, { open: false, newest: NEWEST })) {
    left.set(row.ref.id, leftBehindBy(rollout, row))
  }
  return behind.map((each) => {
    const why = each.because === undefined ? left.get(each.stack.id) : undefined
    return why === undefined ? each : { ...each, reason: `${each.reason}: ${why}` }
  })
}

/** Oldest rollout first. */
async function rowsOf(
  { rows }: Pick<World, 'rows'>,
  filter: Parameters<World['rows']['rollouts']['list']>[0],
): Promise<readonly { readonly rollout: Rollout; readonly row: RolloutStack }[]> {
  const found = []
  for (const { id } of await rows.rollouts.list(filter)) {
    const { rollout, stacks = [] } = (await rows.rollouts.get(id)) ?? {}
    if (rollout !== undefined) found.push(...stacks.map((row) => ({ rollout, row })))
  }
  return found
}
