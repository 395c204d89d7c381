/**
 * Are this pull request's checks finished?
 *
 * A head whose webhook never came, whose run died or whose check says that we
 * broke is taken up again, once it has had its time.
 */
import { BROKEN } from '../report/checks.ts'
import { isPlanId } from './approvals.ts'
import { CHECK_NAMES, type PublishedCheck, type PullRequest } from './ports.ts'
import type { World } from './world.ts'

/** A run that is under way gets this long to finish; a webhook that never came is made up for after it. */
const PATIENCE_MINUTES = 5
/** In the place of an instant: what is unfinished later starts to wait then. */
const FINISHED = 'finished'

export async function sweepPull(world: World, pull: PullRequest): Promise<void> {
  if (await isFinished(world, pull)) return forget(world, pull)
  if (await isOverdue(world, pull)) await takeUpAgain(world, pull)
}

async function forget(world: World, pull: PullRequest): Promise<void> {
  const since = await world.rows.publications.last(unfinishedKey(pull))
  if (since !== undefined && since !== FINISHED) await world.rows.publications.wrote(unfinishedKey(pull), FINISHED)
}

/** Kept in a row, so that a restart forgets nothing and takes nothing up that its own runs go on with. */
async function isOverdue(world: World, pull: PullRequest): Promise<boolean> {
  const key = unfinishedKey(pull)
  const since = await world.rows.publications.last(key)
  const now = world.clock.now()
  if (since !== undefined && since !== FINISHED) return now.since(since).total('minutes') >= PATIENCE_MINUTES
  await world.rows.publications.wrote(key, now.toString())
  return false
}

async function takeUpAgain(world: World, pull: PullRequest): Promise<void> {
  const again = `sweep-${world.clock.now().epochMilliseconds}`
  await world.rows.publications.wrote(unfinishedKey(pull), world.clock.now().toString())
  await world.work.tasks.enqueue(`${again}:${pull.number}`, { kind: 'check-pull', pull: pull.number, again })
  world.log.warn('pull request without finished checks was taken up again', { pull: pull.number })
}

function unfinishedKey(pull: PullRequest): string {
  return `unfinished:${pull.number}:${pull.headSha}`
}

async function isFinished(world: World, pull: PullRequest): Promise<boolean> {
  const isPlanned = pull.baseRef === world.github.defaultBranch
  const names = isPlanned ? [CHECK_NAMES.validate, CHECK_NAMES.plan] : [CHECK_NAMES.validate]
  for (const name of names) {
    const check = await world.github.checks.find(pull.headSha, name)
    if (check?.status !== 'completed' || isOwed(check, world.clock.now())) return false
    if (isPlanId(check.externalId) && !(await isKnown(world, pull))) return false
  }
  return true
}

/** A plan that is shown and not in our rows was lost with them: no review of it could be judged. */
async function isKnown(world: World, pull: PullRequest): Promise<boolean> {
  return (await world.rows.plans.latest(pull.number))?.head === pull.headSha
}

/** It says that we broke and when we try again: that time has come. */
function isOwed(check: PublishedCheck, now: Temporal.Instant): boolean {
  if (!check.externalId.startsWith(BROKEN)) return false
  return Temporal.Instant.compare(now, check.externalId.slice(BROKEN.length)) >= 0
}
