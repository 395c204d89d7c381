/** Which pull requests, plans and rollouts do tests of the verbs begin with? */
import type { PlanRecord, PullRequest } from '../../src/actions/ports.ts'
import { digestOf } from '../../src/lib/digest.ts'
import { assemblePlan } from '../../src/plan/assemble.ts'
import type { Rollout, RolloutStack } from '../../src/rollout/model.ts'
import { ref, transition } from './plan-views.ts'

export const COMMIT = '1a2b3c4d5e6f708192a3b4c5d6e7f80912345678'
export const START = Temporal.Instant.from('2026-11-23T20:00:00Z')

export function pullRequest(number: number, wish: Partial<PullRequest> = {}): PullRequest {
  return {
    number,
    title: `change ${number}`,
    author: 'engineer',
    headSha: String(number).padStart(40, 'a'),
    headRef: `change-${number}`,
    baseRef: 'main',
    state: 'open',
    merged: false,
    draft: false,
    fork: false,
    url: `https://github.com/example/fleet/pull/${number}`,
    ...wish,
  }
}

/** A plan that one person may approve, by whatever they say. */
export const ONE_APPROVAL = {
  digest: digestOf('plan'),
  needed: 1,
  destructive: false,
  groups: [],
  glass: { users: [], teams: [] },
  rules: [],
}

/** Of pull request 12, running, in one ring, unless said otherwise. */
export function rolloutRow(wish: Partial<Rollout> = {}): Rollout {
  const rules = { waves: [100], soakMinutes: 1, concurrency: 5, failureBudget: 0, unreachablePercent: 0 }
  return {
    id: 'r-1a2b3c4d5e6f',
    commit: COMMIT,
    parent: COMMIT,
    pull: 12,
    planDigest: digestOf('plan'),
    state: 'running',
    rings: [{ name: 'canary', ...rules }],
    createdAt: START.toString(),
    approvedBy: [],
    ...wish,
  }
}

export function stackRow(wish: Partial<RolloutStack> = {}): RolloutStack {
  return { ref: ref(), to: digestOf('to'), state: 'waiting', attempt: 0, ...wish }
}

/** Of one changed stack. */
export function planRecord(pull: PullRequest): PlanRecord {
  const plan = assemblePlan({ transitions: [transition(ref())], unplanned: [] })
  const evidence = { behind: [], changeSets: {} }
  const shown = { plan, evidence, publishedAt: START.toString() }
  return { pull: pull.number, head: pull.headSha, base: COMMIT, tree: COMMIT, ...shown }
}
