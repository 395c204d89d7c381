/**
 * Does boto3, which shares no line with our SDK, believe the simulator?
 *
 * A different serialiser, a different XML parser, its own waiters and paginators;
 * and botocore's model of both services, against which each reply is held.
 */
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../src/lib/clock.ts'
import { isKnownAction } from '../../src/sim/aws/api/actions.ts'
import { type AwsSim, startAwsSim } from '../../src/sim/aws/server.ts'
import { REGION } from '../sim/aws/world.ts'
import { QUEUE, TWO } from './aws-contract.ts'
import { expectInstalled, PYTHON, run } from './second-clients/installed.ts'
import { type RawReply, rawReplies } from './second-clients/raw-replies.ts'

const ROLE = JSON.stringify({
  Resources: { R: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } } },
})
const OTHER = JSON.stringify({ Resources: { Bell: { Type: 'AWS::SNS::Topic' } } })

test('boto3 is installed wherever changes are judged', () => {
  expectInstalled(PYTHON !== undefined, 'python3-boto3')
})

async function python(script: string, told: unknown): Promise<unknown> {
  const file = fileURLToPath(new URL(`second-clients/${script}`, import.meta.url))
  const { exit, stdout, stderr } = await run(PYTHON ?? 'python3', [file], { stdin: JSON.stringify(told) })
  expect(stderr.split('\n').filter((line) => /Error|Traceback/.test(line))).toEqual([])
  expect(exit).toBe(0)
  return JSON.parse(stdout)
}

describe.runIf(PYTHON !== undefined)('boto3', () => {
  let sim: AwsSim
  let seen: unknown

  beforeAll(async () => {
    sim = await startAwsSim({
      clock: systemClock,
      timing: { changeSetMs: 200, resourceMs: 100, eventualMs: 100 },
      pages: { changes: 1, events: 4, stacks: 1 },
      limits: { changeSetsPerStack: 1 },
    })
    const bot = sim.addPrincipal()
    const policy = { Statement: [{ Effect: 'Allow' as const, Action: '*', Resource: '*' }] }
    const externalId = 'second-client'
    sim.addAccount({
      id: '111111111111',
      roles: { second: { trust: { principalArn: bot.arn, externalId }, policy } },
    })
    seen = await python('flow.py', {
      endpoint: sim.url,
      region: REGION,
      keys: { AccessKeyId: bot.accessKeyId, SecretAccessKey: bot.secretAccessKey },
      roleArn: 'arn:aws:iam::111111111111:role/second',
      externalId,
      template: QUEUE,
      changed: TWO,
      other: OTHER,
      withRole: ROLE,
    })
  })
  afterAll(() => sim?.close())

  test('enters by the external id alone', () => {
    const denied = { class: 'ClientError', code: 'AccessDenied', status: 403 }
    expect(seen).toMatchObject({ 'wrong external id': denied, 'no external id': denied })
  })

  test('plans a stack, executes it and waits', () => {
    expect(seen).toMatchObject({
      create: {
        status: 'CREATE_COMPLETE',
        changes: [{ Action: 'Add', LogicalResourceId: 'Dead', ResourceType: 'AWS::SQS::Queue' }],
      },
      resources: [['Dead', 'CREATE_COMPLETE']],
      template: QUEUE,
    })
  })

  test('reads the values of properties, if its model knows them', () => {
    const AfterContext = wantsValues() ? '{"Properties":{"QueueName":"dead"}}' : undefined
    expect(seen).toMatchObject({ create: { changes: [AfterContext === undefined ? {} : { AfterContext }] } })
  })

  test('sees an event for each step, newest first, with the token', () => {
    expect(seen).toMatchObject({
      events: [
        ['app', 'CREATE_COMPLETE', 't-first'],
        ['Dead', 'CREATE_COMPLETE', 't-first'],
        ['Dead', 'CREATE_IN_PROGRESS', 't-first'],
        ['Dead', 'CREATE_IN_PROGRESS', 't-first'],
      ],
    })
  })

  test('updates, and its waiter fails on a set without changes', () => {
    expect(seen).toMatchObject({
      update: { status: 'UPDATE_COMPLETE', changes: [{ Action: 'Add', LogicalResourceId: 'Bell' }] },
      'no change': {
        Status: 'FAILED',
        ExecutionStatus: 'UNAVAILABLE',
        StatusReason:
          "The submitted information didn't contain changes. Submit different information to create a change set.",
      },
    })
  })

  test('names errors by its own classes', () => {
    expect(seen).toMatchObject({
      errors: {
        'set not found': { class: 'ChangeSetNotFoundException', code: 'ChangeSetNotFound', status: 404 },
        'set exists': { class: 'AlreadyExistsException', code: 'AlreadyExistsException', status: 400 },
        'set failed': { class: 'InvalidChangeSetStatusException', code: 'InvalidChangeSetStatus', status: 400 },
        'stack exists': { class: 'AlreadyExistsException', code: 'AlreadyExistsException', status: 400 },
        'stack missing': { class: 'ClientError', code: 'ValidationError', status: 400 },
        capabilities: { class: 'InsufficientCapabilitiesException', status: 400 },
        'token used': { class: 'TokenAlreadyExistsException', status: 400 },
        'sets full': { class: 'LimitExceededException', status: 400 },
      },
    })
  })

  test('pages to the end', () => {
    expect(seen).toMatchObject({
      pages: {
        stacks: { pages: 2, entries: 2 },
        summaries: { pages: 2, entries: 2 },
        resources: { pages: 1, entries: 2 },
        changes: { pages: 1, entries: 1 },
        events: { pages: 3 },
      },
    })
  })

  test('deletes, waits, and finds the stack by its id alone', () => {
    expect(seen).toMatchObject({
      delete: { 'by id': 'DELETE_COMPLETE', 'by name': { code: 'ValidationError', status: 400 } },
    })
  })

  function wantsValues(): boolean {
    return typeof seen === 'object' && seen !== null && 'knows values' in seen && seen['knows values'] === true
  }
})

interface Judgement {
  readonly problems: readonly string[]
  readonly operations: Readonly<Record<string, readonly string[]>>
}

function isJudgement(value: unknown): value is Judgement {
  return typeof value === 'object' && value !== null && 'problems' in value && 'operations' in value
}

async function judge(replies: readonly RawReply[]): Promise<Judgement> {
  const judgement = await python('model.py', replies)
  if (!isJudgement(judgement)) throw new Error('model.py judged nothing')
  return judgement
}

describe.runIf(PYTHON !== undefined)("botocore's model", () => {
  test('fits every reply of every action, and every refusal', async () => {
    const replies = await rawReplies()
    const { problems, operations } = await judge(replies)
    expect(problems).toEqual([])
    const answered = new Set(replies.filter(({ status }) => status === 200).map(({ action }) => action))
    const simulated = Object.values(operations).flat().filter(isKnownAction)
    expect(simulated.filter((action) => !answered.has(action))).toEqual([])
    expect(simulated.length).toBeGreaterThan(20)
  })

  test('misses nothing that is bent', async () => {
    const summary = (fields: string): string =>
      reply('ListStacks', `<StackSummaries><member><StackName>a</StackName>${fields}</member></StackSummaries>`)
    const time = '<CreationTime>2026-11-23T20:00:00.000Z</CreationTime>'
    const bent: readonly Omit<RawReply, 'service'>[] = [
      { action: 'ListStacks', status: 200, body: reply('ListStacks', '<StackSummaries/><Colour>red</Colour>') },
      { action: 'ListStacks', status: 200, body: summary(`${time}<StackStatus>DONE</StackStatus>`) },
      { action: 'ListStacks', status: 200, body: summary(time) },
      { action: 'ListStacks', status: 404, body: error('ChangeSetNotFound') },
      { action: 'DescribeChangeSet', status: 400, body: error('ChangeSetNotFound') },
    ]
    const { problems } = await judge(bent.map((one) => ({ service: 'cloudformation', ...one })))
    expect(problems).toEqual([
      'ListStacks: the model knows no Colour',
      expect.stringMatching(/^ListStacks\.StackSummaries\[0\]\.StackStatus: DONE is not one of/),
      'ListStacks.StackSummaries[0]: StackStatus is missing',
      'ListStacks: ChangeSetNotFound is no error of this action',
      'DescribeChangeSet: ChangeSetNotFound comes with 400, not with 404',
    ])
  })
})

function reply(action: string, result: string): string {
  return `<${action}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${action}Response>`
}

function error(code: string): string {
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>m</Message></Error><RequestId>1</RequestId></ErrorResponse>`
}
