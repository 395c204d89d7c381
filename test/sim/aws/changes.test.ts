/**
 * Does a change set say what would change, as CloudFormation says it?
 *
 * A title names the recorded scenario that is typed here as a fact.
 */
import { DescribeChangeSetCommand, ExecuteChangeSetCommand } from '@aws-sdk/client-cloudformation'
import { expect, test } from 'vitest'
import { ACCOUNT, changeOf, changeSet, deploy, REGION, type TestWorld, testWorld } from './world.ts'

const ARN = `arn:aws:sns:${REGION}:${ACCOUNT}`

function topics(first: Record<string, string>, second?: Record<string, unknown>): string {
  const topic = (properties: unknown): unknown => ({ Type: 'AWS::SNS::Topic', Properties: properties })
  return JSON.stringify({ Resources: { Topic1: topic(first), ...(second ? { Topic2: topic(second) } : {}) } })
}

const BY_REF = { TopicName: 'topic-name-2', DisplayName: { Ref: 'Topic1' } }
const BY_ATTRIBUTE = { TopicName: 'topic-name-2', DisplayName: { 'Fn::GetAtt': ['Topic1', 'DisplayName'] } }

async function existing(world: TestWorld, TemplateBody: string): Promise<void> {
  await deploy(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody })
}

test('an addition shows what is known after apply as such (test_change_set_ref::test_direct_attribute_value_change)', async () => {
  await using world = await testWorld()
  const TemplateBody = topics({ TopicName: 'topic-name-1', DisplayName: 'display-value-1' }, BY_REF)
  const set = await changeSet(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody })
  expect(set).toMatchObject({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE' })
  expect(changeOf(set, 'Topic2')).toEqual({
    Action: 'Add',
    AfterContext: JSON.stringify({
      Properties: { TopicName: 'topic-name-2', DisplayName: '{{changeSet:KNOWN_AFTER_APPLY}}' },
    }),
    Details: [],
    LogicalResourceId: 'Topic2',
    Replacement: 'True',
    ResourceType: 'AWS::SNS::Topic',
    Scope: [],
  })
})

test('without property values an addition has neither replacement nor context (test_change_set_ref::test_resource_addition)', async () => {
  await using world = await testWorld()
  const { ChangeSetId } = await changeSet(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody: topics({}) })
  const plain = await world.admin.send(new DescribeChangeSetCommand({ ChangeSetName: ChangeSetId }))
  expect(changeOf(plain, 'Topic1')).toEqual({
    Action: 'Add',
    Details: [],
    LogicalResourceId: 'Topic1',
    ResourceType: 'AWS::SNS::Topic',
    Scope: [],
  })
})

test('a change in place has before and after values (test_change_set_ref::test_direct_attribute_value_change_in_ref_chain)', async () => {
  await using world = await testWorld()
  await existing(world, topics({ TopicName: 'topic-name-1', DisplayName: 'display-value-1' }, BY_REF))
  const TemplateBody = topics({ TopicName: 'topic-name-1', DisplayName: 'display-value-2' }, BY_REF)
  const set = await changeSet(world, world.admin, { TemplateBody })
  expect(set.Changes).toHaveLength(1)
  expect(changeOf(set, 'Topic1')).toEqual({
    Action: 'Modify',
    AfterContext: JSON.stringify({ Properties: { TopicName: 'topic-name-1', DisplayName: 'display-value-2' } }),
    BeforeContext: JSON.stringify({ Properties: { TopicName: 'topic-name-1', DisplayName: 'display-value-1' } }),
    Details: [
      {
        ChangeSource: 'DirectModification',
        Evaluation: 'Static',
        Target: {
          AfterValue: 'display-value-2',
          Attribute: 'Properties',
          AttributeChangeType: 'Modify',
          BeforeValue: 'display-value-1',
          Name: 'DisplayName',
          Path: '/Properties/DisplayName',
          RequiresRecreation: 'Never',
        },
      },
    ],
    LogicalResourceId: 'Topic1',
    PhysicalResourceId: `${ARN}:topic-name-1`,
    Replacement: 'False',
    ResourceType: 'AWS::SNS::Topic',
    Scope: ['Properties'],
  })
})

test('a replacement spreads to what refers to it (test_change_set_ref::test_immutable_property_update_causes_resource_replacement)', async () => {
  await using world = await testWorld()
  await existing(world, topics({ TopicName: 'topic-name-1', DisplayName: 'value' }, BY_REF))
  const TemplateBody = topics({ TopicName: 'updated-topic-name-1', DisplayName: 'new_value' }, BY_REF)
  const set = await changeSet(world, world.admin, { TemplateBody })
  expect(changeOf(set, 'Topic1')).toMatchObject({ Replacement: 'True', PolicyAction: 'ReplaceAndDelete' })
  const dependent = changeOf(set, 'Topic2')
  expect(dependent.Replacement).toBe('False')
  const Target = {
    AfterValue: '{{changeSet:KNOWN_AFTER_APPLY}}',
    Attribute: 'Properties',
    AttributeChangeType: 'Modify',
    BeforeValue: `${ARN}:topic-name-1`,
    Name: 'DisplayName',
    Path: '/Properties/DisplayName',
    RequiresRecreation: 'Never',
  }
  expect(dependent.Details).toHaveLength(2)
  expect(dependent.Details).toEqual(
    expect.arrayContaining([
      { ChangeSource: 'DirectModification', Evaluation: 'Dynamic', Target },
      { CausingEntity: 'Topic1', ChangeSource: 'ResourceReference', Evaluation: 'Static', Target },
    ]),
  )
})

test('an attribute of a changed resource shows only without values (test_change_set_fn_get_attr::test_direct_attribute_value_change)', async () => {
  await using world = await testWorld()
  await existing(world, topics({ TopicName: 'topic-name-1', DisplayName: 'display-value-1' }, BY_ATTRIBUTE))
  const TemplateBody = topics({ TopicName: 'topic-name-1', DisplayName: 'display-value-2' }, BY_ATTRIBUTE)
  const set = await changeSet(world, world.admin, { TemplateBody })
  expect(set.Changes?.map(({ ResourceChange }) => ResourceChange?.LogicalResourceId)).toEqual(['Topic1'])
  const plain = await world.admin.send(new DescribeChangeSetCommand({ ChangeSetName: set.ChangeSetId }))
  expect(changeOf(plain, 'Topic2').Details).toEqual([
    {
      CausingEntity: 'Topic1.DisplayName',
      ChangeSource: 'ResourceAttribute',
      Evaluation: 'Dynamic',
      Target: { Attribute: 'Properties', Name: 'DisplayName', RequiresRecreation: 'Never' },
    },
  ])
  await world.admin.send(new ExecuteChangeSetCommand({ ChangeSetName: set.ChangeSetId }))
  world.clock.advance(600_000)
  const [stack] = world.sim.stacks(ACCOUNT, REGION)
  expect(stack?.resources.find(({ logicalId }) => logicalId === 'Topic2')?.properties).toMatchObject({
    DisplayName: 'display-value-2',
  })
})

test('a parameter is named as the cause (test_change_sets::test_parameter_changes)', async () => {
  await using world = await testWorld()
  const TemplateBody = JSON.stringify({
    Parameters: { TopicName: { Type: 'String' } },
    Resources: { Foo: { Type: 'AWS::SNS::Topic', Properties: { TopicName: { Ref: 'TopicName' } } } },
  })
  const named = (value: string): object => ({ Parameters: [{ ParameterKey: 'TopicName', ParameterValue: value }] })
  await deploy(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody, ...named('topic-1') })
  const set = await changeSet(world, world.admin, { TemplateBody, ...named('topic-2') })
  const foo = changeOf(set, 'Foo')
  expect(foo).toMatchObject({ Replacement: 'True', PolicyAction: 'ReplaceAndDelete' })
  expect(foo.Details?.map((detail) => [detail.ChangeSource, detail.Evaluation, detail.CausingEntity])).toEqual(
    expect.arrayContaining([
      ['ParameterReference', 'Static', 'TopicName'],
      ['DirectModification', 'Dynamic', undefined],
    ]),
  )
})

test('a removed resource is removed as its policy says (test_change_set_conditions::test_condition_update_removes_resource)', async () => {
  await using world = await testWorld()
  const kept = { Kept: { Type: 'AWS::SQS::Queue' } }
  const gone = { Gone: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'topic-name-1' } } }
  const retained = { Retained: { Type: 'AWS::Kinesis::Stream', DeletionPolicy: 'Retain' } }
  await existing(world, JSON.stringify({ Resources: { ...kept, ...gone, ...retained } }))
  const set = await changeSet(world, world.admin, { TemplateBody: JSON.stringify({ Resources: kept }) })
  expect(changeOf(set, 'Gone')).toEqual({
    Action: 'Remove',
    BeforeContext: JSON.stringify({ Properties: { TopicName: 'topic-name-1' } }),
    Details: [],
    LogicalResourceId: 'Gone',
    PhysicalResourceId: `${ARN}:topic-name-1`,
    PolicyAction: 'Delete',
    ResourceType: 'AWS::SNS::Topic',
    Scope: [],
  })
  expect(changeOf(set, 'Retained').PolicyAction).toBe('Retain')
})

test('a changed tag of the stack is a change of each resource that carries tags', async () => {
  await using world = await testWorld()
  const TemplateBody = JSON.stringify({
    Resources: {
      Topic: { Type: 'AWS::SNS::Topic' },
      Profile: { Type: 'AWS::EC2::Route', Properties: { RouteTableId: 'rtb-1' } },
    },
  })
  await existing(world, TemplateBody)
  const set = await changeSet(world, world.admin, { TemplateBody, Tags: [{ Key: 'owner', Value: 'acme' }] })
  expect(set.Changes).toHaveLength(1)
  expect(changeOf(set, 'Topic').Scope).toEqual(['Tags'])
})

test('quoting a number changes nothing', async () => {
  await using world = await testWorld()
  const stream = (shards: unknown): string =>
    JSON.stringify({ Resources: { Raw: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: shards } } } })
  await existing(world, stream(8))
  const set = await changeSet(world, world.admin, { TemplateBody: stream('8') })
  expect(set).toMatchObject({
    Status: 'FAILED',
    ExecutionStatus: 'UNAVAILABLE',
    StatusReason:
      "The submitted information didn't contain changes. Submit different information to create a change set.",
  })
})

test('a long value is cut, its context is not', async () => {
  await using world = await testWorld()
  const long = (end: string): string => 'x'.repeat(1_500) + end
  const parameter = (value: string): string =>
    JSON.stringify({
      Resources: { Config: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: value } } },
    })
  await existing(world, parameter(long('1')))
  const set = await changeSet(world, world.admin, { TemplateBody: parameter(long('2')) })
  const change = changeOf(set, 'Config')
  expect(change.Details?.map(({ Target }) => [Target?.BeforeValue, Target?.AfterValue])).toEqual([
    ['x'.repeat(1_000), 'x'.repeat(1_000)],
  ])
  expect(change.AfterContext).toContain(long('2'))
})
