/**
 * What does a plan between two desired states hold?
 *
 * First the cases with names, then the laws that any plan keeps.
 */

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its references so
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { affected } from '../../src/plan/affected.ts'
import { assemblePlan, transitionOf } from '../../src/plan/assemble.ts'
import { lint } from '../../src/plan/lint.ts'
import type { Plan } from '../../src/plan/model.ts'
import { planOffline } from '../../src/plan/offline.ts'
import type { DesiredStack } from '../../src/render/model.ts'
import { COLLECTOR, STREAMS, type StackWish, stack } from '../support/stacks.ts'

const IMAGE = 'collector@sha256:aa'

/** The two stacks of one pipeline, the second fed by the first. */
function pipeline(wish: StackWish & { readonly shards?: string; readonly image?: string } = {}): DesiredStack[] {
  const { shards = '4', image = IMAGE, ...rest } = wish
  return [
    stack({ ...rest, parameters: { Shards: shards } }),
    stack({
      ...rest,
      key: 'collector',
      order: 1,
      template: COLLECTOR,
      parameters: { StreamName: '<streams.RawName', Image: image },
    }),
  ]
}

function topic(parameter: string) {
  return { Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: { Ref: parameter } } } } }
}

function lintOf(plan: Plan, before: readonly DesiredStack[], after: readonly DesiredStack[]) {
  return lint(plan, { after, affected: affected(before, after).changed.map((each) => each.after.id) })
}

describe('a plan between two desired states', () => {
  it('is empty where nothing differs', () => {
    expect(planOffline([], [])).toMatchObject({ transitions: [], unplanned: [] })
    expect(planOffline(pipeline(), pipeline()).transitions).toEqual([])
    expect(planOffline(pipeline(), pipeline()).digest).toBe(planOffline([], []).digest)
  })

  it('creates what is new from its template, in full', () => {
    const plan = planOffline([], pipeline())
    expect(
      plan.transitions.map(({ stack: { key }, from, exactness, fedBy }) => [key, from, exactness, fedBy.length]),
    ).toEqual([
      ['collector', 'absent', 'template', 1],
      ['streams', 'absent', 'template', 0],
    ])
    const [collector] = plan.transitions
    expect(collector?.changes.find((each) => each.logicalId === 'Config')?.properties).toEqual([
      { path: 'Properties.Type', after: 'String', recreation: 'never' },
      {
        path: 'Properties.Value',
        after: 'stream=${stacks.streams.outputs.RawName} image=collector@sha256:aa',
        recreation: 'never',
      },
    ])
  })

  it('leaves a later stack alone when what it is fed by refers to nothing that changes', () => {
    const queue = { Type: 'AWS::SQS::Queue', Properties: { MessageRetentionPeriod: 60 } }
    const template = { ...STREAMS, Resources: { ...STREAMS.Resources, BadRows: queue } }
    const after = [stack({ template, parameters: { Shards: '4' } }), ...pipeline().slice(1)]
    expect(planOffline(pipeline(), after).transitions.map((each) => each.stack.key)).toEqual(['streams'])
  })

  it('leaves a later stack alone that is fed by the name or the ARN of what changes in place', () => {
    const arn = stack({
      key: 'watcher',
      order: 2,
      template: {
        Parameters: { Arn: { Type: 'String' } },
        Resources: { T: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: { Ref: 'Arn' } } } },
      },
      parameters: { Arn: '<streams.RawArn' },
    })
    const plan = planOffline([...pipeline(), arn], [...pipeline({ shards: '8' }), arn])
    expect(plan.transitions.map((each) => each.stack.key)).toEqual(['streams'])
  })

  it('bounds a later stack that is fed by a replaced resource, and what is fed by an attribute of that in turn', () => {
    const collector = stack({
      key: 'collector',
      order: 1,
      template: { ...COLLECTOR, Outputs: { ConfigValue: { Value: { 'Fn::GetAtt': ['Config', 'Value'] } } } },
      parameters: { StreamName: '<streams.RawName', Image: IMAGE },
    })
    const watcher = stack({
      key: 'watcher',
      order: 2,
      template: {
        Parameters: { Value: { Type: 'String' } },
        Resources: { T: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: { Ref: 'Value' } } } },
      },
      parameters: { Value: '<collector.ConfigValue' },
    })
    const raw = { ...STREAMS.Resources.Raw, Properties: { ...STREAMS.Resources.Raw.Properties, Name: 'other' } }
    const template = { ...STREAMS, Resources: { ...STREAMS.Resources, Raw: raw } }
    const [streams] = pipeline()
    if (streams === undefined) throw new Error('the pipeline has streams')
    const renamed = stack({ template, parameters: { Shards: '4' } })
    const plan = planOffline([streams, collector, watcher], [renamed, collector, watcher])
    expect(plan.transitions.map(({ stack: { key }, exactness, fedBy }) => [key, exactness, fedBy])).toEqual([
      ['collector', 'bounded', [{ parameter: 'StreamName', stack: 'streams', output: 'RawName' }]],
      ['streams', 'template', []],
      ['watcher', 'bounded', [{ parameter: 'Value', stack: 'collector', output: 'ConfigValue' }]],
    ])
  })

  it('bounds a later stack when only the expression of an output changes', () => {
    const template = { ...STREAMS, Outputs: { ...STREAMS.Outputs, RawName: { Value: { Ref: 'BadRows' } } } }
    const after = [stack({ template, parameters: { Shards: '4' } }), ...pipeline().slice(1)]
    expect(planOffline(pipeline(), after).transitions.map((each) => [each.stack.key, each.exactness])).toEqual([
      ['collector', 'bounded'],
      ['streams', 'template'],
    ])
  })

  it('bounds a later stack through a condition on a parameter', () => {
    const template = {
      ...STREAMS,
      Conditions: { Big: { 'Fn::Equals': [{ Ref: 'Hours' }, '48'] } },
      Outputs: { RawName: { Value: { 'Fn::If': ['Big', 'big', 'small'] } } },
    }
    const of = (Hours: string) => [stack({ template, parameters: { Shards: '4', Hours } }), ...pipeline().slice(1)]
    expect(planOffline(of('24'), of('48')).transitions.map((each) => each.stack.key)).toEqual(['collector', 'streams'])
  })

  it('keeps pipelines of one key apart', () => {
    const others = pipeline({ customer: 'globex', account: '222222222222' })
    const plan = planOffline([...pipeline(), ...others], [...pipeline({ shards: '8' }), ...others])
    expect(new Set(plan.transitions.map((each) => each.stack.customer))).toEqual(new Set(['acme']))
  })

  it('names parameters with the YAML that caused them', () => {
    const at = { file: 'customers/acme/pipelines/web.yml', line: 7, column: 5, endLine: 7, endColumn: 6 }
    const causes = [{ layer: 'pipeline' as const, at }]
    const after = [stack({ parameters: { Shards: '8' }, with: { causes: () => causes } })]
    expect(planOffline(pipeline().slice(0, 1), after).transitions[0]?.parameters).toEqual([
      { name: 'Shards', before: '4', after: '8', causes },
    ])
  })

  it('names what is only fed with the YAML that changes what feeds it, also through a stack between', () => {
    const origin = (file: string) => ({
      layer: 'pipeline' as const,
      at: { file, line: 7, column: 5, endLine: 7, endColumn: 6 },
    })
    const named = { Parameters: { Name: { Type: 'String' } } }
    const of = (name: string) => [
      stack({
        key: 'first',
        template: {
          ...named,
          Outputs: { Name: { Value: { 'Fn::GetAtt': ['Topic', 'TopicName'] } } },
          ...topic('Name'),
        },
        parameters: { Name: name },
        with: { causes: () => [origin('web.yml')] },
      }),
      stack({
        key: 'second',
        order: 1,
        template: { ...named, Outputs: { Name: { Value: { Ref: 'Topic' } } }, ...topic('Name') },
        parameters: { Name: '<first.Name' },
      }),
      stack({ key: 'third', order: 2, template: { ...named, ...topic('Name') }, parameters: { Name: '<second.Name' } }),
    ]
    expect(planOffline(of('a'), of('b')).transitions.map(({ stack: { key }, causes }) => [key, causes])).toEqual([
      ['first', undefined],
      ['second', [origin('web.yml')]],
      ['third', [origin('web.yml')]],
    ])
  })

  it('passes its own lint', () => {
    const after = [...pipeline({ shards: '8' }), ...pipeline({ customer: 'globex', account: '222222222222' })]
    expect(lintOf(planOffline(pipeline(), after), pipeline(), after)).toEqual([])
  })
})

const anyPipeline = fc
  .record({
    customer: fc.constantFrom('acme', 'globex', 'initech'),
    shards: fc.constantFrom('1', '2', '4'),
    image: fc.constantFrom('a', 'b'),
  })
  .map((wish) => pipeline(wish))
const anyFleet = fc
  .uniqueArray(anyPipeline, { selector: (stacks) => stacks[0]?.id, maxLength: 3 })
  .map((pipelines) => pipelines.flat())

describe('any plan', () => {
  it('survives JSON with the same digest', () => {
    void fc.assert(
      fc.property(anyFleet, anyFleet, (before, after) => {
        const plan = planOffline(before, after)
        const again: Plan = JSON.parse(JSON.stringify(plan))
        expect(again).toEqual(plan)
        expect(assemblePlan(again).digest).toBe(plan.digest)
      }),
    )
  })

  it('is the same whatever the order of what it is made of', () => {
    void fc.assert(
      fc.property(anyFleet, anyFleet, (before, after) => {
        expect(planOffline(before.toReversed(), after.toReversed())).toEqual(planOffline(before, after))
      }),
    )
  })

  it('of a fleet against itself is empty', () => {
    void fc.assert(
      fc.property(anyFleet, (fleet) => {
        expect(planOffline(fleet, fleet).transitions).toEqual([])
      }),
    )
  })

  it('holds every affected stack once', () => {
    void fc.assert(
      fc.property(anyFleet, anyFleet, (before, after) => {
        expect(lintOf(planOffline(before, after), before, after)).toEqual([])
      }),
    )
  })
})

describe('a digest', () => {
  const [streams] = pipeline({ shards: '8' })
  const [transition] = planOffline(pipeline().slice(0, 1), streams === undefined ? [] : [streams]).transitions
  if (streams === undefined || transition === undefined) throw new Error('the builder gave no stack')
  const again = (different: Partial<typeof transition>) =>
    transitionOf({ ...transition, ...different, stack: streams }).digest

  it('moves with the changes, the start and how they were learnt', () => {
    const [first] = transition.changes
    const changes = first === undefined ? [] : [{ ...first, replacement: 'maybe' as const }]
    expect(again({})).toBe(transition.digest)
    expect(again({ changes })).not.toBe(transition.digest)
    expect(again({ from: 'unknown' })).not.toBe(transition.digest)
    expect(again({ exactness: 'exact' })).not.toBe(transition.digest)
  })

  it('stands still when a verdict is only worded otherwise, and moves with its risk', () => {
    const worded = (risk: 'routine' | 'destructive') =>
      transition.changes.map((change) => ({ ...change, verdict: { risk, reason: 'in other words' } }))
    expect(again({ changes: worded('routine') })).toBe(transition.digest)
    expect(again({ changes: worded('destructive') })).not.toBe(transition.digest)
  })

  it('of a plan covers its gaps by code, not by the words of AWS', () => {
    const gap = (code: string, reason: string) =>
      assemblePlan({ transitions: [], unplanned: [{ stack: transition.stack, to: transition.to, code, reason }] })
        .digest
    expect(gap('account-unreachable', 'request 1')).toBe(gap('account-unreachable', 'request 2'))
    expect(gap('account-unreachable', '')).not.toBe(gap('stack-in-progress', ''))
    expect(gap('account-unreachable', '')).not.toBe(assemblePlan({ transitions: [], unplanned: [] }).digest)
  })
})

describe('affected', () => {
  it('names what vanished, for the caller to refuse', () => {
    const [streams, collector] = pipeline()
    if (streams === undefined || collector === undefined) throw new Error('the builder gave no stack')
    const result = affected([streams, collector], [streams])
    expect(result.changed).toEqual([])
    expect(result.removed.map((each) => each.key)).toEqual(['collector'])
  })

  it('ignores a move to another ring', () => {
    const before = pipeline()
    expect(
      affected(
        before,
        before.map((each) => ({ ...each, ring: 'broad' })),
      ).changed,
    ).toEqual([])
  })
})

describe('a pipeline that is not active', () => {
  const idle = (lifecycle: 'paused' | 'retiring', wish: Parameters<typeof stack>[0] = {}) =>
    stack({ parameters: { Shards: '4', Hours: '24' }, ...wish, with: { lifecycle } })
  const active = stack({ parameters: { Shards: '4', Hours: '24' } })
  const changed = idle('paused', { parameters: { Shards: '8', Hours: '24' } })

  it('is left out, and what would change in it waits by name', () => {
    const { changed: none, leftOut } = affected([active], [changed])
    expect(none).toEqual([])
    expect(leftOut).toMatchObject([{ pipeline: 'acme/web', lifecycle: 'paused', waiting: [{ key: 'streams' }] }])
    expect(planOffline([active], [changed]).transitions).toEqual([])
  })

  it('is said to be left out when it pauses or retires, and not each time anew', () => {
    expect(affected([active], [idle('paused')]).leftOut).toMatchObject([{ lifecycle: 'paused', waiting: [] }])
    expect(affected([idle('paused')], [idle('retiring')]).leftOut).toMatchObject([{ lifecycle: 'retiring' }])
    expect(affected([idle('paused')], [idle('paused')]).leftOut).toEqual([])
  })

  it('is affected with all its stacks once it is active again', () => {
    const after = [active, stack({ key: 'collector', order: 1 })]
    const before = after.map((each) => ({ ...each, lifecycle: 'paused' as const }))
    const again = affected(before, after)
    expect(again.changed).toEqual([])
    expect(again.resumed.map((each) => each.after.key)).toEqual(['collector', 'streams'])
  })

  it('leaves without a deletion: its stacks are named and have no transition', () => {
    const plan = planOffline([idle('retiring')], [])
    expect(plan.leaving?.map(({ stackName }) => stackName)).toEqual(['fw-acme-web-streams'])
    expect([plan.transitions, plan.unplanned]).toEqual([[], []])
    expect(plan.digest).not.toBe(planOffline([], []).digest)
  })
})
