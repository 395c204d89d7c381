/**
 * Which other open pull requests change the same stacks, and who has to be told?
 *
 * Nobody locks anybody out: both are told of each other, and whichever merges
 * second is planned again. An open plan is shown anew only where that is news.
 */
import { byText } from '../../lib/sorted.ts'
import type { PlanRecord } from '../ports.ts'
import type { PlanNaming } from '../standing-port.ts'
import type { World } from '../world.ts'

/** More are told at their own next look: a change of the whole fleet meets everybody. */
const MOST_TOLD = 20

/** By number. */
export async function othersOf(
  { rows }: Pick<World, 'rows'>,
  { pull, plan }: Pick<PlanRecord, 'pull' | 'plan'>,
): Promise<readonly PlanNaming[]> {
  const stacks = [...plan.transitions, ...plan.unplanned].map(({ stack }) => stack.id)
  const leaving = (plan.leaving ?? []).map(({ id }) => id)
  const naming = await rows.standing.naming([...stacks, ...leaving])
  return naming.filter((each) => each.pull !== pull)
}

/** `was`, `is`: whom its plan met until now, and whom it meets. */
export async function tellOthers(
  world: Pick<World, 'rows' | 'work' | 'clock'>,
  pull: number,
  met: { readonly was: readonly PlanNaming[]; readonly is: readonly PlanNaming[] },
): Promise<void> {
  const was = new Map(met.was.map((each) => [each.pull, told(each)]))
  const is = new Map(met.is.map((each) => [each.pull, told(each)]))
  const news = [...new Set([...was.keys(), ...is.keys()])].filter((other) => was.get(other) !== is.get(other))
  const now = world.clock.now().epochMilliseconds
  for (const other of news.sort((one, two) => one - two).slice(0, MOST_TOLD)) {
    await world.work.tasks.enqueue(`met:${pull}:${other}:${now}`, { kind: 'review-pull', pull: other })
  }
}

function told({ stacks }: PlanNaming): string {
  return stacks.toSorted(byText).join(' ')
}
