/**
 * Which stacks has a later rollout brought further than this one wants them?
 *
 * To retry them here would take back what was merged since; they are the later
 * rollout's.
 */
import type { StackId } from '../../fleet/model.ts'
import type { Rollout } from '../../rollout/model.ts'
import type { World } from '../world.ts'

export async function carriedFurther(
  world: Pick<World, 'rows'>,
  { id }: Pick<Rollout, 'id'>,
): Promise<ReadonlySet<StackId>> {
  const all = await world.rows.rollouts.list({ open: false })
  const later = all.slice(all.findIndex((each) => each.id === id) + 1)
  const found = await Promise.all(later.map((each) => world.rows.rollouts.get(each.id)))
  const done = found.flatMap((each) => each?.stacks ?? []).filter((row) => row.state === 'done')
  return new Set(done.map((row) => row.ref.id))
}
