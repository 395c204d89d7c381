/**
 * What do people see of a plan, and is the base's policy met?
 *
 * One comment, edited; one check. Called after planning and again whenever
 * someone reviews, approves or takes it back: the same plan, judged anew.
 */
import { isEmpty } from '../plan/assemble.ts'
import { group } from '../plan/group.ts'
import { requiredFor, touchedBy } from '../plan/required.ts'
import { isGlassBroken } from '../report/approval-text.ts'
import { judgedReport, tooLargeReport } from '../report/checks.ts'
import type { PlanView } from '../report/model.ts'
import { planComment } from '../report/plan-comment.ts'
import { type Approvals, approvalsOf, GLASS_BROKEN, isApproved, planCheckId, unreadableCheckId } from './approvals.ts'
import type { PlanRecord, PullRequest } from './ports.ts'
import { fleetAt, type ReadFleet } from './read-fleet.ts'
import { show, shownSince } from './shown.ts'
import { withdrawPlan } from './withdraw-plan.ts'
import type { World } from './world.ts'

/** Who has agreed to which plan, as people were just told. */
export interface Judgement {
  readonly digest: PlanRecord['plan']['digest']
  readonly approvals: Approvals
}

export async function publishPlan(world: World, pull: PullRequest, record: PlanRecord): Promise<void> {
  await world.exclusively(`pull-${pull.number}`, () => judge(world, pull, record))
}

interface Judging {
  readonly pull: PullRequest
  readonly record: PlanRecord
  readonly base: ReadFleet
}

/** Who judges has read what it judges by when nobody else was judging: an older verdict never covers a newer one. */
async function judge(world: World, pull: PullRequest, record: PlanRecord): Promise<Judgement> {
  const judging = { pull, record, base: await fleetAt(world, record.base ?? record.head) }
  const shown = { ...record, pull: pull.number }
  const { plan } = record
  let since = await shownSince(world, shown)
  for (;;) {
    const view = await viewOf(world, judging, since)
    const { approvals } = view
    const comment = planComment(view)
    if (comment.kind === 'too-large') {
      await world.github.checks.publish(tooLargeReport(pull, unreadableCheckId(plan.digest)))
      return { digest: plan.digest, approvals }
    }
    const confirmed = await show(world, shown, { text: comment.text, since, carried: approvals.carried })
    // The comment said otherwise than we believed: who approved meanwhile is counted by what they could read.
    const isJudged = confirmed.since === since || (since === undefined && confirmed.isNew)
    since = confirmed.since
    if (!isJudged) continue
    await tellOfGlass(world, judging, approvals)
    const isMet = isEmpty(plan) || isApproved(approvals)
    const externalId = planCheckId(plan.digest)
    await world.github.checks.publish({ ...judgedReport(pull, view, isMet), externalId, startedAt: since })
    return { digest: plan.digest, approvals }
  }
}

/** Once for a plan: as loud at the operator's as in the comment. */
async function tellOfGlass(world: World, { pull, record }: Judging, approvals: Approvals): Promise<void> {
  const key = `glass:${pull.number}`
  const { digest } = record.plan
  if (!isGlassBroken(approvals) || (await world.rows.publications.last(key)) === digest) return
  world.log.error(GLASS_BROKEN, { pull: pull.number, plan: digest })
  await world.rows.publications.wrote(key, digest)
}

type JudgedView = PlanView & { readonly approvals: Approvals }

async function viewOf(world: World, { pull, record, base }: Judging, since: string | undefined): Promise<JudgedView> {
  const { plan, evidence } = record
  const approvals = await approvalsOf(world, pull, {
    digest: plan.digest,
    ...requiredFor(touchedBy(plan, evidence.paths), base.fleet),
    shown: { head: record.head, since },
  })
  return {
    pull: pull.number,
    plan,
    classes: group(plan.transitions),
    behind: evidence.behind,
    ...(evidence.leftOut === undefined ? {} : { leftOut: evidence.leftOut }),
    approvals,
    rings: base.fleet?.rings ?? [],
    head: record.head,
    base: record.base ?? '',
    repositoryUrl: world.github.repositoryUrl,
    plannedAt: record.publishedAt,
  }
}

/** After a review, a command or a dismissal. */
export async function reviewPullRequest(world: World, number: number): Promise<void> {
  await judgePullRequest(world, number)
}

/** Undefined where nothing is judged: a plan of an older head is not, its successor is on its way. */
export function judgePullRequest(world: World, number: number): Promise<Judgement | undefined> {
  return world.exclusively(`pull-${number}`, async () => {
    const pull = await world.github.pulls.get(number)
    if (pull.state === 'open' && pull.baseRef !== world.github.defaultBranch) {
      await withdrawPlan(world, pull)
      return undefined
    }
    const record = await world.rows.plans.latest(number)
    if (pull.state === 'closed' || record === undefined || record.head !== pull.headSha) return undefined
    return judge(world, pull, record)
  })
}
