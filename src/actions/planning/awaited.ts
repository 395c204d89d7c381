/**
 * What do the rows say of stacks that are not where the default branch wants them?
 *
 * Read where a plan meets such stacks; worded by rollout/awaited.ts.
 */
import type { StackId } from '../../fleet/model.ts'
import { group } from '../../plan/group.ts'
import { attributed, missedPlan } from '../../plan/missed.ts'
import type { Behind, PlanEvidence, Preceding, Transition } from '../../plan/model.ts'
import { leftBehindBy, onItsWay, type RolloutEntry, type StillToCome, stillToCome } from '../../rollout/awaited.ts'
import { nameOf } from '../../rollout/name-of.ts'
import { standstill } from '../../rollout/standstill.ts'
import type { World } from '../world.ts'

/** Stacks that an open rollout has yet to bring to where the default branch wants them, and which rollout. */
export async function travelling(world: Pick<World, 'rows'>): Promise<ReadonlyMap<StackId, Travel>> {
  const found = new Map<StackId, Travel>()
  for (const { rollout, row } of await rowsOf(world, { open: true })) {
    const reason = onItsWay(rollout, row)
    if (reason === undefined) continue
    const still = standstill(rollout)
    found.set(row.ref.id, { reason, by: nameOf(rollout), ...(still === undefined ? {} : { still }) })
  }
  return found
}

export interface Travel {
  /** What it waits for, in words. */
  readonly reason: string
  /** The rollout's name for people. */
  readonly by: string
  /** Where the rollout stands still until a person moves: `paused until someone resumes it`. */
  readonly still?: string
}

/** Stacks that are behind though no rollout is on its way to them any more, and which one left them so. `wanted`: those the fleet still has. */
export async function missedStacks(
  world: Pick<World, 'rows'>,
  wanted: (stack: string) => StackId | undefined,
): Promise<ReadonlyMap<StackId, string>> {
  const missed = await world.rows.missed.list()
  return new Map(
    missed.flatMap(({ stack, rollout, ...row }) => {
      const id = leftBehindBy(rollout, row) === undefined ? undefined : wanted(stack)
      return id === undefined ? [] : [[id, nameOf(rollout)] as const]
    }),
  )
}

/** Of the fleet's stacks that are behind, those that a plan does not name: how many, by rollout. */
export function elsewhere(
  onTheirWay: ReadonlyMap<StackId, Travel>,
  missed: ReadonlyMap<StackId, string>,
  named: ReadonlySet<StackId>,
): NonNullable<PlanEvidence['elsewhere']> {
  const travelling = [...onTheirWay].filter(([id]) => !named.has(id))
  const left = [...missed].filter(([id]) => !named.has(id) && !onTheirWay.has(id))
  return [
    ...[...Map.groupBy(travelling, ([, { by }]) => by)].map(([by, stacks]) => {
      const still = stacks[0]?.[1].still
      return { by, stacks: stacks.length, ...(still === undefined ? {} : { still }) }
    }),
    ...[...Map.groupBy(left, ([, by]) => by)].map(([by, stacks]) => ({
      by,
      stacks: stacks.length,
      isLeft: true as const,
    })),
  ]
}

/** Who was left behind longer ago than that is told without a name. */
const NEWEST = 20

/**
 * For what each waits of which nobody has said it yet: the newest rollout that ended without it. What was reviewed
 * elsewhere and has yet to be done to them, the earliest first. And of those that nothing but this plan brings on, which
 * of their changes those plans named.
 */
export async function explained(
  world: Pick<World, 'rows'>,
  behind: readonly Behind[],
  transitions: readonly Transition[],
): Promise<Explained> {
  if (behind.length === 0) return { behind, preceding: [], transitions }
  const entries = await rowsOf(world, { open: false, newest: NEWEST })
  const left = new Map(entries.map(({ rollout, row }) => [row.ref.id, leftBehindBy(rollout, row)]))
  const due = stillToCome(entries, new Set(behind.map(({ stack }) => stack.id)))
  const plans = await Promise.all(due.map((each) => planOf(world, each)))
  const told = new Set(transitions.flatMap(({ stack, ways }) => (ways === undefined ? [] : [stack.id])))
  return {
    behind: behind.map((each) => {
      const why = each.because === undefined ? left.get(each.stack.id) : undefined
      return why === undefined ? each : { ...each, reason: `${each.reason}: ${why}` }
    }),
    preceding: plans.flatMap((plan) => precedingIn(plan, told)),
    transitions: transitions.map((each) => (each.ways === undefined ? each : withReviewers(each, plans))),
  }
}

interface Explained {
  readonly behind: readonly Behind[]
  readonly preceding: readonly Preceding[]
  readonly transitions: readonly Transition[]
}

/** What a rollout did not bring to some stacks; none where its plan is no longer kept. */
interface DuePlan extends Pick<StillToCome, 'rollout' | 'isOnItsWay'> {
  readonly transitions: ReadonlyMap<StackId, Transition>
  readonly own: PlanEvidence['own']
}

async function planOf({ rows }: Pick<World, 'rows'>, { rollout, isOnItsWay, stacks }: StillToCome): Promise<DuePlan> {
  const record = await rows.plans.byDigest(rollout.planDigest)
  const transitions = record?.plan.transitions.filter(({ stack }) => stacks.has(stack.id)) ?? []
  return {
    rollout,
    isOnItsWay,
    transitions: new Map(transitions.map((each) => [each.stack.id, each])),
    own: record?.evidence.own,
  }
}

/** Of the stacks of which it is not `told` with their own changes. */
function precedingIn(
  { rollout, isOnItsWay, transitions, own }: DuePlan,
  told: ReadonlySet<StackId>,
): readonly Preceding[] {
  const due = [...transitions.values()].filter(({ stack }) => !told.has(stack.id))
  if (due.length === 0) return []
  const { id, pull } = rollout
  return [
    {
      rollout: id,
      ...(pull === undefined ? {} : { pull }),
      isOnItsWay,
      classes: group(due, own),
    },
  ]
}

function withReviewers(transition: Transition, plans: readonly DuePlan[]): Transition {
  const missed = plans.flatMap(({ rollout: { id, pull, approvedBy }, transitions }) => {
    const reviewed = transitions.get(transition.stack.id)
    if (reviewed === undefined) return []
    const by = { rollout: id, ...(pull === undefined ? {} : { pull }), isApproved: approvedBy.length > 0 }
    return [missedPlan(by, reviewed)]
  })
  return { ...transition, ways: attributed(transition.ways ?? [], missed) }
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
