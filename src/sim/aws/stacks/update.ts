/**
 * How is a stack updated, rolled back, and carried on when the rollback fails?
 */
import type { LiveResource } from '../resources/live.ts'
import { activeResources, type Desired } from '../template/desired.ts'
import { outputProblem } from '../template/validate.ts'
import { triggerProblem } from './alarms.ts'
import { monitored, outputsOf } from './create.ts'
import { type Engine, faultOf, type Order, permissionProblem } from './engine.ts'
import { noteResource, noteStack } from './events.ts'
import { exchangeProblem, withImports } from './exports.ts'
import { liveScope, moveTo, type Outcome } from './forward.ts'
import { type Doomed, inDeletionOrder, remove } from './removal.ts'
import { stackPolicyProblem } from './stack-policy.ts'
import type { Undo, UnfinishedRollback } from './state.ts'

export interface Aim {
  readonly desired: Desired
  /** Leaves a failed update where it stands, for a person to go on from or roll back. */
  readonly keepsFailure?: boolean
  readonly retainExceptOnCreate?: boolean
}

export function* update(
  engine: Engine,
  order: Order,
  { desired: asked, keepsFailure = false, retainExceptOnCreate = false }: Aim,
): Generator<number, void, void> {
  const { stack } = order
  const desired = withImports(engine.world, stack, asked)
  const back = { desired: stack.deployed ?? desired, attempted: desired, retainExceptOnCreate }
  noteStack(stack, { at: engine.timeline.now(), status: 'UPDATE_IN_PROGRESS', reason: 'User Initiated' })
  const protectedOnes = goneIn(order, desired).flatMap(({ live }) => {
    const reason = stackPolicyProblem(stack.policy, live, 'Update:Delete')
    return reason === undefined ? [] : [{ live, reason }]
  })
  const invalid =
    outputProblem(desired) ??
    exchangeProblem(engine.world, stack, desired) ??
    triggerProblem(engine.world.alarms, stack, desired)
  if (invalid !== undefined) {
    noteStack(stack, { at: engine.timeline.now(), status: 'UPDATE_ROLLBACK_IN_PROGRESS', reason: `${invalid} ` })
    yield* rollBack(engine, order, { ...back, undo: [] })
    return
  }
  const outcome: Outcome =
    protectedOnes.length > 0 ? refused(engine, order, protectedOnes) : yield* moveTo(engine, order, desired)
  if (outcome.failed.length > 0 && keepsFailure) {
    stack.unfinished = { ...back, undo: [...outcome.undo].reverse() }
    noteStack(stack, { at: engine.timeline.now(), status: 'UPDATE_FAILED', reason: whatFailed(outcome.failed) })
    return
  }
  const isCancelled = outcome.wasCancelled || (outcome.failed.length === 0 && (yield* monitored(stack, desired)))
  if (outcome.failed.length > 0 || isCancelled) {
    noteStack(stack, {
      at: engine.timeline.now(),
      status: 'UPDATE_ROLLBACK_IN_PROGRESS',
      reason: isCancelled ? 'User Initiated' : whatFailed(outcome.failed),
    })
    yield* rollBack(engine, order, { ...back, undo: [...outcome.undo].reverse() })
    return
  }
  const doomed = [...replacedIn(outcome.undo, desired), ...goneIn(order, desired)]
  stack.deployed = desired
  stack.outputs = outputsOf(stack, desired)
  noteStack(stack, { at: engine.timeline.now(), status: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS' })
  yield* remove(engine, order, doomed)
  noteStack(stack, { at: engine.timeline.now(), status: 'UPDATE_COMPLETE' })
}

/** @param skip logical ids that a person gave up on */
export function* rollBack(
  engine: Engine,
  order: Order,
  { skip = [], ...plan }: UnfinishedRollback & { readonly skip?: readonly string[] },
): Generator<number, void, void> {
  const { stack } = order
  const { undo, desired } = plan
  const made: Doomed[] = []
  for (const [index, step] of undo.entries()) {
    const reason = skip.includes(step.logicalId) ? undefined : yield* stepBack(engine, order, step)
    if (reason !== undefined) {
      stack.unfinished = { ...plan, undo: undo.slice(index) }
      const status = 'UPDATE_ROLLBACK_FAILED'
      noteStack(stack, {
        at: engine.timeline.now(),
        status,
        reason: `The following resource(s) failed to update: [${step.logicalId}]. `,
      })
      return
    }
    if (step.after && step.after.physicalId !== step.before?.physicalId)
      made.push({ live: step.after, isRetained: isKept(step, plan), isTracked: step.before === undefined })
  }
  stack.unfinished = undefined
  stack.deployed = desired
  stack.outputs = outputsOf(stack, desired)
  noteStack(stack, { at: engine.timeline.now(), status: 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS' })
  yield* remove(engine, order, made)
  for (const { logicalId, before } of undo) if (!before) stack.resources.delete(logicalId)
  noteStack(stack, { at: engine.timeline.now(), status: 'UPDATE_ROLLBACK_COMPLETE' })
}

/** What was made new stays if the template retains it; the new half of a replacement does not (ASSUMED). */
function isKept({ logicalId, before }: Undo, { attempted, retainExceptOnCreate }: UnfinishedRollback): boolean {
  const policy = attempted.template.resources[logicalId]?.deletionPolicy
  return before === undefined && policy === 'Retain' && !retainExceptOnCreate
}

/** What was created is deleted in the cleanup; what was changed is changed back now. */
function* stepBack(
  engine: Engine,
  order: Order,
  { logicalId, before }: Undo,
): Generator<number, string | undefined, void> {
  const { stack } = order
  if (!before) return undefined
  noteResource(stack, before, { at: engine.timeline.now(), status: 'UPDATE_IN_PROGRESS' })
  yield engine.timing.resourceMs
  const at = engine.timeline.now()
  const reason =
    faultOf(engine, stack, { logicalId, during: 'rollback' }) ??
    permissionProblem(engine, order, { live: before, verb: 'update' })
  noteResource(stack, before, { at, status: reason === undefined ? 'UPDATE_COMPLETE' : 'UPDATE_FAILED', reason })
  return reason
}

/** A policy that protects a resource from deletion stops the update before it begins anything. */
function refused(
  engine: Engine,
  { stack }: Order,
  ones: readonly { readonly live: LiveResource; readonly reason: string }[],
): Outcome {
  const at = engine.timeline.now()
  for (const { live, reason } of ones) noteResource(stack, live, { at, status: 'UPDATE_FAILED', reason })
  return {
    failed: ones.map(({ live }) => ({ logicalId: live.logicalId, verb: 'update' })),
    wasCancelled: false,
    undo: ones.map(({ live }) => ({ logicalId: live.logicalId, before: live, after: live })),
  }
}

function replacedIn(undo: readonly Undo[], desired: Desired): readonly Doomed[] {
  return [...undo].reverse().flatMap(({ logicalId, before, after }) =>
    before && after && before.physicalId !== after.physicalId
      ? [
          {
            live: before,
            isTracked: false,
            isRetained: desired.template.resources[logicalId]?.updateReplacePolicy === 'Retain',
          },
        ]
      : [],
  )
}

/** Resources that the new template no longer has, under its conditions. */
function goneIn({ stack }: Order, desired: Desired): readonly Doomed[] {
  const active = activeResources(desired, liveScope(stack, desired))
  const gone = [...stack.resources.values()].map(({ live }) => live).filter(({ logicalId }) => !active.has(logicalId))
  return inDeletionOrder(gone, stack.deployed).map((live) => ({
    live,
    isTracked: true,
    isRetained: (stack.deployed?.template.resources[live.logicalId]?.deletionPolicy ?? 'Delete').startsWith('Retain'),
  }))
}

function whatFailed(failed: Outcome['failed']): string {
  const named = (verb: 'create' | 'update'): string => {
    const names = failed.filter((one) => one.verb === verb).map(({ logicalId }) => logicalId)
    return names.length === 0 ? '' : `The following resource(s) failed to ${verb}: [${names.join(', ')}]. `
  }
  return `${named('create')}${named('update')}`
}
