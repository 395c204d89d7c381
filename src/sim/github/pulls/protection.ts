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
import type { CheckRun, Protection, Pull, Repository, RequiredCheck, Review, User } from '../state.ts'
import { baseSha, commonAncestor } from './facts.ts'

export const MEETS: ReadonlySet<string | null> = new Set(['success', 'neutral', 'skipped'])

/** How far one required check has come. `expected`: nothing that counts was reported. */
export interface Standing {
  readonly context: string
  readonly state: 'met' | 'expected' | 'queued' | 'in progress' | 'failing'
}

export interface Blockers {
  readonly isDraft: boolean
  /** The head lacks the base's tip where that is asked for. */
  readonly isBehind: boolean
  /** Of the required checks. */
  readonly standings: readonly Standing[]
  /** GitHub's sentences, the first the most important; empty when nothing stands in the way. */
  readonly reasons: readonly string[]
}

export async function blockersOf(hub: Hub, repository: Repository, pull: Pull): Promise<Blockers> {
  const protection = protectionOf(repository, pull.base.ref)
  const isBehind = protection?.strict === true && (await isOutdated(hub, repository, pull))
  const standings = protection === undefined ? [] : standingsOf(hub, pull, { protection, isBehind })
  const draft = pull.draft ? ['Pull Request is still a draft.'] : []
  const checks = standings.filter(({ state }) => state !== 'met').map(sentence)
  const reviews = protection === undefined ? [] : missingReviews(hub, { repository, pull, protection })
  return { isDraft: pull.draft, isBehind, standings, reasons: [...draft, ...checks, ...reviews] }
}

/** As the merge answers 405: several checks are counted, not named. */
export function refusalOf({ isDraft, standings, reasons }: Blockers): string | undefined {
  const unmet = standings.filter(({ state }) => state !== 'met')
  if (isDraft || unmet.length < 2) return reasons[0]
  const of = `${unmet.length} of ${standings.length} required status checks`
  const [first] = unmet
  if (first !== undefined && unmet.every(({ state }) => state === first.state)) return `${of} are ${first.state}.`
  const counts = (['expected', 'failing'] as const)
    .map((state) => [unmet.filter((each) => each.state === state).length, state] as const)
    .filter(([count]) => count > 0)
  return `${of} have not succeeded: ${counts.map(([count, state]) => `${count} ${state}`).join(' and ')}.`
}

export function protectionOf(repository: Repository, branch: string): Protection | undefined {
  return branch === repository.defaultBranch ? repository.protection : undefined
}

/** An administrator may merge and push all the same, unless the rule holds for them too. */
export function mayOverride(repository: Repository, user: User): boolean {
  return roleOf(repository, user.login) === 'admin' && repository.protection?.enforceAdmins !== true
}

async function isOutdated(hub: Hub, repository: Repository, pull: Pull): Promise<boolean> {
  const base = baseSha(repository, pull)
  return (await commonAncestor(hub, repository, { left: base, right: pull.head.sha })) !== base
}

/** The checks of a head that is behind do not count: GitHub expects them anew on one that is not. */
function standingsOf(
  hub: Hub,
  pull: Pull,
  of: { readonly protection: Protection; readonly isBehind: boolean },
): Standing[] {
  const runs = of.isBehind ? [] : latestRuns(hub.state, { repositoryId: pull.repositoryId, sha: pull.head.sha })
  return of.protection.requiredChecks.map((required) => ({
    context: required.context,
    state: stateOf(runs, required),
  }))
}

/** Where no App is named, the last report under the name counts, whoever it is from. */
function stateOf(runs: readonly CheckRun[], { context, appId }: RequiredCheck): Standing['state'] {
  const run = runs.findLast((each) => each.name === context && (appId === undefined || each.appId === appId))
  if (run === undefined) return 'expected'
  if (run.status !== 'completed') return run.status === 'queued' ? 'queued' : 'in progress'
  return MEETS.has(run.conclusion) ? 'met' : 'failing'
}

function sentence({ context, state }: Standing): string {
  return `Required status check "${context}" is ${state}.`
}

function missingReviews(
  hub: Hub,
  of: { readonly repository: Repository; readonly pull: Pull; readonly protection: Protection },
): string[] {
  const last = lastWords(hub, of.repository, of.pull)
  const reasons = last.some(({ state }) => state === 'CHANGES_REQUESTED')
    ? ['Changes have been requested by a reviewer with write access.']
    : []
  const missing = of.protection.requiredApprovals - last.filter(({ state }) => state === 'APPROVED').length
  if (missing > 0) {
    const reviews = missing === 1 ? '1 approving review is' : `${missing} approving reviews are`
    reasons.push(`At least ${reviews} required by reviewers with write access.`)
  }
  return reasons
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
