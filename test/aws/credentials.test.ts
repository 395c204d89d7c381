/** Promise: an account is entered by its own role, external id and name, and as rarely as possible. */
import { expect, it } from 'vitest'
import { openAws } from '../../src/aws/open.ts'
import { stack } from '../support/stacks.ts'
import { applied, edgeWorld, orderOf, PURPOSE, SECOND, shards } from './world.ts'

const MINUTE = 60_000

it('twenty calls at once open one session', async () => {
  await using world = await edgeWorld()
  const looks = Array.from({ length: 20 }, () => world.aws.reader.live(stack(), PURPOSE))
  await Promise.all(looks)
  expect(world.sim.callCounts()).toEqual({ AssumeRole: 1, DescribeStacks: 20 })
})

it('a session says in the customer’s trail what it is for', async () => {
  await using world = await edgeWorld()
  await world.aws.reader.live(stack(), 'rollout-r-1a2b3c4d5e6f')
  const [assumed, looked] = world.sim.journal.requests
  expect(assumed).toMatchObject({ action: 'AssumeRole', sourceIdentity: 'fw-rollout-r-1a2b3c4d5e6f' })
  expect(looked).toMatchObject({
    action: 'DescribeStacks',
    principalArn: 'arn:aws:sts::111111111111:assumed-role/fleetwright-plan/fw-rollout-r-1a2b3c4d5e6f',
    sourceIdentity: 'fw-rollout-r-1a2b3c4d5e6f',
  })
})

it('a session is renewed before it ends, once', async () => {
  await using world = await edgeWorld()
  const look = (): Promise<unknown> => world.aws.reader.live(stack(), PURPOSE)
  await look()
  world.clock.advance(45 * MINUTE)
  await look()
  expect(world.sim.callCounts().AssumeRole).toBe(1)
  world.clock.advance(6 * MINUTE)
  await Promise.all([look(), look(), look()])
  expect(world.sim.callCounts().AssumeRole).toBe(2)
  expect(world.sim.journal.requests.filter(({ status }) => status !== 200).map(({ code }) => code)).toEqual(
    // No stack is there: the words of DescribeStacks, and no ExpiredToken among them.
    Array.from({ length: 5 }, () => 'ValidationError'),
  )
})

it('a renewal that fails in passing does not cost the session that still lives', async () => {
  await using world = await edgeWorld()
  await world.aws.reader.live(stack(), PURPOSE)
  world.clock.advance(51 * MINUTE)
  const limit = world.sim.faults.throttle({ action: 'AssumeRole' })
  await expect(world.aws.reader.live(stack(), PURPOSE)).resolves.toBeUndefined()
  limit.lift()
  world.clock.advance(MINUTE)
  await expect(world.aws.reader.live(stack(), PURPOSE)).resolves.toBeUndefined()
  expect(
    world.sim.journal.requests.filter(({ action, status }) => action === 'AssumeRole' && status === 200),
  ).toHaveLength(2)
})

it('a session that AWS does not accept any more is replaced, and the call made again', async () => {
  await using world = await edgeWorld()
  await world.aws.reader.live(stack(), PURPOSE)
  const words = 'The security token included in the request is expired'
  const effect = { kind: 'error', status: 403, code: 'ExpiredToken', message: words } as const
  world.sim.faults.onCall({ action: 'DescribeStacks', nth: 1 }, effect)
  await expect(world.aws.reader.live(stack(), PURPOSE)).resolves.toBeUndefined()
  expect(world.sim.callCounts()).toEqual({ AssumeRole: 2, DescribeStacks: 3 })
})

it('an account with another external id is unreachable, and the customer’s move', async () => {
  await using world = await edgeWorld()
  const other = shards(1, { access: { ...stack().access, externalId: 'external-id-of-globex' } })
  const error = await world.aws.reader.live(other, PURPOSE).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'account-unreachable', nextMove: 'customer', retryable: false })
  expect(error).toMatchObject({
    hint: expect.stringMatching(/111111111111.*role\/fleetwright-plan.*external id/),
    message: expect.stringContaining('is not authorized to perform: sts:AssumeRole'),
  })
  expect(JSON.stringify(error)).not.toContain('external-id-of-globex')
  expect(world.sim.callCounts()).toEqual({ AssumeRole: 1 })
})

it('what the customer mends is seen by the next call', async () => {
  await using world = await edgeWorld()
  const suspension = world.sim.faults.suspendAccount('111111111111')
  await expect(world.aws.reader.live(stack(), PURPOSE)).rejects.toMatchObject({ code: 'account-unreachable' })
  suspension.lift()
  await expect(world.aws.reader.live(stack(), PURPOSE)).resolves.toBeUndefined()
})

it('a role that is taken away while we are in makes the account unreachable', async () => {
  await using world = await edgeWorld()
  await world.aws.reader.live(stack(), PURPOSE)
  world.sim.faults.revokeRole({ accountId: '111111111111', roleName: 'fleetwright-plan' })
  await expect(world.aws.reader.live(stack(), PURPOSE)).rejects.toMatchObject({ code: 'account-unreachable' })
})

it('the bot’s own wrong credentials are the operator’s move and quarantine no account', async () => {
  await using world = await edgeWorld()
  const credentials = { accessKeyId: 'AKIAAAAAAAAAAAAAAAAA', secretAccessKey: 'wrong' }
  const { clock, sim } = world
  const stranger = openAws({ clock, chance: () => 0.5, endpointUrl: sim.url, credentials })
  const expected = { code: 'aws-identity', nextMove: 'operator' }
  await expect(stranger.identity()).rejects.toMatchObject(expected)
  await expect(stranger.reader.live(stack(), PURPOSE)).rejects.toMatchObject(expected)
  await stranger.close()
})

it('the bot knows who it is', async () => {
  await using world = await edgeWorld()
  await expect(world.aws.identity()).resolves.toEqual({
    accountId: '999999999999',
    arn: 'arn:aws:iam::999999999999:user/bot',
  })
})

it('a session of the apply role reaches no stack but its own', async () => {
  await using world = await edgeWorld()
  const other = shards(2, { stackName: 'fw-acme-app-streams' })
  const set = await world.aws.changeSets.create(orderOf(other, { name: SECOND }))
  const order = { stack: shards(1), arn: set.arn, type: 'CREATE', token: 'execute-1', purpose: PURPOSE } as const
  await expect(world.aws.operations.execute(order)).rejects.toMatchObject({
    code: 'account-unreachable',
    message: expect.stringContaining('no session policy allows the cloudformation:ExecuteChangeSet action'),
  })
  expect(world.sim.journal.operations).toEqual([])
  await applied(world, shards(1))
  expect(world.sim.journal.operations).toHaveLength(1)
})
