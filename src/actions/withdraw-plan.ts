/**
 * No plan counts for this pull request as it is now: what becomes of the one that people read?
 *
 * Its row stands no more, so that nothing judges it; the comment is edited
 * into what is true now, and whose move it is; its change sets go. What the
 * comment has to remember goes on in it (carried.ts).
 */
import { PLAN_MARKER } from '../report/plan-comment.ts'
import { elsewhereReport } from '../report/unplanned-checks.ts'
import { unplannedComment, voidedIn } from '../report/unplanned-comment.ts'
import { WITHDRAWN_MARK, withdrawnComment } from '../report/withdrawn-comment.ts'
import { type Carried, carriedIn, carriedMarks, isMarked, isPlanComment } from './carried.ts'
import { collectLeftovers, leave } from './leftovers.ts'
import { othersOf, tellOthers } from './others.ts'
import { endTurn } from './plan-turn.ts'
import { CHECK_NAMES, type CheckReport, type PullRequest } from './ports.ts'
import { hide } from './shown.ts'
import type { World } from './world.ts'

/**
 * The pull request goes into another branch now: approvals fall, and stay fallen when it comes back. Since when is told
 * by GitHub's clock, by the edit that withdraws the plan. Nothing happens to one that was never planned, or whose plan
 * is withdrawn already.
 */
export async function withdrawElsewhere(world: World, pull: PullRequest): Promise<void> {
  await world.exclusively(`pull-${pull.number}`, async () => {
    const comments = await planComments(world, pull)
    if (comments.length === 0 || comments.some(({ body }) => isMarked(body, WITHDRAWN_MARK))) return
    await takeDown(world, pull)
    await world.github.checks.publish(elsewhereReport(pull, world.github.defaultBranch))
    const text = withdrawnComment({ into: pull.baseRef, branch: world.github.defaultBranch })
    await write(world, pull, { text, carried: carriedIn(comments) })
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

/** The head is not planned. */
export async function endUnplanned(world: World, pull: PullRequest, ending: UnplannedEnding): Promise<void> {
  await world.exclusively(`pull-${pull.number}`, async () => {
    // Merged while we looked, its head may well conflict with what it made of the base: its plan is what was reviewed.
    const { state } = await world.github.pulls.get(pull.number)
    if (state === 'open') await unplannedInTurn(world, pull, ending)
  })
  await collectLeftovers(world, pull.number)
}

/** Likewise, by whoever has the turn already. The checks come first: they keep the head from being merged. */
export async function unplannedInTurn(world: World, pull: PullRequest, ending: UnplannedEnding): Promise<void> {
  await takeDown(world, pull)
  for (const report of ending.reports) await world.github.checks.publish(report)
  const comments = await planComments(world, pull)
  const report = ending.reports.find(({ name }) => name === CHECK_NAMES.plan)
  if (report === undefined || (comments.length === 0 && ending.isTold !== true)) return
  const voided = comments.flatMap(({ body }) => voidedIn(body) ?? [])[0]
  const { repositoryUrl } = world.github
  const text = unplannedComment(report, { repositoryUrl, ...(voided === undefined ? {} : { voided }) })
  const { pushers, ...carried } = carriedIn(comments)
  const known = [...pushers, ...(await world.rows.pushers.of(pull.number))]
  await write(world, pull, { text, carried: { ...carried, pushers: known } })
  world.log.info('plan withdrawn', { pull: pull.number, code: 'unplanned' })
}

/** Where its sets stand is noted first: with the row withdrawn nobody would know it after a kill. */
async function takeDown(world: World, { number: pull, headSha }: PullRequest): Promise<void> {
  const record = await world.rows.plans.latest(pull)
  if (record !== undefined) await leave(world, { ...record, pull })
  const was = record === undefined ? [] : await othersOf(world, record)
  await world.rows.standing.withdraw(pull)
  await tellOthers(world, pull, { was, is: [] })
  await hide(world, { pull, head: headSha })
  await endTurn(world, pull)
}

async function planComments({ github }: World, { number }: PullRequest) {
  return (await github.comments.list(number)).filter(isPlanComment)
}

async function write(
  { github }: World,
  { number }: PullRequest,
  said: { readonly text: string; readonly carried: Carried },
): Promise<void> {
  await github.comments.sticky(number, PLAN_MARKER, `${said.text}${carriedMarks(said.carried)}`)
}
