/**
 * How is a stack created, and what is left when that fails?
 */

import type { Desired } from '../template/desired.ts'
import { evaluate, holds } from '../template/evaluate.ts'
import { outputProblem } from '../template/validate.ts'
import { triggerProblem } from './alarms.ts'
import type { Engine, Order } from './engine.ts'
import { noteStack } from './events.ts'
import { exchangeProblem, withImports } from './exports.ts'
import { liveScope, moveTo } from './forward.ts'
import { inDeletionOrder, remove } from './removal.ts'
import type { Stack } from './state.ts'

export interface Creation {
  readonly desired: Desired
  /** What a failure leads to: `ROLLBACK` unless the set or the execution said otherwise. */
  readonly onFailure: 'ROLLBACK' | 'DELETE' | 'DO_NOTHING'
  /** Deletes even what the template retains, for it has never held anything. */
  readonly retainExceptOnCreate: boolean
}

export function* create(engine: Engine, order: Order, creation: Creation): Generator<number, void, void> {
  const { stack } = order
  const { onFailure } = creation
  const desired = withImports(engine.world, stack, creation.desired)
  const note = (status: string, reason?: string): void =>
    noteStack(stack, { at: engine.timeline.now(), status, reason })
  stack.deployed = desired
  note('CREATE_IN_PROGRESS', 'User Initiated')
  const invalid =
    outputProblem(desired) ??
    exchangeProblem(engine.world, stack, desired) ??
    triggerProblem(engine.world.alarms, stack, desired)
  const failed = invalid === undefined ? (yield* moveTo(engine, order, desired)).failed : []
  if (invalid === undefined && failed.length === 0) {
    yield* monitored(stack, desired)
    stack.outputs = outputsOf(stack, desired)
    note('CREATE_COMPLETE')
    return
  }
  const names = failed.map(({ logicalId }) => logicalId).join(', ')
  const why = invalid === undefined ? `The following resource(s) failed to create: [${names}]. ` : `${invalid} `
  if (onFailure === 'DO_NOTHING') {
    note('CREATE_FAILED', why)
    return
  }
  stack.endingSince = engine.timeline.now()
  const began = onFailure === 'DELETE' ? 'DELETE_IN_PROGRESS' : 'ROLLBACK_IN_PROGRESS'
  note(began, `${why}${onFailure === 'DELETE' ? 'Delete' : 'Rollback'} requested by user.`)
  yield* endCreation(engine, order, creation)
}

/**
 * The time is passed even where there is no alarm to watch; that alarms stay quiet is ASSUMED.
 *
 * @returns whether someone cancelled meanwhile
 */
export function* monitored(stack: Stack, { rollback }: Desired): Generator<number, boolean, void> {
  let isCancelled = false
  stack.cancel = () => {
    isCancelled = true
  }
  for (let minute = 0; minute < (rollback.MonitoringTimeInMinutes ?? 0) && !isCancelled; minute++) yield 60_000
  stack.cancel = undefined
  return isCancelled
}

/** @param creation what was begun; its `onFailure` says whether the stack stays, empty, or goes as well */
export function* endCreation(engine: Engine, order: Order, creation: Creation): Generator<number, void, void> {
  const { stack } = order
  const kept = yield* undoCreation(engine, order, creation)
  const end = creation.onFailure === 'DELETE' ? 'DELETE' : 'ROLLBACK'
  const at = engine.timeline.now()
  if (kept.length > 0) {
    const reason = `The following resource(s) failed to delete: [${kept.join(', ')}]. `
    noteStack(stack, { at, status: `${end}_FAILED`, reason })
    return
  }
  noteStack(stack, { at, status: `${end}_COMPLETE` })
  if (end === 'DELETE') stack.deletedAt = at
}

function* undoCreation(engine: Engine, order: Order, creation: Creation): Generator<number, readonly string[], void> {
  const { stack } = order
  const live = [...stack.resources.values()].map((resource) => resource.live)
  const ordered = inDeletionOrder(live, creation.desired)
  // What failed before it came into being leaves nothing to delete.
  const existing = ordered.filter((resource) => engine.world.ownerOf(resource, stack) === stack.stackId)
  for (const resource of ordered) if (!existing.includes(resource)) stack.resources.delete(resource.logicalId)
  return yield* remove(
    engine,
    order,
    existing.map((resource) => ({
      live: resource,
      isTracked: true,
      isRetained:
        !creation.retainExceptOnCreate &&
        creation.desired.template.resources[resource.logicalId]?.deletionPolicy === 'Retain',
    })),
  )
}

export function outputsOf(stack: Stack, desired: Desired): Readonly<Record<string, string>> {
  const scope = liveScope(stack, desired)
  return Object.fromEntries(
    Object.entries(desired.template.outputs).flatMap(([name, output]) => {
      const isLeftOut = typeof output.Condition === 'string' && !holds(output.Condition, scope)
      const value = isLeftOut ? undefined : evaluate(output.Value ?? '', scope)
      return value === undefined ? [] : [[name, Array.isArray(value) ? value.join(',') : String(value)]]
    }),
  )
}
