/**
 * What does a set say of a value that another stack exports?
 */
import {
  CreateChangeSetCommand,
  CreateStackCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation'
import { expect } from 'vitest'
import type { TestWorld } from '../../sim/aws/world.ts'
import { linesOf } from './lines.ts'
import { KNOWN_AFTER_APPLY, parameters, type Scenario, STACK } from './scenario.ts'
import { stackOf } from './update.ts'

const EXPORT = 'b-3f9c'
const IMPORTING = JSON.stringify(parameters({ MyFoo: { Value: { 'Fn::ImportValue': EXPORT } } }))
const NAME = 'cloudformation.test_change_set_exports_imports::TestChangeSetImportExport::'

async function exporting(world: TestWorld): Promise<void> {
  const Outputs = { Kept: { Value: 'exported-value', Export: { Name: EXPORT } } }
  const TemplateBody = JSON.stringify(parameters({ Any: { Value: 'x' } }, { Outputs }))
  await world.admin.send(new CreateStackCommand({ StackName: 'exporter', TemplateBody }))
  world.clock.advance(600_000)
}

/** Makes the set, looks at it both ways, and lets somebody do something before it is executed. */
async function importing(
  world: TestWorld,
  expected: { readonly value: string; readonly StatusReason?: string },
  between: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const { Id: ChangeSetName } = await world.admin.send(
    new CreateChangeSetCommand({
      StackName: STACK,
      ChangeSetName: 'first',
      ChangeSetType: 'CREATE',
      TemplateBody: IMPORTING,
    }),
  )
  world.clock.advance(10_000)
  const plain = await world.admin.send(new DescribeChangeSetCommand({ ChangeSetName }))
  expect(plain).toMatchObject({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE' })
  expect(plain.StatusReason).toBeUndefined()
  expect(linesOf(plain.Changes ?? [], String)).toEqual(['Add MyFoo'])
  const values = await world.admin.send(new DescribeChangeSetCommand({ ChangeSetName, IncludePropertyValues: true }))
  expect(values).toMatchObject({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE' })
  expect(values.StatusReason).toBe(expected.StatusReason)
  expect(linesOf(values.Changes ?? [], String)).toEqual([
    'Add MyFoo',
    `  will be {"Type":"String","Value":"${expected.value}"}`,
  ])
  await between()
  await world.admin.send(new ExecuteChangeSetCommand({ ChangeSetName }))
  world.clock.advance(600_000)
}

const MISSING = {
  value: KNOWN_AFTER_APPLY,
  StatusReason: `[WARN] --include-property-values option can return incomplete ChangeSet data because: ChangeSet creation failed for resource [MyFoo] because: No export named ${EXPORT}`,
}

export const IMPORTS: readonly Scenario[] = [
  {
    name: `${NAME}test_describe_change_set_import`,
    async run(world) {
      await exporting(world)
      await importing(world, { value: 'exported-value' })
      expect((await stackOf(world)).StackStatus).toBe('CREATE_COMPLETE')
    },
  },
  {
    name: `${NAME}test_describe_change_set_import_non_existent_export`,
    async run(world) {
      await importing(world, MISSING)
      const stack = await stackOf(world)
      expect(stack).toMatchObject({ StackStatus: 'ROLLBACK_COMPLETE', DeletionTime: expect.any(Date) })
      expect(stack).not.toHaveProperty('ChangeSetId')
    },
  },
  {
    name: `${NAME}test_describe_change_set_import_non_existent_export_then_create`,
    async run(world) {
      await importing(world, MISSING, () => exporting(world))
      expect((await stackOf(world)).StackStatus).toBe('CREATE_COMPLETE')
    },
  },
]
