/**
 * What do the rows say of stacks that are not where the default branch wants them?
 *
 * Read where a plan meets such stacks; worded by rollout/awaited.ts.
 */
import type { StackId } from '../fleet/model.ts'
import { group } from '../plan/group.ts'
import type { Behind, Preceding } from '../plan/model.ts'
import { leftBehindBy, nameOf, onItsWay, type RolloutEntry, type StillToCome, stillToCome } from '../rollout/awaited.ts'
import { isEnded } from '../rollout/edits.ts'
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

/**
 * For what each waits of which nobody has said it yet: the newest rollout that ended without it. And what was reviewed
 * elsewhere and has yet to be done to them, the earliest first.
 */
export async function explained(
  world: Pick<World, 'rows'>,
  behind: readonly Behind[],
): Promise<{ readonly behind: readonly Behind[]; readonly preceding: readonly Preceding[] }> {
  if (behind.length === 0) return { behind, preceding: [] }
  const entries = await rowsOf(world, { open: false, newest: NEWEST })
  const left = new Map(entries.map(({ rollout, row }) => [row.ref.id, leftBehindBy(rollout, row)]))
  const due = stillToCome(entries, new Set(behind.map(({ stack }) => stack.id)))
  const plans = await Promise.all(due.map((each) => planOf(world, each)))
  return {
    behind: behind.map((each) => {
      const why = each.because === undefined ? left.get(each.stack.id) : undefined
      return why === undefined ? each : { ...each, reason: `${each.reason}: ${why}` }
    }),
    preceding: plans.flatMap((each) => each ?? []),
  }
}

/** Undefined where its plan is no longer kept. */
async function planOf({ rows }: Pick<World, 'rows'>, { rollout, stacks }: StillToCome): Promise<Preceding | undefined> {
  const record = await rows.plans.byDigest(rollout.planDigest)
  const transitions = record?.plan.transitions.filter(({ stack }) => stacks.has(stack.id)) ?? []
  if (transitions.length === 0) return undefined
  return {
    rollout: rollout.id,
    ...(rollout.pull === undefined ? {} : { pull: rollout.pull }),
    isOnItsWay: !isEnded(rollout),
    classes: group(transitions, record?.evidence.own),
  }
}

/** Oldest rollout first. */
async function rowsOf(
  { rows }: Pick<World, 'rows'>,
  filter: Parameters<World['rows']['rollouts']['list']>[0],
): Promise<readonly RolloutEntry[]> {
  const found = []
  for (const { id } of await rows.rollouts.list(filter)) {
    const { rollout, stacks = [] } = (await rows.rollouts.get(id)) ?? {}
    if (rollout !== undefined) found.push(...stacks.map((row) => ({ rollout, row })))
  }
  return found
}
