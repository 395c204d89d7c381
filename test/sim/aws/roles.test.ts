/**
 * May each of the three roles do what it must, and nothing else?
 *
 * The roles come from the template that customers run; the simulator enforces
 * what it says. The document's table is held against the template as well.
 */
import { readFileSync } from 'node:fs'
import {
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation'
import { expect, test } from 'vitest'
import { parseDocument } from 'yaml'
import { ACCOUNT, BOOTSTRAP, changeSet, REGION, SERVICE_ROLE, testWorld } from './world.ts'

const TemplateBody = 'Resources: { Raw: { Type: AWS::Kinesis::Stream, DeletionPolicy: Retain } }'
const CREATE = {
  StackName: 'web',
  ChangeSetName: 'fw-1',
  ChangeSetType: 'CREATE',
  TemplateBody,
  RoleARN: SERVICE_ROLE,
} as const

test('the plan role makes a set, the apply role executes it, the service role makes the stream', async () => {
  await using world = await testWorld()
  const [plan, apply] = [await world.assume('plan'), await world.assume('apply')]
  const { ChangeSetId } = await changeSet(world, plan, CREATE)
  await apply.send(new DescribeChangeSetCommand({ ChangeSetName: ChangeSetId, IncludePropertyValues: true }))
  await apply.send(
    new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId, StackName: 'web', ClientRequestToken: 't' }),
  )
  world.clock.advance(600_000)
  await apply.send(new UpdateTerminationProtectionCommand({ StackName: 'web', EnableTerminationProtection: true }))
  expect(world.sim.stacks(ACCOUNT, REGION)[0]).toMatchObject({
    status: 'CREATE_COMPLETE',
    roleArn: SERVICE_ROLE,
    terminationProtection: true,
  })
})

test('an update outlives the session that began it', async () => {
  await using world = await testWorld()
  const { ChangeSetId } = await changeSet(world, await world.assume('plan'), CREATE)
  const apply = await world.assume('apply')
  world.clock.advance(3_599_000)
  await apply.send(new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId }))
  world.clock.advance(600_000)
  expect(world.sim.stacks(ACCOUNT, REGION)[0]?.status).toBe('CREATE_COMPLETE')
})

test('the plan role executes nothing and deletes no stack', async () => {
  await using world = await testWorld()
  const plan = await world.assume('plan')
  const { ChangeSetId } = await changeSet(world, plan, CREATE)
  await expect(plan.send(new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId }))).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringMatching(
      /^User: arn:aws:sts::111111111111:assumed-role\/fleetwright-plan\/fw-pull-7 is not authorized to perform: cloudformation:ExecuteChangeSet on resource: .* because no identity-based policy allows the cloudformation:ExecuteChangeSet action$/,
    ),
  })
  await expect(plan.send(new DeleteStackCommand({ StackName: 'web' }))).rejects.toMatchObject({ name: 'AccessDenied' })
  await plan.send(new DeleteChangeSetCommand({ ChangeSetName: ChangeSetId }))
})

test('the plan role makes sets for the service role alone, under its own names alone', async () => {
  await using world = await testWorld()
  const plan = await world.assume('plan')
  const attempt = (input: object): Promise<unknown> => plan.send(new CreateChangeSetCommand({ ...CREATE, ...input }))
  await expect(attempt({ ChangeSetName: 'mine' })).rejects.toMatchObject({ name: 'AccessDenied' })
  await expect(attempt({ RoleARN: undefined })).rejects.toMatchObject({ name: 'AccessDenied' })
  const admin = `arn:aws:iam::${ACCOUNT}:role/admin`
  await expect(attempt({ RoleARN: admin })).rejects.toMatchObject({ name: 'AccessDenied' })
})

test("the bot leaves other people's change sets alone", async () => {
  await using world = await testWorld()
  const { ChangeSetId } = await changeSet(world, world.admin, { ...CREATE, ChangeSetName: 'release-9' })
  const [plan, apply] = [await world.assume('plan'), await world.assume('apply')]
  await expect(apply.send(new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId }))).rejects.toMatchObject({
    name: 'AccessDenied',
  })
  await expect(plan.send(new DeleteChangeSetCommand({ ChangeSetName: ChangeSetId }))).rejects.toMatchObject({
    name: 'AccessDenied',
  })
})

test('the apply role makes no sets', async () => {
  await using world = await testWorld()
  const apply = await world.assume('apply')
  await expect(apply.send(new CreateChangeSetCommand(CREATE))).rejects.toMatchObject({ name: 'AccessDenied' })
})

test('the apply role clears a leftover that never lived', async () => {
  await using world = await testWorld()
  const [plan, apply] = [await world.assume('plan'), await world.assume('apply')]
  await changeSet(world, plan, CREATE)
  await apply.send(new DeleteStackCommand({ StackName: 'web', ClientRequestToken: 'clear-1' }))
  await expect(plan.send(new DescribeStacksCommand({ StackName: 'web' }))).rejects.toMatchObject({
    name: 'ValidationError',
  })
})

test('a stack cannot touch the roles that the bot itself uses', async () => {
  await using world = await testWorld()
  const [plan, apply] = [await world.assume('plan'), await world.assume('apply')]
  const role = (RoleName: string): string =>
    JSON.stringify({
      Resources: { R: { Type: 'AWS::IAM::Role', Properties: { RoleName, AssumeRolePolicyDocument: {} } } },
    })
  const Capabilities = ['CAPABILITY_NAMED_IAM' as const]
  for (const [StackName, name, end] of [
    ['good', 'collector', 'CREATE_COMPLETE'],
    ['bad', 'fleetwright-apply-2', 'ROLLBACK_COMPLETE'],
  ] as const) {
    const { ChangeSetId } = await changeSet(world, plan, {
      ...CREATE,
      StackName,
      TemplateBody: role(name),
      Capabilities,
    })
    await apply.send(new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId }))
    world.clock.advance(600_000)
    const stack = world.sim.stacks(ACCOUNT, REGION).find(({ stackName }) => stackName === StackName)
    expect(stack?.status).toBe(end)
  }
})

test('an external id shorter than sixteen characters is refused', async () => {
  await using world = await testWorld()
  const parameters = { ExternalId: 'short', BotPrincipalArn: 'arn:aws:iam::999999999999:user/bot' }
  expect(() => world.sim.addAccount({ id: '222222222222', bootstrapTemplate: BOOTSTRAP, parameters })).toThrow(
    "Parameter 'ExternalId' must contain at least 16 characters",
  )
})

test('the document gives a reason for each action of each statement', () => {
  const document = readFileSync(new URL('../../../fleet/bootstrap/README.md', import.meta.url), 'utf8')
  const rows = [...document.matchAll(/^\| (\w+) \| `(\w+)` \| (.+?) \| (.+) \|$/gm)].map(
    ([, role, sid, actions = '', why = '']) => {
      expect(why.length).toBeGreaterThan(10)
      return `${role} ${sid}: ${actions.replaceAll('`', '')}`
    },
  )
  const template = parseDocument(BOOTSTRAP, { logLevel: 'silent' }).toJS()
  const statements = Object.entries<RoleResource>(template.Resources).flatMap(([name, { Properties }]) =>
    [Properties.AssumeRolePolicyDocument, ...Properties.Policies.map(({ PolicyDocument }) => PolicyDocument)].flatMap(
      ({ Statement }) =>
        Statement.map(({ Sid, Effect, Action }) => {
          const actions = [Action].flat().join(', ')
          return `${name.replace('Role', '').toLowerCase()} ${Sid}: ${Effect === 'Deny' ? `not ${actions}` : actions}`
        }),
    ),
  )
  expect(rows).toEqual(statements)
})

interface Statements {
  readonly Statement: readonly { readonly Sid: string; readonly Effect: string; readonly Action: string | string[] }[]
}

interface RoleResource {
  readonly Properties: {
    readonly AssumeRolePolicyDocument: Statements
    readonly Policies: readonly { readonly PolicyDocument: Statements }[]
  }
}
