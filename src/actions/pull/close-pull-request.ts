/**
 * A pull request has ended: what is left of it?
 *
 * Merged, its change sets go over to the rollout. Closed unmerged, they are
 * discarded: nothing of it may stay in a customer's account.
 */
import { collectLeftovers, discardPlan } from '../planning/leftovers.ts'
import { showEnded } from '../showing/publish-plan.ts'
import type { World } from '../world.ts'
import { othersOf, tellOthers } from './others.ts'
import { endTurn } from './plan-turn.ts'

export async function closePullRequest(world: World, number: number): Promise<void> {
  const pull = await world.github.pulls.get(number)
  if (pull.state === 'open') return
  await world.rows.unsound.forget(number)
  if (pull.merged) {
    // The push event of the merge may have been lost; observing the branch is idempotent.
    await world.work.tasks.enqueue(`merged:${number}:${pull.mergeCommitSha ?? pull.headSha}`, {
      kind: 'observe-default',
    })
    // Who changes the same stacks is planned again because of the merge, and told so by that.
    await world.rows.standing.close(number)
    await collectLeftovers(world, number)
    return showEnded(world, pull)
  }
  const record = await world.rows.plans.latest(number)
  const was = record === undefined ? [] : await othersOf(world, record)
  if (record !== undefined) await discardPlan(world, { ...record, pull: number })
  // Should it be opened again, it is planned again.
  await world.rows.standing.withdraw(number)
  await endTurn(world, number)
  await tellOthers(world, number, { was, is: [] })
  await collectLeftovers(world, number)
  await showEnded(world, pull)
}
