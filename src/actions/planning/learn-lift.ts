/**
 * Is a stack protected whose pipeline retires?
 *
 * One look. Nothing else of it is planned any more, whatever it is at; what is
 * gone, or somebody else's, is nobody's to unlock.
 */
import type { Affected } from '../../plan/affected.ts'
import { liftOf } from '../../plan/lift.ts'
import { isOurs } from '../../plan/live.ts'
import type { Transition, Unplanned } from '../../plan/model.ts'
import { hadBy } from '../../plan/protection.ts'
import type { World } from '../world.ts'
import { gap } from './learnt.ts'
import { isOfOneStack } from './look.ts'
import type { PlanRequest } from './plan-stacks.ts'
import { reachedBy } from './reach.ts'

export async function learnLift(
  world: Pick<World, 'aws'>,
  { reach, purpose }: Pick<PlanRequest, 'reach' | 'purpose'>,
  affected: Affected,
): Promise<{ readonly transitions: readonly Transition[]; readonly unplanned: readonly Unplanned[] }> {
  const stack = reachedBy(reach, affected.after)
  if (!reach.has(stack.accountId)) return { transitions: [], unplanned: [] }
  try {
    const live = await world.aws.reader.live(stack, purpose)
    const lift = live !== undefined && isOurs(live) ? liftOf(affected, hadBy(live, undefined)) : undefined
    return { transitions: lift === undefined ? [] : [lift], unplanned: [] }
  } catch (error) {
    if (!isOfOneStack(error)) throw error
    return { transitions: [], unplanned: [{ ...gap(stack, error.code, error.message), lifts: true }] }
  }
}
