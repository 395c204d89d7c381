/**
 * Does a change set live as it lives in CloudFormation?
 *
 * A title names the recorded scenario that is typed here as a fact.
 */
import {
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  ListChangeSetsCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation'
import { expect, test } from 'vitest'
import { changeSet, deploy, type TestWorld, testWorld } from './world.ts'

async function existing(world: TestWorld, TemplateBody: string): Promise<void> {
  await deploy(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody })
}

function topic(TopicName: string): string {
  return JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName } } } })
}

const TemplateBody = topic('one')

test('it is pending, then in progress, then complete', async () => {
  await using world = await testWorld()
  const input = { StackName: 'web', ChangeSetName: 'fw-1', ChangeSetType: 'CREATE', TemplateBody } as const
  const { Id } = await world.admin.send(new CreateChangeSetCommand(input))
  const status = async (): Promise<unknown> =>
    (await world.admin.send(new DescribeChangeSetCommand({ ChangeSetName: Id }))).Status
  expect(await status()).toBe('CREATE_PENDING')
  world.clock.advance(2_000)
  expect(await status()).toBe('CREATE_IN_PROGRESS')
  world.clock.advance(2_000)
  expect(await status()).toBe('CREATE_COMPLETE')
  const { Stacks } = await world.admin.send(new DescribeStacksCommand({ StackName: 'web' }))
  expect(Stacks?.[0]).toMatchObject({
    StackStatus: 'REVIEW_IN_PROGRESS',
    StackStatusReason: 'User Initiated',
    Tags: [],
  })
})

test('a name is taken once, unless the token is the same', async () => {
  await using world = await testWorld()
  const input = {
    StackName: 'web',
    ChangeSetName: 'fw-1',
    ChangeSetType: 'CREATE',
    TemplateBody,
    ClientToken: 't1',
  } as const
  const first = await world.admin.send(new CreateChangeSetCommand(input))
  expect((await world.admin.send(new CreateChangeSetCommand(input))).Id).toBe(first.Id)
  const other = new CreateChangeSetCommand({ ...input, ClientToken: 't2' })
  await expect(world.admin.send(other)).rejects.toMatchObject({ name: 'AlreadyExistsException' })
})

test('an empty set cannot be executed (test_changesets::test_empty_changeset)', async () => {
  await using world = await testWorld()
  await existing(world, TemplateBody)
  const { ChangeSetId } = await changeSet(world, world.admin, { TemplateBody })
  const execution = world.admin.send(new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId }))
  await expect(execution).rejects.toMatchObject({
    name: 'InvalidChangeSetStatusException',
    message: `ChangeSet [${ChangeSetId}] cannot be executed in its current status of [FAILED]`,
  })
})

test('execution deletes the siblings and happens once', async () => {
  await using world = await testWorld()
  await existing(world, TemplateBody)
  const sibling = await changeSet(world, world.admin, {
    ChangeSetName: 'fw-2',
    TemplateBody: topic('two'),
  })
  const chosen = await changeSet(world, world.admin, {
    ChangeSetName: 'fw-3',
    TemplateBody: topic('three'),
  })
  const execute = new ExecuteChangeSetCommand({ ChangeSetName: chosen.ChangeSetId })
  await world.admin.send(execute)
  await expect(
    world.admin.send(new DescribeChangeSetCommand({ ChangeSetName: sibling.ChangeSetId })),
  ).rejects.toMatchObject({ name: 'ChangeSetNotFoundException', $metadata: { httpStatusCode: 404 } })
  world.clock.advance(600_000)
  await expect(world.admin.send(execute)).rejects.toMatchObject({ name: 'InvalidChangeSetStatusException' })
  const { Summaries } = await world.admin.send(new ListChangeSetsCommand({ StackName: 'web' }))
  expect(Summaries).toEqual([])
  const after = await world.admin.send(new DescribeChangeSetCommand({ ChangeSetName: chosen.ChangeSetId }))
  expect(after.ExecutionStatus).toBe('EXECUTE_COMPLETE')
})

test('an update past a set makes it obsolete (test_changesets::test_create_while_in_review)', async () => {
  await using world = await testWorld()
  await existing(world, TemplateBody)
  const planned = await changeSet(world, world.admin, { TemplateBody: topic('two') })
  await world.admin.send(new UpdateStackCommand({ StackName: 'web', TemplateBody: topic('three') }))
  world.clock.advance(600_000)
  const after = await world.admin.send(new DescribeChangeSetCommand({ ChangeSetName: planned.ChangeSetId }))
  expect(after).toMatchObject({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'OBSOLETE' })
  const execution = world.admin.send(new ExecuteChangeSetCommand({ ChangeSetName: planned.ChangeSetId }))
  await expect(execution).rejects.toMatchObject({
    message: `ChangeSet [${planned.ChangeSetId}] cannot be executed in its current execution status of [OBSOLETE]`,
  })
  const again = world.admin.send(new UpdateStackCommand({ StackName: 'web', TemplateBody: topic('three') }))
  await expect(again).rejects.toMatchObject({ message: 'No updates are to be performed.' })
})

test('a stack in progress takes no set', async () => {
  await using world = await testWorld()
  await existing(world, TemplateBody)
  const { ChangeSetId, StackId } = await changeSet(world, world.admin, { TemplateBody: topic('two') })
  await world.admin.send(new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId }))
  world.clock.advance(2_000)
  await expect(changeSet(world, world.admin, { TemplateBody })).rejects.toMatchObject({
    message: `Stack:${StackId} is in UPDATE_IN_PROGRESS state and can not be updated.`,
  })
})

test.each([
  ['UPDATE', 'Stack [web] does not exist'],
  ['CREATE', 'Stack [web] already exists and cannot be created again with the changeSet [fw-1].'],
] as const)(
  'a set of type %s needs a fitting stack (test_changesets::test_name_conflicts)',
  async (ChangeSetType, message) => {
    await using world = await testWorld()
    if (ChangeSetType === 'CREATE') await existing(world, TemplateBody)
    await expect(changeSet(world, world.admin, { ChangeSetType, TemplateBody })).rejects.toMatchObject({
      name: 'ValidationError',
      message,
    })
  },
)

test('a deleted set is not found, and a name needs its stack (test_changesets::test_delete_change_set_exception)', async () => {
  await using world = await testWorld()
  const { ChangeSetId } = await changeSet(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody })
  await expect(world.admin.send(new DeleteChangeSetCommand({ ChangeSetName: 'fw-1' }))).rejects.toMatchObject({
    message: 'StackName must be specified if ChangeSetName is not specified as an ARN.',
  })
  await world.admin.send(new DeleteChangeSetCommand({ ChangeSetName: ChangeSetId }))
  await expect(world.admin.send(new DescribeChangeSetCommand({ ChangeSetName: ChangeSetId }))).rejects.toMatchObject({
    message: `ChangeSet [${ChangeSetId}] does not exist`,
  })
})

test.each([
  [
    'a description of 1,025 characters',
    { Description: 'x'.repeat(1_025) },
    "at 'description' failed to satisfy constraint: Member must have length less than or equal to 1024",
  ],
  [
    'a name of 129 characters',
    { ChangeSetName: 'x'.repeat(129) },
    "at 'changeSetName' failed to satisfy constraint: Member must have length less than or equal to 128",
  ],
  [
    'a name that begins with a digit',
    { ChangeSetName: '1st' },
    "at 'changeSetName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*",
  ],
])('%s is refused', async (_, input, words) => {
  await using world = await testWorld()
  await expect(
    changeSet(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody, ...input }),
  ).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining(words),
  })
})

test('a page of changes ends before it is larger than a megabyte, though it holds fewer than a page may', async () => {
  await using world = await testWorld()
  const Properties = { Type: 'String', Value: { Ref: 'Long' } }
  const Resources = Object.fromEntries(
    Array.from({ length: 120 }, (_, index) => [`P${index}`, { Type: 'AWS::SSM::Parameter', Properties }]),
  )
  const TemplateBody = JSON.stringify({ Parameters: { Long: { Type: 'String' } }, Resources })
  const long = (letter: string): object => ({
    TemplateBody,
    Parameters: [{ ParameterKey: 'Long', ParameterValue: letter.repeat(4_000) }],
  })
  await deploy(world, world.admin, { ChangeSetType: 'CREATE', ...long('a') })
  const first = await changeSet(world, world.admin, long('b'))
  expect(first.Changes?.length).toBeLessThan(120)
  expect(JSON.stringify(first.Changes).length).toBeLessThan(1_048_576)
  const seen = [...(first.Changes ?? [])]
  for (let { NextToken } = first; NextToken !== undefined; ) {
    const input = { ChangeSetName: first.ChangeSetId, IncludePropertyValues: true, NextToken }
    const next = await world.admin.send(new DescribeChangeSetCommand(input))
    seen.push(...(next.Changes ?? []))
    NextToken = next.NextToken
  }
  expect(new Set(seen.map(({ ResourceChange }) => ResourceChange?.LogicalResourceId)).size).toBe(120)
  expect(seen).toHaveLength(120)
})

test('many changes come in pages', async () => {
  await using world = await testWorld({ pages: { changes: 2 } })
  const queue = { Type: 'AWS::SQS::Queue' }
  const resources = Object.fromEntries(['A', 'B', 'C', 'D', 'E'].map((name) => [name, queue]))
  const body = JSON.stringify({ Resources: resources })
  const first = await changeSet(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody: body })
  expect(first.Changes).toHaveLength(2)
  const rest = await world.admin.send(
    new DescribeChangeSetCommand({ ChangeSetName: first.ChangeSetId, NextToken: first.NextToken }),
  )
  expect(rest.Changes?.map(({ ResourceChange }) => ResourceChange?.LogicalResourceId)).toEqual(['C', 'D'])
  expect(rest.NextToken).toBeDefined()
})
