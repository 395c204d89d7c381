/**
 * Why may this pull request not be merged?
 *
 * Branch protection as GitHub documents it, and no stricter: a required check
 * is met by success, neutral or skipped; an approval counts when it is the
 * last word of a person with write access who is not the author.
 */
import { ROLE_RANK, roleOf } from '../auth/access.ts'
import { latestRuns } from '../checks.ts'
import type { Hub } from '../hub.ts'
import type { Pull, Repository, RequiredCheck, Review, User } from '../state.ts'

const MEETS = new Set(['success', 'neutral', 'skipped'])

/** GitHub's sentences, the first the most important; empty when nothing stands in the way. */
export function blockersOf(hub: Hub, repository: Repository, pull: Pull): string[] {
  const protection = pull.base.ref === repository.defaultBranch ? repository.protection : undefined
  const blockers = pull.draft ? ['Pull Request is still a draft.'] : []
  if (protection === undefined) return blockers
  for (const required of protection.requiredChecks) {
    const blocker = unmet(hub, pull, required)
    if (blocker !== undefined) blockers.push(blocker)
  }
  const last = lastWords(hub, repository, pull)
  if (last.some(({ state }) => state === 'CHANGES_REQUESTED')) {
    blockers.push('Changes have been requested by a reviewer with write access.')
  }
  const approvals = last.filter(({ state }) => state === 'APPROVED').length
  const missing = protection.requiredApprovals - approvals
  if (missing > 0) {
    const reviews = missing === 1 ? '1 approving review is' : `${missing} approving reviews are`
    blockers.push(`At least ${reviews} required by reviewers with write access.`)
  }
  return blockers
}

/** An administrator may merge and push all the same, unless the rule holds for them too. */
export function mayOverride(repository: Repository, user: User): boolean {
  return roleOf(repository, user.login) === 'admin' && repository.protection?.enforceAdmins !== true
}

function unmet(hub: Hub, pull: Pull, required: RequiredCheck): string | undefined {
  const { context, appId } = required
  const runs = latestRuns(hub.state, { repositoryId: pull.repositoryId, sha: pull.head.sha })
  const run = runs.find((each) => each.name === context && (appId === undefined || each.appId === appId))
  if (run === undefined) return `Required status check "${context}" is expected.`
  if (run.status !== 'completed') return `Required status check "${context}" is ${run.status.replace('_', ' ')}.`
  return MEETS.has(run.conclusion ?? '') ? undefined : `Required status check "${context}" is failing.`
}

/** The last review of each person that is more than a comment. */
function lastWords(hub: Hub, repository: Repository, pull: Pull): Review[] {
  const last = new Map<string, Review>()
  for (const review of hub.state.reviews.values()) {
    if (review.repositoryId !== repository.id || review.pull !== pull.number) continue
    if (review.state === 'COMMENTED' || review.state === 'PENDING' || review.login === pull.author) continue
    const role = roleOf(repository, review.login)
    if (role !== undefined && ROLE_RANK[role] >= ROLE_RANK.write) last.set(review.login, review)
  }
  return [...last.values()]
}
