/**
 * How does a stack end?
 */
import type { Engine, Order } from './engine.ts'
import { noteStack } from './events.ts'
import { inDeletionOrder, remove } from './removal.ts'

/** @param retain logical ids that a person gave up on after a failed deletion */
export function* destroy(engine: Engine, order: Order, retain: readonly string[]): Generator<number, void, void> {
  const { stack } = order
  stack.endingSince = engine.timeline.now()
  noteStack(stack, { at: engine.timeline.now(), status: 'DELETE_IN_PROGRESS', reason: 'User Initiated' })
  const live = [...stack.resources.values()].map((resource) => resource.live)
  const failed = yield* remove(
    engine,
    order,
    inDeletionOrder(live, stack.deployed).map((resource) => {
      const policy = stack.deployed?.template.resources[resource.logicalId]?.deletionPolicy ?? 'Delete'
      return {
        live: resource,
        isTracked: true,
        isRetained: policy.startsWith('Retain') || retain.includes(resource.logicalId),
      }
    }),
  )
  const at = engine.timeline.now()
  if (failed.length > 0) {
    const reason = `The following resource(s) failed to delete: [${failed.join(', ')}]. `
    noteStack(stack, { at, status: 'DELETE_FAILED', reason })
    return
  }
  stack.deletedAt = at
  noteStack(stack, { at, status: 'DELETE_COMPLETE' })
}
