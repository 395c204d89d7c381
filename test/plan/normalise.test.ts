/**
 * Does a change set read the same, however CloudFormation says it?
 *
 * And does nothing become harmless on the way?
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its references so
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DescribedChange } from '../../src/plan/model.ts'
import { type Ends, normalise } from '../../src/plan/normalise.ts'
import { stack } from '../support/stacks.ts'

type Detail = DescribedChange['Details'][number]

function described(different: Partial<DescribedChange>, ...details: readonly Partial<Detail>[]): DescribedChange {
  return {
    Action: 'Modify',
    LogicalResourceId: 'Raw',
    ResourceType: 'AWS::Kinesis::Stream',
    Replacement: 'False',
    Scope: ['Properties'],
    Details: details.map((each) => ({
      Attribute: 'Properties',
      RequiresRecreation: 'Never',
      Evaluation: 'Static',
      ...each,
    })),
    ...different,
  }
}

/** Of templates that say nothing of what AWS describes. */
const ENDS: Ends = { before: undefined, after: { stack: stack(), template: '{}', parameters: {} } }

function one(change: DescribedChange, ends = ENDS) {
  const [first] = normalise({ changes: [change] }, ends)
  return first
}

describe('a described change', () => {
  it('merges the two details that a changed parameter gives', () => {
    const shared = { Path: '/Properties/ShardCount', Name: 'ShardCount' }
    const change = described(
      {},
      { ...shared, Evaluation: 'Dynamic', ChangeSource: 'DirectModification' },
      { ...shared, ChangeSource: 'ParameterReference', CausingEntity: 'Shards', BeforeValue: '4', AfterValue: '8' },
    )
    expect(one(change)).toEqual({
      action: 'modify',
      logicalId: 'Raw',
      type: 'AWS::Kinesis::Stream',
      replacement: 'no',
      properties: [{ path: 'Properties.ShardCount', before: '4', after: '8', recreation: 'never' }],
      verdict: { risk: 'routine', reason: 'is updated in place' },
    })
  })

  it('says from the templates what stands beside the properties, where AWS shows no values', () => {
    const Type = 'AWS::Kinesis::Stream'
    const at = (resource: object, KeepDays: string) => {
      const template = JSON.stringify({ Parameters: { KeepDays: { Type: 'String' } }, Resources: { Raw: resource } })
      return { stack: stack(), template, parameters: { KeepDays } }
    }
    const policy = { AutoScalingRollingUpdate: { PauseTime: { Ref: 'KeepDays' } } }
    const ends = {
      before: at({ Type, DeletionPolicy: 'Retain', UpdatePolicy: policy, Metadata: { Ref: 'AWS::NoValue' } }, 'PT5M'),
      after: at({ Type, DeletionPolicy: 'Delete', UpdatePolicy: policy, Metadata: { note: 'new' } }, 'PT0S'),
    }
    const beside = (Attribute: string, more: Partial<Detail> = {}) => ({ Attribute, ...more })
    const Path = '/UpdatePolicy/AutoScalingRollingUpdate/PauseTime'
    const change = described({}, beside('DeletionPolicy'), beside('Metadata'), beside('UpdatePolicy', { Path }))
    const { properties, verdict } = one(change, ends) ?? {}
    expect(properties?.map(({ path, before, after }) => [path, before, after])).toEqual([
      ['DeletionPolicy', 'Retain', 'Delete'],
      ['Metadata', undefined, '{"note":"new"}'],
      ['UpdatePolicy.AutoScalingRollingUpdate.PauseTime', 'PT5M', 'PT0S'],
    ])
    expect(verdict).toEqual({
      risk: 'disruptive',
      reason: 'from now on: once it is removed, it is deleted with what it holds',
    })
  })

  it.each([
    ['True', 'Static', 'Always', 'yes'],
    ['Conditional', 'Static', 'Conditionally', 'maybe'],
    ['False', 'Static', 'Never', 'no'],
    ['False', 'Dynamic', 'Conditionally', 'maybe'],
    [undefined, 'Static', 'Never', 'no'],
    [undefined, 'Static', 'Always', 'maybe'],
    ['Perhaps', 'Static', 'Never', 'maybe'],
  ])('with Replacement %s, %s and %s is replaced: %s', (Replacement, Evaluation, RequiresRecreation, replacement) => {
    const { Replacement: _default, ...change } = described({}, { Name: 'Name', Evaluation, RequiresRecreation })
    expect(one({ ...change, ...(Replacement === undefined ? {} : { Replacement }) })?.replacement).toBe(replacement)
  })

  it('is shown and feared where CloudFormation says something new', () => {
    expect(one(described({ Action: 'SyncWithActual' }))).toMatchObject({
      action: 'dynamic',
      replacement: 'maybe',
      verdict: { risk: 'destructive' },
    })
  })

  it('replaces nothing where something is added, whatever Replacement says', () => {
    const AfterContext = JSON.stringify({
      Properties: { ShardCount: '4', Tags: [{ Key: 'a' }], Name: '{{changeSet:KNOWN_AFTER_APPLY}}' },
    })
    expect(one(described({ Action: 'Add', Replacement: 'True', AfterContext }))).toMatchObject({
      action: 'add',
      replacement: 'no',
      properties: [
        { path: 'Properties.Name', knownAfterApply: true },
        { path: 'Properties.ShardCount', after: '4' },
        { path: 'Properties.Tags', after: '[{"Key":"a"}]' },
      ],
    })
  })

  it('keeps what is known of a value that is partly known after apply', () => {
    const AfterValue = 'arn:aws:iam::999999999999:role/{{changeSet:KNOWN_AFTER_APPLY}}'
    expect(one(described({}, { Path: '/Properties/Role', AfterValue }))?.properties).toEqual([
      {
        path: 'Properties.Role',
        after: 'arn:aws:iam::999999999999:role/(known after apply)',
        knownAfterApply: true,
        recreation: 'never',
      },
    ])
  })

  it('says what is left of what it removes', () => {
    const kept = one(described({ Action: 'Remove', PolicyAction: 'Retain' }))
    expect(kept).toMatchObject({ action: 'remove', leftover: 'retained', verdict: { risk: 'disruptive' } })
    const replaced = one(described({ Replacement: 'True', PolicyAction: 'ReplaceAndSnapshot' }))
    expect(replaced).toMatchObject({ replacement: 'yes', leftover: 'snapshot' })
  })

  it('keeps a change of tags alone', () => {
    expect(one(described({ Scope: ['Tags'] }, { Attribute: 'Tags' }))?.properties).toEqual([
      { path: 'Tags', recreation: 'never' },
    ])
  })

  it('tells long values apart that begin alike', () => {
    const of = (end: string) =>
      one(described({}, { Name: 'Body', AfterValue: `${'x'.repeat(20_000)}${end}` }))?.properties[0]?.after
    expect(of('a')?.length).toBeLessThan(16_600)
    expect(of('a')).not.toBe(of('b'))
  })

  it('reads the same in whichever order CloudFormation lists it', () => {
    const changes = ['B', 'A', 'C'].map((LogicalResourceId) =>
      described({ LogicalResourceId }, { Name: 'Y', AfterValue: '1' }, { Name: 'X', AfterValue: '2' }),
    )
    const expected = normalise({ changes }, ENDS)
    void fc.assert(
      fc.property(fc.shuffledSubarray(changes, { minLength: 3 }), (shuffled) => {
        const reversed = shuffled.map((each) => ({ ...each, Details: each.Details.toReversed() }))
        expect(normalise({ changes: reversed }, ENDS)).toEqual(expected)
      }),
    )
  })
})

describe('a long value that AWS cuts', () => {
  const LONG = 'x'.repeat(1_500)
  const template = (end: string) =>
    JSON.stringify({
      Parameters: { End: { Type: 'String' } },
      Resources: { Raw: { Type: 'T', Properties: { Body: { 'Fn::Sub': `${LONG}${end}\${End}` } } } },
    })
  const ends: Ends = {
    before: { stack: stack(), template: template('old'), parameters: { End: '1' } },
    after: { stack: stack(), template: template('new'), parameters: { End: '2' } },
  }
  const cut = LONG.slice(0, 1_000)

  it('is taken from the templates on both ends, with the values that were given to each', () => {
    const change = described({}, { Path: '/Properties/Body', BeforeValue: cut, AfterValue: cut })
    expect(one(change, ends)?.properties).toEqual([
      { path: 'Properties.Body', before: `${LONG}old1`, after: `${LONG}new2`, recreation: 'never' },
    ])
  })

  it('is taken from the template where something is added, cut in its context or with it', () => {
    const contexts = [
      JSON.stringify({ Properties: { Body: cut } }),
      JSON.stringify({ Properties: { Body: LONG } }).slice(0, 1_000),
    ]
    for (const AfterContext of contexts) {
      const added = one(described({ Action: 'Add', AfterContext }), ends)
      expect(added?.properties).toEqual([{ path: 'Properties.Body', after: `${LONG}new2`, recreation: 'never' }])
    }
  })
})
