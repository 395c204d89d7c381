/**
 * Which change sets of a pull request does nobody want any more, and where may they stand?
 *
 * The stacks are noted before the first set is made and before sets are
 * discarded, so that neither a kill nor an account that cannot be reached
 * leaves one behind for good. Whose set it is, its own description says: others
 * may have theirs on the same stack.
 */
import { mapPool } from '../../lib/pool.ts'
import type { Plan } from '../../plan/model.ts'
import { parseChangeSetName } from '../../plan/names.ts'
import type { DesiredStack } from '../../render/model.ts'
import { guarded } from '../guarded.ts'
import type { Leftover, PlanRecord } from '../ports.ts'
import { fleetAt, stackIn } from '../read-fleet.ts'
import type { World } from '../world.ts'
import { discardSets, housekept, madeFor } from './change-set-care.ts'

type PullPlan = PlanRecord & { readonly pull: number }

/** Another plan is about to stand in its place, or none: from now on its sets are known by this alone. */
export async function leave(
  { rows }: Pick<World, 'rows'>,
  { pull, head, base = head, plan, evidence }: PullPlan,
): Promise<Leftover> {
  const left = { pull, of: `plan ${plan.digest} of ${head}`, base, stacks: Object.keys(evidence.changeSets) }
  await stillLeft(rows, left, left.stacks)
  return left
}

/** Likewise, and discards its sets but those of `kept`. */
export async function discardPlan(
  world: World,
  old: PullPlan,
  kept: { readonly [stackId: string]: string } = {},
): Promise<void> {
  const left = await leave(world, old)
  await stillLeft(world.rows, left, await discardSets(world, old, kept))
}

/** A run has ended: only where it met something may a set stand that its plan does not name. */
export async function runEnded(world: Pick<World, 'rows'>, run: Leftover, { unplanned }: Plan): Promise<void> {
  const gaps = new Set<string>(unplanned.map(({ stack }) => stack.id))
  const left = run.stacks.filter((id) => gaps.has(id))
  await stillLeft(world.rows, run, left)
}

/** Of all that was noted for this pull request but `except`. No plan fails for it. */
export async function collectLeftovers(world: World, pull: number, except?: string): Promise<void> {
  const due = (await world.rows.leftovers.of(pull)).filter(({ of }) => of !== except)
  if (due.length === 0) return
  const kept = new Set(Object.values((await world.rows.plans.latest(pull))?.evidence.changeSets ?? {}))
  for (const leftover of due) {
    const failed = { message: 'change sets could not be collected', fields: { pull } }
    await guarded(world, failed, () => collect(world, leftover, kept))
  }
}

async function collect(world: World, leftover: Leftover, kept: ReadonlySet<string>): Promise<void> {
  const { pull, base, stacks } = leftover
  const known = await fleetAt(world, base)
  const left = await mapPool(stacks, world.concurrency, async (id) => {
    const stack = stackIn(known, id)
    const isClear = stack === undefined || (await housekept(world, stack, () => clear(world, stack, { pull, kept })))
    return isClear ? [] : [id]
  })
  await stillLeft(world.rows, leftover, left.flat())
}

async function clear(
  { aws }: World,
  stack: DesiredStack,
  of: { readonly pull: number; readonly kept: ReadonlySet<string> },
): Promise<void> {
  const purpose = `pull-${of.pull}`
  for (const { arn, name, description } of await aws.changeSets.list(stack, purpose)) {
    const isDue = parseChangeSetName(name) !== undefined && description === madeFor(of.pull) && !of.kept.has(arn)
    if (isDue) await aws.changeSets.discard(stack, arn, purpose)
  }
}

async function stillLeft(
  { leftovers }: Pick<World['rows'], 'leftovers'>,
  leftover: Leftover,
  stacks: readonly string[],
): Promise<void> {
  if (stacks.length === 0) await leftovers.forget(leftover)
  else await leftovers.note({ ...leftover, stacks })
}
