/**
 * Do templates alone say at least what CloudFormation would?
 *
 * Read as a reviewer reads them: a line a resource, a line a property.
 */

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its references so
import { describe, expect, it } from 'vitest'
import { createChanges } from '../../src/plan/create.ts'
import { boundedChanges } from '../../src/plan/fed.ts'
import type { ResourceChange } from '../../src/plan/model.ts'
import { templateChanges } from '../../src/plan/template-diff.ts'
import type { DesiredStack } from '../../src/render/model.ts'
import { COLLECTOR, STREAMS, type StackWish, stack } from '../support/stacks.ts'

const streams = stack({ parameters: { Shards: '4' } })
const collector = stack({
  key: 'collector',
  order: 1,
  template: COLLECTOR,
  parameters: { StreamName: '<streams.RawName', Image: 'collector@sha256:aa' },
})

/** One line a property: what a reviewer would read, and what a failing test shows. */
function lines(changes: readonly ResourceChange[]): string[] {
  return changes.flatMap((change) => [
    `${change.action} ${change.logicalId}: ${change.verdict.risk}, replaced ${change.replacement}`,
    ...change.properties.map(
      (each) =>
        `  ${each.path}: ${each.before ?? '-'} → ${each.after ?? '-'}${each.knownAfterApply ? ' (known after apply)' : ''}`,
    ),
  ])
}

describe('changes read from templates', () => {
  it('find nothing between a stack and itself', () => {
    expect(templateChanges(streams, streams)).toEqual([])
    expect(templateChanges(collector, collector)).toEqual([])
  })

  it('follow a parameter to the property that it sets', () => {
    expect(lines(templateChanges(streams, stack({ parameters: { Shards: '8' } })))).toEqual([
      'modify Raw: routine, replaced no',
      '  Properties.ShardCount: 4 → 8',
    ])
  })

  it('count a default that is now spelled out as no change, and 8 as "8"', () => {
    const spelled = stack({ parameters: { Shards: '4', Hours: '24' } })
    const template = {
      ...STREAMS,
      Resources: {
        ...STREAMS.Resources,
        BadRows: { Type: 'AWS::SQS::Queue', Properties: { MessageRetentionPeriod: '1209600' } },
      },
    }
    expect(templateChanges(streams, spelled)).toEqual([])
    expect(templateChanges(streams, stack({ template, parameters: { Shards: '4' } }))).toEqual([])
  })

  it('take no name that every object has for one that a text defines itself', () => {
    const text = { 'Fn::Sub': ['${constructor}-${Own}', { Own: 'x' }] }
    const of = (value: string) =>
      stack({
        parameters: { constructor: value },
        template: {
          Parameters: { constructor: { Type: 'String' } },
          Resources: { Raw: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: text } } },
        },
      })
    expect(lines(templateChanges(of('a'), of('b')))).toEqual([
      'modify Raw: routine, replaced no',
      '  Properties.Value: a-x → b-x',
    ])
  })

  it('replace a stream whose name changes, and may change all that reads its name or its attributes', () => {
    const template = {
      ...STREAMS,
      Resources: {
        Raw: { ...STREAMS.Resources.Raw, Properties: { ...STREAMS.Resources.Raw.Properties, Name: 'other' } },
        Watch: {
          Type: 'AWS::CloudWatch::Alarm',
          Properties: { Dimensions: [{ Value: { Ref: 'Raw' } }], AlarmName: 'watch' },
        },
        Note: { Type: 'AWS::SSM::Parameter', Properties: { Value: { 'Fn::Sub': '${Watch.State}' }, Type: 'String' } },
      },
    }
    const renamed = (name: string) =>
      stack({
        parameters: { Shards: '4' },
        template: {
          ...template,
          Resources: {
            ...template.Resources,
            Raw: { ...template.Resources.Raw, Properties: { ...template.Resources.Raw.Properties, Name: name } },
          },
        },
      })
    expect(lines(templateChanges(renamed('one'), renamed('two')))).toEqual([
      'modify Note: routine, replaced no',
      '  Properties.Value: ${Watch.State} → ${Watch.State} (known after apply)',
      'modify Raw: destructive, replaced yes',
      '  Properties.Name: one → two',
      'modify Watch: disruptive, replaced no',
      '  Properties.Dimensions: [{"Value":"${Raw}"}] → [{"Value":"${Raw}"}] (known after apply)',
    ])
  })

  it('leave alone who reads the ARN of what changes in place, and follow it once that is replaced', () => {
    const policy = { Statement: [{ Resource: { 'Fn::Sub': '${Logs.Arn}:*' } }] }
    const of = (logs: { readonly [property: string]: string | number }) =>
      stack({
        template: {
          Resources: {
            Logs: { Type: 'AWS::Logs::LogGroup', Properties: logs },
            Writer: { Type: 'AWS::IAM::Role', Properties: { Policies: [{ PolicyDocument: policy }] } },
          },
        },
      })
    const ids = (after: DesiredStack) =>
      templateChanges(of({ RetentionInDays: 7 }), after).map((each) => each.logicalId)
    expect(ids(of({ RetentionInDays: 14 }))).toEqual(['Logs'])
    expect(ids(of({ RetentionInDays: 7, LogGroupName: 'other' }))).toEqual(['Logs', 'Writer'])
  })

  it('leave alone who reads any attribute of what is only kept in another way', () => {
    const of = (DeletionPolicy: string) =>
      stack({
        template: {
          Resources: {
            Bad: { Type: 'AWS::S3::Bucket', DeletionPolicy },
            Note: { Type: 'AWS::SSM::Parameter', Properties: { Value: { 'Fn::GetAtt': ['Bad', 'DomainName'] } } },
          },
        },
      })
    expect(lines(templateChanges(of('Delete'), of('Retain')))).toEqual([
      'modify Bad: disruptive, replaced no',
      '  DeletionPolicy: Delete → Retain',
    ])
  })

  it('tell a removed resource that is kept from one that is deleted', () => {
    const template = { ...STREAMS, Resources: { Topic: { Type: 'AWS::SNS::Topic' } } }
    const changes = templateChanges(streams, stack({ template, parameters: { Shards: '4' } }))
    expect(
      changes.map(({ logicalId, action, leftover, verdict }) => [logicalId, action, leftover, verdict.risk]),
    ).toEqual([
      ['BadRows', 'remove', 'deleted', 'destructive'],
      ['Raw', 'remove', 'retained', 'disruptive'],
      ['Topic', 'add', undefined, 'routine'],
    ])
  })

  it('never take a type they do not know for one that updates in place', () => {
    const of = (size: number) =>
      stack({ template: { Resources: { X: { Type: 'Vendor::New::Thing', Properties: { Size: size } } } } })
    expect(templateChanges(of(1), of(2))[0]).toMatchObject({ replacement: 'maybe', verdict: { risk: 'disruptive' } })
  })

  it('obey conditions, in either direction', () => {
    const template = {
      Parameters: { Alarm: { Type: 'String' } },
      Conditions: { Watched: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Alarm' }, 'none'] }] } },
      Resources: {
        Lag: { Type: 'AWS::CloudWatch::Alarm', Condition: 'Watched' },
        Note: {
          Type: 'AWS::SSM::Parameter',
          Properties: {
            Value: { 'Fn::If': ['Watched', 'on', 'off'] },
            Policies: { 'Fn::If': ['Watched', 'p', { Ref: 'AWS::NoValue' }] },
          },
        },
      },
    }
    const of = (Alarm: string) => stack({ template, parameters: { Alarm } })
    expect(createChanges(of('none')).map((each) => each.logicalId)).toEqual(['Note'])
    expect(lines(templateChanges(of('none'), of('lag')))).toEqual([
      'add Lag: routine, replaced no',
      'modify Note: disruptive, replaced no',
      '  Properties.Policies: - → p',
      '  Properties.Value: off → on',
    ])
    expect(lines(templateChanges(of('lag'), of('none')))[0]).toBe('remove Lag: disruptive, replaced no')
  })

  it('see that a parameter is fed by another output', () => {
    const other = stack({
      ...collectorWish,
      parameters: { StreamName: '<streams.BadUrl', Image: 'collector@sha256:aa' },
    })
    expect(lines(templateChanges(collector, other))).toContain(
      '  Properties.TableName: ${stacks.streams.outputs.RawName}-lease → ${stacks.streams.outputs.BadUrl}-lease',
    )
  })
})

const collectorWish = { key: 'collector', order: 1, template: COLLECTOR }

describe('bounded changes of a fed stack', () => {
  it('name each property that the fed parameter reaches, with the worst that it allows', () => {
    expect(lines(boundedChanges(collector, ['StreamName']))).toEqual([
      'modify Config: routine, replaced no',
      '  Properties.Value: stream=${stacks.streams.outputs.RawName} image=collector@sha256:aa → stream=${stacks.streams.outputs.RawName} image=collector@sha256:aa (known after apply)',
      'modify Lag: disruptive, replaced no',
      '  Properties.Dimensions: [{"Name":"StreamName","Value":"${stacks.streams.outputs.RawName}"}] → [{"Name":"StreamName","Value":"${stacks.streams.outputs.RawName}"}] (known after apply)',
      'modify Lease: destructive, replaced maybe',
      '  Properties.TableName: ${stacks.streams.outputs.RawName}-lease → ${stacks.streams.outputs.RawName}-lease (known after apply)',
      'modify Readers: routine, replaced no',
      '  Properties.Description: ${Lease.Arn} → ${Lease.Arn} (known after apply)',
    ])
  })

  it('are none where nothing reads the parameter', () => {
    expect(boundedChanges(collector, ['Unused'])).toEqual([])
  })

  it('keep the changes that the stack has of its own', () => {
    const newer = stack({
      ...collectorWish,
      parameters: { StreamName: '<streams.RawName', Image: 'collector@sha256:bb' },
    })
    const config = templateChanges(collector, newer, ['StreamName']).find((each) => each.logicalId === 'Config')
    expect(config?.properties[0]).toMatchObject({
      before: 'stream=${stacks.streams.outputs.RawName} image=collector@sha256:aa',
      after: 'stream=${stacks.streams.outputs.RawName} image=collector@sha256:bb',
      knownAfterApply: true,
    })
  })

  it('reach a resource through the condition that it stands under', () => {
    const template = {
      Parameters: { Mode: { Type: 'String' } },
      Conditions: { Kept: { 'Fn::Equals': [{ Ref: 'Mode' }, 'keep'] } },
      Resources: { Archive: { Type: 'AWS::S3::Bucket', Condition: 'Kept' }, Other: { Type: 'AWS::SNS::Topic' } },
    }
    const fed = stack({ template, parameters: { Mode: '<streams.Mode' } })
    expect(lines(boundedChanges(fed, ['Mode']))).toEqual([
      'dynamic Archive: destructive, replaced maybe',
      '  Condition: - → - (known after apply)',
    ])
  })

  it('leave a resource alone whose condition hangs on a fed parameter, whatever else changes', () => {
    const of = (image: string, more: { readonly [condition: string]: StackWish['template'] } = {}) =>
      stack({
        template: {
          Parameters: { Mode: { Type: 'String' }, Image: { Type: 'String' } },
          Conditions: { Kept: { 'Fn::Equals': [{ Ref: 'Mode' }, 'keep'] }, ...more },
          Resources: {
            Archive: { Type: 'AWS::S3::Bucket', Condition: 'Kept' },
            Note: { Type: 'AWS::SSM::Parameter', Properties: { Value: { Ref: 'Image' } } },
          },
        },
        parameters: { Mode: '<streams.Mode', Image: image },
      })
    const unused = { Unused: { 'Fn::Equals': ['1', '2'] } }
    const rewritten = { Kept: { 'Fn::Equals': [{ Ref: 'Mode' }, 'retain'] } }
    const ids = (after: DesiredStack) => templateChanges(of('a'), after).map(({ logicalId }) => logicalId)
    expect(ids(of('b', unused))).toEqual(['Note'])
    expect(ids(of('a', rewritten))).toEqual(['Archive'])
  })
})
