/**
 * Is this pull request sound, and may we spend credentials on its plan?
 *
 * Validates what the merge would make, not the head alone. A head that a
 * stranger wrote is validated and no more: it is planned once someone with
 * write access names its exact commit.
 */
import { conflictReport, invalidPlanReport, strangerReport, unreadableReport, validReport } from '../report/checks.ts'
import { mergeResult } from './merge-result.ts'
import type { PullRequest, Task } from './ports.ts'
import { fleetAt, fleetOf } from './read-fleet.ts'
import type { PlanRun } from './verbs.ts'
import { withdrawPlan } from './withdraw-plan.ts'
import type { World } from './world.ts'

export type CheckTask = Extract<Task, { kind: 'check-pull' }>

/** Answers the plan that is due; none where the head cannot or may not be planned. */
export async function checkPullRequest(world: World, task: CheckTask): Promise<PlanRun | undefined> {
  if (task.pusher !== undefined) await world.rows.pushers.note(task.pull, task.pusher)
  const pull = await world.github.pulls.get(task.pull)
  if (pull.state === 'closed') return undefined
  const isPlanned = pull.baseRef === world.github.defaultBranch
  // First: whatever else is found out about it, nobody's approval of the plan counts any more.
  if (!isPlanned) await world.exclusively(`pull-${pull.number}`, () => withdrawPlan(world, pull))
  const tip = await world.git.fetchDefault()
  // Into another branch it is never planned: its head is validated as it stands, held against nobody's rules.
  const merge = await mergeResult(world, pull, isPlanned ? tip.sha : pull.headSha)
  if (merge.kind !== 'clean') {
    const branch = world.github.defaultBranch
    const reports =
      merge.kind === 'conflict'
        ? conflictReport(pull, { paths: merge.paths, branch, isPlanned })
        : unreadableReport(pull, { reason: merge.reason, hint: merge.hint, isPlanned })
    for (const report of reports) await world.github.checks.publish(report)
    return undefined
  }
  const base = isPlanned ? await fleetAt(world, tip.sha) : undefined
  // Here alone: what is merged never becomes unsound because time passes.
  const today = world.clock.now().toString().slice(0, 10)
  const head = await fleetOf(world, merge.files, { today, ...(base === undefined ? {} : { base: base.files }) })
  await world.github.checks.publish(
    validReport(pull, { problems: head.problems, pipelines: head.fleet?.pipelines.length ?? 0 }),
  )
  world.log.info('pull request validated', {
    pull: pull.number,
    code: head.problems.length === 0 ? 'valid' : 'invalid',
  })
  if (!isPlanned) return undefined
  if (head.problems.length > 0) {
    await world.github.checks.publish(invalidPlanReport(pull))
    return undefined
  }
  if (!(await mayPlan(world, pull, task))) {
    await world.github.checks.publish(strangerReport(pull))
    return undefined
  }
  return { pull: pull.number, head: pull.headSha, base: tip.sha, ordinal: await ordinalOf(world, pull, tip.sha, task) }
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

/** A stranger's head only where it is named. */
export async function mayPlan(world: World, pull: PullRequest, task: CheckTask): Promise<boolean> {
  if (task.named !== undefined) return pull.headSha.startsWith(task.named)
  if (pull.fork) return false
  const permission = await world.github.people.permission(pull.author)
  // Apps have no permission of a person's; a branch in the repository itself needed write access to be pushed.
  return permission === 'admin' || permission === 'write' || pull.author.endsWith('[bot]')
}

/** 0 for what events ask for however often they say it; a number of its own for each wish to plan again. */
async function ordinalOf(world: World, pull: PullRequest, base: string, task: CheckTask): Promise<number> {
  const wishes = `plan:${pull.number}:${pull.headSha}:${base}`
  await world.rows.attempts.number(wishes, 'event')
  return (await world.rows.attempts.number(wishes, task.again ?? 'event')) - 1
}
