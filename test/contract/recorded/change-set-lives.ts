/**
 * How does a change set live, and when is it refused?
 */
import {
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  type DescribeChangeSetCommandOutput,
  ExecuteChangeSetCommand,
  ListChangeSetsCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation'
import { expect } from 'vitest'
import { changeSet, deploy, type TestWorld } from '../../sim/aws/world.ts'
import { linesOf } from './lines.ts'
import { parameters, ref, refuses, type Scenario, STACK, topics } from './scenario.ts'
import { stackOf } from './update.ts'

const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set."
const SIMPLE = JSON.stringify(parameters({ SimpleParam: { Value: 'first' } }))
const TOPIC = JSON.stringify(topics({ topic123: { TopicName: 'sns-topic-simple' } }))
const CREATE = { ChangeSetType: 'CREATE' } as const
const IN_REVIEW = {
  StackStatus: 'REVIEW_IN_PROGRESS',
  StackStatusReason: 'User Initiated',
  EnableTerminationProtection: false,
  DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  Tags: [],
}

function said(set: DescribeChangeSetCommandOutput): readonly string[] {
  return linesOf(set.Changes ?? [], (text) => text)
}

async function plain({ admin }: TestWorld, ChangeSetName: string | undefined): Promise<DescribeChangeSetCommandOutput> {
  return await admin.send(new DescribeChangeSetCommand({ ChangeSetName }))
}

export const CHANGE_SET_LIVES: readonly Scenario[] = [
  {
    name: 'cloudformation.api.test_changesets::test_create_change_set_update_without_parameters',
    async run(world) {
      await deploy(world, world.admin, { ...CREATE, TemplateBody: TOPIC })
      const TemplateBody = TOPIC.replace('sns-topic-simple', 'sns-topic-simple-2')
      const { ChangeSetId } = await changeSet(world, world.admin, { ChangeSetName: 'second', TemplateBody })
      const set = await plain(world, ChangeSetId)
      expect(set).toMatchObject({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE', IncludeNestedStacks: false })
      // The recording of 2022 has no policy action yet; those of 2025 have it.
      expect(said(set)).toEqual([
        'Modify topic123 True ReplaceAndDelete Properties',
        '  TopicName: Always, Static DirectModification',
      ])
      const { Summaries } = await world.admin.send(new ListChangeSetsCommand({ StackName: STACK }))
      expect(Summaries).toMatchObject([
        { ChangeSetId, ChangeSetName: 'second', ExecutionStatus: 'AVAILABLE', Status: 'CREATE_COMPLETE' },
      ])
    },
  },
  {
    name: 'cloudformation.api.test_changesets::test_create_change_set_no_changes',
    async run(world) {
      await deploy(world, world.admin, { ...CREATE, TemplateBody: SIMPLE })
      const set = await changeSet(world, world.admin, { TemplateBody: SIMPLE })
      expect(set).toMatchObject({
        Changes: [],
        Status: 'FAILED',
        ExecutionStatus: 'UNAVAILABLE',
        StatusReason: NO_CHANGES,
      })
    },
  },
  {
    name: 'cloudformation.api.test_changesets::test_create_and_then_update_refreshes_template_metadata',
    async run(world) {
      await deploy(world, world.admin, { ...CREATE, TemplateBody: TOPIC })
      const TemplateBody = JSON.stringify({ Metadata: { Note: 'new' }, ...JSON.parse(TOPIC) })
      expect((await changeSet(world, world.admin, { TemplateBody })).Status).toBe('FAILED')
    },
  },
  {
    name: 'cloudformation.api.test_changesets::test_empty_changeset',
    async run(world) {
      const { admin } = world
      await deploy(world, admin, { ...CREATE, TemplateBody: SIMPLE })
      const { ChangeSetId, ...set } = await changeSet(world, admin, { TemplateBody: SIMPLE })
      expect(set).toMatchObject({ Status: 'FAILED', ExecutionStatus: 'UNAVAILABLE', StatusReason: NO_CHANGES })
      await refuses(admin.send(new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId })), {
        code: 'InvalidChangeSetStatusException',
        message: `ChangeSet [${ChangeSetId}] cannot be executed in its current status of [FAILED]`,
      })
    },
  },
  {
    name: 'cloudformation.api.test_changesets::test_deleted_changeset',
    async run(world) {
      const { ChangeSetId } = await changeSet(world, world.admin, { ...CREATE, TemplateBody: SIMPLE })
      await world.admin.send(new DeleteChangeSetCommand({ ChangeSetName: ChangeSetId }))
      await refuses(plain(world, ChangeSetId), {
        code: 'ChangeSetNotFoundException',
        message: `ChangeSet [${ChangeSetId}] does not exist`,
        status: 404,
      })
    },
  },
  {
    name: 'cloudformation.api.test_changesets::test_describe_change_set_nonexisting',
    async run({ admin }) {
      const missing = new DescribeChangeSetCommand({ StackName: 'somestack', ChangeSetName: 'somechangeset' })
      await refuses(admin.send(missing), { message: 'Stack [somestack] does not exist' })
    },
  },
  {
    name: 'cloudformation.api.test_changesets::test_delete_change_set_exception',
    async run({ admin }) {
      await refuses(admin.send(new DeleteChangeSetCommand({ StackName: 'nostack', ChangeSetName: 'DoesNotExist' })), {
        message: 'Stack [nostack] does not exist',
      })
      await refuses(admin.send(new DeleteChangeSetCommand({ ChangeSetName: 'DoesNotExist' })), {
        message: 'StackName must be specified if ChangeSetName is not specified as an ARN.',
      })
    },
  },
  {
    name: 'cloudformation.api.test_changesets::test_name_conflicts',
    async run(world) {
      const { admin, clock } = world
      const first = await deploy(world, admin, { ...CREATE, TemplateBody: SIMPLE })
      const { StackId: old } = await stackOf(world)
      await refuses(changeSet(world, admin, { ...CREATE, TemplateBody: SIMPLE }), {
        message: 'Stack [web] already exists and cannot be created again with the changeSet [fw-1].',
      })
      await admin.send(new DeleteStackCommand({ StackName: STACK }))
      clock.advance(600_000)
      const second = await changeSet(world, admin, { ...CREATE, TemplateBody: SIMPLE })
      expect(second).toMatchObject({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE' })
      expect(await stackOf(world)).toMatchObject(IN_REVIEW)
      expect(await stackOf(world, second.StackId)).toMatchObject(IN_REVIEW)
      expect(await stackOf(world, old)).toMatchObject({ StackStatus: 'DELETE_COMPLETE' })
      expect(await plain(world, first)).toMatchObject({ ExecutionStatus: 'EXECUTE_COMPLETE', StackId: old })
    },
  },
  {
    name: 'cloudformation.api.test_changesets::test_create_while_in_review',
    async run(world) {
      const { admin, clock } = world
      const { ChangeSetId, StackId } = await changeSet(world, admin, { ...CREATE, TemplateBody: SIMPLE })
      const created = await admin.send(new CreateStackCommand({ StackName: STACK, TemplateBody: SIMPLE }))
      expect(created.StackId).toBe(StackId)
      clock.advance(600_000)
      const stack = await stackOf(world)
      expect(stack).toMatchObject({ StackStatus: 'CREATE_COMPLETE', StackId })
      expect(stack).not.toHaveProperty('ChangeSetId')
      expect(stack).not.toHaveProperty('LastUpdatedTime')
      const set = await plain(world, ChangeSetId)
      expect(set).toMatchObject({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'OBSOLETE' })
      expect(said(set)).toEqual(['Add SimpleParam'])
    },
  },
  {
    name: 'cloudformation.api.test_changesets::test_create_changeset_with_stack_id',
    async run(world) {
      const { admin } = world
      const { StackId } = await changeSet(world, admin, { ...CREATE, TemplateBody: SIMPLE })
      const again = await changeSet(world, admin, {
        ...CREATE,
        StackName: StackId,
        ChangeSetName: 'by-id',
        TemplateBody: SIMPLE,
      })
      expect(again.StackId).toBe(StackId)
      expect(await stackOf(world, StackId)).toMatchObject(IN_REVIEW)
      await admin.send(new DeleteStackCommand({ StackName: StackId }))
      const revived = { ...CREATE, StackName: StackId, ChangeSetName: 'revived', TemplateBody: SIMPLE }
      await refuses(changeSet(world, admin, revived), {
        message: `Stack [${StackId}] already exists and cannot be created again with the changeSet [revived].`,
      })
    },
  },
  {
    name: 'cloudformation.api.test_changesets::test_multiple_create_changeset',
    async run(world) {
      const first = await changeSet(world, world.admin, { ...CREATE, TemplateBody: SIMPLE })
      expect(first).toMatchObject({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE' })
      const more = { ...CREATE, ChangeSetName: 'additional', TemplateBody: SIMPLE }
      const second = await changeSet(world, world.admin, more)
      expect(second.StackId).toBe(first.StackId)
      expect(second.ChangeSetId).not.toBe(first.ChangeSetId)
    },
  },
  {
    name: 'cloudformation.api.test_changesets::test_describe_changeset_after_delete',
    async run(world) {
      const { admin } = world
      const TemplateBody = JSON.stringify(
        topics({ topic123: { TopicName: ref('TopicName') } }, { Parameters: { TopicName: { Type: 'String' } } }),
      )
      const named = (value: string): object => ({ Parameters: [{ ParameterKey: 'TopicName', ParameterValue: value }] })
      const first = await deploy(world, admin, { ...CREATE, TemplateBody, ...named('topic-1') })
      const second = await changeSet(world, admin, { ChangeSetName: 'cs-2', TemplateBody, ...named('topic-2') })
      const set = await plain(world, second.ChangeSetId)
      expect(said(set)).toEqual([
        'Modify topic123 True ReplaceAndDelete Properties',
        '  TopicName: Always, Dynamic DirectModification',
        '  TopicName: Always, Static ParameterReference TopicName',
      ])
      expect(set.Parameters).toEqual([{ ParameterKey: 'TopicName', ParameterValue: 'topic-2' }])
      const byName = new DescribeChangeSetCommand({ StackName: STACK, ChangeSetName: 'fw-1' })
      await refuses(admin.send(byName), {
        code: 'ChangeSetNotFoundException',
        message: 'ChangeSet [fw-1] does not exist',
        status: 404,
      })
      expect(first).toMatch(/changeSet\/fw-1\//)
    },
  },
  {
    name: 'cloudformation.api.test_changesets::test_create_changeset_for_deleted_stack',
    async run(world) {
      const { admin, clock } = world
      await deploy(world, admin, { ...CREATE, TemplateBody: SIMPLE })
      const { StackId } = await stackOf(world)
      await admin.send(new DeleteStackCommand({ StackName: STACK }))
      clock.advance(600_000)
      const set = { StackName: StackId, ChangeSetName: 'test', TemplateBody: SIMPLE }
      await refuses(admin.send(new CreateChangeSetCommand({ ...set, ChangeSetType: 'CREATE' })), {
        message: `Stack [${StackId}] already exists and cannot be created again with the changeSet [test].`,
      })
      await refuses(admin.send(new CreateChangeSetCommand({ ...set, ChangeSetType: 'UPDATE' })), {
        message: `Stack:${StackId} is in DELETE_COMPLETE state and can not be updated.`,
      })
    },
  },
  {
    name: 'cloudformation.api.test_changesets::test_changeset_for_deleted_stack',
    async run(world) {
      const { admin, clock } = world
      await deploy(world, admin, { ...CREATE, TemplateBody: SIMPLE })
      const { StackId } = await stackOf(world)
      await admin.send(new DeleteStackCommand({ StackName: STACK }))
      for (const status of ['DELETE_IN_PROGRESS', 'DELETE_COMPLETE']) {
        await refuses(changeSet(world, admin, { StackName: StackId, TemplateBody: SIMPLE }), {
          message: `Stack:${StackId} is in ${status} state and can not be updated.`,
        })
        clock.advance(600_000)
      }
    },
  },
  {
    name: 'cloudformation.test_change_sets::test_list_change_sets',
    async run(world) {
      const { ChangeSetId, StackId } = await changeSet(world, world.admin, { ...CREATE, TemplateBody: SIMPLE })
      const { Summaries } = await world.admin.send(new ListChangeSetsCommand({ StackName: STACK }))
      expect(Summaries).toEqual([
        {
          ChangeSetId,
          ChangeSetName: 'fw-1',
          CreationTime: expect.any(Date),
          ExecutionStatus: 'AVAILABLE',
          IncludeNestedStacks: false,
          StackId,
          StackName: STACK,
          Status: 'CREATE_COMPLETE',
        },
      ])
    },
  },
  {
    name: 'cloudformation.api.test_update_stack::test_update_deleted_stack',
    async run(world) {
      const { admin, clock } = world
      await deploy(world, admin, { ...CREATE, TemplateBody: SIMPLE })
      const { StackId } = await stackOf(world)
      await admin.send(new DeleteStackCommand({ StackName: STACK }))
      clock.advance(600_000)
      await refuses(admin.send(new UpdateStackCommand({ StackName: StackId, TemplateBody: SIMPLE })), {
        message: `Stack:${StackId} is in DELETE_COMPLETE state and can not be updated.`,
      })
    },
  },
]
