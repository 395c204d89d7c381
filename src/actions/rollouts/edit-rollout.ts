/**
 * A person stops a rollout, lets it go on or leaves something out: what becomes of it?
 *
 * An edit of rows under the rollouts' lock, whoever asked: someone by a comment
 * on its pull request, an operator by the command line. Whether they may is
 * checked by the caller; the next look acts on it. Whoever is killed on the way
 * and begins anew finds all of it done, or nothing.
 */
import { unreachable } from '../../lib/errors.ts'
import { leftNow } from '../../rollout/awaited.ts'
import { aborted, type Edited, paused, type Refused, resumed, retried, skipped } from '../../rollout/edits.ts'
import type { Rollout, RolloutEdit, RolloutStack } from '../../rollout/model.ts'
import type { World } from '../world.ts'
import { carriedFurther } from './carried-further.ts'

export interface Wish {
  readonly edit: RolloutEdit
  /** Whose it is, where it may be carried out again after a crash: such as a comment's. */
  readonly of?: string
}

export async function editRollout(world: World, id: string, { edit, of }: Wish): Promise<Rollout | Refused> {
  return world.exclusively('rollout-rows', async () => {
    const found = await world.rows.rollouts.get(id)
    if (found === undefined) return { refused: `there is no rollout ${id}` }
    if (of !== undefined && found.rollout.lastEdit === of) return found.rollout
    const edited = await change(world, found, edit)
    if ('refused' in edited) return edited
    const { lastEdit: _before, ...rest } = edited.rollout
    const rollout: Rollout = { ...rest, ...(of === undefined ? {} : { lastEdit: of }) }
    // First: after a kill between the two nobody would know that something was left. It waits for its turn behind us.
    if (leftNow(found, edited).length > 0) {
      const again = `left-${id}-${world.clock.now().epochMilliseconds}`
      await world.work.tasks.enqueue(again, { kind: 'plan-left', rollout: id, again })
    }
    await world.rows.rollouts.save(rollout, edited.stacks)
    world.log.info('rollout edited', { rollout: id, plan: rollout.planDigest, code: edit })
    return rollout
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
