/**
 * A change of outputs alone is seen, although no resource changes.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its references so
import { describe, expect, it } from 'vitest'
import { transitionOf } from '../../src/plan/assemble.ts'
import { group } from '../../src/plan/group.ts'
import { planOffline } from '../../src/plan/offline.ts'
import { outputChanges } from '../../src/plan/outputs.ts'
import { type StackWish, stack } from '../support/stacks.ts'

type Template = NonNullable<StackWish['template']>

function of(outputs: Template[string], wish: StackWish = {}): ReturnType<typeof stack> {
  const template = {
    Parameters: { Size: { Type: 'String', Default: '1' } },
    Conditions: { IsBig: { 'Fn::Equals': [{ Ref: 'Size' }, '2'] } },
    Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: {} } },
    Outputs: outputs,
  }
  return stack({ ...wish, template })
}

describe('outputs', () => {
  it('that stay as they are do not change', () => {
    expect(outputChanges(of({ Name: { Value: 'a' } }), of({ Name: { Value: 'a' } }))).toEqual([])
  })

  it('that come, go or have another value do, in order of their names', () => {
    const before = of({ Url: { Value: { Ref: 'Queue' } }, Gone: { Value: '1' }, Same: { Value: 's' } })
    const after = of({ Url: { Value: { 'Fn::GetAtt': ['Queue', 'Arn'] } }, Come: { Value: '2' }, Same: { Value: 's' } })
    expect(outputChanges(before, after)).toEqual([
      { name: 'Come', after: '2' },
      { name: 'Gone', before: '1' },
      { name: 'Url', before: '${Queue}', after: '${Queue.Arn}' },
    ])
  })

  it('tell under which names others import them', () => {
    const exported = (name: string) => ({ Url: { Value: 'u', Export: { Name: { 'Fn::Sub': name } } } })
    expect(
      outputChanges(of(exported('queue-${Size}')), of(exported('queue-${Size}'), { parameters: { Size: '2' } })),
    ).toEqual([{ name: 'Url.Export.Name', before: 'queue-1', after: 'queue-2' }])
    expect(outputChanges(of(exported('queue')), of({ Url: { Value: 'u' } }))).toEqual([
      { name: 'Url.Export.Name', before: 'queue' },
    ])
  })

  it('follow the parameters that decide them', () => {
    const outputs = { Size: { Value: { Ref: 'Size' } }, Big: { Condition: 'IsBig', Value: 'yes' } }
    expect(outputChanges(of(outputs), of(outputs, { parameters: { Size: '2' } }))).toEqual([
      { name: 'Big', after: 'yes' },
      { name: 'Size', before: '1', after: '2' },
    ])
  })
})

it('outputs that change beside a resource are told with it', () => {
  const ended = (end: string) => {
    const template = {
      Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: `queue-${end}` } } },
      Outputs: { Name: { Value: end } },
    }
    return stack({ template })
  }
  const [transition] = planOffline([ended('a')], [ended('b')]).transitions
  expect(transition?.changes.map(({ logicalId }) => logicalId)).toEqual(['Queue'])
  expect(transition?.outputs).toEqual([{ name: 'Name', before: 'a', after: 'b' }])
})

describe('a stack of which outputs alone change', () => {
  const wished = (number: number, end = '') => {
    const wish = { customer: `customer-${number}`, account: `10000000000${number}` }
    const after = { Value: { 'Fn::Sub': `\${AWS::AccountId}/two${end}` } }
    return [of({ Place: { Value: { 'Fn::Sub': '${AWS::AccountId}/one' } } }, wish), of({ Place: after }, wish)] as const
  }

  it('says so in its plan, in a class with those that change alike', () => {
    const pairs = [wished(1), wished(2), wished(3, '!')]
    const { transitions } = planOffline(
      pairs.map(([before]) => before),
      pairs.map(([, after]) => after),
    )
    expect(transitions.map(({ changes }) => changes)).toEqual([[], [], []])
    expect(group(transitions).map(({ outputs, stacks }) => [outputs, stacks.length])).toEqual([
      [[{ name: 'Place', before: '‹account›/one', after: '‹account›/two!' }], 1],
      [[{ name: 'Place', before: '‹account›/one', after: '‹account›/two' }], 2],
    ])
  })

  it('has the digest that it had before outputs were told, since what they become follows from where it goes', () => {
    const [base, head] = wished(1)
    const learnt = { stack: head, from: 'unknown', exactness: 'exact', changes: [], fedBy: [], parameters: [] } as const
    const [told, untold] = [transitionOf({ ...learnt, base }), transitionOf(learnt)]
    expect(told.outputs).toHaveLength(1)
    expect(untold.outputs).toBeUndefined()
    expect(told.digest).toBe(untold.digest)
  })
})
