/**
 * Which stacks did no rollout bring to where it was to, since the last that did?
 *
 * By the states that rows are in, as they are: what a state means for a stack
 * is said elsewhere (rollout/awaited.ts).
 */
import type { MissedStacks } from '../actions/ports.ts'
import type { RolloutStack } from '../rollout/model.ts'
import type { Database } from './database.ts'
import { asOurs } from './errors.ts'

const DONE: RolloutStack['state'] = 'done'

export function openMissed({ rows }: Database): MissedStacks {
  return {
    list: () =>
      asOurs('listing stacks that were not reached', async () => {
        const found = await rows
          .selectFrom('rollout_stacks as each')
          .innerJoin('rollouts as its', 'its.id', 'each.rollout')
          .distinctOn('each.stack')
          .select(['each.stack', 'each.state as reached', 'its.id', 'its.pull', 'its.state'])
          .where('each.state', '!=', DONE)
          .where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom('rollout_stacks as later')
                  .innerJoin('rollouts as newer', 'newer.id', 'later.rollout')
                  .select('later.stack')
                  .whereRef('later.stack', '=', 'each.stack')
                  .whereRef('newer.number', '>', 'its.number')
                  .where('later.state', '=', DONE),
              ),
            ),
          )
          .orderBy('each.stack')
          .orderBy('its.number', 'desc')
          .execute()
        return found.map(({ stack, reached, pull, ...rollout }) => ({
          stack,
          state: reached,
          rollout: { ...rollout, ...(pull === null ? {} : { pull }) },
        }))
      }),
  }
}
