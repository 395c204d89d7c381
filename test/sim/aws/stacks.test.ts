/**
 * Does a stack live as it lives in AWS?
 */
import {
  DeleteStackCommand,
  DescribeStackEventsCommand,
  GetTemplateCommand,
  ListStacksCommand,
} from '@aws-sdk/client-cloudformation'
import { expect, test } from 'vitest'
import { CREATE, execute, history, pipeline, resource, stackOf } from './pipeline.ts'
import { ACCOUNT, changeSet, deploy, REGION, testWorld } from './world.ts'

test('events follow the dependencies, stack first and last (test_change_set_ref::test_resource_addition)', async () => {
  await using world = await testWorld()
  await deploy(world, world.admin, CREATE)
  expect(await history(world)).toEqual([
    'web REVIEW_IN_PROGRESS',
    'web CREATE_IN_PROGRESS',
    'Raw CREATE_IN_PROGRESS',
    'Dead CREATE_IN_PROGRESS',
    'Raw CREATE_IN_PROGRESS',
    'Dead CREATE_IN_PROGRESS',
    'Raw CREATE_COMPLETE',
    'Dead CREATE_COMPLETE',
    'Pointer CREATE_IN_PROGRESS',
    'Pointer CREATE_IN_PROGRESS',
    'Pointer CREATE_COMPLETE',
    'web CREATE_COMPLETE',
  ])
})

test('a stack tells its outputs and which set it was last given', async () => {
  await using world = await testWorld()
  const ChangeSetId = await deploy(world, world.admin, CREATE)
  expect(await stackOf(world)).toMatchObject({
    StackStatus: 'CREATE_COMPLETE',
    ChangeSetId,
    LastUpdatedTime: expect.any(Date),
    Outputs: [{ OutputKey: 'StreamArn', OutputValue: `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/raw` }],
  })
  const { TemplateBody } = await world.admin.send(new GetTemplateCommand({ StackName: 'web' }))
  expect(TemplateBody).toBe(CREATE.TemplateBody)
})

test('an accepted execution is seen a moment later', async () => {
  await using world = await testWorld()
  await deploy(world, world.admin, CREATE)
  await execute(world, pipeline({ shards: 2 }))
  expect((await stackOf(world)).StackStatus).toBe('CREATE_COMPLETE')
  world.clock.advance(1_000)
  expect((await stackOf(world)).StackStatus).toBe('UPDATE_IN_PROGRESS')
})

test('an update echoes its token in every event', async () => {
  await using world = await testWorld()
  await deploy(world, world.admin, CREATE)
  await execute(world, pipeline({ shards: 2 }), 'apply-7-1')
  world.clock.advance(600_000)
  const { StackEvents } = await world.admin.send(new DescribeStackEventsCommand({ StackName: 'web' }))
  const own = StackEvents?.filter(({ ClientRequestToken }) => ClientRequestToken === 'apply-7-1')
  expect(own?.map(({ ResourceStatus }) => ResourceStatus).reverse()).toEqual([
    'UPDATE_IN_PROGRESS',
    'UPDATE_IN_PROGRESS',
    'UPDATE_COMPLETE',
    'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'UPDATE_COMPLETE',
  ])
  expect(world.sim.journal.operations.at(-1)).toMatchObject({
    kind: 'update',
    token: 'apply-7-1',
    status: 'UPDATE_COMPLETE',
  })
})

test('a replaced resource is new, its dependents follow, the old one goes last (test_replacement::test_requires_replacement)', async () => {
  await using world = await testWorld()
  await deploy(world, world.admin, CREATE)
  await deploy(world, world.admin, { TemplateBody: pipeline({ name: 'raw-2' }) })
  expect(resource(world, 'Raw')?.physicalId).toBe('raw-2')
  expect(resource(world, 'Pointer')?.properties.Value).toBe(`arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/raw-2`)
  expect((await history(world, 'Raw')).slice(-5)).toEqual([
    'UPDATE_IN_PROGRESS',
    'UPDATE_IN_PROGRESS',
    'UPDATE_COMPLETE',
    'DELETE_IN_PROGRESS',
    'DELETE_COMPLETE',
  ])
  const again = await changeSet(world, world.admin, {
    ChangeSetName: 'again',
    TemplateBody: pipeline({ name: 'raw-2' }),
  })
  expect(again.Status).toBe('FAILED')
})

test('a retained stream outlives its stack and keeps its name taken (test_deletion_policy::test_deletion_policy_with_retain)', async () => {
  await using world = await testWorld()
  const TemplateBody = pipeline({ policy: 'Retain' })
  await deploy(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody })
  const { StackId = '' } = await stackOf(world)
  await world.admin.send(new DeleteStackCommand({ StackName: 'web' }))
  world.clock.advance(600_000)
  expect((await history(world, 'Raw', StackId)).at(-1)).toBe('DELETE_SKIPPED')
  const { StackSummaries } = await world.admin.send(new ListStacksCommand({ StackStatusFilter: ['DELETE_COMPLETE'] }))
  expect(StackSummaries?.map((summary) => summary.StackId)).toEqual([StackId])
  await deploy(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody })
  expect((await stackOf(world)).StackStatus).toBe('ROLLBACK_COMPLETE')
})
