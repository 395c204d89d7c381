/**
 * The pull request goes into another branch now: what becomes of its approvals?
 *
 * They fall, and stay fallen when it comes back. Since when is told by GitHub's
 * clock, on the plan comment itself: the edit that withdraws the plan, and a
 * hidden mark that later plans carry on. So a lost database remembers it.
 */
import { PLAN_MARKER } from '../report/plan-comment.ts'
import { WITHDRAWN_MARK, withdrawnComment } from '../report/withdrawn-comment.ts'
import type { Comment } from './comment-port.ts'
import type { PullRequest } from './ports.ts'
import type { World } from './world.ts'

/** Nothing happens to a pull request that was never planned, or whose plan is withdrawn already. Under its own name. */
export async function withdrawPlan(world: World, pull: PullRequest): Promise<void> {
  const comments = (await world.github.comments.list(pull.number)).filter(isPlanComment)
  if (comments.length === 0 || comments.some(({ body }) => body.includes(WITHDRAWN_MARK))) return
  const text = withdrawnComment({ into: pull.baseRef, branch: world.github.defaultBranch })
  await world.github.comments.sticky(pull.number, PLAN_MARKER, text)
  world.log.info('plan withdrawn', { pull: pull.number })
}

/** ISO 8601: what was said until then approves nothing. */
export function withdrawnUntil(comments: readonly Comment[]): string | undefined {
  const instants = comments.filter(isPlanComment).flatMap(({ body, changedAt }) => {
    const [, carried] = CARRIED.exec(body) ?? []
    return [...(body.includes(WITHDRAWN_MARK) ? [changedAt] : []), ...(carried === undefined ? [] : [carried])]
  })
  return instants.sort(Temporal.Instant.compare).at(-1)
}

/** For the next text of the plan comment, which takes the place of the one that told. */
export function markOf(until: string | undefined): string {
  return until === undefined ? '' : `<!-- fleetwright:withdrawn until ${until} -->\n`
}

const CARRIED = /<!-- fleetwright:withdrawn until (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z) -->/

function isPlanComment({ isBot, body }: Comment): boolean {
  return isBot && body.includes(PLAN_MARKER)
}
