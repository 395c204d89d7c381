/**
 * Which settings do people really touch, how often, and at which level?
 *
 * A table of habits. Only what a blueprint's own schema knows is written, so
 * that the same habits serve every blueprint of the example fleet.
 */
import { isObject } from '../fleet/layers.ts'
import type { Dice } from './dice.ts'
import type { Setting } from './yaml.ts'

type Scalar = string | number | boolean
type Level = 'customer' | 'pipeline'

interface Habit {
  readonly path: string
  /** How many of all customers or pipelines write it, by level; nobody where a level is absent. */
  readonly share: { readonly [level in Level]?: number }
  readonly values: readonly [Scalar, ...Scalar[]]
  readonly remarks?: readonly [string, ...string[]]
}

const HABITS: readonly Habit[] = [
  {
    path: 'streams.mode',
    share: { pipeline: 0.2 },
    values: ['on-demand', 'provisioned'],
    remarks: ['traffic comes in bursts: campaigns, sales, matches'],
  },
  {
    path: 'streams.raw.shards',
    share: { pipeline: 0.55 },
    values: [1, 2, 2, 3, 4, 4, 6, 8, 12, 16],
    remarks: ['sized for the busiest hour of the year', 'twice what the last load test needed'],
  },
  { path: 'streams.enriched.shards', share: { pipeline: 0.35 }, values: [1, 2, 2, 4, 6, 8] },
  { path: 'streams.bad.retentionHours', share: { customer: 0.1 }, values: [48, 72, 168] },
  { path: 'streams.raw.retentionHours', share: { customer: 0.12, pipeline: 0.2 }, values: [24, 48, 72, 168] },
  { path: 'collector.maxBytes', share: { pipeline: 0.1 }, values: [192_000, 500_000, 1_000_000] },
  { path: 'collector.instances.min', share: { pipeline: 0.3 }, values: [2, 2, 3] },
  { path: 'collector.instances.max', share: { pipeline: 0.3 }, values: [4, 6, 8, 12] },
  { path: 'collector.instanceType', share: { pipeline: 0.12 }, values: ['t3a.small', 'c6a.large', 'c7g.large'] },
  { path: 'enrich.instanceType', share: { pipeline: 0.15 }, values: ['t3a.medium', 'c6a.large', 'm6a.large'] },
  { path: 'enrich.instances.max', share: { pipeline: 0.2 }, values: [3, 4, 6, 8] },
  {
    path: 'network.natGateways',
    share: { customer: 0.1 },
    values: ['per-zone'],
    remarks: ['their auditors ask for it'],
  },
  { path: 'network.interfaceEndpoints', share: { customer: 0.05 }, values: [true] },
  { path: 'storage.enriched.retentionDays', share: { customer: 0.15 }, values: [90, 180, 365, 730] },
  { path: 'storage.bad.retentionDays', share: { customer: 0.15 }, values: [30, 90] },
  { path: 'queue.keepDays', share: { pipeline: 0.4 }, values: [1, 7, 14] },
  { path: 'logs.retentionDays', share: { customer: 0.2, pipeline: 0.05 }, values: [7, 14, 30, 90, 365] },
  {
    path: 'alarms.iteratorAgeMinutes',
    share: { customer: 0.15, pipeline: 0.1 },
    values: [5, 10, 15, 30, 60],
    remarks: ['agreed with their on-call'],
  },
]

/** In the order of the table, so that equal throws write equal files. */
export function settingsAt(level: Level, schema: unknown, dice: Dice): readonly Setting[] {
  return HABITS.flatMap(({ path, share, values, remarks }): readonly Setting[] => {
    // Thrown in any case: a blueprint that learns a setting leaves all others as they are.
    const written = dice.chance(share[level] ?? 0)
    const value = dice.pick(values)
    const remarked = dice.chance(0.15)
    if (!written || !knows(schema, path)) return []
    return [{ path, value, ...(remarked && remarks !== undefined ? { remark: dice.pick(remarks) } : {}) }]
  })
}

export function knows(schema: unknown, path: string): boolean {
  let inner: unknown = schema
  for (const part of path.split('.')) {
    if (!isObject(inner) || !isObject(inner.properties) || !Object.hasOwn(inner.properties, part)) return false
    inner = inner.properties[part]
  }
  return true
}
