/**
 * What do people see of a plan, and is the base's policy met?
 *
 * One comment, edited; one check. Called after planning and again whenever
 * someone reviews, approves or takes it back: the same plan, judged anew.
 */
import { isEmpty } from '../plan/assemble.ts'
import { group } from '../plan/group.ts'
import { requiredFor, touchedBy } from '../plan/required.ts'
import { judgedReport, tooLargeReport } from '../report/checks.ts'
import type { PlanView } from '../report/model.ts'
import { PLAN_MARKER, planComment } from '../report/plan-comment.ts'
import { approvalsOf, isApproved, planCheckId } from './approvals.ts'
import type { PlanRecord, PullRequest } from './ports.ts'
import { fleetAt } from './read-fleet.ts'
import type { World } from './world.ts'

export function publishPlan(world: World, pull: PullRequest, record: PlanRecord): Promise<void> {
  return world.exclusively(`pull-${pull.number}`, () => judge(world, pull, record))
}

/** Who judges has read what it judges by when nobody else was judging: an older verdict never covers a newer one. */
async function judge(world: World, pull: PullRequest, record: PlanRecord): Promise<void> {
  const base = await fleetAt(world, record.base ?? record.head)
  const { plan, evidence } = record
  const approvals = await approvalsOf(world, pull, {
    digest: plan.digest,
    ...requiredFor(touchedBy(plan), base.fleet),
    shown: { head: record.head, at: record.publishedAt },
  })
  const view: PlanView = {
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
  const comment = planComment(view)
  const externalId = planCheckId(plan.digest)
  if (comment.kind === 'too-large') {
    await world.github.checks.publish(tooLargeReport(pull, externalId))
    return
  }
  await world.github.comments.sticky(pull.number, PLAN_MARKER, comment.text)
  const isMet = isEmpty(plan) || isApproved(approvals)
  await world.github.checks.publish({ ...judgedReport(pull, view, isMet), externalId, startedAt: record.publishedAt })
}

/** After a review, a command or a dismissal. A plan of an older head is not judged: its successor is on its way. */
export function reviewPullRequest(world: World, number: number): Promise<void> {
  return world.exclusively(`pull-${number}`, async () => {
    const pull = await world.github.pulls.get(number)
    const record = await world.rows.plans.latest(number)
    if (pull.state === 'closed' || record === undefined || record.head !== pull.headSha) return
    await judge(world, pull, record)
  })
}
