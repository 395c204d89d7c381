/**
 * What is deleted, in which order, and what stays behind?
 */
import type { LiveResource } from '../resources/live.ts'
import type { Desired } from '../template/desired.ts'
import { dependenciesOf } from '../template/desired.ts'
import type { TemplateResource } from '../template/parse.ts'
import { type Engine, faultOf, type Order, permissionProblem } from './engine.ts'
import { noteResource, pushResourceEvent } from './events.ts'

export interface Doomed {
  readonly live: LiveResource
  /** Retained resources are left in the account and forgotten by the stack. */
  readonly isRetained: boolean
  /** Whether the stack knows this physical resource under its logical id, or it is the other half of a replacement. */
  readonly isTracked: boolean
}

/** Those that nothing depends on come first. Returns the logical ids that could not be deleted. */
export function* remove(
  engine: Engine,
  order: Order,
  doomed: readonly Doomed[],
): Generator<number, readonly string[], void> {
  const { stack } = order
  const failed: string[] = []
  for (const { live, isRetained, isTracked } of doomed) {
    const note = isTracked ? noteResource : pushResourceEvent
    if (isRetained) {
      note(stack, live, { at: engine.timeline.now(), status: 'DELETE_SKIPPED' })
      if (isTracked) stack.resources.delete(live.logicalId)
      continue
    }
    note(stack, live, { at: engine.timeline.now(), status: 'DELETE_IN_PROGRESS' })
    yield engine.timing.resourceMs
    const at = engine.timeline.now()
    const reason =
      faultOf(engine, stack, { logicalId: live.logicalId, during: 'deletion' }) ??
      permissionProblem(engine, order, { live, verb: 'delete' })
    if (reason !== undefined) {
      note(stack, live, { at, status: 'DELETE_FAILED', reason })
      failed.push(live.logicalId)
      continue
    }
    note(stack, live, { at, status: 'DELETE_COMPLETE' })
    engine.world.release(live, stack)
    if (isTracked) stack.resources.delete(live.logicalId)
  }
  return failed
}

/** Dependents before what they depend on. */
export function inDeletionOrder(
  resources: readonly LiveResource[],
  desired: Desired | undefined,
): readonly LiveResource[] {
  const known = desired?.template.resources ?? {}
  const left = new Map(resources.map((live) => [live.logicalId, live]))
  const ordered: LiveResource[] = []
  while (left.size > 0) {
    const needed = new Set(
      [...left.keys()].flatMap((name) => dependenciesAmong(known[name], left)).filter((name) => left.has(name)),
    )
    const free = [...left.values()].filter(({ logicalId }) => !needed.has(logicalId))
    for (const live of free.length > 0 ? free : [...left.values()]) {
      ordered.push(live)
      left.delete(live.logicalId)
    }
  }
  return ordered
}

function dependenciesAmong(
  resource: TemplateResource | undefined,
  among: ReadonlyMap<string, unknown>,
): readonly string[] {
  return resource ? dependenciesOf(resource, among) : []
}
