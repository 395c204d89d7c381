/**
 * Is this pull request sound, and may we spend credentials on its plan?
 *
 * Validates what the merge would make, not the head alone. One that waits for
 * somebody to ask (may-plan.ts) is validated and no more.
 */
import { conflictReport, invalidPlanReport, unreadableReport, validReport } from '../../report/checks.ts'
import { waitingReport } from '../../report/unplanned-checks.ts'
import type { PullRequest, Task } from '../ports.ts'
import { fleetAt, fleetOf } from '../read-fleet.ts'
import { endUnplanned, type UnplannedEnding, withdrawElsewhere } from '../showing/withdraw-plan.ts'
import { publishCheck } from '../showing/written-checks.ts'
import { meet } from '../showing/written-comment.ts'
import type { PlanRun } from '../verbs.ts'
import type { World } from '../world.ts'
import { changesBlueprints, noteWanted, waitsFor } from './may-plan.ts'
import { mergeIntoDefault, mergeResult } from './merge-result.ts'
import { turnOf } from './plan-turn.ts'

/** Git could not even begin to hold it against the default branch: the next look is the first. */
const NO_COMMIT = ''

export type CheckTask = Extract<Task, { kind: 'check-pull' }>

/** Answers the plan that is due; none where the head cannot or may not be planned. */
export async function checkPullRequest(world: World, task: CheckTask): Promise<PlanRun | undefined> {
  if (task.pusher !== undefined) await world.rows.pushers.note(task.pull, task.pusher)
  const pull = await world.github.pulls.get(task.pull)
  if (pull.state === 'closed') return undefined
  await meet(world, pull)
  await world.rows.unsound.forget(pull.number)
  const isPlanned = pull.baseRef === world.github.defaultBranch
  // First: whatever else is found out about it, nobody's approval of the plan counts any more.
  if (!isPlanned) await withdrawElsewhere(world, pull)
  // Into another branch it is never planned: its head is validated as it stands, held against nobody's rules.
  const { merge, tip } = isPlanned
    ? await mergeIntoDefault(world, pull)
    : { merge: await mergeResult(world, pull, pull.headSha) }
  if (merge.kind !== 'clean') {
    const branch = world.github.defaultBranch
    const reports =
      merge.kind === 'conflict'
        ? conflictReport(pull, { paths: merge.paths, branch, isPlanned })
        : unreadableReport(pull, { reason: merge.reason, hint: merge.hint, isPlanned })
    if (isPlanned) return unplanned(world, pull, { reports, against: tip?.sha ?? NO_COMMIT })
    for (const report of reports) await publishCheck(world, pull.number, report)
    return undefined
  }
  const base = tip === undefined ? undefined : await fleetAt(world, tip.sha)
  // Here alone: what is merged never becomes unsound because time passes.
  const today = world.clock.now().toString().slice(0, 10)
  const head = await fleetOf(world, merge.files, { today, ...(base === undefined ? {} : { base: base.files }) })
  const pipelines = head.fleet?.pipelines.length ?? 0
  const isSound = head.problems.length === 0
  const [waiting] = await Promise.all([
    tip === undefined || !isSound
      ? undefined
      : waitsFor(world, pull, {
          asking: task,
          changesBlueprints: base !== undefined && changesBlueprints(base, merge.files),
        }),
    publishCheck(world, pull.number, validReport(pull, { problems: head.problems, pipelines, isPlanned })),
  ])
  world.log.info('pull request validated', { pull: pull.number, code: isSound ? 'valid' : 'invalid' })
  if (tip === undefined) return undefined
  if (!isSound) return unplanned(world, pull, { reports: [invalidPlanReport(pull)], against: tip.sha })
  // One that may wait for days says so where people look, and keeps there who pushed it.
  if (waiting !== undefined) {
    return unplanned(world, pull, { reports: [waitingReport(pull, waiting)], isTold: waiting === 'blueprints' })
  }
  await noteWanted(world, pull)
  return { pull: pull.number, head: pull.headSha, base: tip.sha, ordinal: await ordinalOf(world, pull, tip.sha, task) }
}

async function unplanned(world: World, pull: PullRequest, ending: UnplannedEnding): Promise<undefined> {
  await endUnplanned(world, pull, ending)
}

/** Someone pressed "re-run" on a commit: each open pull request with that head is taken up again. */
export async function checkHeadAgain(world: World, task: Extract<Task, { kind: 'check-head' }>): Promise<void> {
  for (const pull of await world.github.pulls.listOpen()) {
    if (pull.headSha !== task.head) continue
    await world.work.tasks.enqueue(`${task.again}:${pull.number}`, {
      kind: 'check-pull',
      pull: pull.number,
      again: task.again,
    })
  }
}

/** One for what events ask for in one turn, however often they say it; a number of its own for each wish to plan again. */
async function ordinalOf(world: World, pull: PullRequest, base: string, task: CheckTask): Promise<number> {
  const wishes = `plan:${pull.number}:${pull.headSha}:${base}`
  const event = `turn-${await turnOf(world, pull.number, { head: pull.headSha, base })}`
  const first = await world.rows.attempts.number(wishes, event)
  return (task.again === undefined ? first : await world.rows.attempts.number(wishes, task.again)) - 1
}
