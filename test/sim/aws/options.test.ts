/**
 * Is every field of a request carried out, or refused?
 *
 * Posted without the SDK, which would not send most of these.
 */
import {
  CancelUpdateStackCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { post, query, type Reply, sign } from './by-hand.ts'
import { CREATE, execute, pipeline, resource, stackOf } from './pipeline.ts'
import { ACCOUNT, changeSet, deploy, type TestWorld, testWorld } from './world.ts'

const TOPIC = 'Resources: { Topic: { Type: AWS::SNS::Topic } }'
const SET = { StackName: 'new', ChangeSetName: 'fw-1', ChangeSetType: 'CREATE', TemplateBody: TOPIC }
const STACK = { StackName: 'new', TemplateBody: TOPIC }
const WEB = { StackName: 'web' }

let world: TestWorld
beforeAll(async () => {
  world = await testWorld()
  await deploy(world, world.admin, CREATE)
})
afterAll(() => world[Symbol.asyncDispose]())

async function send(body: string, service?: 'sts'): Promise<Reply> {
  const keys = world.sim.addPrincipal({ accountId: ACCOUNT, name: 'by-hand' })
  return await post(world.sim.url, sign(world.sim.url, keys, { body, ...(service === undefined ? {} : { service }) }))
}

describe('a field that is not simulated is refused', () => {
  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['CreateChangeSet', { ...SET, ImportExistingResources: 'true' }, 'ImportExistingResources'],
    ['CreateChangeSet', { ...SET, IncludeNestedStacks: 'true' }, 'IncludeNestedStacks'],
    ['CreateStack', { ...STACK, TimeoutInMinutes: '5' }, 'TimeoutInMinutes'],
    ['CreateStack', { ...STACK, StackPolicyURL: 'https://bucket.s3.amazonaws.com/policy.json' }, 'StackPolicyURL'],
    ['UpdateStack', { ...WEB, TemplateBody: TOPIC, DisableValidation: 'true' }, 'DisableValidation'],
    ['DeleteStack', { ...WEB, DeletionMode: 'FORCE_DELETE_STACK' }, 'DeletionMode'],
    ['DescribeStackResources', { PhysicalResourceId: 'raw' }, 'PhysicalResourceId'],
    ['DescribeStacks', { ...WEB, Verbose: 'true' }, 'Verbose'],
    ['DescribeStacks', { ...WEB, 'Filters.member.1': 'x' }, 'Filters'],
  ])('%s %o', async (action, fields, strange) => {
    expect(await send(query(action, fields))).toMatchObject({
      status: 400,
      code: 'ValidationError',
      message: `${strange} is not simulated`,
    })
  })

  test('AssumeRole PolicyArns', async () => {
    const fields = {
      RoleArn: `arn:aws:iam::${ACCOUNT}:role/fleetwright-plan`,
      RoleSessionName: 'fw-7',
      'PolicyArns.member.1.arn': 'arn:aws:iam::aws:policy/ReadOnlyAccess',
    }
    expect(await send(query('AssumeRole', fields), 'sts')).toMatchObject({ message: 'PolicyArns is not simulated' })
  })

  test('one that asks for nothing is not', async () => {
    const nothing = { ...WEB, IncludeNestedStacks: 'false', Capabilities: '' }
    expect(await send(query('DescribeStacks', nothing))).toMatchObject({ status: 200 })
  })
})

describe('a field out of its bounds is refused', () => {
  test.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ['CreateChangeSet', { ...SET, 'Capabilities.member.1': 'CAPABILITY_ALL' }, /enum value set: \[CAPABILITY_IAM/],
    ['CreateChangeSet', { ...SET, OnStackFailure: 'PANIC' }, /'onStackFailure' failed .*enum value set/],
    ['CreateStack', { ...STACK, OnFailure: 'PANIC' }, /'onFailure' failed .*enum value set/],
    ['CreateStack', { ...STACK, OnFailure: 'DELETE', DisableRollback: 'true' }, /but not both/],
    ['CreateChangeSet', { ...SET, Description: 'x'.repeat(1_025) }, /'description' failed .*equal to 1024/],
    ['CreateChangeSet', { ...SET, 'Tags.member.1.Key': 'k'.repeat(129), 'Tags.member.1.Value': 'v' }, /equal to 128/],
    ['CreateChangeSet', { ...SET, 'Tags.member.1.Key': 'k', 'Tags.member.1.Value': 'v'.repeat(257) }, /equal to 256/],
    ['CreateChangeSet', { ...SET, 'Tags.member.1.Key': 'k', 'Tags.member.1.Value': '' }, /equal to 1$/],
    [
      'CreateChangeSet',
      {
        ...SET,
        'Tags.member.1.Key': 'k',
        'Tags.member.1.Value': 'v',
        'Tags.member.2.Key': 'k',
        'Tags.member.2.Value': 'w',
      },
      /^Duplicate tag keys/,
    ],
    ['CreateChangeSet', { ...SET, 'Tags.member.1.Key': 'k' }, /^Value is a required parameter/],
    ['CreateChangeSet', { ...SET, 'RollbackConfiguration.MonitoringTimeInMinutes': '181' }, /equal to 180/],
    [
      'CreateChangeSet',
      {
        ...SET,
        'RollbackConfiguration.RollbackTriggers.member.1.Arn': 'arn:aws:sns:eu-west-1:111111111111:x',
        'RollbackConfiguration.RollbackTriggers.member.1.Type': 'AWS::SNS::Topic',
      },
      /^Rollback Trigger Type not supported$/,
    ],
    [
      'CreateChangeSet',
      { ...SET, ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`NotificationARNs.member.${n}`, 'arn'])) },
      /'notificationARNs' failed .*equal to 5/,
    ],
  ])('%s %o', async (action, fields, message) => {
    const reply = await send(query(action, fields))
    expect(reply).toMatchObject({ status: 400, code: 'ValidationError', message: expect.stringMatching(message) })
  })
})

describe('a request that is no request of AWS is refused', () => {
  test.each([
    ['a field given twice', `${query('DescribeStacks', WEB)}&StackName=other`, 'MalformedInput'],
    ['a list with a gap', query('ListStacks', { 'StackStatusFilter.member.2': 'CREATE_COMPLETE' }), 'MalformedInput'],
    ['a control character', query('DescribeStacks', { StackName: 'a\u0001' }), 'ValidationError'],
  ])('%s', async (_, body, code) => {
    expect(await send(body)).toMatchObject({ status: 400, code })
  })

  test.each([
    ['another path', 'POST', '/stacks'],
    ['another method', 'PUT', '/'],
  ])('%s', async (_, method, path) => {
    const answer = await fetch(`${world.sim.url.replace(/\/$/, '')}${path}`, { method, body: query('ListStacks') })
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('<Code>InvalidAction</Code>')
  })
})

test('what a template smuggles in by an escape leaves the reply readable', async () => {
  const TemplateBody = JSON.stringify({ Description: 'a\u0001b', Resources: { Topic: { Type: 'AWS::SNS::Topic' } } })
  await deploy(world, world.admin, { StackName: 'smuggler', ChangeSetType: 'CREATE', TemplateBody })
  expect((await stackOf(world, 'smuggler')).Description).toBe('a\uFFFDb')
})

test('topics and alarms are kept until others are given, and the time of monitoring passes', async () => {
  await using own = await testWorld()
  const alarm = { Arn: `arn:aws:cloudwatch:eu-west-1:${ACCOUNT}:alarm:lag`, Type: 'AWS::CloudWatch::Alarm' }
  own.sim.alarms.put({ accountId: ACCOUNT, region: 'eu-west-1' }, { name: 'lag', kind: 'MetricAlarm' })
  const NotificationARNs = [`arn:aws:sns:eu-west-1:${ACCOUNT}:ops`]
  const RollbackConfiguration = { MonitoringTimeInMinutes: 10, RollbackTriggers: [alarm] }
  const TemplateBody = JSON.stringify({
    Resources: { Topic: { Type: 'AWS::SNS::Topic' } },
    Outputs: { Told: { Value: { 'Fn::Join': [',', { Ref: 'AWS::NotificationARNs' }] } } },
  })
  const given = { ChangeSetType: 'CREATE', TemplateBody, NotificationARNs, RollbackConfiguration } as const
  expect(await changeSet(own, own.admin, given)).toMatchObject({ NotificationARNs, RollbackConfiguration })
  await deploy(own, own.admin, { ...given, ChangeSetName: 'fw-2' })
  expect(await stackOf(own)).toMatchObject({
    NotificationARNs,
    RollbackConfiguration,
    Outputs: [{ OutputKey: 'Told', OutputValue: NotificationARNs[0] }],
  })
  await execute(own, pipeline())
  own.clock.advance(5 * 60_000)
  expect((await stackOf(own)).StackStatus).toBe('UPDATE_IN_PROGRESS')
  expect(resource(own, 'Topic')).toBeDefined()
  own.clock.advance(10 * 60_000)
  expect(await stackOf(own)).toMatchObject({ StackStatus: 'UPDATE_COMPLETE', RollbackConfiguration })
  expect(resource(own, 'Topic')).toBeUndefined()
})

test('an update is cancelled while it is monitored', async () => {
  await using own = await testWorld()
  await deploy(own, own.admin, CREATE)
  const RollbackConfiguration = { MonitoringTimeInMinutes: 10 }
  const TemplateBody = pipeline({ name: 'raw-2' })
  const { ChangeSetId } = await changeSet(own, own.admin, { TemplateBody, RollbackConfiguration })
  await own.admin.send(new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId }))
  own.clock.advance(5 * 60_000)
  await own.admin.send(new CancelUpdateStackCommand({ StackName: 'web' }))
  own.clock.advance(5 * 60_000)
  expect((await stackOf(own)).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
  expect(resource(own, 'Raw')?.physicalId).toBe('raw')
})

test('a stack may be protected from its creation on', async () => {
  await send(query('CreateStack', { ...STACK, StackName: 'protected', EnableTerminationProtection: 'true' }))
  world.clock.advance(600_000)
  expect((await stackOf(world, 'protected')).EnableTerminationProtection).toBe(true)
})

test('what cannot be evaluated yet is said only where values are asked for', async () => {
  const named = { Type: 'AWS::SNS::Topic', Properties: { DisplayName: 'a-b' } }
  const parts = { 'Fn::Split': ['-', { 'Fn::GetAtt': ['One', 'TopicArn'] }] }
  const Two = { Type: 'AWS::SNS::Topic', Properties: { DisplayName: { 'Fn::Join': ['_', parts] } } }
  const TemplateBody = JSON.stringify({ Resources: { One: named, Two } })
  const set = await changeSet(world, world.admin, { StackName: 'split', ChangeSetType: 'CREATE', TemplateBody })
  expect(set).toMatchObject({ Status: 'CREATE_COMPLETE', StatusReason: expect.stringContaining('[WARN]') })
  const plain = await world.admin.send(new DescribeChangeSetCommand({ ChangeSetName: set.ChangeSetId }))
  expect(plain.StatusReason).toBeUndefined()
})
