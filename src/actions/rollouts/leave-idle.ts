/**
 * A pipeline is paused, and older rollouts still wait to touch it: they leave it out.
 *
 * What is being applied is finished. Nothing is lost: once the pipeline is
 * active again, all its stacks are looked at as AWS has them.
 */
import { isEnded } from '../../rollout/edits.ts'
import type { RolloutStack } from '../../rollout/model.ts'
import { pipelineOf } from '../../rollout/waves.ts'
import type { ReadFleet } from '../read-fleet.ts'
import type { World } from '../world.ts'

/** `head`: what its commit wants. `of`: the rollout that it is, or is to be; those opened after it have seen it. */
export async function leaveIdle(
  world: Pick<World, 'rows' | 'exclusively' | 'log'>,
  { head, of }: { readonly head: ReadFleet; readonly of: string },
): Promise<void> {
  const idle = new Set(
    head.fleet?.pipelines
      .filter(({ lifecycle }) => lifecycle !== 'active')
      .map(({ customer, name }) => `${customer}/${name}`),
  )
  if (idle.size === 0) return
  await world.exclusively('rollout-rows', async () => {
    for (const { id } of await world.rows.rollouts.list({ open: true })) {
      if (id === of) break
      const found = await world.rows.rollouts.get(id)
      if (found === undefined || isEnded(found.rollout)) continue
      for (const row of found.stacks.filter((each) => waits(each) && idle.has(pipelineOf(each.ref)))) {
        await world.rows.rollouts.saveStack(id, { ...row, state: 'skipped' })
        world.log.info('stack left out, its pipeline is not active', { rollout: id, stack: row.ref.id })
      }
    }
  })
}

/** What is taken off a pipeline that retires is all that is left to do to it. */
function waits({ state, lifts }: RolloutStack): boolean {
  if (lifts) return false
  return state === 'waiting' || state === 'failed' || state === 'held' || state === 'unreachable'
}
