/**
 * Does a request token mean the same to every action that takes one?
 */
import {
  type CloudFormationClient,
  ContinueUpdateRollbackCommand,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation'
import { describe, expect, test } from 'vitest'
import { CREATE, execute, pipeline, stackOf } from './pipeline.ts'
import { ACCOUNT, changeSet, deploy, type TestWorld, testWorld } from './world.ts'

const USED = { name: 'TokenAlreadyExistsException', $metadata: { httpStatusCode: 400 } }

/** Each action at a moment at which only its token can be wrong. */
const ACTIONS: readonly {
  readonly action: string
  readonly call: (world: TestWorld) => Promise<(ClientRequestToken: string) => Promise<unknown>>
}[] = [
  {
    action: 'ExecuteChangeSet',
    async call(world) {
      const { ChangeSetId } = await changeSet(world, world.admin, { TemplateBody: pipeline({ shards: 2 }) })
      return (ClientRequestToken) =>
        world.admin.send(new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId, ClientRequestToken }))
    },
  },
  {
    action: 'UpdateStack',
    call: ({ admin }) =>
      Promise.resolve((ClientRequestToken) =>
        admin.send(
          new UpdateStackCommand({ StackName: 'web', TemplateBody: pipeline({ shards: 2 }), ClientRequestToken }),
        ),
      ),
  },
  {
    action: 'DeleteStack',
    call: ({ admin }) =>
      Promise.resolve((ClientRequestToken) =>
        admin.send(new DeleteStackCommand({ StackName: 'web', ClientRequestToken })),
      ),
  },
  {
    action: 'ContinueUpdateRollback',
    async call(world) {
      const faults = [
        world.sim.faults.failResource({ accountId: ACCOUNT, logicalId: 'Pointer', reason: 'no' }),
        world.sim.faults.failResource({ accountId: ACCOUNT, logicalId: 'Raw', reason: 'no', during: 'rollback' }),
      ]
      await execute(world, pipeline({ name: 'other' }), 'broken')
      world.clock.advance(600_000)
      for (const fault of faults) fault.lift()
      expect((await stackOf(world)).StackStatus).toBe('UPDATE_ROLLBACK_FAILED')
      return (ClientRequestToken) =>
        world.admin.send(new ContinueUpdateRollbackCommand({ StackName: 'web', ClientRequestToken }))
    },
  },
]

describe.each(ACTIONS)('$action', ({ call }) => {
  test('a token that the stack has seen is refused, a new one is taken and stands in the journal', async () => {
    await using world = await testWorld()
    await deployWith(world, 'first')
    const send = await call(world)
    await expect(send('first')).rejects.toMatchObject(USED)
    await send('second')
    expect(world.sim.journal.operations.at(-1)).toMatchObject({ token: 'second' })
    expect(world.sim.journal.requests.at(-1)).toMatchObject({ token: 'second', status: 200 })
  })

  test.each([
    ['-begins-with-a-dash', 'Member must satisfy regular expression pattern: [a-zA-Z0-9][-a-zA-Z0-9]*'],
    ['t'.repeat(129), 'Member must have length less than or equal to 128'],
  ])('%s is no token', async (token, rule) => {
    await using world = await testWorld()
    await deployWith(world, 'first')
    const send = await call(world)
    await expect(send(token)).rejects.toMatchObject({
      name: 'ValidationError',
      message: `1 validation error detected: Value '${token}' at 'clientRequestToken' failed to satisfy constraint: ${rule}`,
    })
  })
})

test('a set that is asked for twice with one token is one set, and with another token a conflict', async () => {
  await using world = await testWorld()
  const make = (client: CloudFormationClient, ClientToken: string) =>
    client.send(new CreateChangeSetCommand({ StackName: 'web', ChangeSetName: 'fw-1', ...CREATE, ClientToken }))
  const first = await make(world.admin, 'one')
  expect(await make(world.admin, 'one')).toMatchObject({ Id: first.Id, StackId: first.StackId })
  await expect(make(world.admin, 'two')).rejects.toMatchObject({ name: 'AlreadyExistsException' })
  await expect(make(world.admin, 't'.repeat(129))).rejects.toMatchObject({
    message: expect.stringMatching(/at 'clientToken' failed to satisfy constraint: Member must have length less/),
  })
})

test('a stack that is created twice exists already, whatever the token', async () => {
  await using world = await testWorld()
  const create = new CreateStackCommand({ StackName: 'web', TemplateBody: pipeline(), ClientRequestToken: 't' })
  await world.admin.send(create)
  await expect(world.admin.send(create)).rejects.toMatchObject({ name: 'AlreadyExistsException' })
  expect(world.sim.journal.operations).toHaveLength(1)
})

test('an accepted execution is not yet seen at first', async () => {
  await using world = await testWorld({ timing: { eventualMs: 3_000 } })
  await deployWith(world, 'first')
  await execute(world, pipeline({ shards: 2 }), 'second')
  const status = async (): Promise<string | undefined> =>
    (await world.admin.send(new DescribeStacksCommand({ StackName: 'web' }))).Stacks?.[0]?.StackStatus
  expect(await status()).toBe('CREATE_COMPLETE')
  expect(world.sim.journal.operations.at(-1)).toMatchObject({ token: 'second', status: 'IN_PROGRESS' })
  world.clock.advance(3_000)
  expect(await status()).toBe('UPDATE_IN_PROGRESS')
})

async function deployWith(world: TestWorld, token: string): Promise<void> {
  const { ChangeSetId } = await changeSet(world, world.admin, { ChangeSetName: 'fw-0', ...CREATE })
  await world.admin.send(new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId, ClientRequestToken: token }))
  world.clock.advance(3_600_000)
}

test('what is deployed without a token begins no two operations either', async () => {
  await using world = await testWorld()
  const id = await deploy(world, world.admin, CREATE)
  await expect(world.admin.send(new ExecuteChangeSetCommand({ ChangeSetName: id }))).rejects.toMatchObject({
    name: 'InvalidChangeSetStatusException',
  })
})
