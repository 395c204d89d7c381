/**
 * The default branch has moved, or a rollout has left stacks behind: which plans that people read does it touch?
 *
 * Those that name a stack of a pipeline in which something is wanted otherwise
 * now, and all where the rules of rollouts changed: they are planned again.
 * Hundreds may be open over thousands of stacks, so the way of the branch is
 * compared once for all that were compared with the same commit, and no plan is
 * read for it. No lock: whichever merges second has a new plan by then. And
 * those that begin where a rollout was to end, once it does not get there.
 */
import type { StackId } from '../../fleet/model.ts'
import { affected } from '../../plan/affected.ts'
import { rulesChange } from '../../plan/rules-change.ts'
import { leftBehindBy } from '../../rollout/awaited.ts'
import { pipelineOf } from '../../rollout/waves.ts'
import { guarded } from '../guarded.ts'
import type { Task } from '../ports.ts'
import { differingStacks, fleetAt, type ReadFleet } from '../read-fleet.ts'
import type { StandingPlan } from '../standing-port.ts'
import type { World } from '../world.ts'

/** `tip`: commit of the default branch. */
export async function planTouched(world: World, tip: string): Promise<void> {
  const due = (await world.rows.standing.list()).filter(({ compared }) => compared !== tip)
  if (due.length === 0) return
  const after = await fleetAt(world, tip)
  // Nothing sound to compare with: each is compared from where it was, once there is again.
  if (after.fleet === undefined) return
  for (const [from, plans] of Map.groupBy(due, ({ compared }) => compared)) {
    const before = await readable(world, from)
    const touched = await touchedBy(world, { before, after }, plans)
    for (const pull of touched) {
      // A branch may come back to where it was: each time is another.
      const key = `moved:${world.clock.now().epochMilliseconds}:${pull}`
      await world.work.tasks.enqueue(key, { kind: 'check-pull', pull })
      world.log.info('plan touched by the default branch', { pull })
    }
    const pulls = plans.map(({ pull }) => pull)
    // Last: what could not be handed over is found touched again.
    await world.rows.standing.compare({ pulls, from, to: tip })
  }
}

/** Asked for before anything is left, so that no crash forgets it: where nothing was, nothing is planned. */
export async function planLeft(world: World, task: Extract<Task, { kind: 'plan-left' }>): Promise<void> {
  // In turn with whoever edits the rollout: what they are at is not to be seen yet.
  const found = await world.exclusively('rollout-rows', () => world.rows.rollouts.get(task.rollout))
  if (found === undefined) return
  const { rollout, stacks } = found
  const left = stacks.filter((row) => leftBehindBy(rollout, row) !== undefined).map(({ ref }) => ref.id)
  if (left.length === 0) return
  const { again } = task
  for (const { pull } of await world.rows.standing.naming(left)) {
    if (pull === rollout.pull) continue
    await world.work.tasks.enqueue(`${again}:${pull}`, { kind: 'check-pull', pull, again })
    world.log.info('plan touched by a rollout that left stacks behind', { pull, rollout: rollout.id })
  }
}

/** A commit that was forced away may be in no mirror any more: then nobody knows what it touched. */
async function readable(world: World, commit: string): Promise<ReadFleet | undefined> {
  const read = await guarded(world, { message: 'former default branch could not be read' }, () =>
    fleetAt(world, commit),
  )
  return read.ok ? read.value : undefined
}

interface Way {
  readonly before: ReadFleet | undefined
  readonly after: ReadFleet
}

async function touchedBy(world: World, way: Way, plans: readonly StandingPlan[]): Promise<readonly number[]> {
  const pulls = plans.map(({ pull }) => pull)
  const { before, after } = way
  if (before?.fleet === undefined || after.fleet === undefined) return pulls
  if (rulesChange(before.fleet, after.fleet).length > 0) return pulls
  const naming = await world.rows.standing.naming(await movedStacks(before, after))
  const named = new Set(naming.map(({ pull }) => pull))
  return pulls.filter((pull) => named.has(pull))
}

/** All of a pipeline in which one moves: they may feed each other. */
async function movedStacks(before: ReadFleet, after: ReadFleet): Promise<readonly StackId[]> {
  const differing = await differingStacks(before, after)
  const { changed, resumed, lifted, removed, leftOut } = affected(differing.before, differing.after)
  const moved = [...[...changed, ...resumed, ...lifted].map((each) => each.after), ...removed].map(pipelineOf)
  const pipelines = new Set([...moved, ...leftOut.map(({ pipeline }) => pipeline)])
  const all = [...differing.before, ...differing.after].filter((stack) => pipelines.has(pipelineOf(stack)))
  return [...new Set(all.map(({ id }) => id))]
}
