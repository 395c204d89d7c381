/** Promise: what stands in the account is read as it is, and what failed is told in AWS's own words. */
import { expect, it } from 'vitest'
import { applied, edgeWorld, orderOf, PURPOSE, SECOND, shards } from './world.ts'

const CREATED = 'execute-fw-0123456789abcdef-0123456789abcdef-1'

it('a live stack tells what it was last given, and by which set', async () => {
  await using world = await edgeWorld()
  const set = await applied(world, shards(2))
  const live = await world.aws.reader.live(shards(2), PURPOSE)
  expect(live).toMatchObject({
    stackArn: set.stackArn,
    stackName: 'fw-acme-web-streams',
    status: 'CREATE_COMPLETE',
    lastChangeSetArn: set.arn,
    lastChangeSetName: set.name,
    parameters: { Shards: '2', Hours: '24' },
    outputs: { RawName: 'fw-acme-web-streams-raw' },
    tags: shards(2).tags,
    serviceRoleArn: 'arn:aws:iam::111111111111:role/fleetwright-service',
  })
  await expect(world.aws.reader.template(shards(2), PURPOSE)).resolves.toBe(shards(2).template)
})

it('a set that was never executed makes no stack', async () => {
  await using world = await edgeWorld()
  await expect(world.aws.reader.live(shards(2), PURPOSE)).resolves.toBeUndefined()
  await world.aws.changeSets.create(orderOf(shards(2)))
  await expect(world.aws.reader.live(shards(2), PURPOSE)).resolves.toBeUndefined()
})

it('the resource that failed is named with AWS’s reason and whose move it is', async () => {
  await using world = await edgeWorld({ pages: { events: 3 } })
  const reason = 'Resource handler returned message: "Shard limit reached" (HandlerErrorCode: ServiceLimitExceeded)'
  await applied(world, shards(2))
  world.sim.faults.failResource({ logicalId: 'Raw', reason, times: 1 })
  await applied(world, shards(4), { type: 'UPDATE', name: SECOND })
  const failure = await world.aws.reader.failure(shards(4), { token: `execute-${SECOND}`, purpose: PURPOSE })
  expect(failure).toEqual({
    code: 'resource-failed',
    reason: `Raw: ${reason}`,
    resource: { logicalId: 'Raw', type: 'AWS::Kinesis::Stream', reason },
    status: 'UPDATE_ROLLBACK_COMPLETE',
    hint: 'mend the cause in account 111111111111, then `/fleet retry`',
  })
})

it('an operation that succeeded has no failure, though an earlier one had', async () => {
  await using world = await edgeWorld()
  await applied(world, shards(2))
  world.sim.faults.failResource({ logicalId: 'Raw', reason: 'Shard limit reached', times: 1 })
  await applied(world, shards(4), { type: 'UPDATE', name: SECOND })
  const third = 'fw-0123456789abcdef-0123456789abcdef-3'
  await applied(world, shards(4), { type: 'UPDATE', name: third })
  const failureOf = (token: string): Promise<unknown> =>
    world.aws.reader.failure(shards(4), { token, purpose: PURPOSE })
  await expect(failureOf(`execute-${third}`)).resolves.toBeUndefined()
  await expect(failureOf(CREATED)).resolves.toBeUndefined()
  await expect(failureOf(`execute-${SECOND}`)).resolves.toMatchObject({ resource: { logicalId: 'Raw' } })
})

it('a permission that the service role lacks is the hint', async () => {
  await using world = await edgeWorld()
  const template = JSON.stringify({ Resources: { Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: {} } } } })
  const reason = 'User: arn:aws:sts::111111111111:assumed-role/x is not authorized to perform: kms:CreateKey'
  world.sim.faults.failResource({ logicalId: 'Key', reason })
  await applied(world, shards(1, { template, parameters: {} }))
  await expect(world.aws.reader.failure(shards(1), { token: CREATED, purpose: PURPOSE })).resolves.toMatchObject({
    hint: 'give arn:aws:iam::111111111111:role/fleetwright-service the permission that AWS names, then `/fleet retry`',
    status: 'ROLLBACK_COMPLETE',
  })
})
