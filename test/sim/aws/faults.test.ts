/**
 * Does what a test breaks break as it would break in AWS?
 */
import {
  DeleteStackCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  ListStackSetsCommand,
  ListStacksCommand,
} from '@aws-sdk/client-cloudformation'
import { expect, test } from 'vitest'
import { CREATE, history, pipeline, stackOf } from './pipeline.ts'
import { ACCOUNT, changeSet, deploy, REGION, testWorld } from './world.ts'

test('a throttled account is told so until it is lifted', async () => {
  await using world = await testWorld()
  const fault = world.sim.faults.throttle({ accountId: ACCOUNT, action: 'ListStacks' })
  await expect(world.admin.send(new ListStacksCommand({}))).rejects.toMatchObject({
    name: 'Throttling',
    message: 'Rate exceeded',
  })
  await world.admin.send(new DescribeStacksCommand({}))
  fault.lift()
  await world.admin.send(new ListStacksCommand({}))
})

test('a rule meets the call it counts to, once', async () => {
  await using world = await testWorld()
  world.sim.faults.onCall(
    { action: 'ListStacks', nth: 2 },
    { kind: 'error', status: 503, code: 'ServiceUnavailable', message: 'later' },
  )
  const list = (): Promise<unknown> => world.admin.send(new ListStacksCommand({}))
  await list()
  await expect(list()).rejects.toMatchObject({ name: 'ServiceUnavailable', $metadata: { httpStatusCode: 503 } })
  await list()
})

test('a lost reply has happened, a lost request has not', async () => {
  await using world = await testWorld()
  const { ChangeSetId } = await changeSet(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody: pipeline() })
  const execute = new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId, ClientRequestToken: 't' })
  world.sim.faults.onCall({ action: 'ExecuteChangeSet', nth: 1 }, { kind: 'reset-before' })
  await expect(world.admin.send(execute)).rejects.toThrow()
  expect(world.sim.journal.operations).toEqual([])
  world.sim.faults.onCall({ action: 'ExecuteChangeSet', nth: 1 }, { kind: 'reset-after' })
  await expect(world.admin.send(execute)).rejects.toThrow()
  world.clock.advance(600_000)
  expect(world.sim.journal.operations).toMatchObject([{ kind: 'create', token: 't', status: 'CREATE_COMPLETE' }])
  await expect(world.admin.send(execute)).rejects.toMatchObject({ name: 'InvalidChangeSetStatusException' })
  expect(world.sim.callCounts().ExecuteChangeSet).toBe(3)
})

test('a page of a proxy is no answer of AWS', async () => {
  await using world = await testWorld()
  world.sim.faults.onCall({ action: 'ListStacks' }, { kind: 'html', status: 502 })
  await expect(world.admin.send(new ListStacksCommand({}))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 502 },
  })
})

test('a suspended account opens no session and closes those that are open', async () => {
  await using world = await testWorld()
  const plan = await world.assume('plan')
  const fault = world.sim.faults.suspendAccount(ACCOUNT)
  await expect(world.assume('plan')).rejects.toMatchObject({ name: 'AccessDenied' })
  await expect(plan.send(new ListStacksCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' })
  fault.lift()
  await plan.send(new ListStacksCommand({}))
})

test('a service role revoked half-way stops the stack where it is', async () => {
  await using world = await testWorld()
  const plan = await world.assume('plan')
  const RoleARN = `arn:aws:iam::${ACCOUNT}:role/fleetwright-service`
  const { ChangeSetId } = await changeSet(world, plan, { ChangeSetType: 'CREATE', TemplateBody: pipeline(), RoleARN })
  await (await world.assume('apply')).send(new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId }))
  world.clock.advance(10_000)
  world.sim.faults.revokeRole({ accountId: ACCOUNT, roleName: 'fleetwright-service' })
  world.clock.advance(600_000)
  const [stack] = world.sim.stacks(ACCOUNT, REGION)
  expect(stack).toMatchObject({
    status: 'ROLLBACK_FAILED',
    statusReason: 'The following resource(s) failed to delete: [Dead, Raw]. ',
  })
})

test('a fault with a number of times uses itself up', async () => {
  await using world = await testWorld()
  world.sim.faults.failResource({ accountId: ACCOUNT, logicalId: 'Raw', reason: 'once', times: 1 })
  for (const [StackName, end] of [
    ['first', 'ROLLBACK_COMPLETE'],
    ['second', 'CREATE_COMPLETE'],
  ] as const) {
    const set = await changeSet(world, world.admin, { StackName, ChangeSetType: 'CREATE', TemplateBody: pipeline() })
    await world.admin.send(new ExecuteChangeSetCommand({ ChangeSetName: set.ChangeSetId }))
    world.clock.advance(600_000)
    expect(world.sim.stacks(ACCOUNT, REGION).find(({ stackName }) => stackName === StackName)?.status).toBe(end)
  }
})

test('a resource that does not go keeps its stack, until it is left behind', async () => {
  await using world = await testWorld()
  await deploy(world, world.admin, CREATE)
  world.sim.faults.failResource({ logicalId: 'Raw', reason: 'not empty', during: 'deletion' })
  await world.admin.send(new DeleteStackCommand({ StackName: 'web' }))
  world.clock.advance(600_000)
  expect(await history(world, 'Raw')).toEqual([
    'CREATE_IN_PROGRESS',
    'CREATE_IN_PROGRESS',
    'CREATE_COMPLETE',
    'DELETE_IN_PROGRESS',
    'DELETE_FAILED',
  ])
  expect(await stackOf(world)).toMatchObject({
    StackStatus: 'DELETE_FAILED',
    StackStatusReason: 'The following resource(s) failed to delete: [Raw]. ',
  })
  await world.admin.send(new DeleteStackCommand({ StackName: 'web', RetainResources: ['Raw'] }))
  world.clock.advance(600_000)
  expect(world.sim.stacks(ACCOUNT, REGION)).toEqual([])
})

test('an action that is not simulated is InvalidAction', async () => {
  await using world = await testWorld()
  await expect(world.admin.send(new ListStackSetsCommand({}))).rejects.toMatchObject({
    name: 'InvalidAction',
  })
})
