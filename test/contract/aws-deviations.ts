/**
 * On what must a stand-in for AWS agree, though moto does not?
 *
 * Each case names the deviation of moto 5.2.1 that makes it fail there. The
 * simulator passes them all; moto is held to failing them.
 */
import {
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { expect } from 'vitest'
import { type Case, createApp, execute, fresh, make, QUEUE, refuses, TWO } from './aws-contract.ts'

export interface DeviatingCase extends Case {
  readonly deviation: string
}

export const DEVIATING: readonly DeviatingCase[] = [
  {
    title: 'a role that does not exist opens no session',
    deviation: 'D1',
    async run(target) {
      const { id, role } = target.account()
      const missing = new AssumeRoleCommand({ ...role, RoleArn: `arn:aws:iam::${id}:role/nobody` })
      await refuses(target.sts.send(missing), { name: 'AccessDenied' })
    },
  },
  {
    title: 'a wrong external id opens no session',
    deviation: 'D2',
    async run(target) {
      const wrong = new AssumeRoleCommand({ ...target.account().role, ExternalId: 'somebody-elses-id' })
      await refuses(target.sts.send(wrong), { name: 'AccessDenied' })
    },
  },
  {
    title: 'a session of fourteen hours is refused',
    deviation: 'D3',
    async run(target) {
      const long = new AssumeRoleCommand({ ...target.account().role, DurationSeconds: 50_000 })
      await refuses(target.sts.send(long), { name: 'ValidationError' })
    },
  },
  {
    title: 'a forged secret is refused',
    deviation: 'D4',
    async run(target) {
      await refuses(target.forgedSts.send(new AssumeRoleCommand(target.account().role)), {
        name: 'SignatureDoesNotMatch',
      })
    },
  },
  {
    title: 'a set without a type is an update, and needs a stack',
    deviation: 'D5',
    async run(target) {
      const client = await fresh(target)
      await refuses(make(client, target, {}), { name: 'ValidationError', message: /^Stack \[app\] does not exist$/ })
    },
  },
  {
    title: 'the same request with the same token is answered with the same set',
    deviation: 'D6',
    async run(target) {
      const client = await fresh(target)
      const input = { ChangeSetType: 'CREATE', ClientToken: 'token' } as const
      const first = await make(client, target, input)
      expect((await make(client, target, input)).ChangeSetId).toBe(first.ChangeSetId)
    },
  },
  {
    title: 'a stack that is there is not created again',
    deviation: 'D7',
    async run(target) {
      const client = await createApp(target)
      await refuses(make(client, target, { ChangeSetName: 'second', ChangeSetType: 'CREATE' }), {
        name: 'ValidationError',
        message: /already exists and cannot be created again with the changeSet \[second\]/,
      })
    },
  },
  {
    title: 'a set takes time',
    deviation: 'D8',
    async run(target) {
      const client = await fresh(target)
      const input = { StackName: 'app', ChangeSetName: 'first', ChangeSetType: 'CREATE', TemplateBody: QUEUE } as const
      const { Id } = await client.send(new CreateChangeSetCommand(input))
      const set = await client.send(new DescribeChangeSetCommand({ ChangeSetName: Id }))
      expect(set.Status).toMatch(/^CREATE_(PENDING|IN_PROGRESS)$/)
    },
  },
  {
    title: 'the same template with the same parameters makes a failed set, not a refusal',
    deviation: 'D9',
    async run(target) {
      const client = await fresh(target)
      const TemplateBody = JSON.stringify({
        Parameters: { Name: { Type: 'String' } },
        Resources: { Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'Name' } } } },
      })
      const input = { TemplateBody, Parameters: [{ ParameterKey: 'Name', ParameterValue: 'dead' }] }
      await execute(client, target, await make(client, target, { ...input, ChangeSetType: 'CREATE' }))
      const set = await make(client, target, { ...input, ChangeSetName: 'second', ChangeSetType: 'UPDATE' })
      expect(set).toMatchObject({ Status: 'FAILED', ExecutionStatus: 'UNAVAILABLE' })
    },
  },
  {
    title: 'a changed tag is a change',
    deviation: 'D10',
    async run(target) {
      const client = await createApp(target)
      const Tags = [{ Key: 'owner', Value: 'acme' }]
      const set = await make(client, target, { ChangeSetName: 'second', ChangeSetType: 'UPDATE', Tags })
      expect(set.Changes?.map(({ ResourceChange }) => ResourceChange?.Scope)).toEqual([['Tags']])
    },
  },
  {
    title: 'a type that does not exist is refused',
    deviation: 'D11',
    async run(target) {
      const client = await fresh(target)
      const TemplateBody = JSON.stringify({ Resources: { A: { Type: 'AWS::Nope::Thing' } } })
      await refuses(make(client, target, { ChangeSetType: 'CREATE', TemplateBody }), { name: 'ValidationError' })
    },
  },
  {
    title: 'a described set has the values of properties',
    deviation: 'D14',
    async run(target) {
      const client = await fresh(target)
      const set = await make(client, target, { ChangeSetType: 'CREATE' })
      expect(JSON.parse(set.Changes?.[0]?.ResourceChange?.AfterContext ?? '{}')).toEqual({
        Properties: { QueueName: 'dead' },
      })
    },
  },
  {
    title: 'an executed set is not executed again',
    deviation: 'D16',
    async run(target) {
      const client = await fresh(target)
      const set = await make(client, target, { ChangeSetType: 'CREATE' })
      await execute(client, target, set)
      const again = new ExecuteChangeSetCommand({ ChangeSetName: set.ChangeSetId })
      await refuses(client.send(again), { name: 'InvalidChangeSetStatusException' })
    },
  },
  {
    title: 'a deleted set is not found',
    deviation: 'D17',
    async run(target) {
      const client = await createApp(target)
      const set = await make(client, target, { ChangeSetName: 'second', ChangeSetType: 'UPDATE', TemplateBody: TWO })
      await client.send(new DeleteChangeSetCommand({ ChangeSetName: set.ChangeSetId }))
      await refuses(client.send(new DescribeChangeSetCommand({ ChangeSetName: set.ChangeSetId })), {
        name: 'ChangeSetNotFoundException',
      })
    },
  },
  {
    title: 'each resource has its events, with the token of the operation',
    deviation: 'D20',
    async run(target) {
      const client = await createApp(target)
      const { StackEvents } = await client.send(new DescribeStackEventsCommand({ StackName: 'app' }))
      expect(StackEvents).toContainEqual(
        expect.objectContaining({
          LogicalResourceId: 'Dead',
          ResourceStatus: 'CREATE_COMPLETE',
          ClientRequestToken: 't-first',
        }),
      )
    },
  },
]
