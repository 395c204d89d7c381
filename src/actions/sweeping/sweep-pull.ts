/**
 * Are this pull request's checks finished?
 *
 * A head whose webhook never came, whose run died or whose check says that we
 * broke is taken up again, once it has had its time. A head that was seen
 * finished is looked at seldom: every look asks GitHub, and most heads are.
 */
import { BROKEN } from '../../report/checks.ts'
import { CHECK_NAMES, type PublishedCheck, type PullRequest } from '../ports.ts'
import { isPlanId } from '../showing/plan-check-id.ts'
import type { World } from '../world.ts'

/** A run that is under way gets this long to finish; a webhook that never came is made up for after it. */
const PATIENCE_MINUTES = 5
/** A base that moves lets a finished head be planned again; should that run be lost, so much later is soon enough. */
const LOOK_AGAIN_MINUTES = 10
/** Before the instant of the next look; without it stands since when the head is unfinished. */
const FINISHED = 'finished until '

export async function sweepPull(world: World, pull: PullRequest): Promise<void> {
  const before = await world.rows.publications.last(keyOf(pull))
  const now = world.clock.now()
  if (before?.startsWith(FINISHED) && isBefore(now, before.slice(FINISHED.length))) return
  const checks = await wantedOf(world, pull)
  if (await isFinished(world, pull, checks)) return note(world, pull, `${FINISHED}${nextLook(checks, now)}`)
  // What is unfinished from now on starts to wait now.
  if (before === undefined || before.startsWith(FINISHED)) return note(world, pull, now.toString())
  if (now.since(before).total('minutes') >= PATIENCE_MINUTES) await takeUpAgain(world, pull)
}

/** Kept in a row, so that a restart forgets nothing and takes nothing up that its own runs go on with. */
function note(world: World, pull: PullRequest, said: string): Promise<void> {
  return world.rows.publications.wrote(keyOf(pull), said)
}

async function takeUpAgain(world: World, pull: PullRequest): Promise<void> {
  const now = world.clock.now()
  const again = `sweep-${now.epochMilliseconds}`
  await note(world, pull, now.toString())
  await world.work.tasks.enqueue(`${again}:${pull.number}`, { kind: 'check-pull', pull: pull.number, again })
  world.log.warn('pull request without finished checks was taken up again', { pull: pull.number })
}

function keyOf(pull: PullRequest): string {
  return `checked:${pull.number}:${pull.headSha}`
}

type Wanted = readonly (PublishedCheck | undefined)[]

async function wantedOf(world: World, pull: PullRequest): Promise<Wanted> {
  const isPlanned = pull.baseRef === world.github.defaultBranch
  const names = isPlanned ? [CHECK_NAMES.validate, CHECK_NAMES.plan] : [CHECK_NAMES.validate]
  const checks = await world.github.checks.allOf(pull.headSha)
  return names.map((name) => checks.get(name))
}

async function isFinished(world: World, pull: PullRequest, checks: Wanted): Promise<boolean> {
  const now = world.clock.now()
  for (const check of checks) {
    const owed = check === undefined ? undefined : owedAt(check)
    if (check?.status !== 'completed' || (owed !== undefined && !isBefore(now, owed))) return false
    if (isPlanId(check.externalId) && !(await isKnown(world, pull))) return false
  }
  return true
}

/** What we promised to try again is looked at when its time has come. */
function nextLook(checks: Wanted, now: Temporal.Instant): string {
  const owed = checks.flatMap((check) => (check === undefined ? [] : (owedAt(check) ?? [])))
  const [first = ''] = [...owed, now.add({ minutes: LOOK_AGAIN_MINUTES }).toString()].sort(Temporal.Instant.compare)
  return first
}

/** A plan that is shown and not in our rows was lost with them: no review of it could be judged. */
async function isKnown(world: World, pull: PullRequest): Promise<boolean> {
  return (await world.rows.plans.latest(pull.number))?.head === pull.headSha
}

/** When we try again, of a check which says that we broke. */
function owedAt({ externalId }: PublishedCheck): string | undefined {
  return externalId.startsWith(BROKEN) ? externalId.slice(BROKEN.length) : undefined
}

function isBefore(now: Temporal.Instant, instant: string): boolean {
  return Temporal.Instant.compare(now, instant) < 0
}
