/**
 * How does a test get a rollout in one call?
 *
 * A valid small world; a test then says only what differs.
 */
import type { AccountId, StackId } from '../../src/fleet/model.ts'
import { digestOf } from '../../src/lib/digest.ts'
import type { RingRules, Rollout, RolloutStack } from '../../src/rollout/model.ts'

export const START = Temporal.Instant.from('2026-11-23T08:00:00Z')

export function ring(name: string, rules: Partial<RingRules> = {}): RingRules {
  return { name, waves: [100], soakMinutes: 10, concurrency: 10, failureBudget: 0, unreachablePercent: 0, ...rules }
}

export function rolloutOf(rings: readonly RingRules[], rest: Partial<Rollout> = {}): Rollout {
  return {
    id: 'r-1a2b3c4d5e6f',
    commit: '1a2b3c4d5e6f1a2b3c4d5e6f1a2b3c4d5e6f1a2b',
    planDigest: digestOf('plan'),
    state: 'queued',
    rings,
    createdAt: START.toString(),
    approvedBy: ['@reviewer'],
    ...rest,
  }
}

/** One row for each stack key of a customer's pipeline `web`; every customer is an account of its own. */
export function rowsOf(ringName: string, customer: string, keys: readonly string[] = ['streams']): RolloutStack[] {
  const accountId = accountOf(customer)
  return keys.map((key, order) => ({
    ref: {
      id: `${customer}/web/${accountId}/eu-west-1/snowplow/${key}` as StackId,
      customer,
      pipeline: 'web',
      key,
      accountId,
      region: 'eu-west-1',
      stackName: `fw-${customer}-web-${key}`,
      ring: ringName,
      order,
    },
    to: digestOf([customer, key]),
    transition: digestOf(['transition', customer, key]),
    state: 'waiting',
    attempt: 0,
  }))
}

export function accountOf(customer: string): AccountId {
  const number = Number.parseInt(digestOf(customer).slice(0, 9), 16)
  return String(number).padStart(12, '0').slice(0, 12) as AccountId
}
