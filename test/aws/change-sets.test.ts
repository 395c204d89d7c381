/** Promise: what a reviewer reads is what CloudFormation would do, all of it, from a set that is made once. */
import { expect, it } from 'vitest'
import { normalise } from '../../src/plan/normalise.ts'
import type { DesiredStack } from '../../src/render/model.ts'
import { applied, edgeWorld, orderOf, PURPOSE, SECOND, shards } from './world.ts'

it('a set names the service role, every parameter, the tags and why it is there', async () => {
  await using world = await edgeWorld()
  const set = await applied(world, shards(2))
  expect(set).toMatchObject({
    name: 'fw-0123456789abcdef-0123456789abcdef-1',
    status: 'created',
    executionStatus: 'AVAILABLE',
    parameters: { Shards: '2', Hours: '24' },
  })
  expect(set.changes.map((change) => [change.Action, change.LogicalResourceId])).toEqual([
    ['Add', 'BadRows'],
    ['Add', 'Raw'],
  ])
  const [live] = world.sim.stacks('111111111111', 'eu-west-1')
  expect(live).toMatchObject({ roleArn: 'arn:aws:iam::111111111111:role/fleetwright-service', tags: shards(2).tags })
})

it('an update is described with the values before and after', async () => {
  await using world = await edgeWorld()
  await applied(world, shards(2))
  const set = await world.aws.changeSets.create(orderOf(shards(4), { type: 'UPDATE', name: SECOND }))
  expect(set.changes).toHaveLength(1)
  expect(set.changes[0]).toMatchObject({ Action: 'Modify', LogicalResourceId: 'Raw', Replacement: 'False' })
  expect(set.changes[0]?.Details).toContainEqual(
    expect.objectContaining({ Name: 'ShardCount', BeforeValue: '2', AfterValue: '4', RequiresRecreation: 'Never' }),
  )
})

it('a long value that AWS cuts is read whole, and two that differ behind the cut are told apart', async () => {
  await using world = await edgeWorld()
  const described = (end: string): DesiredStack => {
    const Value = { 'Fn::Sub': `${'x'.repeat(1_200)}${end}` }
    const Resources = { Config: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value } } }
    return shards(1, { template: JSON.stringify({ Resources }), parameters: {} })
  }
  const before = described('before')
  await applied(world, before)
  const values = []
  for (const end of ['1', '2']) {
    const after = described(end)
    const set = await world.aws.changeSets.create(orderOf(after, { type: 'UPDATE', name: `${SECOND}${end}` }))
    const [shown] = set.changes.flatMap(({ Details }) => Details)
    expect(shown).toMatchObject({ BeforeValue: 'x'.repeat(1_000), AfterValue: 'x'.repeat(1_000) })
    const given = ({ template }: DesiredStack) => ({ stack: after, template, parameters: {} })
    const [change] = normalise(set, { before: given(before), after: given(after) })
    values.push(...(change?.properties ?? []))
  }
  const whole = (end: string) => `${'x'.repeat(1_200)}${end}`
  expect(values.map((value) => [value.before, value.after])).toEqual([
    [whole('before'), whole('1')],
    [whole('before'), whole('2')],
  ])
})

it('a set that changes nothing is no failure', async () => {
  await using world = await edgeWorld()
  await applied(world, shards(2))
  const set = await world.aws.changeSets.create(orderOf(shards(2), { type: 'UPDATE', name: SECOND }))
  expect(set).toMatchObject({ status: 'no-changes', changes: [] })
})

it('a set that CloudFormation cannot make carries AWS’s reason', async () => {
  await using world = await edgeWorld()
  const template = JSON.stringify({
    Resources: { Raw: { Type: 'AWS::Kinesis::Stream', Properties: { NoSuchProperty: 'x' } } },
  })
  const broken = shards(1, { template, parameters: {} })
  const set = await world.aws.changeSets.create(orderOf(broken))
  expect(set).toMatchObject({ status: 'failed', reason: expect.stringContaining('PropertyValidation') })
})

it('a template that AWS refuses is told in AWS’s words, without the template', async () => {
  await using world = await edgeWorld()
  const template = JSON.stringify({
    Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: { Ref: 'Nope' } } } },
  })
  const error = world.aws.changeSets.create(orderOf(shards(1, { template, parameters: {} })))
  await expect(error).rejects.toMatchObject({
    code: 'aws-refused',
    nextMove: 'author',
    retryable: false,
    message: expect.stringMatching(
      /^creating a change set of fw-acme-web-streams in account 111111111111 eu-west-1: .*Nope/,
    ),
  })
})

it('a template of a new stack is read by AWS, which leaves nothing, and says why it would not take it', async () => {
  await using world = await edgeWorld()
  expect(await world.aws.changeSets.refusal(shards(1), PURPOSE)).toBeUndefined()
  const Properties = { TopicName: { Ref: 'Nope' } }
  const template = JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties } } })
  const refusal = await world.aws.changeSets.refusal(shards(1, { template, parameters: {} }), PURPOSE)
  expect(refusal).toMatch(/^checking the template of fw-acme-web-streams in account 111111111111 eu-west-1: .*Nope/)
  expect(world.sim.stacks('111111111111', 'eu-west-1')).toEqual([])
})

it('a missing capability is the author’s move', async () => {
  await using world = await edgeWorld()
  const template = JSON.stringify({
    Resources: { Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [] } } } },
  })
  const order = orderOf(shards(1, { template, parameters: {} }))
  await expect(world.aws.changeSets.create(order)).rejects.toMatchObject({
    code: 'aws-capabilities-missing',
    nextMove: 'author',
  })
})

it('a stack at work takes no set, and is tried again later', async () => {
  await using world = await edgeWorld()
  await applied(world, shards(2))
  const set = await world.aws.changeSets.create(orderOf(shards(4), { type: 'UPDATE', name: SECOND }))
  const execution = { stack: shards(4), arn: set.arn, type: 'UPDATE', token: 'execute-2', purpose: PURPOSE } as const
  await world.aws.operations.execute(execution)
  const third = orderOf(shards(6), { type: 'UPDATE', name: 'fw-0123456789abcdef-0123456789abcdef-3' })
  await expect(world.aws.changeSets.create(third)).rejects.toMatchObject({ code: 'aws-stack-busy', retryable: true })
})

it('all pages of a large set are joined', async () => {
  await using world = await edgeWorld({ pages: { changes: 7 } })
  const topics = Array.from({ length: 30 }, (_, index) => [`Topic${index}`, { Type: 'AWS::SNS::Topic' }])
  const template = JSON.stringify({ Resources: Object.fromEntries(topics) })
  const set = await world.aws.changeSets.create(orderOf(shards(1, { template, parameters: {} })))
  expect(new Set(set.changes.map((change) => change.LogicalResourceId)).size).toBe(30)
  expect(world.sim.callCounts().DescribeChangeSet).toBeGreaterThanOrEqual(5)
})

it.each([
  ['reset-after', 1],
  ['reset-before', 2],
] as const)('an answer that is lost (%s) is looked into, and leaves one set behind', async (kind, requests) => {
  await using world = await edgeWorld()
  world.sim.faults.onCall({ action: 'CreateChangeSet', nth: 1 }, { kind })
  const set = await world.aws.changeSets.create(orderOf(shards(2)))
  expect(set.status).toBe('created')
  expect(world.sim.callCounts().CreateChangeSet).toBe(requests)
  const { description } = orderOf(shards(2))
  const listed = await world.aws.changeSets.list(shards(2), PURPOSE)
  expect(listed).toEqual([{ arn: set.arn, name: set.name, description }])
})

it('a set of the same name from an earlier life is found, not made a second time', async () => {
  await using world = await edgeWorld()
  const first = await world.aws.changeSets.create(orderOf(shards(2)))
  const again = await world.aws.changeSets.create(orderOf(shards(2), { token: 'create-from-another-life' }))
  expect(again.arn).toBe(first.arn)
})

it('sets are listed over all pages, the newest first', async () => {
  await using world = await edgeWorld({ pages: { stacks: 2 } })
  const names = [1, 2, 3, 4, 5].map((number) => `fw-0123456789abcdef-0123456789abcdef-${number}`)
  for (const name of names) await world.aws.changeSets.create(orderOf(shards(2), { name }))
  const listed = await world.aws.changeSets.list(shards(2), PURPOSE)
  expect(listed.map(({ name }) => name)).toEqual(names.toReversed())
})

it('a stack that is not there has no sets', async () => {
  await using world = await edgeWorld()
  await expect(world.aws.changeSets.list(shards(2), PURPOSE)).resolves.toEqual([])
})

it('a discarded set is gone, and may be discarded again', async () => {
  await using world = await edgeWorld()
  const set = await world.aws.changeSets.create(orderOf(shards(2)))
  await world.aws.changeSets.discard(shards(2), set.arn, PURPOSE)
  await world.aws.changeSets.discard(shards(2), set.arn, PURPOSE)
  await expect(world.aws.changeSets.describe(shards(2), set.arn, PURPOSE)).resolves.toBeUndefined()
})

it('throttling is waited out', async () => {
  await using world = await edgeWorld()
  world.sim.faults.onCall(
    { action: 'DescribeChangeSet', nth: 1, times: 3 },
    { kind: 'error', status: 400, code: 'Throttling', message: 'Rate exceeded' },
  )
  const set = await world.aws.changeSets.create(orderOf(shards(2)))
  expect(set.status).toBe('created')
})

it('a stack that holds as many sets as it may is told of at once, and asked once', async () => {
  await using world = await edgeWorld({ limits: { changeSetsPerStack: 1 } })
  await world.aws.changeSets.create(orderOf(shards(2)))
  const second = world.aws.changeSets.create(orderOf(shards(2), { name: SECOND }))
  await expect(second).rejects.toMatchObject({ code: 'aws-limit-exceeded', nextMove: 'customer', retryable: false })
  expect(world.sim.callCounts().CreateChangeSet).toBe(2)
})

it('a full quota is not hammered at', async () => {
  await using world = await edgeWorld()
  const message = 'ChangeSet limit exceeded for stack'
  const effect = { kind: 'error', status: 400, code: 'LimitExceededException', message } as const
  world.sim.faults.onCall({ action: 'CreateChangeSet' }, effect)
  const expected = { code: 'aws-limit-exceeded', nextMove: 'customer', message: expect.stringContaining(message) }
  await expect(world.aws.changeSets.create(orderOf(shards(2)))).rejects.toMatchObject(expected)
  expect(world.sim.callCounts().CreateChangeSet).toBe(1)
})
