/**
 * Is who calls too often told so, and nobody else?
 */
import {
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeStacksCommand,
  ListStacksCommand,
} from '@aws-sdk/client-cloudformation'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { expect, test } from 'vitest'
import { CREATE, pipeline } from './pipeline.ts'
import { ACCOUNT, addCustomer, changeSet, deploy, testWorld } from './world.ts'

const BOT = 'arn:aws:iam::999999999999:user/bot'
const OTHER = '222222222222'
const THROTTLED = { name: 'Throttling', message: 'Rate exceeded', $metadata: { httpStatusCode: 400 } }

test("an account's calls to CloudFormation come out of one bucket, whoever calls, and time fills it", async () => {
  await using world = await testWorld({ rates: { cloudformation: { perSecond: 2, burst: 3 } } })
  const second = world.cloudFormation(world.sim.addPrincipal({ accountId: ACCOUNT, name: 'second' }))
  const callers = [world.admin, second, await world.assume('plan')]
  for (const caller of callers) await caller.send(new ListStacksCommand({}))
  for (const caller of callers) await expect(caller.send(new ListStacksCommand({}))).rejects.toMatchObject(THROTTLED)
  world.clock.advance(500)
  await second.send(new DescribeStacksCommand({}))
  await expect(second.send(new DescribeStacksCommand({}))).rejects.toMatchObject(THROTTLED)
})

test('a bucket is of one account and one region', async () => {
  await using world = await testWorld({ rates: { cloudformation: { perSecond: 1, burst: 1 } } })
  addCustomer(world.sim, BOT, OTHER)
  const keys = world.sim.addPrincipal({ accountId: ACCOUNT, name: 'traveller' })
  const [here, there] = [world.cloudFormation(keys), world.cloudFormation(keys, 'us-east-1')]
  await here.send(new ListStacksCommand({}))
  await expect(here.send(new ListStacksCommand({}))).rejects.toMatchObject(THROTTLED)
  await there.send(new ListStacksCommand({}))
  await (await world.assume('plan', OTHER)).send(new ListStacksCommand({}))
})

test('a bucket holds no more than its burst, however long nobody called', async () => {
  await using world = await testWorld({ rates: { cloudformation: { perSecond: 100, burst: 1 } } })
  world.clock.advance(3_600_000)
  await world.admin.send(new ListStacksCommand({}))
  await expect(world.admin.send(new ListStacksCommand({}))).rejects.toMatchObject(THROTTLED)
})

test('STS charges the account that calls, whichever it enters', async () => {
  await using world = await testWorld({ rates: { sts: { perSecond: 1, burst: 2 } } })
  addCustomer(world.sim, BOT, OTHER)
  await world.assume('plan')
  await world.assume('plan', OTHER)
  await expect(world.assume('apply')).rejects.toMatchObject(THROTTLED)
  const customer = world.sts(world.sim.addPrincipal({ accountId: ACCOUNT, name: 'person' }))
  await customer.send(new GetCallerIdentityCommand({}))
  expect(world.sim.journal.requests.filter(({ code }) => code === 'Throttling')).toMatchObject([
    { action: 'AssumeRole', accountId: ACCOUNT, callerAccountId: '999999999999' },
  ])
})

test('a call that is throttled has not happened', async () => {
  await using world = await testWorld({ rates: { cloudformation: { perSecond: 1, burst: 1 } } })
  await world.admin.send(new ListStacksCommand({}))
  const create = new CreateChangeSetCommand({ StackName: 'web', ChangeSetName: 'fw-1', ...CREATE })
  await expect(world.admin.send(create)).rejects.toMatchObject(THROTTLED)
  world.clock.advance(1_000)
  await expect(world.admin.send(new DescribeStacksCommand({ StackName: 'web' }))).rejects.toMatchObject({
    message: 'Stack with id web does not exist',
  })
})

test('a stack holds so many change sets and no more, failed ones included', async () => {
  await using world = await testWorld({ limits: { changeSetsPerStack: 2 } })
  await deploy(world, world.admin, CREATE)
  const make = (name: string, shards: number): Promise<unknown> =>
    changeSet(world, world.admin, { ChangeSetName: name, TemplateBody: pipeline({ shards }) })
  expect(await make('fw-none', 1)).toMatchObject({ Status: 'FAILED' })
  await make('fw-two', 2)
  await expect(make('fw-three', 3)).rejects.toMatchObject({
    name: 'LimitExceededException',
    message: expect.stringMatching(/^ChangeSet limit exceeded for stack arn:aws:cloudformation:/),
  })
  await world.admin.send(new DeleteChangeSetCommand({ StackName: 'web', ChangeSetName: 'fw-none' }))
  await make('fw-three', 3)
})
