/**
 * We could not do what was asked: who is told?
 *
 * The author sees a finished check that says it was not their fault and what
 * happens next; an operator sees an error in the log. Never a check that
 * stays pending, never one that lets a required check through. Only while
 * GitHub itself is away there is nobody to tell: then the work waits for it
 * and begins anew, whatever it was, because no event will ask for it again.
 */
import { brokenReport } from '../report/checks.ts'
import { answerFailed } from './commands/answer-command.ts'
import { guarded } from './guarded.ts'
import type { Task } from './ports.ts'
import { overtaken } from './pull/plan-pull-request.ts'
import { endUnplanned } from './showing/withdraw-plan.ts'
import { publishCheck } from './showing/written-checks.ts'
import type { GivenUp } from './verbs.ts'
import type { World } from './world.ts'

/** The sweep takes the head up again then: by that time the engine's own patience has long ended. */
const AGAIN_AFTER_MINUTES = 30
/** Codes of the two edges that talk to GitHub. */
const OF_GIT: ReadonlySet<string> = new Set(['git-unreachable', 'git-timeout'])
const AWAY: ReadonlySet<string> = new Set(['github-unavailable', 'github-limited', ...OF_GIT])

export async function giveUp(world: World, given: GivenUp): Promise<void> {
  const { work, failure } = given
  const fields = { ...('pull' in work ? { pull: work.pull } : {}), code: failure.code }
  if (!AWAY.has(failure.code)) {
    world.log.error('work given up', fields)
    return work.kind === 'command' ? answerFailed(world, work) : tellAuthor(world, given, AGAIN_AFTER_MINUTES)
  }
  await askGithub(world, work)
  // Its check says "planning", and it may be the comment alone that GitHub does not take.
  // What git cannot bring in time although GitHub answers may stay so: then too the author must not wait before nothing.
  if (work.kind === 'plan-pull' || OF_GIT.has(failure.code))
    await guarded(world, { message: 'author not told', fields }, () => tellAuthor(world, given, 0))
  await beginAnew(world, work)
  world.log.warn('work began anew: GitHub was away', fields)
}

/** Of what stands there is only kept what is the plan of this very head and base. */
async function tellAuthor(world: World, { work, failure }: GivenUp, againAfterMinutes: number): Promise<void> {
  if (work.kind !== 'check-pull' && work.kind !== 'plan-pull') return
  const pull = await world.github.pulls.get(work.pull)
  // Nobody waits for that head any more; what comes after it has a run of its own, which must not be ended with this one.
  if (work.kind === 'plan-pull' && (pull.state === 'closed' || pull.headSha !== work.head))
    return overtaken(world, work)
  if (pull.state === 'closed') return
  const now = world.clock.now()
  const times = { at: now.toString(), againAt: now.add({ minutes: againAfterMinutes }).toString() }
  const record = await world.rows.plans.latest(work.pull)
  const isPlanned = record?.head === pull.headSha && (work.kind === 'check-pull' || record.base === work.base)
  const wants = pull.baseRef === world.github.defaultBranch && !isPlanned ? (['plan'] as const) : []
  const checks = work.kind === 'plan-pull' ? (['plan'] as const) : (['validate', ...wants] as const)
  const reports = brokenReport(pull, { failure, ...times, checks })
  // What is taken up at once has no time to be stale, and a set that fits is used again.
  if (wants.length > 0 && againAfterMinutes > 0) return endUnplanned(world, pull, { reports })
  for (const report of reports) await publishCheck(world, pull.number, report)
}

/** Throws while it is away, and is called again: work that began anew meanwhile would only fail anew. */
async function askGithub(world: World, work: GivenUp['work']): Promise<void> {
  await world.git.fetchDefault()
  if ('pull' in work) await world.github.pulls.get(work.pull)
  else await world.github.pulls.listOpen()
}

async function beginAnew(world: World, work: GivenUp['work']): Promise<void> {
  const again = `anew-${world.clock.now().epochMilliseconds}`
  // A plan's check is the way to a plan: head and base may have moved while GitHub was away.
  const task: Task = work.kind === 'plan-pull' ? { kind: 'check-pull', pull: work.pull, again } : work
  const of = 'pull' in work ? work.pull : 'head' in work ? work.head : 'default'
  await world.work.tasks.enqueue(`${again}:${work.kind}:${of}`, task)
}
