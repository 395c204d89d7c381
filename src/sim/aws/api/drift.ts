/**
 * How is drift asked for, and told?
 *
 * Detection of a stack is asynchronous and known by an id; of one resource it is
 * answered at once. Shapes: recorded `test_drift_detection` and the API reference;
 * the words of the refusals are ASSUMED.
 */
import { randomUUID } from 'node:crypto'
import { validationError } from '../errors.ts'
import { type Detection, detect, driftOf, type ResourceDrift } from '../stacks/drift.ts'
import type { Stack } from '../stacks/state.ts'
import type { XmlValue } from '../wire/xml.ts'
import { existingStack, page, type Request } from './request.ts'

/** The states in which the documentation allows a detection. */
const CHECKABLE: readonly string[] = [
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'UPDATE_ROLLBACK_FAILED',
]

export function detectStackDrift(request: Request): XmlValue {
  const { engine, form } = request
  const stack = checkableStack(request)
  if ([...stack.detections.values()].some(({ status }) => status === 'DETECTION_IN_PROGRESS'))
    throw validationError(`Drift detection is already in progress for stack [${stack.stackId}]`)
  const detection: Detection = {
    id: randomUUID(),
    startedAt: engine.timeline.now(),
    status: 'DETECTION_IN_PROGRESS',
  }
  stack.detections.set(detection.id, detection)
  const only = form.texts('LogicalResourceIds')
  engine.timeline.start(detect(engine, { stack, detection, ...(only === undefined ? {} : { only }) }))
  return { StackDriftDetectionId: detection.id }
}

export function describeStackDriftDetectionStatus({ engine, form, spot }: Request): XmlValue {
  const id = form.required('StackDriftDetectionId')
  const stack = engine.world.stacksIn(spot).find(({ detections }) => detections.has(id))
  const detection = stack?.detections.get(id)
  if (!stack || !detection) throw validationError(`Drift detection [${id}] does not exist`)
  return {
    StackId: stack.stackId,
    StackDriftDetectionId: id,
    StackDriftStatus: detection.stackStatus,
    DetectionStatus: detection.status,
    DriftedStackResourceCount: detection.drifted,
    Timestamp: detection.startedAt,
  }
}

/** Resources that were not checked, or cannot be, are left out. */
export function describeStackResourceDrifts(request: Request): XmlValue {
  const { form, pages } = request
  const stack = existingStack(request, 'plain')
  const wanted = form.texts('StackResourceDriftStatusFilters')
  const drifts = [...stack.drift.resources.values()].filter(({ status }) => wanted?.includes(status) ?? true)
  const { entries, nextToken } = page(form, drifts, form.number('MaxResults') ?? pages.events)
  return { StackResourceDrifts: entries.map((drift) => driftXml(stack, drift)), NextToken: nextToken }
}

export function detectStackResourceDrift(request: Request): XmlValue {
  const { engine, form } = request
  const stack = checkableStack(request)
  const logicalId = form.required('LogicalResourceId')
  const live = stack.resources.get(logicalId)?.live
  if (!live) throw validationError(`Resource ${logicalId} does not exist for stack ${stack.stackName}`)
  const drift = driftOf(engine, stack, live)
  if (!drift) throw validationError(`Resource type ${live.type} does not support drift detection`)
  stack.drift.resources.set(logicalId, drift)
  return { StackResourceDrift: driftXml(stack, drift) }
}

function checkableStack(request: Request): Stack {
  const stack = existingStack(request, 'plain')
  if (stack.isClaimed || !CHECKABLE.includes(stack.status))
    throw validationError(
      `Drift detection cannot be performed on stack [${stack.stackId}] in its current status of [${stack.status}]`,
    )
  return stack
}

function driftXml(stack: Stack, { live, status, at, expected, actual, differences }: ResourceDrift): XmlValue {
  return {
    StackId: stack.stackId,
    LogicalResourceId: live.logicalId,
    PhysicalResourceId: live.physicalId,
    ResourceType: live.type,
    ExpectedProperties: JSON.stringify(expected),
    ActualProperties: actual && JSON.stringify(actual),
    PropertyDifferences: differences.map((difference) => ({
      PropertyPath: difference.path,
      ExpectedValue: difference.expected,
      ActualValue: difference.actual,
      DifferenceType: difference.type,
    })),
    StackResourceDriftStatus: status,
    Timestamp: at,
  }
}
