/**
 * What does AWS do with a stack's policy?
 */
import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  GetStackPolicyCommand,
  SetStackPolicyCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation'
import { expect } from 'vitest'
import type { TestWorld } from '../../sim/aws/world.ts'
import { having, ref, refuses, type Scenario, STACK, type TemplateObject, topics } from './scenario.ts'

const ALLOWED = JSON.stringify({
  Statement: [{ Effect: 'Allow', Action: 'Update:*', Principal: '*', Resource: '*' }],
})
const DENIED = ALLOWED.replace('Allow', 'Deny')
const INVALID = 'Error validating stack policy: Invalid stack policy'
const TEMPLATE = topics({ Topic: { TopicName: ref('TopicName') } }, { Parameters: { TopicName: { Type: 'String' } } })

function body(name: string, template: TemplateObject = TEMPLATE): { TemplateBody: string; Parameters: object[] } {
  return {
    TemplateBody: JSON.stringify(template),
    Parameters: [{ ParameterKey: 'TopicName', ParameterValue: name }],
  }
}

async function created(world: TestWorld, StackPolicyBody?: string): Promise<void> {
  await world.admin.send(new CreateStackCommand({ StackName: STACK, ...body('topic-1'), StackPolicyBody }))
  world.clock.advance(600_000)
}

async function policyOf({ admin }: TestWorld): Promise<string | undefined> {
  return (await admin.send(new GetStackPolicyCommand({ StackName: STACK }))).StackPolicyBody
}

async function set({ admin }: TestWorld, StackPolicyBody: string): Promise<unknown> {
  return await admin.send(new SetStackPolicyCommand({ StackName: STACK, StackPolicyBody }))
}

async function deniedReasons({ admin }: TestWorld): Promise<readonly string[]> {
  const { StackEvents = [] } = await admin.send(new DescribeStackEventsCommand({ StackName: STACK }))
  return StackEvents.flatMap(({ ResourceStatus, ResourceStatusReason = '' }) =>
    ResourceStatus === 'UPDATE_FAILED' ? [ResourceStatusReason] : [],
  )
}

function refused(name: string, policy: string): Scenario {
  return {
    name: `cloudformation.api.test_stack_policies::TestStackPolicy::${name}`,
    async run(world) {
      await created(world)
      await refuses(set(world, policy), { message: INVALID })
    },
  }
}

export const STACK_POLICIES: readonly Scenario[] = [
  refused('test_invalid_policy', JSON.stringify({ Statement: [{ Effect: 'Deny', NotAnAction: 'Update:*' }] })),
  refused('test_not_json_policy', 'f3a9'),
  refused('test_different_principal_attribute', DENIED.replace('"Principal":"*"', '"Principal":"somebody"')),
  refused('test_different_action_attribute', DENIED.replace('Update:*', 'Delete:*')),
  {
    name: 'cloudformation.api.test_stack_policies::TestStackPolicy::test_policy_lifecycle',
    async run(world) {
      await created(world)
      expect(await policyOf(world)).toBeUndefined()
      for (const policy of [ALLOWED, DENIED, '{}']) {
        await set(world, policy)
        expect(await policyOf(world)).toBe(policy)
      }
    },
  },
  {
    name: 'cloudformation.api.test_stack_policies::TestStackPolicy::test_empty_policy',
    async run(world) {
      await created(world)
      await set(world, '{}')
      expect(await policyOf(world)).toBe('{}')
    },
  },
  {
    name: 'cloudformation.api.test_stack_policies::TestStackPolicy::test_set_policy_both_policy_and_url',
    async run(world) {
      await created(world)
      const both = { StackPolicyBody: ALLOWED, StackPolicyURL: 'https://bucket.s3.amazonaws.com/policy.json' }
      await refuses(world.admin.send(new SetStackPolicyCommand({ StackName: STACK, ...both })), {
        message: 'You cannot specify both StackPolicyURL and StackPolicyBody',
      })
    },
  },
  {
    name: 'cloudformation.api.test_stack_policies::TestStackPolicy::test_create_stack_with_policy',
    async run(world) {
      await created(world, ALLOWED)
      expect(await policyOf(world)).toBe(ALLOWED)
    },
  },
  {
    name: 'cloudformation.api.test_stack_policies::TestStackPolicy::test_set_policy_with_update_operation',
    async run(world) {
      await created(world)
      await world.admin.send(new UpdateStackCommand({ StackName: STACK, ...body('topic-2'), StackPolicyBody: DENIED }))
      expect(await policyOf(world)).toBeUndefined()
      world.clock.advance(600_000)
      expect(await deniedReasons(world)).toEqual([])
    },
  },
  {
    name: 'cloudformation.api.test_stack_policies::TestStackPolicy::test_policy_during_update',
    async run(world) {
      await created(world)
      const during = { StackPolicyDuringUpdateBody: DENIED }
      await world.admin.send(new UpdateStackCommand({ StackName: STACK, ...body('topic-2'), ...during }))
      expect(await policyOf(world)).toBe(DENIED)
      world.clock.advance(600_000)
      expect(await deniedReasons(world)).toHaveLength(1)
      expect(await policyOf(world)).toBeUndefined()
    },
  },
  {
    name: 'cloudformation.api.test_stack_policies::TestStackPolicy::test_prevent_stack_update',
    async run(world) {
      await created(world)
      await set(world, DENIED)
      await world.admin.send(new UpdateStackCommand({ StackName: STACK, ...body('topic-2') }))
      world.clock.advance(600_000)
      expect(await deniedReasons(world)).toEqual([expect.stringMatching(/^Action denied by stack policy/)])
    },
  },
  {
    name: 'cloudformation.api.test_stack_policies::TestStackPolicy::test_prevent_resource_deletion',
    async run(world) {
      const kept = having(TEMPLATE, { Topic: { DeletionPolicy: 'Retain' } })
      const { StackId } = await world.admin.send(new CreateStackCommand({ StackName: STACK, ...body('topic-1', kept) }))
      world.clock.advance(600_000)
      await world.admin.send(new DeleteStackCommand({ StackName: STACK }))
      world.clock.advance(600_000)
      // The topic is still there: its name is taken.
      await created(world)
      const { StackEvents = [] } = await world.admin.send(new DescribeStackEventsCommand({ StackName: STACK }))
      expect(StackEvents.map(({ ResourceStatusReason = '' }) => ResourceStatusReason)).toContainEqual(
        expect.stringContaining('already exists'),
      )
      const { StackEvents: old = [] } = await world.admin.send(new DescribeStackEventsCommand({ StackName: StackId }))
      expect(old.map(({ ResourceStatus }) => ResourceStatus)).toContain('DELETE_SKIPPED')
    },
  },
]
