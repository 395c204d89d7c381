/**
 * How does a stack move towards what is desired?
 *
 * Level by level of the dependencies, all resources of a level at once. One that
 * fails cancels its neighbours, as AWS does, so that a report has to find the true
 * cause among them. The way back is noted as the way out is gone.
 */
import { attributeOf, createResource, type LiveResource, type ResourceSpec, updateResource } from '../resources/live.ts'
import { recreationOf, resourceType } from '../resources/types.ts'
import { activeResources, type Desired, inLevels, scopeOf } from '../template/desired.ts'
import { evaluateMap, type Scope } from '../template/evaluate.ts'
import { isSame } from '../template/json.ts'
import { propertyProblems } from '../template/validate.ts'
import { type Engine, faultOf, type Order, permissionProblem } from './engine.ts'
import { noteResource } from './events.ts'
import { type Boot, bootOf, signalsOf } from './machines.ts'
import { stackPolicyProblem } from './stack-policy.ts'
import type { Stack, Undo } from './state.ts'

export interface Outcome {
  readonly failed: readonly { readonly logicalId: string; readonly verb: 'create' | 'update' }[]
  readonly wasCancelled: boolean
  readonly undo: readonly Undo[]
}

type StepKind = 'create' | 'update' | 'replace'

interface Step {
  readonly kind: StepKind
  readonly before: LiveResource | undefined
  readonly after: LiveResource
  /** Of a group of machines: those it waits for. */
  readonly boot?: Boot | undefined
}

export function* moveTo(engine: Engine, order: Order, desired: Desired): Generator<number, Outcome, void> {
  const { stack } = order
  const undo: Undo[] = []
  const scope = liveScope(stack, desired)
  const active = activeResources(desired, scope)
  let wasCancelled = false
  stack.cancel = () => {
    wasCancelled = true
  }
  for (const level of inLevels(active)) {
    const steps = level.flatMap((logicalId): Step[] => {
      const resource = active.get(logicalId)
      const spec = resource && {
        logicalId,
        type: resource.type,
        properties: evaluateMap(resource.properties, scope),
        tags: desired.tags,
      }
      const step = spec && stepFor(stack, spec)
      return step ? [{ ...step, boot: bootOf({ resource, before: step.before, after: step.after }, scope) }] : []
    })
    if (steps.length === 0) continue
    const { failed, undo: back } = yield* takeSteps(engine, order, steps)
    undo.push(...back)
    if (failed.length > 0 || wasCancelled) {
      stack.cancel = undefined
      return { failed, wasCancelled, undo }
    }
  }
  stack.cancel = undefined
  return { failed: [], wasCancelled, undo }
}

/** The stack's own resources as they are now; used for its outputs as well. */
export function liveScope(stack: Stack, desired: Desired): Scope {
  const live = (logicalId: string): LiveResource | undefined => stack.resources.get(logicalId)?.live
  return scopeOf(desired, stack, {
    reference: (logicalId) => live(logicalId)?.physicalId ?? '',
    attribute: (logicalId, name) => {
      const resource = live(logicalId)
      return (resource && attributeOf(resource, name)) ?? ''
    },
  })
}

function stepFor(stack: Stack, spec: ResourceSpec): Step | undefined {
  const before = stack.resources.get(spec.logicalId)?.live
  if (!before) return { kind: 'create', before, after: createResource(spec, stack) }
  const names = [...new Set([...Object.keys(before.properties), ...Object.keys(spec.properties)])]
  const changed = names.filter((name) => !isSame(before.properties[name], spec.properties[name]))
  const isRetagged = resourceType(spec.type)?.tagProperty !== undefined && !isSame(before.tags, spec.tags)
  if (changed.length === 0 && !isRetagged) return undefined
  const isReplaced = changed.some((name) => recreationOf(spec.type, name) === 'Always')
  return isReplaced
    ? { kind: 'replace', before, after: createResource(spec, stack, before) }
    : { kind: 'update', before, after: updateResource(before, spec, stack) }
}

function* takeSteps(
  engine: Engine,
  order: Order,
  steps: readonly Step[],
): Generator<number, Pick<Outcome, 'failed' | 'undo'>, void> {
  const { stack } = order
  const half = engine.timing.resourceMs / 2
  for (const step of steps) announce(engine, stack, step)
  yield half
  const problems = new Map<Step, string>()
  for (const step of steps) {
    // One after the other, so that of two with one name the second meets the first.
    const problem = problemOf(engine, order, step)
    if (problem === undefined) come(engine, stack, step)
    else problems.set(step, problem)
  }
  if (problems.size === 0) yield* bootMachines(engine, stack, steps)
  yield half
  for (const step of steps) {
    const own = problems.get(step)
    settle(engine, stack, { step, own, isCancelled: own === undefined && problems.size > 0 })
  }
  return {
    failed: [...problems.keys()].map(({ after, kind }) => ({
      logicalId: after.logicalId,
      verb: kind === 'create' ? 'create' : 'update',
    })),
    undo: steps.map((step) => ({
      logicalId: step.after.logicalId,
      before: step.before,
      after: problems.has(step) ? step.before : step.after,
    })),
  }
}

/** All groups at once, each batch by batch. */
function* bootMachines(engine: Engine, stack: Stack, steps: readonly Step[]): Generator<number, void, void> {
  const note = ({ kind, after }: Step, reason: string): void =>
    noteResource(stack, after, {
      at: engine.timeline.now(),
      status: kind === 'create' ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS',
      reason,
    })
  for (const step of steps) if (step.boot?.opening !== undefined) note(step, step.boot.opening)
  const rounds = Math.max(0, ...steps.map(({ boot }) => boot?.batches.length ?? 0))
  for (let round = 0; round < rounds; round++) {
    yield engine.timing.resourceMs
    for (const step of steps) for (const reason of signalsOf(step.boot?.batches[round] ?? 0)) note(step, reason)
  }
}

interface End {
  readonly step: Step
  /** The step's own problem. */
  readonly own: string | undefined
  /** It was well, and is stopped because of a neighbour. */
  readonly isCancelled: boolean
}

function settle(engine: Engine, stack: Stack, { step, own, isCancelled }: End): void {
  const at = engine.timeline.now()
  const [verb, noun] = step.kind === 'create' ? ['CREATE', 'creation'] : ['UPDATE', 'update']
  if (own === undefined) {
    const end = isCancelled
      ? { status: `${verb}_FAILED`, reason: `Resource ${noun} cancelled` }
      : { status: `${verb}_COMPLETE` }
    noteResource(stack, step.after, { at, ...end })
    return
  }
  // What failed to come into being has no physical id.
  const failed = { at, status: `${verb}_FAILED`, reason: own }
  if (step.before) noteResource(stack, step.before, failed)
  else noteResource(stack, step.after, { ...failed, physicalId: '' })
}

function announce(engine: Engine, stack: Stack, { kind, before, after }: Step): void {
  const at = engine.timeline.now()
  if (kind === 'create') noteResource(stack, after, { at, status: 'CREATE_IN_PROGRESS', physicalId: '' })
  else if (kind === 'update') noteResource(stack, after, { at, status: 'UPDATE_IN_PROGRESS' })
  else if (before)
    noteResource(
      stack,
      { ...before, properties: after.properties },
      {
        at,
        status: 'UPDATE_IN_PROGRESS',
        reason: 'Requested update requires the creation of a new physical resource; hence creating one.',
      },
    )
}

/** The moment at which the physical resource is there. */
function come(engine: Engine, stack: Stack, { kind, before, after }: Step): void {
  if (kind === 'update') {
    if (before) engine.world.updated(before, after, stack)
    return
  }
  engine.world.take(after, stack)
  const status = kind === 'create' ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS'
  noteResource(stack, after, { at: engine.timeline.now(), status, reason: 'Resource creation Initiated' })
}

function problemOf(engine: Engine, order: Order, { kind, before, after }: Step): string | undefined {
  const { stack } = order
  const problems = propertyProblems(after.type, after.properties)
  if (problems.length > 0)
    return `Properties validation failed for resource ${after.logicalId} with message:\n[${problems.join(', ')}]`
  const policy =
    before && stackPolicyProblem(stack.policy, after, kind === 'replace' ? 'Update:Replace' : 'Update:Modify')
  if (policy !== undefined) return policy
  const injected = faultOf(engine, stack, { logicalId: after.logicalId, during: 'forward' })
  if (injected !== undefined) return injected
  if (kind === 'replace' && before?.physicalId === after.physicalId && after.isNamed)
    return `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${after.seeds.given} and update the stack again.`
  if (kind === 'update' && engine.world.actual(after, stack) === 'deleted')
    return `Resource handler returned message: "Resource of type '${after.type}' with identifier '${after.physicalId}' was not found." (HandlerErrorCode: NotFound)`
  if (kind !== 'update' && engine.world.ownerOf(after, stack) !== undefined)
    return `Resource handler returned message: "Resource of type '${after.type}' with identifier '${after.physicalId}' already exists." (HandlerErrorCode: AlreadyExists)`
  return permissionProblem(engine, order, { live: after, verb: kind === 'update' ? 'update' : 'create' })
}
