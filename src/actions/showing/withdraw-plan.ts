/**
 * No plan counts for this pull request as it is now: what becomes of the one that people read?
 *
 * Its row stands no more, so that nothing judges it; the comment is edited
 * into what is true now, and whose move it is; its change sets go. What the
 * comment has to remember goes on in it (carried.ts).
 */
import { elsewhereReport } from '../../report/unplanned-checks.ts'
import { unplannedComment, voidedIn } from '../../report/unplanned-comment.ts'
import { WITHDRAWN_MARK, withdrawnComment } from '../../report/withdrawn-comment.ts'
import type { Conversation } from '../conversation-port.ts'
import { collectLeftovers, leave } from '../planning/leftovers.ts'
import { CHECK_NAMES, type CheckReport, type PullRequest } from '../ports.ts'
import { mayBeMended } from '../pull/look-again.ts'
import { othersOf, tellOthers } from '../pull/others.ts'
import { endTurn } from '../pull/plan-turn.ts'
import type { World } from '../world.ts'
import { carriedFor, carriedMarks, isMarked, isPlanComment, noteWithdrawn } from './carried.ts'
import { hide } from './shown.ts'
import { publishCheck } from './written-checks.ts'
import { hasPlanComment, writePlanComment } from './written-comment.ts'

/**
 * The pull request goes into another branch now: approvals fall, and stay fallen when it comes back. Since when is told
 * by GitHub's clock, by the edit that withdraws the plan. Nothing happens to one that was never planned, or whose plan
 * is withdrawn already.
 */
export async function withdrawElsewhere(world: World, pull: PullRequest): Promise<void> {
  // Deleted by a person at this very moment, it is told anew: what it showed falls all the same.
  const wasShown = await hasPlanComment(world, pull.number)
  if (pull.comments === 0 && !wasShown) return
  await world.exclusively(`pull-${pull.number}`, async () => {
    const comments = (await world.github.pulls.conversation(pull.number)).comments.filter(isPlanComment)
    if (comments.length === 0 && !wasShown) return
    if (comments.some(({ body }) => isMarked(body, WITHDRAWN_MARK))) return
    await takeDown(world, pull)
    await publishCheck(world, pull.number, elsewhereReport(pull, world.github.defaultBranch))
    const text = withdrawnComment({ into: pull.baseRef, branch: world.github.defaultBranch })
    // Held against another branch, commits of anybody's may be listed as its own.
    const marks = carriedMarks(await carriedFor(world, { pull, comments, commits: [] }))
    const { changedAt } = await writePlanComment(world, { pull: pull.number, comments }, `${text}${marks}`)
    await noteWithdrawn(world, pull.number, changedAt)
    world.log.info('plan withdrawn', { pull: pull.number, code: 'elsewhere' })
  })
  await collectLeftovers(world, pull.number)
}

export interface UnplannedEnding {
  /** Its checks, which say why. */
  readonly reports: readonly CheckReport[]
  /** In a comment too, though no plan stood there before. */
  readonly isTold?: boolean
  /** Commit of the default branch of which the head makes nothing sound: another may mend it (look-again.ts). */
  readonly against?: string
}

/** The head that was looked at. */
type Head = Pick<PullRequest, 'number' | 'headSha'>

/** The head is not planned. */
export async function endUnplanned(world: World, of: Head, ending: UnplannedEnding): Promise<void> {
  await world.exclusively(`pull-${of.number}`, async () => {
    // Merged while we looked, its head may well conflict with what it made of the base: its plan is what was reviewed.
    const { pull, comments, commits } = await world.github.pulls.conversation(of.number)
    // Pushed to meanwhile, it has another plan than the one that ends here.
    if (pull.state !== 'open' || pull.headSha !== of.headSha) return
    const { against: _none, ...unnoted } = ending
    const isNoted = mayBeMended(pull, { head: of.headSha, comments })
    await unplannedInTurn(world, { ...of, comments, commits }, isNoted ? ending : unnoted)
  })
  await collectLeftovers(world, of.number)
}

/** Likewise, by whoever has the turn already and has just read what is said. The checks come first: they keep the head from being merged. */
export async function unplannedInTurn(
  world: World,
  pull: Head & Pick<Conversation, 'comments' | 'commits'>,
  ending: UnplannedEnding,
): Promise<void> {
  await takeDown(world, pull)
  const { against: compared } = ending
  if (compared !== undefined) await world.rows.unsound.note({ pull: pull.number, head: pull.headSha, compared })
  for (const report of ending.reports) await publishCheck(world, pull.number, report)
  const comments = pull.comments.filter(isPlanComment)
  const report = ending.reports.find(({ name }) => name === CHECK_NAMES.plan)
  if (report === undefined || (comments.length === 0 && ending.isTold !== true)) return
  const voided = comments.flatMap(({ body }) => voidedIn(body) ?? [])[0]
  const { repositoryUrl } = world.github
  const text = unplannedComment(report, { repositoryUrl, ...(voided === undefined ? {} : { voided }) })
  const marks = carriedMarks(await carriedFor(world, { pull, comments, commits: pull.commits }))
  await writePlanComment(world, { pull: pull.number, comments }, `${text}${marks}`)
  world.log.info('plan withdrawn', { pull: pull.number, code: 'unplanned' })
}

/** Where its sets stand is noted first: with the row withdrawn nobody would know it after a kill. */
async function takeDown(world: World, { number: pull, headSha }: Head): Promise<void> {
  const record = await world.rows.plans.latest(pull)
  if (record !== undefined) await leave(world, { ...record, pull })
  const was = record === undefined ? [] : await othersOf(world, record)
  await world.rows.standing.withdraw(pull)
  await tellOthers(world, pull, { was, is: [] })
  await hide(world, { pull, head: headSha })
  await endTurn(world, pull)
}
