/**
 * What stands in the account that the template did not put there?
 *
 * Declared properties are compared with those that the service would tell; what
 * the template leaves open, other hands may fill. Shapes: recorded
 * `test_drift_detection`; ADD is for entries of lists alone (documentation).
 */
import { written } from '../changes/differences.ts'
import { type LiveResource, readableProperties } from '../resources/live.ts'
import { isList, isMap, isSame, type Json, type JsonMap } from '../template/json.ts'
import type { Engine } from './engine.ts'
import type { Stack } from './state.ts'

export type ResourceDriftStatus = 'IN_SYNC' | 'MODIFIED' | 'DELETED'

export interface PropertyDifference {
  readonly path: string
  readonly type: 'ADD' | 'REMOVE' | 'NOT_EQUAL'
  readonly expected: string
  readonly actual: string
}

export interface ResourceDrift {
  readonly live: LiveResource
  readonly status: ResourceDriftStatus
  readonly at: Temporal.Instant
  readonly expected: JsonMap
  /** Absent for a resource that is gone. */
  readonly actual?: JsonMap
  readonly differences: readonly PropertyDifference[]
}

export interface Detection {
  readonly id: string
  readonly startedAt: Temporal.Instant
  status: 'DETECTION_IN_PROGRESS' | 'DETECTION_COMPLETE'
  stackStatus?: 'IN_SYNC' | 'DRIFTED'
  drifted?: number
}

/** @returns nothing for a type that cannot be read */
export function driftOf(engine: Engine, stack: Stack, live: LiveResource): ResourceDrift | undefined {
  const expected = readableProperties(live)
  if (!expected) return undefined
  const found = engine.world.actual(live, stack)
  const shared = { live, at: engine.timeline.now(), expected }
  if (found === 'deleted') return { ...shared, status: 'DELETED', differences: [] }
  const actual = Object.fromEntries(Object.entries(found).filter(([name]) => name in expected))
  const differences = below('', expected, actual)
  return { ...shared, actual, differences, status: differences.length === 0 ? 'IN_SYNC' : 'MODIFIED' }
}

export function* detect(
  engine: Engine,
  {
    stack,
    detection,
    only,
  }: { readonly stack: Stack; readonly detection: Detection; readonly only?: readonly string[] },
): Generator<number, void, void> {
  yield engine.timing.driftMs
  const chosen = [...stack.resources.values()].filter(({ live }) => only === undefined || only.includes(live.logicalId))
  const drifts = chosen.flatMap(({ live }) => driftOf(engine, stack, live) ?? [])
  for (const drift of drifts) stack.drift.resources.set(drift.live.logicalId, drift)
  detection.drifted = drifts.filter(({ status }) => status !== 'IN_SYNC').length
  detection.stackStatus = detection.drifted > 0 ? 'DRIFTED' : 'IN_SYNC'
  detection.status = 'DETECTION_COMPLETE'
  stack.drift.status = detection.stackStatus
  stack.drift.checkedAt = engine.timeline.now()
}

function below(path: string, expected: Json | undefined, actual: Json | undefined): readonly PropertyDifference[] {
  if (isSame(expected, actual)) return []
  if (isMap(expected) && isMap(actual))
    return Object.keys(expected).flatMap((name) => below(`${path}/${name}`, expected[name], actual[name]))
  if (isList(expected) && isList(actual))
    return Array.from({ length: Math.max(expected.length, actual.length) }).flatMap((_, index) =>
      below(`${path}/${index}`, expected[index], actual[index]),
    )
  return [
    {
      path,
      type: expected === undefined ? 'ADD' : actual === undefined ? 'REMOVE' : 'NOT_EQUAL',
      expected: written(expected ?? null),
      actual: written(actual ?? null),
    },
  ]
}
