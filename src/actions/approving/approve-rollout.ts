/**
 * Someone with the right has read a plan or a difference and says yes: to what?
 *
 * To a digest, never to "the latest": a held rollout of that plan starts, a
 * stack held for that difference may go on. Who may say it is checked by the
 * caller: an operator by the machine's key, reviewers by GitHub.
 */
import type { Digest } from '../../lib/digest.ts'
import type { Rollout, RolloutStack } from '../../rollout/model.ts'
import { fleetAt } from '../read-fleet.ts'
import { leaveIdle } from '../rollouts/leave-idle.ts'
import type { World } from '../world.ts'

export interface ApprovedWork {
  /** Rollouts that may start now. */
  readonly rollouts: readonly Rollout[]
  /** Stacks whose difference may be applied now. */
  readonly stacks: readonly RolloutStack[]
}

export interface Yes {
  readonly digest: Digest
  /** Such as `operator`, or logins. */
  readonly by: readonly string[]
  /** Only what this pull request was merged as; an operator may free anything. */
  readonly pull?: number
}

export interface Refused {
  readonly refused: string
}

/** Somebody who makes two things with one beginning may have shown only one of them. */
export const AMBIGUOUS = 'more than one thing waits here whose digest begins so: name more of its digits'

/** By an operator, who may free anything: `digest` is at least 12 hex digits of one thing that waits. */
export async function approveBeginning(
  world: World,
  { digest, operator }: { readonly digest: string; readonly operator: string },
): Promise<ApprovedWork | Refused> {
  const [whole, ...others] = new Set((await waitingFor(world, { digest })).map((waiting) => waiting.digest))
  if (others.length > 0) return { refused: AMBIGUOUS }
  return whole === undefined ? { rollouts: [], stacks: [] } : approveDigest(world, { digest: whole, by: [operator] })
}

export async function approveDigest(world: World, yes: Yes): Promise<ApprovedWork> {
  // First: whoever dies in between is asked again, and a pause that is agreed to has held meanwhile.
  for (const { rollout, digest } of await waitingFor(world, yes)) {
    if (digest !== rollout.planDigest) continue
    await leaveIdle(world, { head: await fleetAt(world, rollout.commit), of: rollout.id })
  }
  return world.exclusively('rollout-rows', () => approved(world, yes))
}

async function approved(world: World, { digest, by, pull }: Yes): Promise<ApprovedWork> {
  const rollouts: Rollout[] = []
  const stacks: RolloutStack[] = []
  for (const found of await openOnes(world, pull)) {
    if (found.rollout.planDigest === digest) rollouts.push(...(await letGo(world, found, by)))
    stacks.push(...(await freed(world, found, digest)))
  }
  return { rollouts, stacks }
}

/** Whole digests that somebody's yes would set free, each with its rollout. `digest`: at least 12 hex digits of it. */
export async function waitingFor(
  world: Pick<World, 'rows'>,
  { digest, pull }: { readonly digest: string; readonly pull?: number },
): Promise<readonly { readonly rollout: Rollout; readonly digest: Digest }[]> {
  const found = await openOnes(world, pull)
  return found.flatMap(({ rollout, stacks }) => {
    const plan = mayStart({ rollout }) ? [rollout.planDigest] : []
    const differences = new Set([...plan, ...stacks.flatMap((row) => differenceOf(row) ?? [])])
    return [...differences].filter((each) => each.startsWith(digest)).map((each) => ({ rollout, digest: each }))
  })
}

async function openOnes(world: Pick<World, 'rows'>, pull: number | undefined): Promise<readonly Found[]> {
  const open = await world.rows.rollouts.list({ open: true, ...(pull === undefined ? {} : { pull }) })
  const found = await Promise.all(open.map(({ id }) => world.rows.rollouts.get(id)))
  return found.flatMap((each) => each ?? [])
}

interface Found {
  readonly rollout: Rollout
  readonly stacks: readonly RolloutStack[]
}

/** Nothing to start where the default branch does not validate. */
function mayStart({ rollout }: Pick<Found, 'rollout'>): boolean {
  return rollout.state === 'held' && rollout.hold?.waitingOn !== 'fix'
}

function differenceOf(row: RolloutStack): Digest | undefined {
  return row.state === 'held' ? row.failure?.difference : undefined
}

async function letGo(world: World, { rollout }: Found, by: readonly string[]): Promise<readonly Rollout[]> {
  const { id, planDigest: plan } = rollout
  if (!mayStart({ rollout })) return []
  const { hold: _over, ...rest } = rollout
  const started: Rollout = { ...rest, state: 'running', approvedBy: [...new Set([...rollout.approvedBy, ...by])] }
  await world.rows.rollouts.save(started)
  world.log.info('rollout approved', { rollout: id, plan })
  return [started]
}

async function freed(world: World, { rollout, stacks }: Found, digest: Digest): Promise<readonly RolloutStack[]> {
  const free: RolloutStack[] = []
  for (const row of stacks) {
    const difference = differenceOf(row)
    if (difference !== digest) continue
    const { failure: _before, ...rest } = row
    const next: RolloutStack = { ...rest, state: 'waiting', approvedDifference: difference }
    await world.rows.rollouts.saveStack(rollout.id, next)
    free.push(next)
    world.log.info('difference approved', { rollout: rollout.id, stack: row.ref.id })
  }
  return free
}
