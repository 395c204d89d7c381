/**
 * What do people see of a plan, and is the base's policy met?
 *
 * One comment, edited; one check. Called after planning and again whenever
 * someone reviews, approves or takes it back: the same plan, judged anew.
 */
import { isEmpty } from '../plan/assemble.ts'
import { group } from '../plan/group.ts'
import type { Plan } from '../plan/model.ts'
import { requiredFor, touchedBy } from '../plan/required.ts'
import { isGlassBroken, refusalsIn } from '../report/approval-text.ts'
import { judgedReport, tooLargeReport } from '../report/checks.ts'
import type { PlanView } from '../report/model.ts'
import { planComment } from '../report/plan-comment.ts'
import { type Approvals, approvalsOf, GLASS_BROKEN, isApproved, planCheckId, unreadableCheckId } from './approvals.ts'
import { type Heard, hearAgain, hearAll, hearNew } from './heard.ts'
import { othersOf } from './others.ts'
import type { PlanNaming, PlanRecord, PullRequest } from './ports.ts'
import { fleetAt, type ReadFleet } from './read-fleet.ts'
import { show, shownSince } from './shown.ts'
import { unplannedInTurn, withdrawElsewhere } from './withdraw-plan.ts'
import type { World } from './world.ts'
import { publishCheck } from './written-checks.ts'
import { forget } from './written-comment.ts'

/** Who has agreed to which plan, as people were just told. */
export interface Judgement {
  readonly digest: PlanRecord['plan']['digest']
  readonly approvals: Approvals
}

/** Nothing, where it was withdrawn or replaced since. */
export async function publishPlan(world: World, pull: PullRequest, record: PlanRecord): Promise<void> {
  await world.exclusively(`pull-${pull.number}`, async () => {
    const standing = await world.rows.plans.latest(pull.number)
    const isStanding = standing?.head === record.head && standing.base === record.base
    const isSame = isStanding && standing.plan.digest === record.plan.digest
    if (isSame) await judge(world, { pull, record, because: 'planned' })
  })
}

interface Judging {
  readonly pull: PullRequest
  readonly record: PlanRecord
  readonly because: 'planned' | 'spoken'
}

/** Who judges has read what it judges by when nobody else was judging: an older verdict never covers a newer one. */
async function judge(world: World, judging: Judging): Promise<Judgement> {
  const { pull, record } = judging
  const base = await fleetAt(world, record.base ?? record.head)
  const shown = { ...record, pull: pull.number }
  const { plan } = record
  let since = await shownSince(world, shown)
  for (let heard = await heardBy(world, judging, since); ; heard = await hearAll(world, pull)) {
    const view = await viewOf(world, { pull, record, heard, base }, since)
    const { approvals } = view
    const comment = planComment(view)
    if (comment.kind === 'too-large') {
      const reports = [tooLargeReport(pull, unreadableCheckId(plan.digest))]
      await unplannedInTurn(world, pull, { reports })
      return { digest: plan.digest, approvals }
    }
    const confirmed = await show(world, shown, { pull, text: comment.text, since, carried: approvals.carried })
    // The comment said otherwise than we believed: who approved meanwhile is counted by what they could read.
    const isJudged = confirmed.since === since || (since === undefined && confirmed.isNew)
    since = confirmed.since
    if (!isJudged) continue
    await tellOfGlass(world, judging, approvals)
    const isMet = isApproved(approvals) || (isEmpty(plan) && refusalsIn(approvals).length === 0)
    const externalId = planCheckId(plan.digest)
    await publishCheck(world, pull.number, { ...judgedReport(pull, view, isMet), externalId, startedAt: since })
    return { digest: plan.digest, approvals }
  }
}

function heardBy(world: World, { pull, record, because }: Judging, since: string | undefined): Promise<Heard> {
  const { digest } = record.plan
  if (because === 'spoken') return hearAgain(world, pull, digest)
  // Shown already, it may have been approved while no event told us.
  return since === undefined ? hearNew(world, pull, digest) : hearAll(world, pull)
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

async function viewOf(
  world: World,
  { pull, record, heard, base }: Omit<Judging, 'because'> & { readonly heard: Heard; readonly base: ReadFleet },
  since: string | undefined,
): Promise<JudgedView> {
  const { plan, evidence } = record
  const others = await othersOf(world, { pull: pull.number, plan })
  const required = requiredFor(touchedBy(plan, evidence), base.fleet)
  const shown = { head: record.head, since }
  const approvals = await approvalsOf(world, pull, { digest: plan.digest, ...required, shown, heard })
  return {
    pull: pull.number,
    plan,
    classes: group(plan.transitions, evidence.own),
    behind: evidence.behind,
    ...(evidence.elsewhere === undefined ? {} : { elsewhere: evidence.elsewhere }),
    ...(evidence.preceding === undefined ? {} : { preceding: evidence.preceding }),
    ...(evidence.access === undefined ? {} : { access: evidence.access }),
    ...(evidence.lines === undefined ? {} : { lines: evidence.lines }),
    ...(evidence.probed === undefined ? {} : { probed: evidence.probed }),
    ...(evidence.alarms === undefined ? {} : { alarms: evidence.alarms }),
    ...(evidence.leftOut === undefined ? {} : { leftOut: evidence.leftOut }),
    ...(others.length === 0 ? {} : { others: others.map((each) => sharing(plan, each)) }),
    approvals,
    rings: base.fleet?.rings ?? [],
    head: record.head,
    base: record.base ?? '',
    repositoryUrl: world.github.repositoryUrl,
    ...(world.publicUrl === undefined ? {} : { publicUrl: world.publicUrl }),
    plannedAt: record.publishedAt,
  }
}

/** As this plan names them: of what a stranger's plan holds, nothing is repeated here. */
function sharing(plan: Plan, { pull, stacks }: PlanNaming): NonNullable<PlanView['others']>[number] {
  const shared = new Set(stacks)
  const own = [...plan.transitions, ...plan.unplanned].map(({ stack }) => stack)
  return { pull, stacks: [...own, ...(plan.leaving ?? [])].filter(({ id }) => shared.has(id)) }
}

/** After a review, a command or a dismissal. */
export async function reviewPullRequest(world: World, number: number, how?: Afresh): Promise<void> {
  await judgePullRequest(world, number, how)
}

/** What our rows say of the comment is believed no more. */
type Afresh = { readonly afresh: true }

/** Undefined where nothing is judged: a plan of an older head is not, its successor is on its way. */
export async function judgePullRequest(world: World, number: number, how?: Afresh): Promise<Judgement | undefined> {
  const found = await world.exclusively(`pull-${number}`, async () => {
    const pull = await world.github.pulls.get(number)
    if (pull.state === 'closed') return {}
    if (pull.baseRef !== world.github.defaultBranch) return { elsewhere: pull }
    const record = await world.rows.plans.latest(number)
    if (record?.head !== pull.headSha) return {}
    if (how?.afresh) await forget(world, number)
    return { judgement: await judge(world, { pull, record, because: 'spoken' }) }
  })
  if (found.elsewhere !== undefined) await withdrawElsewhere(world, found.elsewhere)
  return found.judgement
}
