/**
 * What keeps a stack from being changed or deleted?
 */
import {
  CreateChangeSetCommand,
  DeleteStackCommand,
  SetStackPolicyCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation'
import { expect, test } from 'vitest'
import { CREATE, pipeline, stackOf } from './pipeline.ts'
import { ACCOUNT, deploy, SERVICE_ROLE, testWorld } from './world.ts'

test('a protected stack is not deleted', async () => {
  await using world = await testWorld()
  await deploy(world, world.admin, CREATE)
  await world.admin.send(
    new UpdateTerminationProtectionCommand({ StackName: 'web', EnableTerminationProtection: true }),
  )
  await expect(world.admin.send(new DeleteStackCommand({ StackName: 'web' }))).rejects.toMatchObject({
    message: 'Stack [web] cannot be deleted while TerminationProtection is enabled',
  })
})

test('a stack that is on its way out, or gone, takes no protection', async () => {
  await using world = await testWorld()
  await deploy(world, world.admin, CREATE)
  const { StackId: StackName = '' } = await stackOf(world)
  await world.admin.send(new DeleteStackCommand({ StackName }))
  const refusals = async () => {
    const tried = await Promise.allSettled([
      world.admin.send(new UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection: true })),
      world.admin.send(new SetStackPolicyCommand({ StackName, StackPolicyBody: '{}' })),
    ])
    return tried.map((each) => (each.status === 'rejected' ? each.reason.message : each.status))
  }
  const going = `Stack:${StackName} is in DELETE_IN_PROGRESS state and can not be updated.`
  expect(await refusals()).toEqual([going, going])
  world.clock.advance(10 * 60_000)
  expect(await refusals()).toEqual(['Stack [web] does not exist', 'Stack [web] does not exist'])
})

test('a stack policy stops a replacement (test_stack_policies::test_prevent_stack_update)', async () => {
  await using world = await testWorld()
  await deploy(world, world.admin, CREATE)
  const statement = { Effect: 'Deny', Action: 'Update:Replace', Principal: '*', Resource: 'LogicalResourceId/Raw' }
  const allow = { Effect: 'Allow', Action: 'Update:*', Principal: '*', Resource: '*' }
  await world.admin.send(
    new SetStackPolicyCommand({
      StackName: 'web',
      StackPolicyBody: JSON.stringify({ Statement: [allow, statement] }),
    }),
  )
  await deploy(world, world.admin, { TemplateBody: pipeline({ name: 'raw-2' }) })
  expect((await stackOf(world)).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
  await deploy(world, world.admin, { ChangeSetName: 'fw-2', TemplateBody: pipeline({ shards: 4 }) })
  expect((await stackOf(world)).StackStatus).toBe('UPDATE_COMPLETE')
})

test('what is not a stack policy is refused (test_stack_policies::test_invalid_policy)', async () => {
  await using world = await testWorld()
  await deploy(world, world.admin, CREATE)
  await expect(
    world.admin.send(new SetStackPolicyCommand({ StackName: 'web', StackPolicyBody: '{"Statement":[{}]}' })),
  ).rejects.toMatchObject({ message: 'Error validating stack policy: Invalid stack policy' })
})

test('the service role given once is used from then on', async () => {
  await using world = await testWorld()
  await deploy(world, world.admin, { ...CREATE, RoleARN: SERVICE_ROLE })
  await deploy(world, world.admin, { TemplateBody: pipeline({ shards: 2 }) })
  expect((await stackOf(world)).RoleARN).toBe(SERVICE_ROLE)
})

test('a role that CloudFormation cannot take is refused (test_update_stack::test_update_with_role_without_permissions)', async () => {
  await using world = await testWorld()
  const RoleARN = `arn:aws:iam::${ACCOUNT}:role/fleetwright-plan`
  const input = { StackName: 'web', ChangeSetName: 'fw-1', ...CREATE, RoleARN }
  await expect(world.admin.send(new CreateChangeSetCommand(input))).rejects.toMatchObject({
    message: `Role ${RoleARN} is invalid or cannot be assumed`,
  })
})

test('a stack that is not there is said so (test_stacks::test_non_existing_stack_message)', async () => {
  await using world = await testWorld()
  await expect(stackOf(world)).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'Stack with id web does not exist',
    $metadata: { httpStatusCode: 400 },
  })
})
