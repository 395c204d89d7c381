/**
 * Has anything been missed?
 *
 * GitHub never redelivers by itself, processes die between two writes, people
 * restart things. Every two minutes and at boot: the default head has a
 * rollout or a hold, every open pull request's head has finished checks, every
 * row that says "applying" has an apply that runs.
 */
import { resumeApplies } from './advance-rollouts.ts'
import { observeDefault } from './observe-default.ts'
import { CHECK_NAMES, type PullRequest } from './ports.ts'
import type { World } from './world.ts'

export async function sweep(world: World): Promise<void> {
  await resumeApplies(world)
  await observeDefault(world)
  for (const pull of await world.github.pulls.listOpen()) {
    if (await isFinished(world, pull)) continue
    const minute = Math.floor(world.clock.now().epochMilliseconds / 60_000)
    await world.work.tasks.enqueue(`sweep:${pull.number}:${pull.headSha}:${minute}`, {
      kind: 'check-pull',
      pull: pull.number,
      again: `sweep-${minute}`,
    })
    world.log.warn('pull request without finished checks was taken up again', { pull: pull.number })
  }
}

async function isFinished(world: World, pull: PullRequest): Promise<boolean> {
  const planned = pull.baseRef === world.github.defaultBranch
  const names = planned ? [CHECK_NAMES.validate, CHECK_NAMES.plan] : [CHECK_NAMES.validate]
  for (const name of names) {
    const check = await world.github.checks.find(pull.headSha, name)
    if (check?.status !== 'completed') return false
  }
  return true
}
