/**
 * How does a stack live, is described, and end?
 */
import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  DescribeStackResourcesCommand,
  GetTemplateCommand,
  GetTemplateSummaryCommand,
  type RollbackTrigger,
  UpdateStackCommand,
  UpdateTerminationProtectionCommand,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation'
import { expect } from 'vitest'
import { ACCOUNT, changeSet, deploy, type TestWorld } from '../../sim/aws/world.ts'
import { eventLines } from './lines.ts'
import {
  attribute,
  having,
  parameters,
  ref,
  refuses,
  type Scenario,
  STACK,
  type TemplateObject,
  topics,
} from './scenario.ts'
import { stackOf } from './update.ts'

const SIMPLE = parameters({ MyParameter: { Value: 'first' } })

async function create(world: TestWorld, template: TemplateObject, values: object = {}): Promise<string> {
  const Parameters = Object.entries(values).map(([key, value]) => ({ ParameterKey: key, ParameterValue: value }))
  const TemplateBody = JSON.stringify(template)
  const { StackId = '' } = await world.admin.send(
    new CreateStackCommand({ StackName: STACK, TemplateBody, Parameters }),
  )
  world.clock.advance(600_000)
  return StackId
}

async function remove(world: TestWorld, RetainResources?: string[]): Promise<void> {
  await world.admin.send(new DeleteStackCommand({ StackName: STACK, RetainResources }))
  world.clock.advance(600_000)
}

/** The steps of the whole stack, without the first half of each creation. */
async function course({ admin }: TestWorld, StackName: string = STACK): Promise<readonly string[]> {
  const { StackEvents = [] } = await admin.send(new DescribeStackEventsCommand({ StackName }))
  const steps = StackEvents.toReversed().map((event) => `${event.LogicalResourceId} ${event.ResourceStatus}`)
  return steps.filter((step, index) => step !== steps[index - 1])
}

function deployOrder(order: string): Scenario {
  const chain: Readonly<Record<string, unknown>> = { A: 'root', B: ref('A'), C: ref('B') }
  const template = parameters(Object.fromEntries(order.split('-').map((name) => [name, { Value: chain[name] }])))
  return {
    name: `cloudformation.api.test_stacks::test_stack_deploy_order[${order}]`,
    async run(world) {
      const id = await create(world, template)
      await remove(world)
      const done = (await course(world, id)).filter((step) => /^[ABC] \w+_COMPLETE$/.test(step))
      expect(done).toEqual([
        'A CREATE_COMPLETE',
        'B CREATE_COMPLETE',
        'C CREATE_COMPLETE',
        'C DELETE_COMPLETE',
        'B DELETE_COMPLETE',
        'A DELETE_COMPLETE',
      ])
    },
  }
}

export const STACK_LIVES: readonly Scenario[] = [
  ...['A-B-C', 'A-C-B', 'B-A-C', 'B-C-A', 'C-A-B', 'C-B-A'].map(deployOrder),
  {
    name: 'cloudformation.api.test_stacks::TestStacksApi::test_stack_description_lifecycle[with-tags]',
    async run(world) {
      const Tags = [{ Key: 'foo', Value: 'bar' }]
      const TemplateBody = JSON.stringify({ Description: 'test <env>.test.net', ...SIMPLE })
      const set = await changeSet(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody, Tags })
      expect(set).toMatchObject({ Tags, ExecutionStatus: 'AVAILABLE' })
      const reviewed = await stackOf(world)
      expect(reviewed).toMatchObject({ StackStatus: 'REVIEW_IN_PROGRESS', Tags: [] })
      expect(reviewed).not.toHaveProperty('Description')
      await deploy(world, world.admin, { ChangeSetName: 'second', ChangeSetType: 'CREATE', TemplateBody, Tags })
      expect(await stackOf(world)).toMatchObject({
        Description: 'test <env>.test.net',
        StackStatus: 'CREATE_COMPLETE',
        Tags,
      })
    },
  },
  {
    name: 'cloudformation.api.test_stacks::TestStacksApi::test_list_events_after_deployment',
    async run(world) {
      const TemplateBody = JSON.stringify(topics({ topic123: { TopicName: 'events' } }))
      await deploy(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody })
      const { StackEvents = [] } = await world.admin.send(new DescribeStackEventsCommand({ StackName: STACK }))
      expect(eventLines(StackEvents, 'topic123')).toEqual([
        'CREATE_IN_PROGRESS -',
        'CREATE_IN_PROGRESS 1 Resource creation Initiated',
        'CREATE_COMPLETE 1',
      ])
      expect(StackEvents[1]).toMatchObject({
        EventId: expect.stringMatching(/^topic123-CREATE_COMPLETE-/),
        ResourceProperties: '{"TopicName":"events"}',
      })
    },
  },
  {
    name: 'cloudformation.api.test_stacks::test_events_resource_types',
    async run(world) {
      const template = topics({ Topic: {} })
      await create(world, {
        Resources: {
          ...template.Resources,
          Queue: { Type: 'AWS::SQS::Queue' },
          Policy: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: [ref('Queue')], PolicyDocument: {} } },
          Listener: {
            Type: 'AWS::SNS::Subscription',
            Properties: { TopicArn: ref('Topic'), Protocol: 'sqs', Endpoint: attribute('Queue', 'Arn') },
          },
        },
      })
      const { StackEvents = [] } = await world.admin.send(new DescribeStackEventsCommand({ StackName: STACK }))
      expect([...new Set(StackEvents.map(({ ResourceType }) => ResourceType))].sort()).toEqual([
        'AWS::CloudFormation::Stack',
        'AWS::SNS::Subscription',
        'AWS::SNS::Topic',
        'AWS::SQS::Queue',
        'AWS::SQS::QueuePolicy',
      ])
    },
  },
  {
    name: 'cloudformation.api.test_stacks::test_update_termination_protection',
    async run(world) {
      await create(world, SIMPLE)
      for (const EnableTerminationProtection of [true, false]) {
        await world.admin.send(
          new UpdateTerminationProtectionCommand({ StackName: STACK, EnableTerminationProtection }),
        )
        expect(await stackOf(world)).toMatchObject({ EnableTerminationProtection })
      }
    },
  },
  {
    name: 'cloudformation.api.test_stacks::test_name_conflicts',
    async run(world) {
      const first = await create(world, SIMPLE)
      await refuses(create(world, SIMPLE), {
        code: 'AlreadyExistsException',
        message: `Stack [${STACK}] already exists`,
      })
      await remove(world)
      await refuses(stackOf(world), { message: `Stack with id ${STACK} does not exist` })
      await refuses(course(world), { message: `Stack [${STACK}] does not exist` })
      expect(await stackOf(world, first)).toMatchObject({ StackStatus: 'DELETE_COMPLETE' })
      const second = await create(world, SIMPLE)
      expect(second).not.toBe(first)
      expect((await stackOf(world)).StackId).toBe(second)
      expect(await stackOf(world, first)).toMatchObject({ StackStatus: 'DELETE_COMPLETE' })
    },
  },
  {
    name: 'cloudformation.api.test_stacks::TestStacksApi::test_stack_name_creation',
    async run({ admin }) {
      const creation = new CreateStackCommand({ StackName: '*@da591fa3_$', TemplateBody: JSON.stringify(SIMPLE) })
      await refuses(admin.send(creation), {
        message:
          "1 validation error detected: Value '*@da591fa3_$' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*",
      })
    },
  },
  {
    name: 'cloudformation.api.test_stacks::test_describe_stack_events_errors',
    async run(world) {
      await refuses(course(world, 'does-not-exist'), { message: 'Stack [does-not-exist] does not exist' })
    },
  },
  {
    name: 'cloudformation.api.test_stacks::test_non_existing_stack_message',
    async run(world) {
      await refuses(stackOf(world), { message: `Stack with id ${STACK} does not exist` })
    },
  },
  {
    name: 'cloudformation.api.test_stacks::test_stack_resource_not_found',
    async run(world) {
      await create(world, SIMPLE)
      const missing = { StackName: STACK, LogicalResourceId: 'NonExistentResource' }
      await refuses(world.admin.send(new DescribeStackResourceCommand(missing)), {
        message: `Resource NonExistentResource does not exist for stack ${STACK}`,
      })
    },
  },
  {
    name: 'cloudformation.api.test_stacks::TestStacksApi::test_update_stack_with_same_template_withoutchange',
    async run(world) {
      await create(world, SIMPLE)
      const same = new UpdateStackCommand({ StackName: STACK, TemplateBody: JSON.stringify(SIMPLE) })
      await refuses(world.admin.send(same), { message: 'No updates are to be performed.' })
    },
  },
  {
    name: 'cloudformation.api.test_stacks::test_updating_an_updated_stack_sets_status',
    async run(world) {
      const named = (...names: string[]): string =>
        JSON.stringify(topics(Object.fromEntries(names.map((TopicName) => [TopicName, { TopicName }]))))
      await deploy(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody: named('one') })
      await deploy(world, world.admin, { ChangeSetName: 'fw-2', TemplateBody: named('one', 'two') })
      await deploy(world, world.admin, { ChangeSetName: 'fw-3', TemplateBody: named('one', 'two', 'three') })
      expect((await stackOf(world)).StackStatus).toBe('UPDATE_COMPLETE')
    },
  },
  {
    // The recorded resource could neither be made nor deleted; here its neighbour is what cannot be made.
    name: 'cloudformation.api.test_stacks::test_blocked_stack_deletion',
    async run(world) {
      world.sim.faults.failResource({ logicalId: 'Neighbour', reason: 'no' })
      world.sim.faults.failResource({ logicalId: 'Broken', reason: 'in use', during: 'deletion' })
      const reason = 'The following resource(s) failed to delete: [Broken]. '
      const id = await create(world, parameters({ Broken: { Value: 'a' }, Neighbour: { Value: ref('Broken') } }))
      const failed = { StackStatusReason: reason, EnableTerminationProtection: false, DeletionTime: expect.any(Date) }
      expect(await stackOf(world)).toMatchObject({ ...failed, StackStatus: 'ROLLBACK_FAILED' })
      await remove(world)
      expect(await stackOf(world)).toMatchObject({ ...failed, StackStatus: 'DELETE_FAILED' })
      await remove(world, ['Broken'])
      expect(await stackOf(world, id)).toMatchObject({ StackStatus: 'DELETE_COMPLETE' })
      const { StackEvents = [] } = await world.admin.send(new DescribeStackEventsCommand({ StackName: id }))
      expect(StackEvents[1]).toMatchObject({
        LogicalResourceId: 'Broken',
        ResourceStatus: 'DELETE_SKIPPED',
        ResourceProperties: '{"Type":"String","Value":"a"}',
      })
    },
  },
  {
    name: 'cloudformation.engine.test_attributes::TestResourceAttributes::test_invalid_getatt_fails',
    async run(world) {
      const Outputs = { InvalidOutput: { Value: attribute('MyParameter', 'Invalid') } }
      await deploy(world, world.admin, {
        ChangeSetType: 'CREATE',
        TemplateBody: JSON.stringify({ ...SIMPLE, Outputs }),
      })
      const { StackEvents = [] } = await world.admin.send(new DescribeStackEventsCommand({ StackName: STACK }))
      expect(eventLines(StackEvents, 'MyParameter')).toEqual([])
      expect(eventLines(StackEvents, STACK)).toEqual([
        'REVIEW_IN_PROGRESS 1 User Initiated',
        'CREATE_IN_PROGRESS 1 User Initiated',
        'ROLLBACK_IN_PROGRESS 1 [Error] /Outputs/InvalidOutput/Value/Fn::GetAtt: Resource type AWS::SSM::Parameter does not support attribute {Invalid}. Rollback requested by user.',
        'ROLLBACK_COMPLETE 1',
      ])
    },
  },
  {
    name: 'cloudformation.engine.test_replacement::test_requires_replacement',
    async run(world) {
      const queue = (QueueName: string): string =>
        JSON.stringify({ Resources: { MyQueue: { Type: 'AWS::SQS::Queue', Properties: { QueueName } } } })
      await deploy(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody: queue('queue-1') })
      await deploy(world, world.admin, { ChangeSetName: 'fw-2', TemplateBody: queue('queue-2') })
      const { StackEvents = [] } = await world.admin.send(new DescribeStackEventsCommand({ StackName: STACK }))
      const steps = StackEvents.toReversed().flatMap((event) =>
        event.LogicalResourceId === 'MyQueue'
          ? [`${event.ResourceStatus} ${event.PhysicalResourceId?.replace(/.*\/111111111111\//, '')}`]
          : [],
      )
      expect(steps.slice(1)).toEqual([
        'CREATE_IN_PROGRESS queue-1',
        'CREATE_COMPLETE queue-1',
        'UPDATE_IN_PROGRESS queue-1',
        'UPDATE_IN_PROGRESS queue-2',
        'UPDATE_COMPLETE queue-2',
        'DELETE_IN_PROGRESS queue-1',
        'DELETE_COMPLETE queue-1',
      ])
      expect((await world.sim.stacks(ACCOUNT, 'eu-west-1'))[0]?.resources[0]?.physicalId).toBe(
        'https://sqs.eu-west-1.amazonaws.com/111111111111/queue-2',
      )
    },
  },
  {
    name: 'cloudformation.engine.test_deletion_policy::test_deletion_policy_with_retain',
    async run(world) {
      const TemplateBody = JSON.stringify(having(SIMPLE, { MyParameter: { DeletionPolicy: 'Retain' } }))
      await deploy(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody })
      const { StackId } = await stackOf(world)
      await remove(world)
      expect(await course(world, StackId)).toEqual([
        'web REVIEW_IN_PROGRESS',
        'web CREATE_IN_PROGRESS',
        'MyParameter CREATE_IN_PROGRESS',
        'MyParameter CREATE_COMPLETE',
        'web CREATE_COMPLETE',
        'web DELETE_IN_PROGRESS',
        'MyParameter DELETE_SKIPPED',
        'web DELETE_COMPLETE',
      ])
    },
  },
  {
    name: 'cloudformation.engine.test_update_policy::test_update_replace_policy_retain',
    async run(world) {
      const named = (Name: string): string =>
        JSON.stringify(
          having(parameters({ MyParameter: { Name, Value: 'a' } }), {
            MyParameter: { UpdateReplacePolicy: 'Retain' },
          }),
        )
      await deploy(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody: named('param-1') })
      await deploy(world, world.admin, { ChangeSetName: 'fw-2', TemplateBody: named('param-2') })
      const { StackEvents = [] } = await world.admin.send(new DescribeStackEventsCommand({ StackName: STACK }))
      expect(eventLines(StackEvents, 'MyParameter').slice(-2)).toEqual(['UPDATE_COMPLETE 2', 'DELETE_SKIPPED 1'])
      expect(eventLines(StackEvents, STACK).at(-1)).toBe('UPDATE_COMPLETE 1')
    },
  },
  {
    name: 'cloudformation.api.test_stacks::TestStacksApi::test_get_template_using_changesets[yaml]',
    async run(world) {
      const TemplateBody = 'Resources:\n  topic69831491:\n    Type: AWS::SNS::Topic\n'
      await deploy(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody })
      for (const TemplateStage of ['Original', 'Processed'] as const)
        expect(await world.admin.send(new GetTemplateCommand({ StackName: STACK, TemplateStage }))).toMatchObject({
          StagesAvailable: ['Original', 'Processed'],
          TemplateBody,
        })
    },
  },
  {
    name: 'cloudformation.api.test_templates::test_get_template_missing_resources_stack',
    async run({ admin }) {
      await refuses(admin.send(new GetTemplateCommand({ StackName: 'does-not-exist' })), {
        message: 'Stack with id does-not-exist does not exist',
      })
    },
  },
  {
    name: 'cloudformation.api.test_templates::test_get_template_missing_resources_change_set',
    async run({ admin }) {
      await refuses(admin.send(new GetTemplateCommand({ ChangeSetName: 'does-not-exist' })), {
        message: 'StackName is a required parameter.',
      })
    },
  },
  {
    name: 'cloudformation.api.test_templates::test_get_template_no_arguments',
    async run({ admin }) {
      await refuses(admin.send(new GetTemplateCommand({})), {
        message: 'StackName is required if ChangeSetName is not specified.',
      })
    },
  },
  {
    name: 'cloudformation.api.test_templates::test_get_template_summary_non_executed_change_set',
    async run(world) {
      await changeSet(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody: JSON.stringify(SIMPLE) })
      await refuses(world.admin.send(new GetTemplateSummaryCommand({ StackName: STACK })), {
        message: 'GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks.',
      })
    },
  },
  {
    name: 'cloudformation.api.test_templates::test_get_template_summary_failed_stack',
    async run(world) {
      world.sim.faults.failResource({ logicalId: 'MyParameter', reason: 'no' })
      await create(world, SIMPLE)
      const { $metadata: _, ...summary } = await world.admin.send(new GetTemplateSummaryCommand({ StackName: STACK }))
      expect(summary).toEqual({
        Parameters: [],
        ResourceIdentifierSummaries: [
          {
            LogicalResourceIds: ['MyParameter'],
            ResourceIdentifiers: ['Name'],
            ResourceType: 'AWS::SSM::Parameter',
          },
        ],
        ResourceTypes: ['AWS::SSM::Parameter'],
        Version: '2010-09-09',
      })
    },
  },
  {
    name: 'cloudformation.api.test_templates::test_validate_template',
    async run({ admin }) {
      const Description = 'The EC2 Key Pair to allow SSH access to the instance'
      const TemplateBody = JSON.stringify(
        topics({ Topic: {} }, { Parameters: { KeyExample: { Type: 'String', Description } } }),
      )
      expect((await admin.send(new ValidateTemplateCommand({ TemplateBody }))).Parameters).toEqual([
        { Description, NoEcho: false, ParameterKey: 'KeyExample' },
      ])
    },
  },
  {
    name: 'cloudformation.api.test_update_stack::test_diff_after_update',
    async run(world) {
      await create(world, SIMPLE)
      const TemplateBody = JSON.stringify(SIMPLE).replace('first', 'after-stack-update')
      const update = new UpdateStackCommand({ StackName: STACK, TemplateBody })
      await world.admin.send(update)
      world.clock.advance(600_000)
      const stack = await stackOf(world)
      expect(stack.StackStatus).toBe('UPDATE_COMPLETE')
      expect((await world.admin.send(new GetTemplateCommand({ StackName: STACK }))).TemplateBody).toBe(TemplateBody)
      await refuses(world.admin.send(update), { message: 'No updates are to be performed.' })
    },
  },
  {
    name: 'cloudformation.api.test_update_stack::test_no_template_error',
    async run(world) {
      await create(world, SIMPLE)
      await refuses(world.admin.send(new UpdateStackCommand({ StackName: STACK })), {
        message: 'Either Template URL or Template Body must be specified.',
      })
    },
  },
  {
    name: 'cloudformation.api.test_update_stack::test_update_with_resource_types',
    async run(world) {
      const topic = topics({ Topic: {} })
      await create(world, topic)
      const TemplateBody = JSON.stringify(topic).replace('{}', '{"DisplayName":"other"}')
      const update = (type: string): UpdateStackCommand =>
        new UpdateStackCommand({ StackName: STACK, TemplateBody, ResourceTypes: [type] })
      for (const type of ['AWS::EC2:*', 'AWS::EC2::*'])
        await refuses(world.admin.send(update(type)), {
          message: `Resource type AWS::SNS::Topic is not allowed by parameter ResourceTypes [${type}]`,
        })
      await world.admin.send(update('AWS::SNS::*'))
    },
  },
  {
    name: 'cloudformation.api.test_update_stack::test_update_with_invalid_rollback_configuration_errors',
    async run(world) {
      await create(world, SIMPLE)
      const TemplateBody = JSON.stringify(SIMPLE).replace('first', 'second')
      const update = (trigger: RollbackTrigger): Promise<unknown> =>
        world.admin.send(
          new UpdateStackCommand({
            StackName: STACK,
            TemplateBody,
            RollbackConfiguration: { RollbackTriggers: [trigger] },
          }),
        )
      const Arn = `arn:aws:cloudwatch:eu-west-1:${ACCOUNT}:alarm:HighResourceUsage`
      const Type = 'AWS::CloudWatch::Alarm'
      await refuses(update({ Arn, Type: 'CloudWatch' }), { message: 'Rollback Trigger Type not supported' })
      await refuses(update({ Arn: Arn.replace('alarm:', ''), Type }), {
        message: "RelativeId of a Rollback Trigger's ARN is incorrect",
      })
      await update({ Arn, Type })
    },
  },
  {
    name: 'cloudformation.api.test_stacks::test_no_echo_parameter',
    async run(world) {
      const template = {
        Parameters: { SecretParameter: { Type: 'String', NoEcho: true } },
        Resources: {
          LocalBucket: {
            Type: 'AWS::S3::Bucket',
            Metadata: { SensitiveData: ref('SecretParameter') },
            Properties: {
              BucketName: 'cfn-noecho-bucket',
              Tags: [{ Key: 'SensitiveData', Value: ref('SecretParameter') }],
            },
          },
        },
        Outputs: { SecretValue: { Value: ref('SecretParameter') } },
      }
      const TemplateBody = JSON.stringify(template)
      const value = (text: string): object => ({
        Parameters: [{ ParameterKey: 'SecretParameter', ParameterValue: text }],
      })
      await deploy(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody, ...value('SecretValue') })
      const starred = [{ ParameterKey: 'SecretParameter', ParameterValue: '****' }]
      expect(await stackOf(world)).toMatchObject({
        ChangeSetId: expect.any(String),
        Parameters: starred,
        Outputs: [{ OutputKey: 'SecretValue', OutputValue: 'SecretValue' }],
      })
      const detail = await world.admin.send(
        new DescribeStackResourceCommand({ StackName: STACK, LogicalResourceId: 'LocalBucket' }),
      )
      expect(detail.StackResourceDetail?.Metadata).toBe('{"SensitiveData":"SecretValue"}')
      const set = await changeSet(world, world.admin, { TemplateBody, ...value('NewSecretValue1') })
      expect(set.Parameters).toEqual(starred)
      expect(set.Changes?.[0]?.ResourceChange?.Scope?.toSorted()).toEqual(['Metadata', 'Properties'])
      await world.admin.send(new UpdateStackCommand({ StackName: STACK, TemplateBody, ...value('NewSecretValue1') }))
      world.clock.advance(600_000)
      const updated = await stackOf(world)
      // A stack that was last updated without a set names none.
      expect(updated).not.toHaveProperty('ChangeSetId')
      expect(updated).toMatchObject({
        Parameters: starred,
        Outputs: [{ OutputKey: 'SecretValue', OutputValue: 'NewSecretValue1' }],
      })
    },
  },
  {
    name: 'cloudformation.resources.test_sns::test_sns_topic_fifo_without_suffix_fails',
    async run(world) {
      world.sim.faults.failResource({ logicalId: 'Topic', reason: 'Fifo Topic names must end with .fifo' })
      const TemplateBody = JSON.stringify(topics({ Topic: { TopicName: 'topic', FifoTopic: true } }))
      await deploy(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody })
      const stack = await stackOf(world)
      expect(stack).toMatchObject({
        StackStatus: 'ROLLBACK_COMPLETE',
        DeletionTime: expect.any(Date),
        LastUpdatedTime: expect.any(Date),
        EnableTerminationProtection: false,
      })
      // A creation that was rolled back has forgotten its change set.
      expect(stack).not.toHaveProperty('ChangeSetId')
    },
  },
  {
    name: 'cloudformation.resources.test_kinesis::test_stream_creation',
    async run(world) {
      await create(world, {
        Resources: { TestStream: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 1 } } },
        Outputs: {
          StreamNameFromRef: { Value: ref('TestStream') },
          StreamArnFromAtt: { Value: attribute('TestStream', 'Arn') },
        },
      })
      const { StackResources } = await world.admin.send(new DescribeStackResourcesCommand({ StackName: STACK }))
      const name = StackResources?.[0]?.PhysicalResourceId
      expect(StackResources).toMatchObject([
        {
          DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
          LogicalResourceId: 'TestStream',
          ResourceStatus: 'CREATE_COMPLETE',
          ResourceType: 'AWS::Kinesis::Stream',
        },
      ])
      expect((await stackOf(world)).Outputs).toEqual([
        { OutputKey: 'StreamNameFromRef', OutputValue: name },
        { OutputKey: 'StreamArnFromAtt', OutputValue: `arn:aws:kinesis:eu-west-1:${ACCOUNT}:stream/${name}` },
      ])
    },
  },
]
