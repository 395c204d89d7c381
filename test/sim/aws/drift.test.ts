/**
 * Does drift show what other hands did, and nothing else?
 */
import {
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DescribeStackResourcesCommand,
  DetectStackDriftCommand,
  DetectStackResourceDriftCommand,
  ListStackResourcesCommand,
  type StackResourceDrift,
} from '@aws-sdk/client-cloudformation'
import { expect, test } from 'vitest'
import { CREATE, execute, pipeline, resource, stackOf } from './pipeline.ts'
import { ACCOUNT, deploy, REGION, type TestWorld, testWorld } from './world.ts'

const RAW = { accountId: ACCOUNT, region: REGION, stackName: 'web', logicalId: 'Raw' }

async function detected(world: TestWorld): Promise<readonly StackResourceDrift[]> {
  const { StackDriftDetectionId } = await world.admin.send(new DetectStackDriftCommand({ StackName: 'web' }))
  const look = new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId })
  expect(await world.admin.send(look)).toMatchObject({ DetectionStatus: 'DETECTION_IN_PROGRESS' })
  world.clock.advance(5_000)
  expect(await world.admin.send(look)).toMatchObject({ DetectionStatus: 'DETECTION_COMPLETE', StackDriftDetectionId })
  const { StackResourceDrifts = [] } = await world.admin.send(
    new DescribeStackResourceDriftsCommand({ StackName: 'web' }),
  )
  return StackResourceDrifts
}

test('a stack that nobody touched is in sync', async () => {
  await using world = await testWorld()
  await deploy(world, world.admin, CREATE)
  expect((await stackOf(world)).DriftInformation).toEqual({ StackDriftStatus: 'NOT_CHECKED' })
  const drifts = await detected(world)
  expect(drifts.map(({ StackResourceDriftStatus }) => StackResourceDriftStatus)).toEqual([
    'IN_SYNC',
    'IN_SYNC',
    'IN_SYNC',
  ])
  expect((await stackOf(world)).DriftInformation).toMatchObject({
    StackDriftStatus: 'IN_SYNC',
    LastCheckTimestamp: expect.any(Date),
  })
})

test('what was changed, added to a list, taken away or deleted is told', async () => {
  await using world = await testWorld()
  const Bell = {
    Type: 'AWS::SNS::Topic',
    Properties: { DisplayName: 'bell', Tags: [{ Key: 'team', Value: 'data' }], SignatureVersion: '2' },
  }
  const template = JSON.parse(pipeline())
  const TemplateBody = JSON.stringify({ ...template, Resources: { ...template.Resources, Bell } })
  await deploy(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody })
  world.sim.changeLive(RAW, { ShardCount: 4, RetentionPeriodHours: 48 })
  world.sim.changeLive({ ...RAW, logicalId: 'Dead' }, 'deleted')
  const more = [
    { Key: 'team', Value: 'data' },
    { Key: 'owner', Value: 'me' },
  ]
  world.sim.changeLive({ ...RAW, logicalId: 'Bell' }, { Tags: more, SignatureVersion: undefined })
  const drifts = new Map((await detected(world)).map((drift) => [drift.LogicalResourceId, drift]))
  // What the template leaves open, other hands may fill: the retention is no drift.
  expect(drifts.get('Raw')).toMatchObject({
    StackResourceDriftStatus: 'MODIFIED',
    ActualProperties: '{"Name":"raw","ShardCount":4}',
    PropertyDifferences: [
      { PropertyPath: '/ShardCount', ExpectedValue: '1', ActualValue: '4', DifferenceType: 'NOT_EQUAL' },
    ],
  })
  expect(drifts.get('Dead')).toMatchObject({ StackResourceDriftStatus: 'DELETED', PropertyDifferences: [] })
  expect(drifts.get('Bell')?.PropertyDifferences).toEqual([
    {
      PropertyPath: '/Tags/1',
      ExpectedValue: 'null',
      ActualValue: '{"Key":"owner","Value":"me"}',
      DifferenceType: 'ADD',
    },
    { PropertyPath: '/SignatureVersion', ExpectedValue: '2', ActualValue: 'null', DifferenceType: 'REMOVE' },
  ])
  const { StackResources } = await world.admin.send(new DescribeStackResourcesCommand({ StackName: 'web' }))
  const { StackResourceSummaries } = await world.admin.send(new ListStackResourcesCommand({ StackName: 'web' }))
  for (const all of [StackResources, StackResourceSummaries])
    expect(all?.map(({ DriftInformation }) => DriftInformation?.StackResourceDriftStatus)).toEqual([
      'MODIFIED',
      'DELETED',
      'MODIFIED',
      'IN_SYNC',
    ])
  expect((await stackOf(world)).DriftInformation?.StackDriftStatus).toBe('DRIFTED')
})

test('filters and pages cut the list', async () => {
  await using world = await testWorld()
  await deploy(world, world.admin, CREATE)
  world.sim.changeLive(RAW, { ShardCount: 4 })
  await detected(world)
  const list = async (input: object): Promise<readonly unknown[]> => {
    const command = new DescribeStackResourceDriftsCommand({ StackName: 'web', ...input })
    const { StackResourceDrifts = [], NextToken } = await world.admin.send(command)
    return [...StackResourceDrifts.map(({ LogicalResourceId }) => LogicalResourceId), NextToken !== undefined]
  }
  expect(await list({ StackResourceDriftStatusFilters: ['MODIFIED'] })).toEqual(['Raw', false])
  expect(await list({ MaxResults: 2 })).toEqual(['Raw', 'Dead', true])
})

test('a change set is blind to drift, and an update leaves what it does not touch', async () => {
  await using world = await testWorld()
  await deploy(world, world.admin, CREATE)
  world.sim.changeLive(RAW, { ShardCount: 4, Name: 'raw' })
  await execute(world, pipeline({ withQueue: false }))
  world.clock.advance(600_000)
  // An operation makes the last look void.
  expect((await stackOf(world)).DriftInformation?.StackDriftStatus).toBe('NOT_CHECKED')
  expect((await detected(world))[0]).toMatchObject({ StackResourceDriftStatus: 'MODIFIED' })
  await execute(world, pipeline({ shards: 2, withQueue: false }), 'second')
  world.clock.advance(600_000)
  expect((await detected(world))[0]).toMatchObject({ StackResourceDriftStatus: 'IN_SYNC' })
  expect(resource(world, 'Raw')?.properties).toMatchObject({ ShardCount: 2 })
})

test('an update of what somebody deleted fails', async () => {
  await using world = await testWorld()
  await deploy(world, world.admin, CREATE)
  world.sim.changeLive(RAW, 'deleted')
  await execute(world, pipeline({ shards: 2 }))
  world.clock.advance(600_000)
  expect((await stackOf(world)).StackStatus).toMatch(/^UPDATE_ROLLBACK_/)
})

test('detection is refused while another runs, in the middle of an operation, and for what cannot be read', async () => {
  await using world = await testWorld()
  const handle = { Type: 'AWS::CloudFormation::WaitConditionHandle' }
  const template = JSON.parse(pipeline())
  const TemplateBody = JSON.stringify({ ...template, Resources: { ...template.Resources, Handle: handle } })
  await deploy(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody })
  const one = new DetectStackResourceDriftCommand({ StackName: 'web', LogicalResourceId: 'Handle' })
  await expect(world.admin.send(one)).rejects.toMatchObject({ name: 'ValidationError' })
  expect((await detected(world)).map(({ LogicalResourceId }) => LogicalResourceId)).not.toContain('Handle')
  await world.admin.send(new DetectStackDriftCommand({ StackName: 'web' }))
  await expect(world.admin.send(new DetectStackDriftCommand({ StackName: 'web' }))).rejects.toMatchObject({
    message: expect.stringMatching(/already in progress/),
  })
  world.clock.advance(5_000)
  await execute(world, pipeline({ shards: 2 }))
  world.clock.advance(2_000)
  await expect(world.admin.send(new DetectStackDriftCommand({ StackName: 'web' }))).rejects.toMatchObject({
    message: expect.stringMatching(/UPDATE_IN_PROGRESS/),
  })
})
