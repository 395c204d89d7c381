/**
 * What do the rows say of stacks that are not where the default branch wants them?
 *
 * Read where a plan meets such stacks; worded by rollout/awaited.ts.
 */
import type { StackId } from '../fleet/model.ts'
import { group } from '../plan/group.ts'
import type { Behind, Preceding } from '../plan/model.ts'
import { leftBehindBy, nameOf, onItsWay } from '../rollout/awaited.ts'
import { isEnded } from '../rollout/edits.ts'
import type { Rollout, RolloutStack } from '../rollout/model.ts'
import type { World } from './world.ts'

/** Stacks that an open rollout has yet to bring to where the default branch wants them, and which rollout. */
export async function travelling(world: Pick<World, 'rows'>): Promise<ReadonlyMap<StackId, Travel>> {
  const found = new Map<StackId, Travel>()
  for (const { rollout, row } of await rowsOf(world, { open: true })) {
    const reason = onItsWay(rollout, row)
    if (reason !== undefined) found.set(row.ref.id, { reason, by: nameOf(rollout) })
  }
  return found
}

export interface Travel {
  /** What it waits for, in words. */
  readonly reason: string
  /** The rollout's name for people. */
  readonly by: string
}

/** Of the fleet's stacks on their way, those that a plan does not name: how many, by rollout. */
export function elsewhere(
  onTheirWay: ReadonlyMap<StackId, Travel>,
  named: ReadonlySet<StackId>,
): readonly { readonly by: string; readonly stacks: number }[] {
  const others = [...onTheirWay].filter(([id]) => !named.has(id))
  const byRollout = Map.groupBy(others, ([, { by }]) => by)
  return [...byRollout].map(([by, stacks]) => ({ by, stacks: stacks.length }))
}

/** Who was left behind longer ago than that is told without a name. */
const NEWEST = 20

/** Those of which nobody has said yet for what they wait: the newest rollout that ended without them says so. */
export async function explained(world: Pick<World, 'rows'>, behind: readonly Behind[]): Promise<readonly Behind[]> {
  if (behind.every(({ because }) => because !== undefined)) return behind
  const left = new Map<StackId, string | undefined>()
  for (const { rollout, row } of await rowsOf(world, { open: false, newest: NEWEST })) {
    left.set(row.ref.id, leftBehindBy(rollout, row))
  }
  return behind.map((each) => {
    const why = each.because === undefined ? left.get(each.stack.id) : undefined
    return why === undefined ? each : { ...each, reason: `${each.reason}: ${why}` }
  })
}

/**
 * What was reviewed elsewhere and has yet to be done to these stacks, the earliest first: for each stack, by every
 * rollout since the last that brought it anywhere.
 */
export async function preceding(
  world: Pick<World, 'rows'>,
  behind: readonly Pick<Behind, 'stack'>[],
): Promise<readonly Preceding[]> {
  const left = new Set(behind.map(({ stack }) => stack.id))
  const found = new Map<string, { readonly rollout: Rollout; readonly stacks: Set<StackId> }>()
  for (const { rollout, row } of (await rowsOf(world, { open: false, newest: NEWEST })).toReversed()) {
    if (!left.has(row.ref.id)) continue
    const isDue = onItsWay(rollout, row) !== undefined || leftBehindBy(rollout, row) !== undefined
    if (!isDue) left.delete(row.ref.id)
    else {
      const of = found.get(rollout.id) ?? { rollout, stacks: new Set() }
      found.set(rollout.id, { ...of, stacks: of.stacks.add(row.ref.id) })
    }
  }
  const all = await Promise.all([...found.values()].map((each) => planOf(world, each)))
  return all.flatMap((each) => each ?? []).toReversed()
}

/** Undefined where its plan is no longer kept. */
async function planOf(
  { rows }: Pick<World, 'rows'>,
  { rollout, stacks }: { readonly rollout: Rollout; readonly stacks: ReadonlySet<StackId> },
): Promise<Preceding | undefined> {
  const record = await rows.plans.byDigest(rollout.planDigest)
  const transitions = record?.plan.transitions.filter(({ stack }) => stacks.has(stack.id)) ?? []
  if (transitions.length === 0) return undefined
  return {
    rollout: rollout.id,
    ...(rollout.pull === undefined ? {} : { pull: rollout.pull }),
    isOnItsWay: !isEnded(rollout),
    classes: group(transitions),
  }
}

/** Oldest rollout first. */
async function rowsOf(
  { rows }: Pick<World, 'rows'>,
  filter: Parameters<World['rows']['rollouts']['list']>[0],
): Promise<readonly { readonly rollout: Rollout; readonly row: RolloutStack }[]> {
  const found = []
  for (const { id } of await rows.rollouts.list(filter)) {
    const { rollout, stacks = [] } = (await rows.rollouts.get(id)) ?? {}
    if (rollout !== undefined) found.push(...stacks.map((row) => ({ rollout, row })))
  }
  return found
}
