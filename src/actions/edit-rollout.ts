/**
 * A person stops a rollout, lets it go on or leaves something out: what becomes of it?
 *
 * An edit of rows under the rollouts' lock, whoever asked: someone by a comment
 * on its pull request, an operator by the command line. Whether they may is
 * checked by the caller; the next look acts on it.
 */
import { unreachable } from '../lib/errors.ts'
import { leftNow } from '../rollout/awaited.ts'
import { aborted, type Edited, paused, type Refused, resumed, retried, skipped } from '../rollout/edits.ts'
import type { Rollout, RolloutEdit, RolloutStack } from '../rollout/model.ts'
import { carriedFurther } from './carried-further.ts'
import { planLeft } from './plan-again.ts'
import type { World } from './world.ts'

export async function editRollout(world: World, id: string, edit: RolloutEdit): Promise<Rollout | Refused> {
  return world.exclusively('rollout-rows', async () => {
    const found = await world.rows.rollouts.get(id)
    if (found === undefined) return { refused: `there is no rollout ${id}` }
    const edited = await change(world, found, edit)
    if ('refused' in edited) return edited
    for (const row of edited.stacks) await world.rows.rollouts.saveStack(id, row)
    await world.rows.rollouts.save(edited.rollout)
    world.log.info('rollout edited', { rollout: id, plan: edited.rollout.planDigest, code: edit })
    await planLeft(world, edited.rollout, leftNow(found, edited))
    return edited.rollout
  })
}

async function change(
  world: World,
  { rollout, stacks }: { readonly rollout: Rollout; readonly stacks: readonly RolloutStack[] },
  edit: RolloutEdit,
): Promise<Edited | Refused> {
  switch (edit) {
    case 'retry':
      return retried(rollout, stacks, await carriedFurther(world, rollout))
    case 'skip':
      return skipped(rollout, stacks)
    case 'pause':
      return paused(rollout)
    case 'resume':
      return resumed(rollout)
    case 'abort':
      return aborted(rollout, world.clock.now().toString())
    default:
      return unreachable(edit)
  }
}
