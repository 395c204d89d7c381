/**
 * Can other people be at work in a customer's account?
 */
import { DescribeStacksCommand, ExecuteChangeSetCommand, UpdateStackCommand } from '@aws-sdk/client-cloudformation'
import { expect, test } from 'vitest'
import { CREATE, pipeline, stackOf } from './pipeline.ts'
import { ACCOUNT, changeSet, deploy, REGION, testWorld } from './world.ts'

const PARAMETERISED = JSON.stringify({
  Parameters: { Shards: { Type: 'Number' }, Name: { Type: 'String' } },
  Resources: {
    Raw: { Type: 'AWS::Kinesis::Stream', Properties: { Name: { Ref: 'Name' }, ShardCount: { Ref: 'Shards' } } },
  },
})

test('a stack that someone else holds cannot be moved, then can again, and is what it was', async () => {
  await using world = await testWorld()
  await deploy(world, world.admin, CREATE)
  const before = world.sim.stacks(ACCOUNT, REGION)[0]
  const { ChangeSetId } = await changeSet(world, world.admin, { TemplateBody: pipeline({ shards: 2 }) })
  world.sim.someoneElse(ACCOUNT, REGION).holdStack('web', 60_000)
  const execute = new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId })
  await expect(world.admin.send(execute)).rejects.toMatchObject({ name: 'InvalidChangeSetStatusException' })
  await expect(changeSet(world, world.admin, { ChangeSetName: 'fw-2' })).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringMatching(/is in UPDATE_IN_PROGRESS state and can not be updated\.$/),
  })
  world.clock.advance(60_000)
  const after = await stackOf(world)
  expect(after.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
  expect(world.sim.stacks(ACCOUNT, REGION)[0]).toMatchObject({
    template: before?.template,
    resources: before?.resources,
    changeSets: [{ executionStatus: 'EXECUTE_COMPLETE' }, { executionStatus: 'OBSOLETE' }],
  })
  expect(
    (await changeSet(world, world.admin, { TemplateBody: pipeline({ shards: 2 }), ChangeSetName: 'fw-3' })).Status,
  ).toBe('CREATE_COMPLETE')
})

test('someone else creates, updates and deletes, and stands in the journal of operations under his own name', async () => {
  await using world = await testWorld()
  const other = world.sim.someoneElse(ACCOUNT, REGION)
  const parameters = { Shards: '1', Name: 'raw' }
  other.createStack('web', { template: PARAMETERISED, parameters })
  world.clock.advance(600_000)
  other.updateStack('web', { parameters: { Shards: '3' }, tags: { owner: 'them' } })
  world.clock.advance(600_000)
  expect(world.sim.stacks(ACCOUNT, REGION)).toMatchObject([
    { status: 'UPDATE_COMPLETE', parameters: { Shards: '3', Name: 'raw' }, tags: { owner: 'them' } },
  ])
  other.deleteStack('web')
  world.clock.advance(600_000)
  expect(world.sim.stacks(ACCOUNT, REGION)).toEqual([])
  expect(world.sim.journal.operations.map(({ kind, principalArn, status }) => [kind, principalArn, status])).toEqual([
    ['create', other.principalArn, 'CREATE_COMPLETE'],
    ['update', other.principalArn, 'UPDATE_COMPLETE'],
    ['delete', other.principalArn, 'DELETE_COMPLETE'],
  ])
  expect(other.principalArn).toBe(`arn:aws:iam::${ACCOUNT}:user/someone-else`)
})

test('someone else can do nothing that AWS refuses', async () => {
  await using world = await testWorld()
  const other = world.sim.someoneElse(ACCOUNT, REGION)
  expect(() => other.updateStack('web', {})).toThrow('Stack [web] does not exist')
  expect(() => other.holdStack('web', 1_000)).toThrow('there is no stack web at rest to hold')
})

test("a key of the customer's own does the same through a client", async () => {
  await using world = await testWorld()
  await deploy(world, world.admin, CREATE)
  const keys = world.sim.addPrincipal({ accountId: ACCOUNT, name: 'carol' })
  const carol = world.cloudFormation(keys)
  await carol.send(new UpdateStackCommand({ StackName: 'web', TemplateBody: pipeline({ shards: 4 }) }))
  const { Stacks } = await world.admin.send(new DescribeStacksCommand({ StackName: 'web' }))
  expect(Stacks?.[0]?.StackStatus).toBe('UPDATE_IN_PROGRESS')
  expect(world.sim.journal.operations.at(-1)).toMatchObject({
    kind: 'update',
    accountId: ACCOUNT,
    region: REGION,
    stackName: 'web',
    principalArn: `arn:aws:iam::${ACCOUNT}:user/carol`,
    requestId: world.sim.journal.requests.find(({ action }) => action === 'UpdateStack')?.requestId,
    status: 'IN_PROGRESS',
  })
})
