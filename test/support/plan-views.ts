/**
 * How does a test say only what is different about a plan that people read?
 *
 * Stacks, changes and views in one call each; the verdicts, classes and
 * digests are made by the real code.
 */
import type { AccountId, Origin, StackId } from '../../src/fleet/model.ts'
import { digestOf } from '../../src/lib/digest.ts'
import { judged, type Unjudged } from '../../src/plan/classify.ts'
import { group } from '../../src/plan/group.ts'
import type { ResourceChange, StackRef, Transition, Unplanned, Way } from '../../src/plan/model.ts'
import type { PlanView } from '../../src/report/model.ts'

export const HEAD = '9c1f0d3a7be2456f8a01c2d3e4f5a6b7c8d9e0f1'
export const BASE = '4e5d6c7b8a99001122334455667788990a0b0c0d'
export const REPOSITORY = 'https://github.com/example/fleet'

const RINGS = [
  { name: 'canary', waves: [100], soakMinutes: 60 },
  { name: 'early', waves: [50, 100], soakMinutes: 120 },
  { name: 'broad', waves: [10, 50, 100], soakMinutes: 240 },
] as const

export function ref(wish: Partial<Omit<StackRef, 'id' | 'accountId'>> & { readonly account?: string } = {}): StackRef {
  const { customer = 'acme', pipeline = 'web', account = '111111111111', region = 'eu-west-1', key = 'streams' } = wish
  const { ring = 'canary', order = key === 'streams' ? 0 : 1 } = wish
  return {
    id: `${customer}/${pipeline}/${account}/${region}/event-stream/${key}` as StackId,
    customer,
    pipeline,
    key,
    accountId: account as AccountId,
    region,
    stackName: wish.stackName ?? `fw-${customer}-${pipeline}-${key}`,
    ring,
    order,
  }
}

export function change(wish: Partial<Unjudged> = {}): ResourceChange {
  return judged({
    action: 'modify',
    logicalId: 'RawStream',
    type: 'AWS::Kinesis::Stream',
    replacement: 'no',
    properties: [],
    ...wish,
  })
}

/** `RawStream` gets more shards, in place. */
export function shards(before: string, after: string): ResourceChange {
  return change({ properties: [{ path: 'Properties.ShardCount', before, after, recreation: 'never' }] })
}

/** A line each property: whose it is and what it becomes. */
export function wayLines(ways: readonly Way[] | undefined): readonly string[] {
  return (ways ?? []).flatMap(({ whose, by = [], changes }) =>
    changes.flatMap((each) => {
      const head = `${whose}${by.map(({ pull }) => ` #${pull}`).join('')}: ${each.action} ${each.logicalId}`
      if (each.action !== 'modify') return [head]
      return each.properties.map(
        ({ path, before, after, knownAfterApply }) =>
          `${head} ${path.replace('Properties.', '')} ${before ?? '-'} → ${knownAfterApply ? 'later' : (after ?? '-')}`,
      )
    }),
  )
}

export function origin(file: string, line: number): Origin {
  return { layer: 'pipeline', at: { file, line, column: 23, endLine: line, endColumn: 24 } }
}

export function transition(stack: StackRef, wish: Partial<Omit<Transition, 'stack'>> = {}): Transition {
  const content = {
    stack,
    from: '0f1e2d3c4b5a6978',
    to: digestOf({ desired: stack.id }),
    exactness: 'exact' as const,
    changes: [shards('4', '8')],
    fedBy: [],
    parameters: [
      {
        name: 'RawShards',
        before: '4',
        after: '8',
        causes: [origin(`customers/${stack.customer}/pipelines/${stack.pipeline}.yml`, 9)],
      },
    ],
    ...wish,
  }
  return { ...content, digest: digestOf(content) }
}

type ViewWish = Partial<Omit<PlanView, 'plan' | 'classes'>> & {
  readonly transitions?: readonly Transition[]
  readonly unplanned?: readonly Unplanned[]
  readonly rules?: readonly string[]
  readonly leaving?: readonly StackRef[]
}

export function view(wish: ViewWish = {}): PlanView {
  const { transitions = [transition(ref())], unplanned = [], rules = [], leaving, ...rest } = wish
  return {
    pull: 12,
    plan: {
      transitions,
      unplanned,
      rules,
      ...(leaving === undefined ? {} : { leaving }),
      digest: digestOf({ transitions, unplanned }),
    },
    classes: group(transitions),
    behind: [],
    approvals: { needed: 1, given: [], against: [], discounted: [] },
    rings: RINGS,
    head: HEAD,
    base: BASE,
    repositoryUrl: REPOSITORY,
    plannedAt: '2026-11-23T20:45:12Z',
    ...rest,
  }
}
