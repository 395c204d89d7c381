/**
 * Is everything planned that will change, also what CloudFormation leaves out of a set with values?
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its references so
import { DescribeStackEventsCommand } from '@aws-sdk/client-cloudformation'
import { describe, expect, it, test } from 'vitest'
import { describedChanges } from '../../src/aws/shapes.ts'
import { judged } from '../../src/plan/classify.ts'
import { scopeOf } from '../../src/plan/known.ts'
import type { PropertyChange, ResourceChange } from '../../src/plan/model.ts'
import { normalise } from '../../src/plan/normalise.ts'
import { type Json, parseTemplate } from '../../src/plan/template.ts'
import { withUnsaid } from '../../src/plan/unsaid.ts'
import { changeSet, deploy, testWorld } from '../sim/aws/world.ts'
import { stack } from '../support/stacks.ts'

const KIND = 'AWS::EC2::LaunchTemplate'
const GROUP = 'AWS::AutoScaling::AutoScalingGroup'

interface Resource {
  readonly [section: string]: Json
  readonly Type: string
}

function changed(
  type: string,
  properties: readonly PropertyChange[],
  wish: Partial<ResourceChange> = {},
): ResourceChange {
  return judged({ action: 'modify', logicalId: 'Kind', type, replacement: 'no', properties, ...wish })
}

const IMAGE: PropertyChange = {
  path: 'Properties.LaunchTemplateData.ImageId',
  before: 'a',
  after: 'b',
  recreation: 'never',
}

function read(
  resources: { readonly [id: string]: Resource },
  changes = [changed(KIND, [IMAGE])],
  conditions: Json = {},
) {
  const of = stack({ template: { Conditions: conditions, Resources: { Kind: { Type: KIND }, ...resources } } })
  const scope = scopeOf(of, parseTemplate(of.template))
  const found = withUnsaid(changes, { before: scope, after: scope })
  return Object.fromEntries(
    found.map(({ logicalId, replacement, properties }) => [
      logicalId,
      [replacement, ...properties.map(({ path }) => path)],
    ]),
  )
}

const group = (version: Json, more: { readonly [section: string]: Json } = {}): Resource => ({
  Type: GROUP,
  Properties: { LaunchTemplate: { Version: version } },
  ...more,
})
const VERSION = { 'Fn::GetAtt': ['Kind', 'LatestVersionNumber'] }
const AS_LISTED = { Kind: ['no', 'Properties.LaunchTemplateData.ImageId'] }

describe('who reads an attribute of what changes in place', () => {
  it.each<Json>([VERSION, { 'Fn::Sub': '${Kind.LatestVersionNumber}' }, { 'Fn::GetAtt': 'Kind.LatestVersionNumber' }])(
    'changes with it: %j',
    (version) => {
      expect(read({ Group: group(version) })).toEqual({
        ...AS_LISTED,
        Group: ['no', 'Properties.LaunchTemplate.Version'],
      })
    },
  )

  it('is told with what it reads, which is known after apply', () => {
    const of = stack({ template: { Resources: { Kind: { Type: KIND }, Group: group(VERSION) } } })
    const scope = scopeOf(of, parseTemplate(of.template))
    const found = withUnsaid([changed(KIND, [IMAGE])], { before: scope, after: scope })
    const reads = '${Kind.LatestVersionNumber}'
    const path = 'Properties.LaunchTemplate.Version'
    expect(found.at(-1)?.properties).toEqual([
      { path, before: reads, after: reads, knownAfterApply: true, recreation: 'never' },
    ])
  })

  it('takes along who reads of it', () => {
    const third = { Type: 'AWS::SNS::Topic', Properties: { DisplayName: { 'Fn::GetAtt': ['Group', 'Size'] } } }
    expect(read({ Third: third, Group: group(VERSION) })).toMatchObject({ Third: ['no', 'Properties.DisplayName'] })
  })

  it('may be replaced where that property does so, and is judged by it', () => {
    const table = { Type: 'AWS::DynamoDB::Table', Properties: { TableName: VERSION } }
    const of = stack({ template: { Resources: { Kind: { Type: KIND }, Table: table } } })
    const scope = scopeOf(of, parseTemplate(of.template))
    expect(withUnsaid([changed(KIND, [IMAGE])], { before: scope, after: scope }).at(-1)).toMatchObject({
      replacement: 'maybe',
      leftover: 'deleted',
      verdict: { risk: 'destructive' },
    })
  })

  it('is not told twice, and keeps what is said of it', () => {
    const said = changed(GROUP, [{ path: 'Properties.MaxSize', before: '1', after: '2', recreation: 'never' }], {
      logicalId: 'Group',
    })
    const listed = [changed(KIND, [IMAGE]), said]
    expect(read({ Group: group(VERSION) }, listed)).toMatchObject({
      Group: ['no', 'Properties.MaxSize', 'Properties.LaunchTemplate.Version'],
    })
    const version = { path: 'Properties.LaunchTemplate.Version', before: '1', after: '2', recreation: 'never' } as const
    const whole = changed(GROUP, [version], { logicalId: 'Group' })
    expect(read({ Group: group(VERSION) }, [changed(KIND, [IMAGE]), whole])).toMatchObject({
      Group: ['no', 'Properties.LaunchTemplate.Version'],
    })
  })
})

it('of one property, what reads is told beside what is said', () => {
  const own = { Ref: 'Kind' }
  const both: Resource = { Type: GROUP, Properties: { LaunchTemplate: { Version: VERSION, LaunchTemplateId: own } } }
  const id = {
    path: 'Properties.LaunchTemplate.LaunchTemplateId',
    before: 'a',
    after: 'b',
    recreation: 'never',
  } as const
  const said = changed(GROUP, [id], { logicalId: 'Group' })
  expect(read({ Group: both }, [changed(KIND, [IMAGE]), said])).toMatchObject({
    Group: ['no', 'Properties.LaunchTemplate.LaunchTemplateId', 'Properties.LaunchTemplate.Version'],
  })
})

describe('who stays as it is', () => {
  it.each<readonly [string, Resource]>([
    ['reads its ARN alone', group({ 'Fn::GetAtt': ['Kind', 'Arn'] })],
    ['names it', group({ Ref: 'Kind' })],
    ['reads of another', group({ 'Fn::GetAtt': ['Other', 'LatestVersionNumber'] })],
    ['is not made', group(VERSION, { Condition: 'No' })],
  ])('%s', (_who, resource) => {
    const conditions = { No: { 'Fn::Equals': ['1', '2'] } }
    expect(read({ Group: resource }, undefined, conditions)).toEqual(AS_LISTED)
  })

  it('reads of what is only kept in another way', () => {
    const kept = changed(KIND, [{ path: 'DeletionPolicy', before: 'Delete', after: 'Retain', recreation: 'never' }])
    expect(read({ Group: group(VERSION) }, [kept])).toEqual({ Kind: ['no', 'DeletionPolicy'] })
  })
})

test('what CloudFormation changes of a group of machines was in the plan', async () => {
  const templates = ['ami-1', 'ami-2'].map((image) =>
    JSON.stringify({
      Resources: {
        Kind: { Type: KIND, Properties: { LaunchTemplateData: { ImageId: image } } },
        Group: {
          Type: GROUP,
          Properties: {
            MinSize: '1',
            MaxSize: '1',
            LaunchTemplate: { LaunchTemplateId: { Ref: 'Kind' }, Version: VERSION },
          },
        },
      },
    }),
  )
  const [before = '', after = ''] = templates
  await using world = await testWorld()
  await deploy(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody: before })
  const set = await changeSet(world, world.admin, { TemplateBody: after, ChangeSetName: 'fw-2' })
  const changes = describedChanges(set.Changes)
  const ends = { stack: stack(), parameters: {} }
  const planned = normalise(
    { changes },
    { before: { ...ends, template: before }, after: { ...ends, template: after } },
  ).map(({ logicalId }) => logicalId)
  await deploy(world, world.admin, { TemplateBody: after })
  const { StackEvents = [] } = await world.admin.send(new DescribeStackEventsCommand({ StackName: 'web' }))
  const updated = StackEvents.filter(
    ({ ResourceStatus, LogicalResourceId }) => ResourceStatus === 'UPDATE_COMPLETE' && LogicalResourceId !== 'web',
  )
  expect(changes.map(({ LogicalResourceId }) => LogicalResourceId)).toEqual(['Kind'])
  expect(new Set(updated.map(({ LogicalResourceId }) => LogicalResourceId))).toEqual(new Set(planned))
  expect(planned).toEqual(['Group', 'Kind'])
})
