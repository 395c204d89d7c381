/**
 * Which stacks of a ring move together?
 *
 * A wave is a cumulative share of the ring's pipelines. The order is a hash of
 * the account and nothing else, so every look at the same rollout sees the
 * same waves, and nobody has to remember them. Whole accounts, so that one
 * account is never half in this wave and half in the next.
 */
import { sha256 } from '../lib/digest.ts'
import type { StackRef } from '../plan/model.ts'
import type { RingRules, RolloutStack } from './model.ts'

/** A wave that is not empty, in the order its stacks start. */
export type Wave<Row extends Placed = RolloutStack> = readonly Row[]

/** Before a rollout has rows, its waves are known by where its stacks are. */
type Placed = Pick<RolloutStack, 'ref'>

/** Empty waves are left out: five percent of three pipelines is the same wave as forty. */
export function wavesOf<Row extends Placed>(
  ring: Pick<RingRules, 'name' | 'waves'>,
  stacks: readonly Row[],
): readonly Wave<Row>[] {
  const accounts = accountsInOrder(stacks.filter((each) => each.ref.ring === ring.name))
  const pipelines = accounts.reduce((sum, account) => sum + pipelinesIn(account), 0)
  const waves: Wave<Row>[] = []
  let next = 0
  let reached = 0
  for (const percent of ring.waves) {
    const target = Math.ceil((pipelines * percent) / 100)
    const wave: Row[] = []
    for (let account = accounts[next]; account !== undefined && reached < target; account = accounts[next]) {
      wave.push(...account)
      reached += pipelinesIn(account)
      next++
    }
    if (wave.length > 0) waves.push(wave)
  }
  // Rules whose last wave is not 100 would leave customers behind without a word: the rest is a wave of its own.
  const rest = accounts.slice(next).flat()
  return rest.length > 0 ? [...waves, rest] : waves
}

/** Customer and name: unique within a fleet. */
export function pipelineOf(ref: Pick<StackRef, 'customer' | 'pipeline'>): string {
  return `${ref.customer}/${ref.pipeline}`
}

function accountsInOrder<Row extends Placed>(stacks: readonly Row[]): readonly (readonly Row[])[] {
  const accounts = Map.groupBy(stacks, (each) => each.ref.accountId)
  return [...accounts]
    .map(([account, rows]) => ({ key: sha256(account), rows: rows.toSorted(byStart) }))
    .toSorted((a, b) => compare(a.key, b.key))
    .map(({ rows }) => rows)
}

function byStart(a: Placed, b: Placed): number {
  return a.ref.order - b.ref.order || compare(a.ref.id, b.ref.id)
}

export function pipelinesIn(account: readonly Placed[]): number {
  return new Set(account.map((each) => pipelineOf(each.ref))).size
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
