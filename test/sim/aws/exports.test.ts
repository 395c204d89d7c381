/**
 * Do stacks give each other values, and hold each other to them?
 */
import {
  DeleteStackCommand,
  DescribeAccountLimitsCommand,
  ListExportsCommand,
  ListImportsCommand,
} from '@aws-sdk/client-cloudformation'
import { expect, test } from 'vitest'
import { stackOf } from './pipeline.ts'
import { changeOf, changeSet, deploy, type TestWorld, testWorld } from './world.ts'

function exporter(value: string): string {
  return JSON.stringify({
    Resources: { Any: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: value } } },
    Outputs: { Kept: { Value: value, Export: { Name: { 'Fn::Sub': 'shared-kept' } } } },
  })
}

function importer(name = 'shared-kept'): string {
  const Value = { 'Fn::ImportValue': name }
  return JSON.stringify({
    Resources: { Copy: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value } } },
  })
}

async function both(world: TestWorld): Promise<void> {
  const give = { StackName: 'giver', ChangeSetType: 'CREATE', TemplateBody: exporter('one') } as const
  await deploy(world, world.admin, give)
  await deploy(world, world.admin, { StackName: 'taker', ChangeSetType: 'CREATE', TemplateBody: importer() })
}

test('exports are listed with who imports them', async () => {
  await using world = await testWorld()
  await both(world)
  const { StackId } = await stackOf(world, 'giver')
  const { Exports } = await world.admin.send(new ListExportsCommand({}))
  expect(Exports).toEqual([{ ExportingStackId: StackId, Name: 'shared-kept', Value: 'one' }])
  const { Imports } = await world.admin.send(new ListImportsCommand({ ExportName: 'shared-kept' }))
  expect(Imports).toEqual(['taker'])
  await expect(world.admin.send(new ListImportsCommand({ ExportName: 'nobodys' }))).rejects.toMatchObject({
    message: "Export 'nobodys' is not imported by any stack.",
  })
})

test('an exporter cannot go while somebody imports', async () => {
  await using world = await testWorld()
  await both(world)
  await expect(world.admin.send(new DeleteStackCommand({ StackName: 'giver' }))).rejects.toMatchObject({
    message: 'Delete canceled. Cannot delete export shared-kept as it is in use by taker.',
  })
  await world.admin.send(new DeleteStackCommand({ StackName: 'taker' }))
  world.clock.advance(600_000)
  await world.admin.send(new DeleteStackCommand({ StackName: 'giver' }))
  world.clock.advance(600_000)
  expect((await world.admin.send(new ListExportsCommand({}))).Exports).toEqual([])
})

test('one name is exported once', async () => {
  await using world = await testWorld()
  await both(world)
  await deploy(world, world.admin, { StackName: 'second', ChangeSetType: 'CREATE', TemplateBody: exporter('two') })
  expect(await stackOf(world, 'second')).toMatchObject({ StackStatus: 'ROLLBACK_COMPLETE' })
})

test('a value that nobody exports yet is a possible change, and an update by it is rolled back', async () => {
  await using world = await testWorld()
  await both(world)
  const set = await changeSet(world, world.admin, { StackName: 'taker', TemplateBody: importer('nobodys') })
  expect(changeOf(set, 'Copy').Details).toMatchObject([
    { Evaluation: 'Dynamic', Target: { BeforeValue: 'one', AfterValue: '{{changeSet:KNOWN_AFTER_APPLY}}' } },
  ])
  await deploy(world, world.admin, { StackName: 'taker', ChangeSetName: 'fw-2', TemplateBody: importer('nobodys') })
  expect(await stackOf(world, 'taker')).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' })
})

test.each([
  ['cut', ['10.0.0.0/16', 3, 8], '10.0.0.0/24 10.0.1.0/24 10.0.2.0/24'],
  ['unknown', [{ 'Fn::GetAtt': ['Net', 'CidrBlock'] }, 2, 8], '{{changeSet:KNOWN_AFTER_APPLY}}'],
])('a range is %s as Fn::Cidr is documented', async (StackName, range, Value) => {
  await using world = await testWorld()
  const joined = { 'Fn::Join': [' ', { 'Fn::Cidr': range }] }
  const TemplateBody = JSON.stringify({
    Resources: {
      Net: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
      Copy: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: joined } },
    },
  })
  const set = await changeSet(world, world.admin, { StackName, ChangeSetType: 'CREATE', TemplateBody })
  expect(JSON.parse(changeOf(set, 'Copy').AfterContext ?? '').Properties.Value).toBe(Value)
})

test('an account tells its limits', async () => {
  await using world = await testWorld()
  const { AccountLimits } = await world.admin.send(new DescribeAccountLimitsCommand({}))
  expect(AccountLimits).toContainEqual({ Name: 'StackLimit', Value: 2_000 })
})
