/** Promise: an effect happens once, whatever becomes of the answer; and no stack is deleted that ever lived. */
import { expect, it } from 'vitest'
import type { DescribedChangeSet } from '../../src/plan/model.ts'
import type { CallEffect } from '../../src/sim/aws/faults.ts'
import { applied, type EdgeWorld, edgeWorld, orderOf, PURPOSE, SECOND, shards } from './world.ts'

function execute({ aws }: EdgeWorld, set: DescribedChangeSet, type: 'CREATE' | 'UPDATE' = 'CREATE'): Promise<void> {
  return aws.operations.execute({
    stack: shards(2),
    arn: set.arn,
    type,
    token: `execute-${set.name}`,
    purpose: PURPOSE,
  })
}

function statuses({ sim }: EdgeWorld): readonly (readonly [string, string])[] {
  return sim.journal.operations.map(({ kind, status }) => [kind, status])
}

const INTERNAL = { kind: 'error', status: 500, code: 'InternalFailure', message: 'We encountered an error' } as const
const LOSSES: readonly (readonly [string, CallEffect])[] = [
  ['a connection that breaks after the commit', { kind: 'reset-after' }],
  ['a connection that breaks before the commit', { kind: 'reset-before' }],
  ['a proxy’s page in HTML', { kind: 'html', status: 502 }],
  ['an internal error', INTERNAL],
]

it.each(LOSSES)('%s leads to one operation', async (_name, effect) => {
  await using world = await edgeWorld()
  const set = await world.aws.changeSets.create(orderOf(shards(2)))
  world.sim.faults.onCall({ action: 'ExecuteChangeSet', nth: 1 }, effect)
  await execute(world, set)
  world.clock.advance(10 * 60_000)
  expect(statuses(world)).toEqual([['create', 'CREATE_COMPLETE']])
  expect(world.sim.journal.operations[0]?.token).toBe(`execute-${set.name}`)
})

it('a lost answer is looked into before anything is sent again', async () => {
  await using world = await edgeWorld()
  const set = await world.aws.changeSets.create(orderOf(shards(2)))
  world.sim.faults.onCall({ action: 'ExecuteChangeSet', nth: 1 }, { kind: 'reset-after' })
  await execute(world, set)
  expect(world.sim.callCounts().ExecuteChangeSet).toBe(1)
})

it('AWS that never answers leaves it open, for the engine to come back', async () => {
  await using world = await edgeWorld()
  const set = await world.aws.changeSets.create(orderOf(shards(2)))
  const outage = world.sim.faults.onCall({ action: 'ExecuteChangeSet' }, { kind: 'reset-before' })
  await expect(execute(world, set)).rejects.toMatchObject({ code: 'aws-ambiguous', retryable: true })
  outage.lift()
  await execute(world, set)
  world.clock.advance(10 * 60_000)
  expect(statuses(world)).toEqual([['create', 'CREATE_COMPLETE']])
})

it('an execution that runs or ran already is not made again', async () => {
  await using world = await edgeWorld()
  const set = await world.aws.changeSets.create(orderOf(shards(2)))
  await execute(world, set)
  await execute(world, set)
  world.clock.advance(10 * 60_000)
  await execute(world, set)
  expect(statuses(world)).toEqual([['create', 'CREATE_COMPLETE']])
})

it('a throttled execution is made when AWS has room', async () => {
  await using world = await edgeWorld()
  const set = await world.aws.changeSets.create(orderOf(shards(2)))
  const effect = { kind: 'error', status: 400, code: 'Throttling', message: 'Rate exceeded' } as const
  world.sim.faults.onCall({ action: 'ExecuteChangeSet', nth: 1, times: 2 }, effect)
  await execute(world, set)
  expect(world.sim.journal.operations).toHaveLength(1)
})

it('a set that another update swept away is refused for good', async () => {
  await using world = await edgeWorld()
  await applied(world, shards(2))
  const stale = await world.aws.changeSets.create(orderOf(shards(4), { type: 'UPDATE', name: SECOND }))
  await applied(world, shards(6), { type: 'UPDATE', name: 'fw-0123456789abcdef-0123456789abcdef-3' })
  await expect(execute(world, stale, 'UPDATE')).rejects.toMatchObject({
    code: 'aws-change-set-gone',
    retryable: false,
  })
  expect(statuses(world)).toHaveLength(2)
})

it('a first creation that fails leaves nothing behind, not even what the template retains', async () => {
  await using world = await edgeWorld()
  world.sim.faults.failResource({ logicalId: 'BadRows', reason: 'Queue limit reached', times: 1 })
  await applied(world, shards(2))
  const [failed] = world.sim.stacks('111111111111', 'eu-west-1')
  expect(failed).toMatchObject({ status: 'ROLLBACK_COMPLETE' })
  expect(failed?.resources.filter(({ status }) => status !== 'DELETE_COMPLETE')).toEqual([])
  const stackArn = failed?.stackId ?? ''
  const token = 'delete-1'
  await world.aws.operations.deleteLeftover(shards(2), { stackArn, token, purpose: PURPOSE })
  // Once more, as after a crash: nothing happens.
  await world.aws.operations.deleteLeftover(shards(2), { stackArn, token, purpose: PURPOSE })
  world.clock.advance(10 * 60_000)
  await world.aws.operations.deleteLeftover(shards(2), { stackArn, token, purpose: PURPOSE })
  await expect(world.aws.reader.live(shards(2), PURPOSE)).resolves.toBeUndefined()
  await applied(world, shards(2), { name: SECOND })
  expect(statuses(world)).toEqual([
    ['create', 'ROLLBACK_COMPLETE'],
    ['delete', 'DELETE_COMPLETE'],
    ['create', 'CREATE_COMPLETE'],
  ])
})

it('a working stack is not deleted, whoever asks', async () => {
  await using world = await edgeWorld()
  const set = await applied(world, shards(2))
  const order = { stackArn: set.stackArn, token: 'delete-1', purpose: PURPOSE }
  await expect(world.aws.operations.deleteLeftover(shards(2), order)).rejects.toMatchObject({
    code: 'aws-no-leftover',
    message: expect.stringContaining('CREATE_COMPLETE'),
  })
  expect(world.sim.callCounts().DeleteStack).toBeUndefined()
})

it('a stack whose update was rolled back is not deleted', async () => {
  await using world = await edgeWorld()
  await applied(world, shards(2))
  world.sim.faults.failResource({ logicalId: 'Raw', reason: 'Shard limit reached', times: 1 })
  const set = await applied(world, shards(4), { type: 'UPDATE', name: SECOND })
  const order = { stackArn: set.stackArn, token: 'delete-1', purpose: PURPOSE }
  await expect(world.aws.operations.deleteLeftover(shards(4), order)).rejects.toMatchObject({
    code: 'aws-no-leftover',
    message: expect.stringContaining('UPDATE_ROLLBACK_COMPLETE'),
  })
})

it('a failed creation of another maker is not deleted', async () => {
  await using world = await edgeWorld()
  world.sim.faults.failResource({ logicalId: 'BadRows', reason: 'Queue limit reached', times: 1 })
  const set = await applied(world, shards(2, { tags: { team: 'of the customer' } }))
  const order = { stackArn: set.stackArn, token: 'delete-1', purpose: PURPOSE }
  await expect(world.aws.operations.deleteLeftover(shards(2), order)).rejects.toMatchObject({ code: 'aws-no-leftover' })
})

it('the shell of a creation that nobody executed may go', async () => {
  await using world = await edgeWorld()
  const set = await world.aws.changeSets.create(orderOf(shards(2)))
  const order = { stackArn: set.stackArn, token: 'delete-1', purpose: PURPOSE }
  await world.aws.operations.deleteLeftover(shards(2), order)
  expect(world.sim.stacks('111111111111', 'eu-west-1')).toEqual([])
})
