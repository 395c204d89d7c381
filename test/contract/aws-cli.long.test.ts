/**
 * Can someone with nothing but the aws command line live with the simulator?
 *
 * What an operator would type at three in the morning, and what he would read.
 * The command waits thirty seconds between two looks, so everything here is done
 * before its first.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../src/lib/clock.ts'
import { type AwsSim, startAwsSim } from '../../src/sim/aws/server.ts'
import { REGION } from '../sim/aws/world.ts'
import { QUEUE, TWO } from './aws-contract.ts'
import { expectInstalled, HAS_AWSCLI, type Outcome, run } from './second-clients/installed.ts'

const ACCOUNT = '111111111111'
const EXTERNAL_ID = 'command-line'

test('awscli is installed wherever changes are judged', () => {
  expectInstalled(HAS_AWSCLI, 'awscli')
})

// The command takes seconds to start on a busy machine, and a life of a stack is many commands.
describe.runIf(HAS_AWSCLI)('aws', { timeout: 300_000 }, () => {
  let sim: AwsSim
  let environment: Readonly<Record<string, string>>

  beforeAll(async () => {
    sim = await startAwsSim({ clock: systemClock, timing: { changeSetMs: 20, resourceMs: 10, eventualMs: 5 } })
    const bot = sim.addPrincipal()
    const policy = { Statement: [{ Effect: 'Allow' as const, Action: '*', Resource: '*' }] }
    sim.addAccount({
      id: ACCOUNT,
      roles: { operator: { trust: { principalArn: bot.arn, externalId: EXTERNAL_ID }, policy } },
    })
    environment = {
      AWS_ACCESS_KEY_ID: bot.accessKeyId,
      AWS_SECRET_ACCESS_KEY: bot.secretAccessKey,
      AWS_DEFAULT_REGION: REGION,
    }
  })
  afterAll(() => sim?.close())

  function aws(...args: readonly string[]): Promise<Outcome> {
    return run('aws', [...args, '--endpoint-url', sim.url, '--output', 'json'], { env: environment })
  }

  async function says(...args: readonly string[]): Promise<unknown> {
    const { exit, stdout, stderr } = await aws(...args)
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: expect.not.stringMatching(/error/i) })
    return stdout.trim() === '' ? undefined : JSON.parse(stdout)
  }

  const role = ['--role-arn', `arn:aws:iam::${ACCOUNT}:role/operator`, '--role-session-name', 'night']
  const cloud = (action: string, ...args: readonly string[]): Promise<unknown> =>
    says('cloudformation', action, ...args)

  // One life, in order: each test goes on from the last.
  test('a wrong external id is refused', async () => {
    const { exit, stderr } = await aws('sts', 'assume-role', ...role, '--external-id', 'guess')
    expect(exit).not.toBe(0)
    expect(stderr).toMatch(
      /An error occurred \(AccessDenied\) when calling the AssumeRole operation: User: .* sts:AssumeRole/,
    )
  })

  test('the right one opens a session', async () => {
    const answer = await says('sts', 'assume-role', ...role, '--external-id', EXTERNAL_ID)
    expect(answer).toMatchObject({
      AssumedRoleUser: { Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/operator/night` },
      Credentials: { AccessKeyId: expect.stringMatching(/^ASIA/) },
    })
    environment = { ...environment, ...sessionOf(answer) }
  })

  test('a stack is planned, made and read', async () => {
    await cloud('create-change-set', ...named('first'), '--change-set-type', 'CREATE', '--template-body', QUEUE)
    await cloud('wait', 'change-set-create-complete', ...named('first'))
    expect(await cloud('describe-change-set', ...named('first'))).toMatchObject({
      Status: 'CREATE_COMPLETE',
      ExecutionStatus: 'AVAILABLE',
      Changes: [{ Type: 'Resource', ResourceChange: { Action: 'Add', LogicalResourceId: 'Dead' } }],
    })
    await cloud('execute-change-set', ...named('first'), '--client-request-token', 'night-1')
    await cloud('wait', 'stack-create-complete', '--stack-name', 'app')
    const { StackEvents } = events(await cloud('describe-stack-events', '--stack-name', 'app'))
    expect(
      StackEvents.map(({ LogicalResourceId, ResourceStatus }) => `${LogicalResourceId} ${ResourceStatus}`),
    ).toEqual([
      'app CREATE_COMPLETE',
      'Dead CREATE_COMPLETE',
      'Dead CREATE_IN_PROGRESS',
      'Dead CREATE_IN_PROGRESS',
      'app CREATE_IN_PROGRESS',
      'app REVIEW_IN_PROGRESS',
    ])
    expect(await cloud('list-stack-resources', '--stack-name', 'app')).toMatchObject({
      StackResourceSummaries: [{ LogicalResourceId: 'Dead', ResourceStatus: 'CREATE_COMPLETE' }],
    })
    expect(await cloud('get-template', '--stack-name', 'app')).toMatchObject({ TemplateBody: JSON.parse(QUEUE) })
  })

  test('an update is planned and made', async () => {
    await cloud('create-change-set', ...named('second'), '--template-body', TWO)
    await cloud('wait', 'change-set-create-complete', ...named('second'))
    await cloud('execute-change-set', ...named('second'))
    await cloud('wait', 'stack-update-complete', '--stack-name', 'app')
    expect(sim.stacks(ACCOUNT, REGION)).toMatchObject([
      { status: 'UPDATE_COMPLETE', resources: [{ logicalId: 'Dead' }, { logicalId: 'Bell' }] },
    ])
  })

  test('waiting for a set without changes fails, and the set says why', async () => {
    await cloud('create-change-set', ...named('third'), '--template-body', TWO)
    const { exit, stderr } = await aws('cloudformation', 'wait', 'change-set-create-complete', ...named('third'))
    expect(exit).toBe(255)
    expect(stderr).toMatch(/Waiter ChangeSetCreateComplete failed: Waiter encountered a terminal failure state/)
    expect(await cloud('describe-change-set', ...named('third'))).toMatchObject({
      Status: 'FAILED',
      StatusReason: expect.stringMatching(/^The submitted information didn't contain changes\./),
    })
  })

  test('an error is named', async () => {
    const { exit, stderr } = await aws('cloudformation', 'describe-change-set', ...named('ghost'))
    expect(exit).not.toBe(0)
    expect(stderr).toContain(
      'An error occurred (ChangeSetNotFound) when calling the DescribeChangeSet operation: ChangeSet [ghost] does not exist',
    )
  })

  test('a stack is deleted', async () => {
    await cloud('delete-stack', '--stack-name', 'app')
    await cloud('wait', 'stack-delete-complete', '--stack-name', 'app')
    expect(sim.stacks(ACCOUNT, REGION)).toEqual([])
  })
})

function named(changeSet: string): readonly string[] {
  return ['--stack-name', 'app', '--change-set-name', changeSet]
}

function sessionOf(answer: unknown): Readonly<Record<string, string>> {
  if (!has(answer, 'Credentials') || !has(answer.Credentials, 'AccessKeyId')) throw new Error('no session was opened')
  const { AccessKeyId, ...rest } = answer.Credentials
  if (!has(rest, 'SecretAccessKey') || !has(rest, 'SessionToken')) throw new Error('half a session was opened')
  return {
    AWS_ACCESS_KEY_ID: String(AccessKeyId),
    AWS_SECRET_ACCESS_KEY: String(rest.SecretAccessKey),
    AWS_SESSION_TOKEN: String(rest.SessionToken),
  }
}

interface Events {
  readonly StackEvents: readonly { readonly LogicalResourceId: string; readonly ResourceStatus: string }[]
}

function events(answer: unknown): Events {
  if (!has(answer, 'StackEvents') || !Array.isArray(answer.StackEvents)) throw new Error('no events were told')
  return { StackEvents: answer.StackEvents }
}

function has<K extends string>(value: unknown, key: K): value is { readonly [name in K]: unknown } {
  return typeof value === 'object' && value !== null && key in value
}
