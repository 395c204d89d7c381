/**
 * On what must every stand-in for AWS agree?
 *
 * Cases through the real SDK, with the endpoint as their only parameter. The
 * simulator has to pass them all; moto passes those that it is good for, and its
 * known deviations are held as failures (aws-deviations.ts). Whoever has a
 * sandbox account can run them there.
 */
import {
  type CloudFormationClient,
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  type DescribeChangeSetCommandOutput,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetStackPolicyCommand,
  GetTemplateCommand,
  ListChangeSetsCommand,
  ListStackResourcesCommand,
  SetStackPolicyCommand,
} from '@aws-sdk/client-cloudformation'
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
  type STSClient,
} from '@aws-sdk/client-sts'
import { expect } from 'vitest'

export interface Target {
  /** Speaks as the bot's own principal. */
  readonly sts: STSClient
  /** The same principal with a secret that is not its own. */
  readonly forgedSts: STSClient
  /** An account that no other case uses, with a role to enter it by. */
  account(): { readonly id: string; readonly role: AssumeRoleCommandInput }
  /** Full rights in that account. */
  enter(role: AssumeRoleCommandInput): Promise<CloudFormationClient>
  /** Called between looks at what takes time. */
  pass(): Promise<void>
}

export interface Case {
  readonly title: string
  readonly run: (target: Target) => Promise<void>
}

export const QUEUE = JSON.stringify({
  Resources: { Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } } },
})
export const TWO = JSON.stringify({
  Resources: {
    Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
    Bell: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'bell' } },
  },
})

export async function fresh(target: Target): Promise<CloudFormationClient> {
  return await target.enter(target.account().role)
}

export async function make(
  client: CloudFormationClient,
  target: Target,
  input: Partial<CreateChangeSetCommandInput>,
): Promise<DescribeChangeSetCommandOutput> {
  const { Id } = await client.send(
    new CreateChangeSetCommand({ StackName: 'app', ChangeSetName: 'first', TemplateBody: QUEUE, ...input }),
  )
  for (;;) {
    const set = await client.send(new DescribeChangeSetCommand({ ChangeSetName: Id, IncludePropertyValues: true }))
    if (set.Status === 'CREATE_COMPLETE' || set.Status === 'FAILED') return set
    await target.pass()
  }
}

export async function execute(
  client: CloudFormationClient,
  target: Target,
  set: DescribeChangeSetCommandOutput,
): Promise<string> {
  await client.send(
    new ExecuteChangeSetCommand({ ChangeSetName: set.ChangeSetId, ClientRequestToken: `t-${set.ChangeSetName}` }),
  )
  for (;;) {
    await target.pass()
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: set.StackId }))
    const status = Stacks?.[0]?.StackStatus ?? ''
    if (!status.endsWith('_IN_PROGRESS')) return status
  }
}

export async function createApp(target: Target): Promise<CloudFormationClient> {
  const client = await fresh(target)
  expect(await execute(client, target, await make(client, target, { ChangeSetType: 'CREATE' }))).toBe('CREATE_COMPLETE')
  return client
}

export async function refuses(
  call: Promise<unknown>,
  error: { readonly name: string; readonly message?: RegExp },
): Promise<void> {
  await expect(call).rejects.toMatchObject({
    name: error.name,
    ...(error.message ? { message: expect.stringMatching(error.message) } : {}),
  })
}

/** What moto keeps as well. */
export const AGREED: readonly Case[] = [
  {
    title: 'a session belongs to the account of its role',
    async run(target) {
      const { id, role } = target.account()
      const { AssumedRoleUser } = await target.sts.send(new AssumeRoleCommand(role))
      expect(AssumedRoleUser?.Arn).toMatch(new RegExp(`^arn:aws:sts::${id}:assumed-role/`))
    },
  },
  {
    title: 'a principal can ask who it is',
    async run({ sts }) {
      expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toMatch(/^\d{12}$/)
    },
  },
  {
    title: 'one stack name in two accounts is two stacks',
    async run(target) {
      await createApp(target)
      const other = await fresh(target)
      await refuses(other.send(new DescribeStacksCommand({ StackName: 'app' })), {
        name: 'ValidationError',
        message: /^Stack with id app does not exist$/,
      })
    },
  },
  {
    title: 'a stack made by a set holds its template and its resources',
    async run(target) {
      const client = await createApp(target)
      expect((await client.send(new GetTemplateCommand({ StackName: 'app' }))).TemplateBody).toBe(QUEUE)
      const { StackResourceSummaries } = await client.send(new ListStackResourcesCommand({ StackName: 'app' }))
      expect(StackResourceSummaries).toMatchObject([
        { LogicalResourceId: 'Dead', ResourceType: 'AWS::SQS::Queue', ResourceStatus: 'CREATE_COMPLETE' },
      ])
    },
  },
  {
    title: 'an update adds what the template adds',
    async run(target) {
      const client = await createApp(target)
      const set = await make(client, target, { ChangeSetName: 'second', ChangeSetType: 'UPDATE', TemplateBody: TWO })
      expect(
        set.Changes?.map(({ ResourceChange }) => [ResourceChange?.Action, ResourceChange?.LogicalResourceId]),
      ).toEqual([['Add', 'Bell']])
      expect(await execute(client, target, set)).toBe('UPDATE_COMPLETE')
    },
  },
  {
    title: 'a template that is only laid out anew is no change',
    async run(target) {
      const client = await createApp(target)
      const TemplateBody = JSON.stringify(JSON.parse(QUEUE), null, 2)
      const set = await make(client, target, { ChangeSetName: 'second', ChangeSetType: 'UPDATE', TemplateBody })
      expect(set.Status).toBe('FAILED')
      expect(set.StatusReason).toMatch(/didn't contain changes/)
    },
  },
  {
    title: 'a deleted stack is still described by its id',
    async run(target) {
      const client = await createApp(target)
      const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'app' }))
      const StackName = Stacks?.[0]?.StackId
      await client.send(new DeleteStackCommand({ StackName }))
      for (;;) {
        const { Stacks: found } = await client.send(new DescribeStacksCommand({ StackName }))
        if (found?.[0]?.StackStatus === 'DELETE_COMPLETE') return
        await target.pass()
      }
    },
  },
  {
    title: 'a set is described by its ARN as by its name',
    async run(target) {
      const client = await fresh(target)
      const { ChangeSetId, StackId } = await make(client, target, { ChangeSetType: 'CREATE' })
      const named = new DescribeChangeSetCommand({ StackName: 'app', ChangeSetName: 'first' })
      expect(await client.send(named)).toMatchObject({ ChangeSetId, StackId, StackName: 'app', ChangeSetName: 'first' })
    },
  },
  {
    title: 'a set that waits is listed',
    async run(target) {
      const client = await createApp(target)
      await make(client, target, { ChangeSetName: 'second', ChangeSetType: 'UPDATE', TemplateBody: TWO })
      const { Summaries } = await client.send(new ListChangeSetsCommand({ StackName: 'app' }))
      expect(Summaries?.map(({ ChangeSetName }) => ChangeSetName)).toContain('second')
    },
  },
  {
    title: 'a resource that the template drops is removed',
    async run(target) {
      const client = await fresh(target)
      await execute(client, target, await make(client, target, { ChangeSetType: 'CREATE', TemplateBody: TWO }))
      const set = await make(client, target, { ChangeSetName: 'second', ChangeSetType: 'UPDATE', TemplateBody: QUEUE })
      expect(set.Changes).toMatchObject([{ ResourceChange: { Action: 'Remove', LogicalResourceId: 'Bell' } }])
    },
  },
  {
    title: 'a stack policy reads as it was written',
    async run(target) {
      const client = await createApp(target)
      const StackPolicyBody = '{"Statement":[{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"*"}]}'
      await client.send(new SetStackPolicyCommand({ StackName: 'app', StackPolicyBody }))
      expect((await client.send(new GetStackPolicyCommand({ StackName: 'app' }))).StackPolicyBody).toBe(StackPolicyBody)
    },
  },
  {
    title: 'deleting what is not there is no error',
    async run(target) {
      const client = await fresh(target)
      await client.send(new DeleteStackCommand({ StackName: 'nowhere' }))
    },
  },
]
