/**
 * Does the example fleet live in the simulator as it should in AWS?
 */
import { globSync, readFileSync } from 'node:fs'
import {
  type CloudFormationClient,
  type CreateChangeSetCommandInput,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadFleet } from '../../../src/fleet/load.ts'
import type { DesiredStack } from '../../../src/render/model.ts'
import { renderFleet } from '../../../src/render/render.ts'
import type { StackView } from '../../../src/sim/aws/server.ts'
import { exampleFleet } from '../../support/world.ts'
import { ACCOUNT, addCustomer, changeSet, deploy, type TestWorld, testWorld } from './world.ts'

const FLEET = new URL('../../../fleet/', import.meta.url).pathname
const TEMPLATES = globSync('blueprints/*/*/*.template.yml', { cwd: FLEET })

test('there are templates to look at', () => {
  expect(TEMPLATES.length).toBeGreaterThan(0)
})

test.each(TEMPLATES)('%s is accepted', async (path) => {
  await using world = await testWorld()
  const plan = await world.assume('plan')
  await plan.send(new ValidateTemplateCommand({ TemplateBody: readFileSync(`${FLEET}${path}`, 'utf8') }))
})

describe('each pipeline of the example', () => {
  const { fleet } = loadFleet(exampleFleet())
  const stacks = fleet === undefined ? [] : renderFleet(fleet).stacks
  const pipelines = Map.groupBy(stacks, ({ customer, pipeline }) => `${customer}/${pipeline}`)
  let world: TestWorld
  beforeAll(async () => {
    world = await testWorld()
    const { arn } = world.sim.addPrincipal({ name: 'another' })
    const accounts = new Set(stacks.map(({ accountId }) => accountId))
    for (const id of accounts) if (id !== ACCOUNT) addCustomer(world.sim, arn, id)
  })
  afterAll(() => world[Symbol.asyncDispose]())

  test.each([...pipelines.keys()])('%s comes into being, stack by stack, and then wants nothing', async (name) => {
    const ordered = (pipelines.get(name) ?? []).toSorted((a, b) => a.order - b.order)
    const [first] = ordered
    if (first === undefined) throw new Error(`${name} has no stacks`)
    const admin = world.cloudFormation(
      world.sim.addPrincipal({ accountId: first.accountId, name: 'admin' }),
      first.region,
    )
    for (const stack of ordered) {
      await deploy(world, admin, { ...requestOf(world, stack), ChangeSetType: 'CREATE' })
      expect({ stack: stack.key, is: viewOf(world, stack)?.status }).toEqual({
        stack: stack.key,
        is: 'CREATE_COMPLETE',
      })
    }
    const resolver = ordered.flatMap((stack) => viewOf(world, stack)?.outputs.Resolver ?? [])[0]
    // What every component is told of where schemas are.
    if (resolver !== undefined)
      expect(JSON.parse(resolver)).toMatchObject({ data: { repositories: expect.any(Array) } })
    for (const stack of ordered) expect(await wishOf(world, stack, admin)).toMatch(/didn't contain changes/)
  })
})

function requestOf(world: TestWorld, stack: DesiredStack): Partial<CreateChangeSetCommandInput> {
  return {
    StackName: stack.stackName,
    TemplateBody: stack.template,
    RoleARN: stack.serviceRoleArn,
    Capabilities: stack.capabilities.flatMap((each) => (each === 'CAPABILITY_IAM' ? [each] : [])),
    Tags: Object.entries(stack.tags).map(([Key, Value]) => ({ Key, Value })),
    Parameters: Object.entries(stack.parameters).map(([ParameterKey, given]) => ({
      ParameterKey,
      ParameterValue:
        given.from === 'value'
          ? given.value
          : viewOf(world, { ...stack, stackName: `fw-${stack.customer}-${stack.pipeline}-${given.stack}` })?.outputs[
              given.output
            ],
    })),
  }
}

function viewOf(world: TestWorld, stack: DesiredStack): StackView | undefined {
  return world.sim.stacks(stack.accountId, stack.region).find(({ stackName }) => stackName === stack.stackName)
}

async function wishOf(world: TestWorld, stack: DesiredStack, admin: CloudFormationClient): Promise<string> {
  const { StatusReason = 'it has changes' } = await changeSet(world, admin, requestOf(world, stack))
  return StatusReason
}
