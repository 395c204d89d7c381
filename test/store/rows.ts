/** Which rows does a test of the store write, that no other test has? */
import type { PlanRecord } from '../../src/actions/ports.ts'
import { digestOf } from '../../src/lib/digest.ts'
import { ring, rolloutOf } from '../rollout/fleet.ts'

let used = 0

/** Ids that no other test of this run has used: they share one database, as rows do in life. */
export function unused(): number {
  return ++used
}

export function rolloutNumber(number: number) {
  return rolloutOf([ring('canary')], { id: `r-${String(number).padStart(12, '0')}`, state: 'running', pull: number })
}

export function planOf(pull: number, head: string): PlanRecord {
  const plan = { transitions: [], unplanned: [], rules: [], digest: digestOf([pull, head]) }
  return {
    pull,
    head,
    base: 'base',
    tree: `tree-${head}`,
    plan,
    evidence: { changeSets: {}, behind: [] },
    publishedAt: '2026-11-23T08:00:00Z',
  }
}
