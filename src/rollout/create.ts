/**
 * Which rows does a merged plan become?
 *
 * One rollout, and one row for each stack the plan moves or could not look at.
 * Named by the commit and by how often it was the newest, so that the same
 * merge is the same rollout whoever notices it first, and a branch that is
 * forced back to an old commit gets a new one.
 */
import { FleetwrightError } from '../lib/errors.ts'
import type { Plan, StackRef } from '../plan/model.ts'
import type { PipelineWindows } from './calendar-rules.ts'
import type { FreezeRule, Hold, RingRules, Rollout, RolloutStack } from './model.ts'
import { pipelineOf } from './waves.ts'

export interface Merge {
  /** By `rolloutId`. */
  readonly id: string
  readonly commit: string
  readonly parent?: string
  readonly pull?: number
  readonly plan: Plan
  readonly rings: readonly RingRules[]
  readonly windows?: PipelineWindows
  readonly freezes?: readonly FreezeRule[]
  /** ISO 8601. */
  readonly createdAt: string
  readonly approvedBy: readonly string[]
  /** Present where a person has to let it start. */
  readonly hold?: Hold
}

export interface Created {
  readonly rollout: Rollout
  /** Sorted by id. */
  readonly stacks: readonly RolloutStack[]
}

export function createRollout(merge: Merge): Created {
  const { id, commit, parent, pull, plan, rings, windows, freezes = [], createdAt, approvedBy, hold } = merge
  const rollout: Rollout = {
    id,
    commit,
    ...(parent === undefined ? {} : { parent }),
    ...(pull === undefined ? {} : { pull }),
    planDigest: plan.digest,
    state: hold === undefined ? 'queued' : 'held',
    ...(hold === undefined ? {} : { hold }),
    rings,
    ...(freezes.length === 0 ? {} : { freezes }),
    ...(plan.rules.length === 0 ? {} : { changesRules: true }),
    createdAt,
    approvedBy,
  }
  const planned = plan.transitions.map(({ stack, to, digest, lifts }) => ({
    ...fresh(stack, windows),
    to,
    transition: digest,
    ...(lifts && { lifts }),
  }))
  const unplanned = plan.unplanned.map(({ stack, to, lifts }) => ({
    ...fresh(stack, windows),
    to,
    ...(lifts && { lifts }),
  }))
  const stacks = [...planned, ...unplanned].sort((a, b) => (a.ref.id < b.ref.id ? -1 : 1))
  for (const { ref } of stacks) refuseOutside(rings, ref)
  return { rollout, stacks }
}

/** `seen`: all rollouts when the default branch was looked at. */
export function rolloutId(commit: string, seen: readonly Pick<Rollout, 'id'>[]): string {
  const first = `r-${commit.slice(0, 12)}`
  const times = seen.filter((each) => each.id.startsWith(first)).length
  return times === 0 ? first : `${first}-${times + 1}`
}

function fresh(
  ref: StackRef,
  windows: PipelineWindows = new Map(),
): Pick<RolloutStack, 'ref' | 'state' | 'attempt' | 'windows'> {
  const own = windows.get(pipelineOf(ref))
  return { ref, state: 'waiting', attempt: 0, ...(own === undefined ? {} : { windows: own }) }
}

/** A stack in no ring would never move, and nobody would be told. */
function refuseOutside(rings: readonly RingRules[], ref: StackRef): void {
  if (rings.some((ring) => ring.name === ref.ring)) return
  throw new FleetwrightError(`rolling out ${ref.id}: its ring ${ref.ring} has no rules`, {
    code: 'ring-without-rules',
    nextMove: 'operator',
    retryable: false,
    hint: 'report this as a defect of Fleetwright',
  })
}
