/**
 * What may a person do to a rollout, and what does it become?
 *
 * Each command is an edit of rows: values in, values or a refusal out. The
 * next look of `decide` acts on it; nothing is sent to anybody who waits.
 */
import type { StackId } from '../fleet/model.ts'
import { ENDED, type Rollout, type RolloutStack } from './model.ts'
import { isQuarantined } from './quarantine.ts'
import { pipelineOf } from './waves.ts'

export interface Edited {
  readonly rollout: Rollout
  /** Only the rows that changed: writing back the others would overwrite what an apply has settled since. */
  readonly stacks: readonly RolloutStack[]
}

export interface Refused {
  /** For the person who asked. */
  readonly refused: string
}

/**
 * Failed, held and unreachable stacks wait again; the next start has a new attempt number. `carried`: stacks that a
 * later rollout has brought further since; to bring them here would take that back, so they are left out.
 */
export function retried(
  rollout: Rollout,
  stacks: readonly RolloutStack[],
  carried: ReadonlySet<StackId> = new Set(),
): Edited | Refused {
  const ended = refusedAsEnded(rollout)
  if (ended !== undefined) return ended
  if (rollout.state === 'held') return { refused: 'it has not started: it waits for an approval of its plan' }
  const stuck = stacks.filter(isStuck)
  if (stuck.length === 0) return { refused: 'no stack of it has failed, is held or is unreachable' }
  const again = stuck.map((row): RolloutStack => {
    if (carried.has(row.ref.id)) return { ...row, state: 'skipped' }
    const { failure: _failure, evidenceAt: _evidence, ...rest } = row
    return { ...rest, state: 'waiting' }
  })
  return { rollout: rollout.state === 'stopped' ? running(rollout) : rollout, stacks: again }
}

/** `which`: stack ids, or undefined for all that are stuck. A stack that is being applied cannot be skipped. */
export function skipped(
  rollout: Rollout,
  stacks: readonly RolloutStack[],
  which?: readonly StackId[],
): Edited | Refused {
  const ended = refusedAsEnded(rollout)
  if (ended !== undefined) return ended
  const named = stacks.filter((row) =>
    which === undefined ? isStuck(row) : which.includes(row.ref.id) && (isStuck(row) || row.state === 'waiting'),
  )
  // What comes after a stack in its pipeline is fed by it, and what shares its closed account cannot be reached either.
  const chosen = stacks.filter(
    (row) => named.includes(row) || isQuarantined(row, named) || named.some((each) => isBehind(row, each)),
  )
  if (chosen.length === 0)
    return { refused: 'no stack of it can be skipped: none has failed, is held or is unreachable' }
  // The failure stays: who reads the row later sees what was left out.
  const left = chosen.map((row) => ({ ...row, state: 'skipped' as const }))
  return { rollout: rollout.state === 'stopped' ? running(rollout) : rollout, stacks: left }
}

/** Nothing new is started; what runs at AWS runs on. */
export function paused(rollout: Rollout): Edited | Refused {
  if (rollout.state !== 'running' && rollout.state !== 'queued')
    return { refused: `only a rollout that moves can be paused; this one is ${rollout.state}` }
  const { hold: _hold, ...rest } = rollout
  return { rollout: { ...rest, state: 'paused' }, stacks: [] }
}

export function resumed(rollout: Rollout): Edited | Refused {
  if (rollout.state !== 'paused') return { refused: `it is not paused, but ${rollout.state}` }
  return { rollout: running(rollout), stacks: [] }
}

/** `at`: ISO 8601. What runs at AWS runs on; stacks that have not started stay as they are. */
export function aborted(rollout: Rollout, at: string): Edited | Refused {
  return ended(rollout, 'aborted', at)
}

/** `at`: ISO 8601. Another rollout takes over what this one still had to do. */
export function superseded(rollout: Rollout, at: string): Edited | Refused {
  return ended(rollout, 'superseded', at)
}

function ended(rollout: Rollout, state: 'aborted' | 'superseded', at: string): Edited | Refused {
  const over = refusedAsEnded(rollout)
  if (over !== undefined) return over
  const { hold: _hold, ...rest } = rollout
  return { rollout: { ...rest, state, endedAt: at }, stacks: [] }
}

function running(rollout: Rollout): Rollout {
  const { hold: _hold, ...rest } = rollout
  return { ...rest, state: 'running' }
}

export function isEnded(rollout: Pick<Rollout, 'state'>): boolean {
  return ENDED.some((state) => state === rollout.state)
}

function isStuck(row: RolloutStack): boolean {
  return row.state === 'failed' || row.state === 'held' || row.state === 'unreachable'
}

function isBehind(row: RolloutStack, skippedOne: RolloutStack): boolean {
  const samePipeline = pipelineOf(row.ref) === pipelineOf(skippedOne.ref)
  return samePipeline && row.ref.order > skippedOne.ref.order && (row.state === 'waiting' || isStuck(row))
}

function refusedAsEnded(rollout: Rollout): Refused | undefined {
  return isEnded(rollout) ? { refused: `it has ended (${rollout.state})` } : undefined
}
