/**
 * Are the two ways of a stack that is behind all of its changes, each told where it belongs?
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its references so
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { transitionOf } from '../../src/plan/assemble.ts'
import { judged } from '../../src/plan/classify.ts'
import { group } from '../../src/plan/group.ts'
import type { PropertyChange, ResourceChange, Transition, Way } from '../../src/plan/model.ts'
import { protectionChanges, protectionCounts, protectionWays } from '../../src/plan/protection.ts'
import { recount } from '../../src/plan/recount.ts'
import { templateChanges } from '../../src/plan/template-diff.ts'
import { totalsOf } from '../../src/plan/totals.ts'
import { asGrave, besideWays, waysApart } from '../../src/plan/two-ways.ts'
import type { DesiredStack } from '../../src/render/model.ts'
import { change, ref, shards, transition, wayLines } from '../support/plan-views.ts'
import { STREAMS, stack } from '../support/stacks.ts'

type Resources = { readonly [logicalId: string]: { readonly [part: string]: unknown } }

function of(resources: object, parameters: { readonly [name: string]: string } = {}): DesiredStack {
  const types = Object.fromEntries(Object.keys(parameters).map((name) => [name, { Type: 'String' }]))
  return { ...stack({ parameters }), template: JSON.stringify({ Parameters: types, Resources: resources }) }
}

function queue(properties: object): Resources[string] {
  return { Type: 'AWS::SQS::Queue', Properties: properties }
}

function apart(live: DesiredStack, base: DesiredStack, head: DesiredStack, changes = templateChanges(live, head)) {
  return waysApart(changes, { live, base, head, fed: [] })
}

describe('the two ways of a stack', () => {
  it('are one where live → base changes nothing', () => {
    const [live, head] = [of({ Q: queue({ DelaySeconds: 1 }) }), of({ Q: queue({ DelaySeconds: 2 }) })]
    expect(apart(live, live, head)).toBeUndefined()
  })

  it('keep what CloudFormation shows and no template says with live → base, where this change does not touch it', () => {
    const stackOf = (delay: number) => of({ Q: queue({ DelaySeconds: delay }) })
    const tags: PropertyChange = { path: 'Tags', before: '[]', after: '[{}]', recreation: 'never' }
    const delay: PropertyChange = { path: 'Properties.DelaySeconds', before: '1', after: '3', recreation: 'never' }
    const whole = change({ logicalId: 'Q', type: 'AWS::SQS::Queue', properties: [delay, tags] })
    expect(wayLines(apart(stackOf(1), stackOf(2), stackOf(3), [whole]))).toEqual([
      'earlier: modify Q DelaySeconds 1 → 2',
      'earlier: modify Q Tags [] → [{}]',
      'own: modify Q DelaySeconds 2 → 3',
    ])
  })

  it('are told in one step where only an apply would tell what is in between', () => {
    const named = (name: string, delay: number) =>
      of({
        Q: queue({ QueueName: name }),
        P: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: { Ref: 'Q' } } },
        R: queue({ DelaySeconds: delay }),
      })
    expect(wayLines(apart(named('a', 1), named('b', 1), named('c', 2)))).toEqual([
      'earlier: modify Q QueueName a → b',
      'own: modify Q QueueName b → c',
      'own: modify R DelaySeconds 1 → 2',
      'both: modify P Value ${Q} → later',
    ])
  })

  it('tell what only an apply would tell of this change as its own, from what the base has', () => {
    const valued = (name: string, value: unknown) =>
      of({
        Q: queue({ QueueName: name }),
        P: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: value } },
      })
    expect(wayLines(apart(valued('a', 'one'), valued('a', 'two'), valued('b', { Ref: 'Q' })))).toEqual([
      'earlier: modify P Value one → two',
      'own: modify P Value two → later',
      'own: modify Q QueueName a → b',
    ])
  })

  it('show a property that the base does not give and both others do', () => {
    const [live, base, head] = [queue({ DelaySeconds: 1, A: 1 }), queue({ A: 2 }), queue({ DelaySeconds: 3, A: 2 })]
    expect(wayLines(apart(of({ Q: live }), of({ Q: base }), of({ Q: head })))).toEqual([
      'earlier: modify Q A 1 → 2',
      'earlier: modify Q DelaySeconds 1 → -',
      'own: modify Q DelaySeconds - → 3',
    ])
  })

  it('are told in one step where a resource goes and comes again', () => {
    const [one, other] = [of({ Q: queue({ DelaySeconds: 1 }) }), of({ Q: queue({ DelaySeconds: 2 }) })]
    expect(wayLines(apart(one, of({}), other))).toEqual(['both: modify Q DelaySeconds 1 → 2'])
    expect(wayLines(apart(one, of({}), one))).toEqual(['undone: add Q'])
  })

  it('leave a removal to the change that removes', () => {
    const [live, base] = [of({ Q: queue({ DelaySeconds: 1 }) }), of({ Q: queue({ DelaySeconds: 2 }) })]
    expect(wayLines(apart(live, base, of({})))).toEqual([])
    expect(apart(live, base, of({ P: queue({}) }))).toBeUndefined()
    expect(wayLines(apart(live, of({}), of({ P: queue({}) })))).toEqual(['earlier: remove Q', 'own: add P'])
  })

  it('show each what it would replace', () => {
    const stream = (name: string, count: number) =>
      of({ Raw: { Type: 'AWS::Kinesis::Stream', Properties: { Name: name, ShardCount: count } } })
    const ways = apart(stream('a', 1), stream('b', 1), stream('b', 2)) ?? []
    const told = ways.map(({ whose, changes: [each] }) => [
      whose,
      each?.replacement,
      each?.leftover,
      each?.verdict.risk,
    ])
    expect(told).toEqual([
      ['earlier', 'yes', 'deleted', 'destructive'],
      ['own', 'no', undefined, 'routine'],
    ])
  })

  it('are both as dangerous as the whole where neither alone is', () => {
    const count = (shardCount: number, hours: number) =>
      of({ Raw: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: shardCount, Hours: hours } } })
    const [live, base, head] = [count(1, 1), count(2, 1), count(2, 2)]
    const properties = templateChanges(live, head).flatMap((each) => each.properties)
    const whole = judged({
      action: 'modify',
      logicalId: 'Raw',
      type: 'AWS::Kinesis::Stream',
      replacement: 'maybe',
      leftover: 'retained',
      properties: properties.map((each) => ({ ...each, recreation: 'never' })),
    })
    const ways = waysApart([whole], { live, base, head, fed: [] }) ?? []
    expect(ways.map(({ changes: [each] }) => [each?.replacement, each?.verdict])).toEqual([
      ['maybe', whole.verdict],
      ['maybe', whole.verdict],
    ])
    const routine = [
      { whose: 'earlier', changes: [shards('1', '2')] },
      { whose: 'own', changes: [shards('2', '4')] },
      { whose: 'undone', changes: [shards('2', '1')] },
    ] as const
    const verdict = { risk: 'destructive', reason: 'an identity setting changes' } as const
    const grave = asGrave(transition(ref(), { changes: [{ ...shards('1', '4'), verdict }], ways: routine }))
    expect(grave.ways?.map(({ changes: [each] }) => each?.verdict.risk)).toEqual([
      'destructive',
      'destructive',
      'routine',
    ])
  })

  it('are no more dangerous than what happens', () => {
    const kept = (hours: number) =>
      of({ Raw: { Type: 'AWS::Kinesis::Stream', Properties: { RetentionPeriodHours: hours, Name: 'raw' } } })
    const [live, base, head] = [kept(24), kept(72), kept(48)]
    const changes = templateChanges(live, head)
    const ways = apart(live, base, head)
    const told = asGrave(transition(ref(), { changes, ...(ways && { ways }) }))
    expect(told.ways?.map(({ whose, changes: [each] }) => [whose, each?.verdict.risk])).toEqual([
      ['earlier', 'routine'],
      ['own', 'routine'],
    ])
  })

  it('tell what is set beside the change set apart', () => {
    const [off, on] = [{ terminationProtection: false }, { terminationProtection: true }] as const
    const policy = (effect: string) => ({ stackPolicy: JSON.stringify({ Statement: [{ Effect: effect }] }) })
    const guarded = (protection: object) => stack({ with: { protection } })
    const told = (had: object, base: object, wanted: object) => {
      const changes = protectionChanges({ had, base, wanted })
      const { earlier, own, undone } = protectionWays(changes, guarded(base), guarded(wanted))
      const text = ({ before, after }: { readonly before?: string; readonly after?: string }) =>
        `${before ?? '-'} → ${after ?? '-'}`
      return { earlier: earlier.map(text), own: own.map(text), undone: undone.map(text) }
    }
    expect(told(off, on, on)).toEqual({ earlier: ['off → on'], own: [], undone: [] })
    expect(told(off, off, on)).toEqual({ earlier: [], own: ['off → on'], undone: [] })
    expect(told(off, on, off)).toEqual({ earlier: [], own: [], undone: ['on → off'] })
    expect(told(on, on, {})).toEqual({ earlier: [], own: ['on → -'], undone: [] })
    const [one, two, three] = ['A', 'B', 'C'].map(policy)
    const texts = [one, two, three].map((each) => each?.stackPolicy)
    expect(told(one ?? {}, two ?? {}, three ?? {})).toEqual({
      earlier: [`${texts[0]} → ${texts[1]}`],
      own: [`${texts[1]} → ${texts[2]}`],
      undone: [],
    })
  })

  it('begin with the resources where only what is set beside them is another’s', () => {
    const protections = protectionChanges({
      had: { terminationProtection: false },
      wanted: { terminationProtection: true },
    })
    const plain = transition(ref(), { protections })
    const { ways } = besideWays(plain, { earlier: protections, own: [], undone: [] })
    expect(ways?.map(({ whose, changes, protections: beside }) => [whose, changes.length, beside?.length])).toEqual([
      ['earlier', 0, 1],
      ['own', 1, undefined],
    ])
    expect(besideWays(plain, { earlier: [], own: protections, undone: [] }).ways).toBeUndefined()
  })

  it('never lose a change, whatever the three states are', () => {
    const value = fc.constantFrom<unknown>('a', 'b', 3, { Ref: 'A' }, { Ref: 'Given' }, ['x'], { K: 'v' }, { K: 'w' })
    const properties = fc.dictionary(fc.constantFrom('QueueName', 'DelaySeconds', 'Tags', 'Name'), value)
    const type = fc.constantFrom('AWS::SQS::Queue', 'AWS::Kinesis::Stream')
    const resource = fc.record({
      Type: type,
      Properties: properties,
      DeletionPolicy: fc.constantFrom('Retain', 'Delete'),
    })
    const resources = fc.dictionary(fc.constantFrom('A', 'B', 'C'), resource)
    const state = fc.tuple(resources, fc.constantFrom('1', '2')).map(([all, Given]) => of(all, { Given }))
    fc.assert(
      fc.property(state, state, state, fc.boolean(), (live, base, head, isThere) => {
        const changes = templateChanges(isThere ? live : of({}), head)
        const ways = waysApart(changes, { live: isThere ? live : undefined, base, head, fed: [] })
        const whole = asGrave(transition(ref(), { changes, parameters: [], ...(ways && { ways }) }))
        const plan = { transitions: [whole], unplanned: [], rules: [], digest: whole.digest }
        const shown = { classes: group([whole]), totals: totalsOf(plan), protections: protectionCounts([whole]) }
        expect(recount(plan, shown)).toEqual([])
        const ids = (all: readonly ResourceChange[]) => new Set(all.map(({ logicalId }) => logicalId))
        const own = ids(templateChanges(base, head))
        for (const { whose, changes: told } of ways ?? []) {
          if (whose === 'earlier') continue
          expect(ids(told).difference(own)).toEqual(new Set())
        }
      }),
      { numRuns: 300 },
    )
  })

  it('stand in no digest', () => {
    const learnt = {
      stack: stack({ template: STREAMS, parameters: { Shards: '4' } }),
      from: 'unknown',
      exactness: 'exact',
      changes: [shards('1', '4')],
      fedBy: [],
      parameters: [],
    } as const
    const plain: Transition = transitionOf(learnt)
    const ways: readonly Way[] = [{ whose: 'earlier', changes: [shards('1', '2')] }]
    const told = besideWays({ ...plain, ways }, { earlier: [], own: [], undone: [] })
    expect(told.digest).toBe(plain.digest)
  })
})
