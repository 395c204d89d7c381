/**
 * No plan counts for this pull request as it is now: what becomes of the one that people read?
 *
 * Its row stands no more, so that nothing judges it; the comment is edited
 * into what is true now, and whose move it is; its change sets go. What the
 * comment has to remember goes on in it (carried.ts).
 */
import { elsewhereReport } from '../report/unplanned-checks.ts'
import { unplannedComment, voidedIn } from '../report/unplanned-comment.ts'
import { WITHDRAWN_MARK, withdrawnComment } from '../report/withdrawn-comment.ts'
import { carriedIn, carriedMarks, isMarked } from './carried.ts'
import { collectLeftovers, leave } from './leftovers.ts'
import { othersOf, tellOthers } from './others.ts'
import { endTurn } from './plan-turn.ts'
import { CHECK_NAMES, type CheckReport, type PullRequest } from './ports.ts'
import { hide } from './shown.ts'
import type { World } from './world.ts'
import { publishCheck } from './written-checks.ts'
import { planCommentsOf, writePlanComment } from './written-comment.ts'

/**
 * The pull request goes into another branch now: approvals fall, and stay fallen when it comes back. Since when is told
 * by GitHub's clock, by the edit that withdraws the plan. Nothing happens to one that was never planned, or whose plan
 * is withdrawn already.
 */
export async function withdrawElsewhere(world: World, pull: PullRequest): Promise<void> {
  await world.exclusively(`pull-${pull.number}`, async () => {
    const comments = await planCommentsOf(world, pull)
    if (comments.length === 0 || comments.some(({ body }) => isMarked(body, WITHDRAWN_MARK))) return
    await takeDown(world, pull)
    await publishCheck(world, pull.number, elsewhereReport(pull, world.github.defaultBranch))
    const text = withdrawnComment({ into: pull.baseRef, branch: world.github.defaultBranch })
    await writePlanComment(world, pull, `${text}${carriedMarks(carriedIn(comments))}`)
    world.log.info('plan withdrawn', { pull: pull.number, code: 'elsewhere' })
  })
  await collectLeftovers(world, pull.number)
}

export interface UnplannedEnding {
  /** Its checks, which say why. */
  readonly reports: readonly CheckReport[]
  /** In a comment too, though no plan stood there before. */
  readonly isTold?: boolean
}

/** The head that was looked at. */
type Head = Pick<PullRequest, 'number' | 'headSha' | 'comments'>

/** The head is not planned. */
export async function endUnplanned(world: World, of: Head, ending: UnplannedEnding): Promise<void> {
  await world.exclusively(`pull-${of.number}`, async () => {
    // Merged while we looked, its head may well conflict with what it made of the base: its plan is what was reviewed.
    const { state, comments } = await world.github.pulls.get(of.number)
    const now = { number: of.number, headSha: of.headSha, ...(comments === undefined ? {} : { comments }) }
    if (state === 'open') await unplannedInTurn(world, now, ending)
  })
  await collectLeftovers(world, of.number)
}

/** Likewise, by whoever has the turn already. The checks come first: they keep the head from being merged. */
export async function unplannedInTurn(world: World, pull: Head, ending: UnplannedEnding): Promise<void> {
  await takeDown(world, pull)
  for (const report of ending.reports) await publishCheck(world, pull.number, report)
  const comments = await planCommentsOf(world, pull)
  const report = ending.reports.find(({ name }) => name === CHECK_NAMES.plan)
  if (report === undefined || (comments.length === 0 && ending.isTold !== true)) return
  const voided = comments.flatMap(({ body }) => voidedIn(body) ?? [])[0]
  const { repositoryUrl } = world.github
  const text = unplannedComment(report, { repositoryUrl, ...(voided === undefined ? {} : { voided }) })
  const { pushers, ...carried } = carriedIn(comments)
  const known = [...pushers, ...(await world.rows.pushers.of(pull.number))]
  await writePlanComment(world, pull, `${text}${carriedMarks({ ...carried, pushers: known })}`)
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
