/**
 * Where else does moto 5.2.1 not do as AWS does?
 *
 * The second half of the list in aws-deviations.ts: what sessions carry, what is
 * checked before a set is made, and how a stack lives. Left out is only what no
 * case can show: imports (D12), which the simulator refuses, pages of more than a
 * hundred sets (D18), and what moto lacks altogether (D25: no limits, no faults).
 */
import {
  ContinueUpdateRollbackCommand,
  type CreateChangeSetCommandInput,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  DetectStackDriftCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListChangeSetsCommand,
  UpdateTerminationProtectionCommand,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { expect } from 'vitest'
import { createApp, execute, fresh, make, QUEUE, refuses, type Target, TWO } from './aws-contract.ts'
import type { DeviatingCase } from './aws-deviations.ts'

const NAMED = JSON.stringify({
  Parameters: { Name: { Type: 'String' }, Key: { Type: 'String', NoEcho: true, Default: 'hush' } },
  Resources: { Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'Name' } } } },
  Outputs: { Dead: { Value: { Ref: 'Dead' } } },
})
const name = (ParameterValue: string): Partial<CreateChangeSetCommandInput> => ({
  Parameters: [{ ParameterKey: 'Name', ParameterValue }],
})

function refusedSet(title: string, error: string, input: Partial<CreateChangeSetCommandInput>): DeviatingCase {
  return {
    title,
    deviation: 'D11',
    async run(target) {
      const client = await fresh(target)
      await refuses(make(client, target, { ChangeSetType: 'CREATE', ...input }), { name: error })
    },
  }
}

async function named(target: Target): Promise<Awaited<ReturnType<typeof fresh>>> {
  const client = await fresh(target)
  const set = await make(client, target, { ChangeSetType: 'CREATE', TemplateBody: NAMED, ...name('dead') })
  expect(await execute(client, target, set)).toBe('CREATE_COMPLETE')
  return client
}

export const MORE_DEVIATING: readonly DeviatingCase[] = [
  {
    title: 'what is no ARN names no role',
    deviation: 'D1',
    async run({ sts, account }) {
      const RoleArn = 'not-an-arn-of-anything'
      await refuses(sts.send(new AssumeRoleCommand({ ...account().role, RoleArn })), { name: 'ValidationError' })
    },
  },
  {
    title: 'a session policy that is no JSON is malformed',
    deviation: 'D2',
    async run({ sts, account }) {
      const session = new AssumeRoleCommand({ ...account().role, Policy: '{' })
      await refuses(sts.send(session), { name: 'MalformedPolicyDocumentException' })
    },
  },
  {
    title: 'a source identity is echoed',
    deviation: 'D2',
    async run({ sts, account }) {
      const session = new AssumeRoleCommand({ ...account().role, SourceIdentity: 'fw-7' })
      expect((await sts.send(session)).SourceIdentity).toBe('fw-7')
    },
  },
  {
    title: 'a transitive key has to be a tag',
    deviation: 'D2',
    async run({ sts, account }) {
      const session = new AssumeRoleCommand({ ...account().role, TransitiveTagKeys: ['nothing'] })
      await refuses(sts.send(session), { name: 'InvalidParameterValue' })
    },
  },
  {
    title: 'two sets of one name are one too many',
    deviation: 'D7',
    async run(target) {
      const client = await createApp(target)
      const input = { ChangeSetName: 'second', ChangeSetType: 'UPDATE', TemplateBody: TWO } as const
      await make(client, target, input)
      await refuses(make(client, target, input), { name: 'AlreadyExistsException' })
    },
  },
  {
    title: 'a set whose parameters are left out is refused',
    deviation: 'D9',
    async run(target) {
      const client = await named(target)
      const input = { ChangeSetName: 'second', ChangeSetType: 'UPDATE', TemplateBody: NAMED } as const
      await refuses(make(client, target, input), { name: 'ValidationError', message: /Parameters: \[Name\] must have/ })
    },
  },
  {
    title: 'a changed parameter shows as a change of what it moves',
    deviation: 'D10',
    async run(target) {
      const client = await named(target)
      const input = { ChangeSetName: 'second', ChangeSetType: 'UPDATE', TemplateBody: NAMED, ...name('other') } as const
      const { Changes } = await make(client, target, input)
      expect(Changes).toMatchObject([{ ResourceChange: { LogicalResourceId: 'Dead', Replacement: 'True' } }])
    },
  },
  refusedSet('a role needs a capability', 'InsufficientCapabilitiesException', {
    TemplateBody: JSON.stringify({
      Resources: { R: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } } },
    }),
  }),
  refusedSet('a stack name begins with a letter', 'ValidationError', { StackName: '1_bad name' }),
  refusedSet('a template has 51,200 bytes at most', 'ValidationError', { TemplateBody: QUEUE.padEnd(60_000) }),
  refusedSet('a parameter without a value is missing', 'ValidationError', { TemplateBody: NAMED }),
  refusedSet('a reference to nothing is refused', 'ValidationError', {
    TemplateBody: QUEUE.replace('"dead"', '{"Ref":"Nothing"}'),
  }),
  {
    title: 'a creation that fails leaves nothing if it was asked to',
    deviation: 'D13',
    async run(target) {
      const client = await createApp(target)
      const input = { StackName: 'twin', ChangeSetType: 'CREATE', OnStackFailure: 'DELETE' } as const
      expect(await execute(client, target, await make(client, target, input))).toBe('DELETE_COMPLETE')
    },
  },
  {
    title: 'a set is found under its own stack alone',
    deviation: 'D15',
    async run(target) {
      const client = await createApp(target)
      await make(client, target, { ChangeSetName: 'mine', ChangeSetType: 'UPDATE', TemplateBody: TWO })
      await make(client, target, { StackName: 'other', ChangeSetName: 'theirs', ChangeSetType: 'CREATE' })
      const crossed = new ExecuteChangeSetCommand({ StackName: 'other', ChangeSetName: 'mine' })
      await refuses(client.send(crossed), { name: 'ChangeSetNotFoundException' })
    },
  },
  {
    title: 'executing one set deletes the others',
    deviation: 'D16',
    async run(target) {
      const client = await createApp(target)
      const input = { ChangeSetType: 'UPDATE', TemplateBody: TWO } as const
      await make(client, target, { ...input, ChangeSetName: 'sibling' })
      await execute(client, target, await make(client, target, { ...input, ChangeSetName: 'chosen' }))
      expect((await client.send(new ListChangeSetsCommand({ StackName: 'app' }))).Summaries ?? []).toEqual([])
    },
  },
  {
    title: 'a set that failed is not executed',
    deviation: 'D16',
    async run(target) {
      const client = await createApp(target)
      const TemplateBody = JSON.stringify(JSON.parse(QUEUE), null, 2)
      await make(client, target, { ChangeSetName: 'empty', ChangeSetType: 'UPDATE', TemplateBody })
      const run = new ExecuteChangeSetCommand({ StackName: 'app', ChangeSetName: 'empty' })
      await refuses(client.send(run), { name: 'InvalidChangeSetStatusException' })
    },
  },
  {
    title: 'a set that is not there is not executed, and is not there',
    deviation: 'D17',
    async run(target) {
      const client = await createApp(target)
      const ghost = { StackName: 'app', ChangeSetName: 'ghost' }
      await refuses(client.send(new ExecuteChangeSetCommand(ghost)), { name: 'ChangeSetNotFoundException' })
    },
  },
  {
    title: 'a resource that cannot be made rolls its stack back',
    deviation: 'D19',
    async run(target) {
      const client = await createApp(target)
      const twin = await make(client, target, { StackName: 'twin', ChangeSetType: 'CREATE' })
      expect(await execute(client, target, twin)).toBe('ROLLBACK_COMPLETE')
    },
  },
  {
    title: 'a stack made by a set has its outputs and says which set',
    deviation: 'D20',
    async run(target) {
      const client = await named(target)
      const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'app' }))
      expect(Stacks).toMatchObject([
        { ChangeSetId: expect.stringMatching(/changeSet\/first/), Outputs: [{ OutputKey: 'Dead' }] },
      ])
    },
  },
  {
    title: 'a secret parameter is starred',
    deviation: 'D21',
    async run(target) {
      const client = await named(target)
      const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'app' }))
      expect(Stacks?.[0]?.Parameters).toContainEqual({ ParameterKey: 'Key', ParameterValue: '****' })
    },
  },
  {
    title: 'a protected stack is not deleted',
    deviation: 'D22',
    async run(target) {
      const client = await fresh(target)
      const protectedOne = { StackName: 'app', TemplateBody: QUEUE, EnableTerminationProtection: true }
      await client.send(new CreateStackCommand(protectedOne))
      await target.pass()
      await refuses(client.send(new DeleteStackCommand({ StackName: 'app' })), { name: 'ValidationError' })
    },
  },
  {
    title: 'protection can be switched',
    deviation: 'D22',
    async run(target) {
      const client = await createApp(target)
      const on = { StackName: 'app', EnableTerminationProtection: true }
      expect((await client.send(new UpdateTerminationProtectionCommand(on))).StackId).toMatch(/stack\/app/)
    },
  },
  {
    title: 'drift can be looked for',
    deviation: 'D23',
    async run(target) {
      const client = await createApp(target)
      const { StackDriftDetectionId } = await client.send(new DetectStackDriftCommand({ StackName: 'app' }))
      expect(StackDriftDetectionId).toMatch(/^[-0-9a-f]{36}$/)
    },
  },
  {
    title: 'a rollback that is not stuck is not continued, in XML',
    deviation: 'D23',
    async run(target) {
      const client = await createApp(target)
      const go = new ContinueUpdateRollbackCommand({ StackName: 'app' })
      await refuses(client.send(go), { name: 'ValidationError' })
    },
  },
  {
    title: 'a parameter that nobody uses is no error',
    deviation: 'D24',
    async run(target) {
      const client = await fresh(target)
      const TemplateBody = JSON.stringify({ ...JSON.parse(QUEUE), Parameters: { Idle: { Type: 'String' } } })
      const { Parameters } = await client.send(new ValidateTemplateCommand({ TemplateBody }))
      expect(Parameters).toMatchObject([{ ParameterKey: 'Idle' }])
    },
  },
  {
    title: 'the template of a set is that of the set',
    deviation: 'D25',
    async run(target) {
      const client = await createApp(target)
      const set = await make(client, target, { ChangeSetName: 'second', ChangeSetType: 'UPDATE', TemplateBody: TWO })
      const { TemplateBody } = await client.send(new GetTemplateCommand({ ChangeSetName: set.ChangeSetId }))
      expect(TemplateBody).toBe(TWO)
    },
  },
]
