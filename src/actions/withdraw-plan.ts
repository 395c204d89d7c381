/**
 * The pull request goes into another branch now: what becomes of its approvals?
 *
 * They fall, and stay fallen when it comes back. Since when is told by GitHub's
 * clock, on the plan comment itself: by the edit that withdraws the plan, and
 * in what later texts of the comment carry on (carried.ts).
 */
import { PLAN_MARKER } from '../report/plan-comment.ts'
import { WITHDRAWN_MARK, withdrawnComment } from '../report/withdrawn-comment.ts'
import { carriedIn, carriedMarks, isPlanComment } from './carried.ts'
import type { PullRequest } from './ports.ts'
import type { World } from './world.ts'

/** Nothing happens to a pull request that was never planned, or whose plan is withdrawn already. Under its own name. */
export async function withdrawPlan(world: World, pull: PullRequest): Promise<void> {
  const comments = (await world.github.comments.list(pull.number)).filter(isPlanComment)
  if (comments.length === 0 || comments.some(({ body }) => body.includes(WITHDRAWN_MARK))) return
  const text = withdrawnComment({ into: pull.baseRef, branch: world.github.defaultBranch })
  await world.github.comments.sticky(pull.number, PLAN_MARKER, `${text}${carriedMarks(carriedIn(comments))}`)
  world.log.info('plan withdrawn', { pull: pull.number })
}
