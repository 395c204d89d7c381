/**
 * What is left when a stack operation fails?
 */
import {
  CancelUpdateStackCommand,
  ContinueUpdateRollbackCommand,
  DescribeStackEventsCommand,
  ExecuteChangeSetCommand,
  RollbackStackCommand,
} from '@aws-sdk/client-cloudformation'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { expect, test } from 'vitest'
import { CREATE, execute, history, pipeline, resource, stackOf } from './pipeline.ts'
import { ACCOUNT, changeSet, deploy, REGION, testWorld } from './world.ts'

test('a creation that fails is rolled back, and the neighbours are only cancelled', async () => {
  await using world = await testWorld()
  world.sim.faults.failResource({ logicalId: 'Raw', reason: 'Rate of shards exceeded (Service: Kinesis)' })
  await deploy(world, world.admin, CREATE)
  const stack = await stackOf(world)
  expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE')
  const { StackEvents = [] } = await world.admin.send(new DescribeStackEventsCommand({ StackName: 'web' }))
  const reasons = StackEvents.flatMap(({ LogicalResourceId, ResourceStatus, ResourceStatusReason }) =>
    ResourceStatus === 'CREATE_FAILED' ? [`${LogicalResourceId}: ${ResourceStatusReason}`] : [],
  )
  expect(reasons).toEqual(['Dead: Resource creation cancelled', 'Raw: Rate of shards exceeded (Service: Kinesis)'])
  expect(StackEvents.map(({ ResourceStatusReason }) => ResourceStatusReason)).toContain(
    'The following resource(s) failed to create: [Raw]. Rollback requested by user.',
  )
  expect(world.sim.stacks(ACCOUNT, REGION)[0]?.resources).toEqual([])
  await expect(changeSet(world, world.admin, { TemplateBody: pipeline() })).rejects.toMatchObject({
    message: `Stack:${stack.StackId} is in ROLLBACK_COMPLETE state and can not be updated.`,
  })
})

test.each([
  [true, 'DELETE_COMPLETE'],
  [false, 'DELETE_SKIPPED'],
])('with RetainExceptOnCreate %s a failed creation ends a retained stream with %s', async (flag, end) => {
  await using world = await testWorld()
  world.sim.faults.failResource({ logicalId: 'Pointer', reason: 'no' })
  const TemplateBody = pipeline({ policy: 'Retain' })
  const { ChangeSetId } = await changeSet(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody })
  await world.admin.send(new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId, RetainExceptOnCreate: flag }))
  world.clock.advance(600_000)
  expect((await history(world, 'Raw')).at(-1)).toBe(end)
})

test.each([
  ['Retain', false, 'DELETE_SKIPPED', 'UPDATE_ROLLBACK_COMPLETE'],
  ['Retain', true, 'DELETE_COMPLETE', 'UPDATE_COMPLETE'],
  ['RetainExceptOnCreate', false, 'DELETE_COMPLETE', 'UPDATE_COMPLETE'],
  ['Delete', false, 'DELETE_COMPLETE', 'UPDATE_COMPLETE'],
])(
  'what a failed update made new under %s (RetainExceptOnCreate %s) ends with %s, and a second try with %s',
  async (policy, flag, end, second) => {
    await using world = await testWorld()
    const queue = { Dead: { Type: 'AWS::SQS::Queue' } }
    const stream = { Type: 'AWS::Kinesis::Stream', DeletionPolicy: policy, Properties: { Name: 'raw', ShardCount: 1 } }
    const pointer = {
      Type: 'AWS::SSM::Parameter',
      Properties: { Type: 'String', Value: { 'Fn::GetAtt': ['Raw', 'Arn'] } },
    }
    const TemplateBody = JSON.stringify({ Resources: { ...queue, Raw: stream, Pointer: pointer } })
    await deploy(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody: JSON.stringify({ Resources: queue }) })
    const fault = world.sim.faults.failResource({ logicalId: 'Pointer', reason: 'no' })
    const { ChangeSetId } = await changeSet(world, world.admin, { TemplateBody })
    await world.admin.send(new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId, RetainExceptOnCreate: flag }))
    world.clock.advance(600_000)
    expect((await stackOf(world)).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect((await history(world, 'Raw')).at(-1)).toBe(end)
    fault.lift()
    await deploy(world, world.admin, { ChangeSetName: 'fw-2', TemplateBody })
    expect((await stackOf(world)).StackStatus).toBe(second)
  },
)

test('a set that says what a failure leads to is not executed with DisableRollback', async () => {
  await using world = await testWorld()
  const { ChangeSetId: ChangeSetName } = await changeSet(world, world.admin, { ...CREATE, OnStackFailure: 'ROLLBACK' })
  const execution = world.admin.send(new ExecuteChangeSetCommand({ ChangeSetName, DisableRollback: true }))
  await expect(execution).rejects.toMatchObject({ name: 'ValidationError' })
})

test('an update that fails goes back to what was, and can be tried again when the cause is gone', async () => {
  await using world = await testWorld()
  await deploy(world, world.admin, CREATE)
  const fault = world.sim.faults.failResource({
    stackName: 'web',
    logicalId: 'Pointer',
    reason: 'Parameter is locked',
  })
  await deploy(world, world.admin, { TemplateBody: pipeline({ name: 'raw-2', withQueue: false }) })
  expect((await stackOf(world)).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
  expect(resource(world, 'Raw')?.physicalId).toBe('raw')
  expect(resource(world, 'Dead')).toBeDefined()
  const { StackEvents } = await world.admin.send(new DescribeStackEventsCommand({ StackName: 'web' }))
  expect(StackEvents?.find(({ ResourceStatus }) => ResourceStatus === 'UPDATE_ROLLBACK_IN_PROGRESS')).toMatchObject({
    ResourceStatusReason: 'The following resource(s) failed to update: [Pointer]. ',
  })
  fault.lift()
  await deploy(world, world.admin, {
    ChangeSetName: 'fw-2',
    TemplateBody: pipeline({ name: 'raw-2', withQueue: false }),
  })
  expect((await stackOf(world)).StackStatus).toBe('UPDATE_COMPLETE')
  expect(resource(world, 'Raw')?.physicalId).toBe('raw-2')
  expect(resource(world, 'Dead')).toBeUndefined()
})

test('a rollback that fails waits for a person, and goes on when told to', async () => {
  await using world = await testWorld()
  await deploy(world, world.admin, CREATE)
  world.sim.faults.failResource({ logicalId: 'Pointer', reason: 'first' })
  const stuck = world.sim.faults.failResource({ logicalId: 'Raw', reason: 'stuck', during: 'rollback' })
  await deploy(world, world.admin, { TemplateBody: pipeline({ name: 'raw-2' }) })
  expect(await stackOf(world)).toMatchObject({
    StackStatus: 'UPDATE_ROLLBACK_FAILED',
    StackStatusReason: 'The following resource(s) failed to update: [Raw]. ',
  })
  stuck.lift()
  await world.admin.send(new ContinueUpdateRollbackCommand({ StackName: 'web' }))
  world.clock.advance(600_000)
  expect((await stackOf(world)).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
  expect(resource(world, 'Raw')?.physicalId).toBe('raw')
})

test('a person may give a resource up, and only one that failed', async () => {
  await using world = await testWorld()
  await deploy(world, world.admin, CREATE)
  world.sim.faults.failResource({ logicalId: 'Pointer', reason: 'first' })
  world.sim.faults.failResource({ logicalId: 'Raw', reason: 'stuck', during: 'rollback' })
  await deploy(world, world.admin, { TemplateBody: pipeline({ name: 'raw-2' }) })
  const skip = (...ResourcesToSkip: string[]): Promise<unknown> =>
    world.admin.send(new ContinueUpdateRollbackCommand({ StackName: 'web', ResourcesToSkip }))
  await expect(skip('Pointer')).rejects.toMatchObject({ message: expect.stringMatching(/cannot be skipped/) })
  await skip('Raw')
  world.clock.advance(600_000)
  expect((await stackOf(world)).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
})

test.each([
  ['CREATE', 'CREATE_FAILED', 'ROLLBACK_COMPLETE'],
  ['UPDATE', 'UPDATE_FAILED', 'UPDATE_ROLLBACK_COMPLETE'],
] as const)('%s without rollback stays in %s until it is rolled back by hand', async (kind, failed, end) => {
  await using world = await testWorld()
  if (kind === 'UPDATE') await deploy(world, world.admin, CREATE)
  world.sim.faults.failResource({ logicalId: 'Pointer', reason: 'no' })
  const TemplateBody = pipeline({ name: 'raw-2' })
  const { ChangeSetId } = await changeSet(world, world.admin, { ChangeSetType: kind, TemplateBody })
  await world.admin.send(new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId, DisableRollback: true }))
  world.clock.advance(600_000)
  expect(await stackOf(world)).toMatchObject({ StackStatus: failed, DisableRollback: true })
  expect(resource(world, 'Raw')?.physicalId).toBe('raw-2')
  await world.admin.send(new RollbackStackCommand({ StackName: 'web', ClientRequestToken: 'by-hand' }))
  world.clock.advance(600_000)
  expect((await stackOf(world)).StackStatus).toBe(end)
  expect(resource(world, 'Raw')?.physicalId).toBe(kind === 'UPDATE' ? 'raw' : undefined)
  expect(world.sim.journal.operations.at(-1)).toMatchObject({ kind: 'rollback', token: 'by-hand', status: end })
  await expect(world.admin.send(new RollbackStackCommand({ StackName: 'web' }))).rejects.toMatchObject({
    name: 'ValidationError',
  })
})

test('a cancelled update rolls back', async () => {
  await using world = await testWorld()
  await deploy(world, world.admin, CREATE)
  await execute(world, pipeline({ name: 'raw-2' }))
  world.clock.advance(3_000)
  await world.admin.send(new CancelUpdateStackCommand({ StackName: 'web' }))
  world.clock.advance(600_000)
  expect((await stackOf(world)).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
  expect(resource(world, 'Raw')?.physicalId).toBe('raw')
})

test('a resource with a name of its own cannot be replaced under it', async () => {
  await using world = await testWorld()
  const group = (description: string): string =>
    JSON.stringify({
      Resources: {
        Group: {
          Type: 'AWS::EC2::LaunchTemplate',
          Properties: { LaunchTemplateName: 'collector', LaunchTemplateData: { ImageId: description } },
        },
        Guard: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupName: 'guard', GroupDescription: description } },
        Table: {
          Type: 'AWS::DynamoDB::Table',
          Properties: { TableName: 'leases', KeySchema: [{ AttributeName: description, KeyType: 'HASH' }] },
        },
      },
    })
  await deploy(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody: group('a') })
  await deploy(world, world.admin, { TemplateBody: group('b') })
  const { StackEvents } = await world.admin.send(new DescribeStackEventsCommand({ StackName: 'web' }))
  expect(StackEvents?.map(({ ResourceStatusReason }) => ResourceStatusReason)).toContain(
    'CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename leases and update the stack again.',
  )
  expect((await stackOf(world)).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
})

test('a service role that lacks a permission fails the resource that needs it', async () => {
  await using world = await testWorld()
  const role = 'arn:aws:iam::222222222222:role/narrow'
  const admin = world.cloudFormation(world.sim.addPrincipal({ accountId: '222222222222', name: 'admin' }))
  const policy = { Statement: [{ Effect: 'Allow' as const, Action: 'sqs:*', Resource: '*' }] }
  world.sim.addAccount({
    id: '222222222222',
    roles: { narrow: { trust: { service: 'cloudformation.amazonaws.com' }, policy } },
  })
  await deploy(world, admin, { ...CREATE, RoleARN: role })
  const [stack] = world.sim.stacks('222222222222', REGION)
  expect(stack?.status).toBe('ROLLBACK_COMPLETE')
  const { StackEvents } = await admin.send(new DescribeStackEventsCommand({ StackName: 'web' }))
  expect(StackEvents?.map(({ ResourceStatusReason }) => ResourceStatusReason)).toContainEqual(
    expect.stringContaining(
      'User: arn:aws:sts::222222222222:assumed-role/narrow/AWSCloudFormation is not authorized to perform: kinesis:CreateStream on resource: arn:aws:kinesis:eu-west-1:222222222222:stream/raw',
    ),
  )
})

test('without a service role a stack falls with the session that updates it', async () => {
  await using world = await testWorld()
  const TemplateBody = pipeline()
  const trust = { principalArn: 'arn:aws:iam::999999999999:user/bot' }
  const policy = { Statement: [{ Effect: 'Allow' as const, Action: '*', Resource: '*' }] }
  world.sim.addAccount({ id: '222222222222', roles: { all: { trust, policy } } })
  const { Credentials } = await world.sts(world.bot).send(
    new AssumeRoleCommand({
      RoleArn: 'arn:aws:iam::222222222222:role/all',
      RoleSessionName: 'short',
      DurationSeconds: 900,
    }),
  )
  const session = world.cloudFormation({
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  })
  const { ChangeSetId } = await changeSet(world, session, { ChangeSetType: 'CREATE', TemplateBody })
  world.clock.advance(890_000)
  await session.send(new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId }))
  world.clock.advance(600_000)
  expect(world.sim.stacks('222222222222', REGION)[0]?.status).toMatch(/^ROLLBACK_/)
})
