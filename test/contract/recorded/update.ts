/**
 * How does a stack go from one template to another, as it was recorded?
 *
 * The recorder made a stack by a change set, described the set with values and
 * without, executed it, did the same with a second template, read the events and
 * deleted the stack. The same steps run here, and each reply is compared.
 */
import {
  type Change,
  CreateChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  type Parameter,
  type Stack,
} from '@aws-sdk/client-cloudformation'
import { expect } from 'vitest'
import type { TestWorld } from '../../sim/aws/world.ts'
import { courseOf, eventLines, linesOf, withoutValues } from './lines.ts'
import { type Scenario, STACK, type TemplateObject } from './scenario.ts'

export interface Update extends Omit<Scenario, 'run'> {
  readonly before: TemplateObject
  /** Default: the same, with other values. */
  readonly after?: TemplateObject
  /** The values of the template's parameters, before and after. */
  readonly given?: readonly [Readonly<Record<string, string>>, Readonly<Record<string, string>>]
  /** What the stack's parameters were resolved to, if not to what was given. */
  readonly resolved?: readonly [Readonly<Record<string, string>>, Readonly<Record<string, string>>]
  /** Something in the account that is changed between the two deployments, by other hands. */
  readonly outside?: { before(world: TestWorld): Promise<void>; between?(world: TestWorld): void }
  /** The set that makes the stack, with values. */
  readonly creation: readonly string[]
  /** The set that changes it, with values. */
  readonly update: readonly string[]
  /** The same without values, where AWS says something else than the same without the values. */
  readonly plain?: readonly string[]
  /** What the set that makes the stack says of its values, if it says anything. */
  readonly warning?: string
  /** How each resource fared, in words of `COURSES`. */
  readonly events: Readonly<Record<string, string>>
}

export function updateScenario(facts: Update): Scenario {
  return { name: facts.name, additionsReplace: facts.additionsReplace ?? false, run: (world) => play(world, facts) }
}

async function play(world: TestWorld, facts: Update): Promise<void> {
  await facts.outside?.before(world)
  await deploy(world, facts, 'before')
  facts.outside?.between?.(world)
  await deploy(world, facts, 'after')
  const { StackEvents = [] } = await world.admin.send(new DescribeStackEventsCommand({ StackName: STACK }))
  const ids = [...new Set(StackEvents.map(({ LogicalResourceId }) => LogicalResourceId ?? ''))]
  const seen = Object.fromEntries(ids.filter((id) => id !== STACK).map((id) => [id, eventLines(StackEvents, id)]))
  expect(seen).toEqual(Object.fromEntries(Object.entries(facts.events).map(([id, words]) => [id, courseOf(words)])))
  expect(eventLines(StackEvents, STACK)).toEqual([
    'REVIEW_IN_PROGRESS 1 User Initiated',
    'CREATE_IN_PROGRESS 1 User Initiated',
    'CREATE_COMPLETE 1',
    'UPDATE_IN_PROGRESS 1 User Initiated',
    'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS 1',
    'UPDATE_COMPLETE 1',
  ])
  await deleted(world)
}

async function deploy(world: TestWorld, facts: Update, step: 'before' | 'after'): Promise<void> {
  const { admin, clock } = world
  const [index, template, expected] =
    step === 'before' ? ([0, facts.before, facts.creation] as const) : ([1, afterOf(facts), facts.update] as const)
  const { Id, StackId = '' } = await admin.send(
    new CreateChangeSetCommand({
      StackName: STACK,
      ChangeSetName: step,
      ChangeSetType: step === 'before' ? 'CREATE' : 'UPDATE',
      TemplateBody: JSON.stringify(template),
      Parameters: Object.entries(facts.given?.[index] ?? {}).map(([key, value]) => ({
        ParameterKey: key,
        ParameterValue: value,
      })),
    }),
  )
  clock.advance(10_000)
  const values = await admin.send(new DescribeChangeSetCommand({ ChangeSetName: Id, IncludePropertyValues: true }))
  const plain = await admin.send(new DescribeChangeSetCommand({ ChangeSetName: Id }))
  for (const set of [values, plain])
    expect(set).toMatchObject({ ChangeSetName: step, Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE' })
  expect([values.StatusReason, plain.StatusReason]).toEqual([index === 0 ? facts.warning : undefined, undefined])
  const normalised = (text: string): string => text.replaceAll(StackId, '<stack-id>')
  expect(linesOf(values.Changes ?? [], normalised)).toEqual(expected)
  const expectedPlain = step === 'after' ? facts.plain : undefined
  expect(linesOf(plain.Changes ?? [], normalised)).toEqual(expectedPlain ?? withoutValues(expected))
  await identitiesFit(world, plain.Changes ?? [], { before: facts.before, after: afterOf(facts) })
  await admin.send(new ExecuteChangeSetCommand({ ChangeSetName: Id }))
  clock.advance(600_000)
  const stack = await stackOf(world)
  expect(stack).toMatchObject({
    ChangeSetId: Id,
    StackStatus: step === 'before' ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE',
    EnableTerminationProtection: false,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
    LastUpdatedTime: expect.any(Date),
    Tags: [],
  })
  for (const shown of [values.Parameters, stack.Parameters]) parametersFit(shown ?? [], facts, index)
}

function afterOf({ before, after }: Update): TemplateObject {
  return after ?? before
}

/** What a change names is what the template says and what the account holds. */
async function identitiesFit(
  { admin }: TestWorld,
  changes: readonly Change[],
  { before, after }: { readonly before: TemplateObject; readonly after: TemplateObject },
): Promise<void> {
  const { StackResources = [] } = await admin.send(new DescribeStackResourcesCommand({ StackName: STACK }))
  for (const { Type, ResourceChange: change } of changes) {
    const name = change?.LogicalResourceId ?? ''
    expect(Type).toBe('Resource')
    expect(change?.ResourceType).toBe((after.Resources[name] ?? before.Resources[name])?.Type)
    const live = StackResources.find(({ LogicalResourceId }) => LogicalResourceId === name)
    expect(change?.PhysicalResourceId).toBe(change?.Action === 'Add' ? undefined : live?.PhysicalResourceId)
  }
}

function parametersFit(shown: readonly Parameter[], facts: Update, index: 0 | 1): void {
  for (const [key, value] of Object.entries(facts.given?.[index] ?? {})) {
    const resolved = facts.resolved?.[index][key]
    expect(shown.find(({ ParameterKey }) => ParameterKey === key)).toEqual({
      ParameterKey: key,
      ParameterValue: value,
      ...(resolved === undefined ? {} : { ResolvedValue: resolved }),
    })
  }
}

/** A deleted stack is found by its id and has forgotten its change set. */
async function deleted(world: TestWorld): Promise<void> {
  const { StackId } = await stackOf(world)
  await world.admin.send(new DeleteStackCommand({ StackName: STACK }))
  world.clock.advance(600_000)
  const stack = await stackOf(world, StackId)
  expect(stack).toMatchObject({ StackStatus: 'DELETE_COMPLETE', DeletionTime: expect.any(Date) })
  expect(stack).not.toHaveProperty('ChangeSetId')
  expect(stack).not.toHaveProperty('EnableTerminationProtection')
}

export async function stackOf({ admin }: TestWorld, StackName: string = STACK): Promise<Stack> {
  const { Stacks } = await admin.send(new DescribeStacksCommand({ StackName }))
  if (!Stacks?.[0]) throw new Error(`${StackName} is not there`)
  return Stacks[0]
}
