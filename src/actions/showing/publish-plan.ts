/**
 * What do people see of a plan, and is the base's policy met?
 *
 * One comment, edited; one check. Called after planning and again whenever
 * someone reviews, approves or takes it back: the same plan, judged anew.
 */
import { isEmpty } from '../../plan/assemble.ts'
import { group } from '../../plan/group.ts'
import type { Plan } from '../../plan/model.ts'
import { requiredFor, touchedBy } from '../../plan/required.ts'
import { isGlassBroken, refusalsIn } from '../../report/approval-text.ts'
import { judgedReport, tooLargeReport } from '../../report/checks.ts'
import type { PlanView } from '../../report/model.ts'
import { planComment } from '../../report/plan-comment.ts'
import { type Approvals, approvalsOf, GLASS_BROKEN, isApproved } from '../approving/approvals.ts'
import type { KnownComment } from '../comment-port.ts'
import type { Conversation } from '../conversation-port.ts'
import type { PlanRecord, PullRequest } from '../ports.ts'
import { othersOf } from '../pull/others.ts'
import { fleetAt, type ReadFleet } from '../read-fleet.ts'
import type { PlanNaming } from '../standing-port.ts'
import type { World } from '../world.ts'
import { carriedMarks, isPlanComment } from './carried.ts'
import { planCheckId, unreadableCheckId } from './plan-check-id.ts'
import { type ShownPlan, show, shownIn, shownSince } from './shown.ts'
import { unplannedInTurn, withdrawElsewhere } from './withdraw-plan.ts'
import { publishCheck } from './written-checks.ts'

interface Judging {
  /** As it was read in this turn: an older verdict never covers a newer one. */
  readonly said: Conversation
  readonly record: PlanRecord
  /** The command that is answered by what is told now. */
  readonly answers?: number | undefined
}

/** By whoever has the turn: nobody else is judging. False: it fits into no comment, so nobody can read it. */
export async function showPlan(world: World, judging: Judging): Promise<boolean> {
  const { record, answers } = judging
  const { pull } = judging.said
  const base = await fleetAt(world, record.base ?? record.head)
  const shown = { ...record, pull: pull.number }
  const { plan } = record
  let since = await shownSince(world, shown)
  for (let { said } = judging; ; ) {
    const view = await viewOf(world, { said, record, base, answers }, since)
    const { approvals } = view
    const comment = planComment(view)
    if (comment.kind === 'too-large') {
      const reports = [tooLargeReport(pull, unreadableCheckId(plan.digest))]
      await unplannedInTurn(world, { ...pull, comments: said.comments, commits: said.commits }, { reports })
      return false
    }
    const { comments } = said
    const confirmed = await show(world, shown, { comments, text: comment.text, since, carried: approvals.carried })
    // The comment said otherwise than we believed: who approved meanwhile is counted by what they could read.
    const isJudged = confirmed.since === since || (since === undefined && confirmed.isNew)
    since = confirmed.since
    if (!isJudged) {
      said = withComment(await world.github.pulls.conversation(pull.number), confirmed.comment)
      continue
    }
    await tellOfGlass(world, shown, approvals)
    const isMet = isApproved(approvals) || (isEmpty(plan) && refusalsIn(approvals).length === 0)
    const externalId = planCheckId(plan.digest)
    await publishCheck(world, pull.number, { ...judgedReport(pull, view, isMet), externalId, startedAt: since })
    return true
  }
}

/** Its pull request has ended: what people read of it asks nobody for anything any more. */
export async function showEnded(world: World, { number, comments: count }: PullRequest): Promise<void> {
  if (count === 0) return
  await world.exclusively(`pull-${number}`, async () => {
    const said = await world.github.pulls.conversation(number)
    const { pull, comments } = said
    const [seen] = comments.filter(isPlanComment).flatMap((each) => shownIn(each) ?? [])
    if (pull.state === 'open' || seen === undefined) return
    const record = await world.rows.plans.byDigest(seen.digest, number)
    if (record?.head !== seen.head) return
    const shown = { ...record, pull: number }
    const since = await shownSince(world, shown)
    const base = await fleetAt(world, record.base ?? record.head)
    const view = await viewOf(world, { said, record, base }, since)
    const comment = planComment(view)
    if (comment.kind === 'fits')
      await show(world, shown, { comments, text: comment.text, since, carried: view.approvals.carried })
  })
}

/** A list may lag behind what GitHub has just confirmed, or not hold it yet. */
function withComment({ comments, ...said }: Conversation, now: KnownComment): Conversation {
  const ours = { login: '', isBot: true, isOurs: true, edited: true, url: '' }
  const found = comments.find(({ id }) => id === now.id) ?? ours
  return { ...said, comments: [...comments.filter(({ id }) => id !== now.id), { ...found, ...now }] }
}

/** Once for a plan: as loud at the operator's as in the comment. */
async function tellOfGlass(world: World, { pull, plan: { digest } }: ShownPlan, approvals: Approvals): Promise<void> {
  const key = `glass:${pull}`
  if (!isGlassBroken(approvals) || (await world.rows.publications.last(key)) === digest) return
  world.log.error(GLASS_BROKEN, { pull, plan: digest })
  await world.rows.publications.wrote(key, digest)
}

type JudgedView = PlanView & { readonly approvals: Approvals }

async function viewOf(
  world: World,
  { said, record, base, answers }: Judging & { readonly base: ReadFleet },
  since: string | undefined,
): Promise<JudgedView> {
  const { plan, evidence } = record
  const pull = said.pull.number
  const ended = endedAs(said.pull)
  const others = ended === undefined ? await othersOf(world, { pull, plan }) : []
  const required = requiredFor(touchedBy(plan, evidence), base.fleet)
  const shown = { head: record.head, since }
  const approvals = await approvalsOf(world, said, { digest: plan.digest, ...required, shown, answers })
  return {
    pull,
    ...(ended === undefined ? {} : { ended }),
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
    carriedBytes: Buffer.byteLength(carriedMarks(approvals.carried)),
    rings: record.rings ?? base.fleet?.rings ?? [],
    head: record.head,
    base: record.base ?? '',
    repositoryUrl: world.github.repositoryUrl,
    ...(world.publicUrl === undefined ? {} : { publicUrl: world.publicUrl }),
    plannedAt: record.publishedAt,
  }
}

function endedAs({ state, merged }: PullRequest): PlanView['ended'] {
  if (state === 'open') return undefined
  return merged ? 'merged' : 'closed'
}

/** As this plan names them: of what a stranger's plan holds, nothing is repeated here. */
function sharing(plan: Plan, { pull, stacks }: PlanNaming): NonNullable<PlanView['others']>[number] {
  const shared = new Set(stacks)
  const own = [...plan.transitions, ...plan.unplanned].map(({ stack }) => stack)
  return { pull, stacks: [...own, ...(plan.leaving ?? [])].filter(({ id }) => shared.has(id)) }
}

/** After a review, a dismissal, or whatever became of our own comment. */
export async function reviewPullRequest(world: World, number: number): Promise<void> {
  const said = await world.exclusively(`pull-${number}`, async () => {
    const said = await world.github.pulls.conversation(number)
    await judgeInTurn(world, said)
    return said
  })
  if (isElsewhere(world, said.pull)) await withdrawElsewhere(world, said.pull)
}

/** Whether a plan is shown now: that of an older head is not judged, its successor is on its way. */
export async function judgeInTurn(world: World, said: Conversation, answers?: number): Promise<boolean> {
  const { pull } = said
  if (pull.state === 'closed' || isElsewhere(world, pull)) return false
  const record = await world.rows.plans.latest(pull.number)
  return record?.head === pull.headSha && showPlan(world, { said, record, answers })
}

function isElsewhere(world: World, { state, baseRef }: PullRequest): boolean {
  return state === 'open' && baseRef !== world.github.defaultBranch
}
