/**
 * Does the simulator know who is calling, and say no in AWS's words?
 */
import { DescribeStacksCommand, ListStacksCommand } from '@aws-sdk/client-cloudformation'
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts'
import { describe, expect, test } from 'vitest'
import { ACCOUNT, addCustomer, deploy, EXTERNAL_ID, keysOf, REGION, type TestWorld, testWorld } from './world.ts'

const PLAN = `arn:aws:iam::${ACCOUNT}:role/fleetwright-plan`

function assume(input: Partial<AssumeRoleCommandInput> = {}): AssumeRoleCommand {
  return new AssumeRoleCommand({ RoleArn: PLAN, RoleSessionName: 'fw-pull-7', ExternalId: EXTERNAL_ID, ...input })
}

function refusal(code: string, message: string | RegExp, status = 403): Record<string, unknown> {
  return {
    name: code,
    message: typeof message === 'string' ? message : expect.stringMatching(message),
    $metadata: expect.objectContaining({ httpStatusCode: status }),
  }
}

test('a role lets in by the trust that its owner gives it, from the next session on', async () => {
  await using world = await testWorld()
  const bot = world.sts(world.bot)
  const opened = await bot.send(assume())
  const role = { accountId: ACCOUNT, roleName: 'fleetwright-plan' }
  const principalArn = 'arn:aws:iam::999999999999:user/bot'
  const knock = new AssumeRoleCommand({ RoleArn: PLAN, RoleSessionName: 'fw-pull-7' })
  world.sim.changeTrust(role, { principalArn })
  expect(await bot.send(knock)).toMatchObject({ AssumedRoleUser: {} })
  world.sim.changeTrust(role, { principalArn, externalId: 'another-0123456789abcdef' })
  await expect(bot.send(knock)).rejects.toMatchObject(refusal('AccessDenied', /not authorized/))
  await expect(bot.send(assume())).rejects.toMatchObject(refusal('AccessDenied', /not authorized/))
  const open = world.sts(keysOf(opened))
  expect(await open.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: ACCOUNT })
})

describe('signatures', () => {
  test('a principal is who its key says', async () => {
    await using world = await testWorld()
    const answer = await world.sts(world.bot).send(new GetCallerIdentityCommand({}))
    expect(answer).toMatchObject({ Account: '999999999999', Arn: 'arn:aws:iam::999999999999:user/bot' })
  })

  test('a forged secret is refused', async () => {
    await using world = await testWorld()
    const forged = world.sts({ ...world.bot, secretAccessKey: 'x'.repeat(40) })
    await expect(forged.send(assume())).rejects.toMatchObject(
      refusal('SignatureDoesNotMatch', /^The request signature we calculated does not match/),
    )
  })

  test('an unknown key is refused', async () => {
    await using world = await testWorld()
    const unknown = world.sts({ ...world.bot, accessKeyId: 'AKIAUNKNOWNUNKNOWN12' })
    await expect(unknown.send(assume())).rejects.toMatchObject(
      refusal('InvalidClientTokenId', 'The security token included in the request is invalid.'),
    )
  })

  test('a session without its token is refused', async () => {
    await using world = await testWorld()
    const { Credentials } = await world.sts(world.bot).send(assume())
    const bare = world.cloudFormation({
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
    })
    await expect(bare.send(new ListStacksCommand({}))).rejects.toMatchObject(
      refusal('InvalidClientTokenId', 'The security token included in the request is invalid.'),
    )
  })

  test('a body altered on the way is refused', async () => {
    await using world = await testWorld()
    const client = world.sts(world.bot)
    client.middlewareStack.add(
      (next) => (step) => {
        const { request } = step
        if (typeof request === 'object' && request !== null && 'body' in request)
          request.body = String(request.body).replace('fw-pull-7', 'fw-pull-8')
        return next(step)
      },
      { step: 'finalizeRequest', priority: 'low' },
    )
    await expect(client.send(assume())).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' })
  })

  test('a signature is good for five minutes of real time', async () => {
    await using world = await testWorld()
    const late = new STSClient({
      endpoint: world.sim.url,
      region: REGION,
      credentials: world.bot,
      maxAttempts: 1,
      systemClockOffset: -6 * 60_000,
    })
    await expect(late.send(assume())).rejects.toMatchObject(
      refusal('SignatureDoesNotMatch', /^Signature expired: .* is now earlier than/),
    )
  })

  test('a request without a signature is refused', async () => {
    await using world = await testWorld()
    const answer = await fetch(world.sim.url, { method: 'POST', body: 'Action=ListStacks&Version=2010-05-15' })
    expect(answer.status).toBe(403)
    expect(await answer.text()).toContain('<Code>MissingAuthenticationToken</Code>')
  })
})

describe('roles', () => {
  const denied = refusal(
    'AccessDenied',
    `User: arn:aws:iam::999999999999:user/bot is not authorized to perform: sts:AssumeRole on resource: ${PLAN}`,
  )

  test.each([
    ['a wrong external id', { ExternalId: 'globex-000000000000' }],
    ['no external id', { ExternalId: undefined }],
  ])('%s opens no session', async (_, input) => {
    await using world = await testWorld()
    await expect(world.sts(world.bot).send(assume(input))).rejects.toMatchObject(denied)
  })

  test('a role that does not exist is refused like one that does not trust', async () => {
    await using world = await testWorld()
    const missing = `arn:aws:iam::${ACCOUNT}:role/nobody`
    await expect(world.sts(world.bot).send(assume({ RoleArn: missing }))).rejects.toMatchObject(
      refusal('AccessDenied', /sts:AssumeRole on resource: .*role\/nobody$/),
    )
  })

  test('a stranger who knows the external id is refused', async () => {
    await using world = await testWorld()
    const stranger = world.sim.addPrincipal({ accountId: '888888888888', name: 'stranger' })
    await expect(world.sts(stranger).send(assume())).rejects.toMatchObject({ name: 'AccessDenied' })
  })

  test('nobody but CloudFormation takes the service role', async () => {
    await using world = await testWorld()
    const service = assume({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/fleetwright-service` })
    await expect(world.sts(world.bot).send(service)).rejects.toMatchObject({ name: 'AccessDenied' })
  })

  test.each<[string, Partial<AssumeRoleCommandInput>, string]>([
    ['nothing-valid-in-here', { RoleArn: 'nothing-valid-in-here' }, 'nothing-valid-in-here is invalid'],
    [
      'a session name with a colon',
      { RoleSessionName: 'Session1:2' },
      String.raw`1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]*`,
    ],
    [
      'ten minutes',
      { DurationSeconds: 600 },
      "1 validation error detected: Value '600' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
    ],
    [
      'two hours',
      { DurationSeconds: 7200 },
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    ],
  ])('%s is invalid (recorded: sts.test_sts::test_sts_invalid_parameters)', async (_, input, message) => {
    await using world = await testWorld()
    await expect(world.sts(world.bot).send(assume(input))).rejects.toMatchObject(
      refusal('ValidationError', message, 400),
    )
  })

  test('a session made from a session lives an hour at most', async () => {
    await using world = await testWorld()
    const first = { trust: { principalArn: 'arn:aws:iam::999999999999:user/bot' } }
    const anything = { Statement: [{ Effect: 'Allow' as const, Action: 'sts:*', Resource: '*' }] }
    const hop = 'arn:aws:iam::222222222222:role/hop'
    world.sim.addAccount({
      id: '222222222222',
      roles: { hop: { ...first, policy: anything }, end: { trust: { principalArn: hop }, policy: anything } },
    })
    const opened = await world.sts(world.bot).send(assume({ RoleArn: hop }))
    const chained = world.sts(keysOf(opened))
    const end = assume({ RoleArn: 'arn:aws:iam::222222222222:role/end', DurationSeconds: 3601 })
    await expect(chained.send(end)).rejects.toMatchObject(refusal('ValidationError', /1 hour session limit/, 400))
  })

  test('a session ends on the clock of the simulation', async () => {
    await using world = await testWorld()
    const plan = await world.assume('plan')
    world.clock.advance(3_599_000)
    await plan.send(new ListStacksCommand({}))
    world.clock.advance(2_000)
    await expect(plan.send(new ListStacksCommand({}))).rejects.toMatchObject(
      refusal('ExpiredToken', 'The security token included in the request is expired'),
    )
  })

  test('a session policy takes away and never adds', async () => {
    await using world = await testWorld()
    const narrow = JSON.stringify({
      Statement: [
        {
          Effect: 'Allow',
          Action: ['cloudformation:DescribeStacks', 'cloudformation:ExecuteChangeSet'],
          Resource: '*',
        },
      ],
    })
    const opened = await world.sts(world.bot).send(assume({ Policy: narrow }))
    const client = world.cloudFormation(keysOf(opened))
    await client.send(new DescribeStacksCommand({}))
    await expect(client.send(new ListStacksCommand({}))).rejects.toMatchObject(
      refusal('AccessDenied', /no session policy allows the cloudformation:ListStacks action/),
    )
  })

  test('a session tag needs a trust that lets tags in', async () => {
    await using world = await testWorld()
    const tagged = assume({ Tags: [{ Key: 'pull', Value: '7' }] })
    await expect(world.sts(world.bot).send(tagged)).rejects.toMatchObject(
      refusal('AccessDenied', /perform: sts:TagSession/),
    )
  })
})

describe('isolation', () => {
  test('a session sees the stacks of its own account and region alone', async () => {
    await using world = await testWorld()
    addCustomer(world.sim, 'arn:aws:iam::999999999999:user/bot', '222222222222')
    await makeStack(world)
    const other = await world.assume('plan', '222222222222')
    expect((await other.send(new DescribeStacksCommand({}))).Stacks).toEqual([])
    expect(world.sim.stacks(ACCOUNT, REGION)).toHaveLength(1)
    expect(world.sim.stacks(ACCOUNT, 'us-east-1')).toEqual([])
  })

  test('the journal names session, source identity and refusal', async () => {
    await using world = await testWorld()
    const plan = await world.assume('plan')
    await expect(plan.send(new DescribeStacksCommand({ StackName: 'web' }))).rejects.toMatchObject({
      name: 'ValidationError',
    })
    expect(world.sim.journal.requests.at(-1)).toMatchObject({
      action: 'DescribeStacks',
      accountId: ACCOUNT,
      region: REGION,
      principalArn: `arn:aws:sts::${ACCOUNT}:assumed-role/fleetwright-plan/fw-pull-7`,
      sessionName: 'fw-pull-7',
      sourceIdentity: 'fw-pull-7',
      stackName: 'web',
      status: 400,
      code: 'ValidationError',
    })
    expect(world.sim.callCounts()).toEqual({ AssumeRole: 1, DescribeStacks: 1 })
  })
})

async function makeStack(world: TestWorld): Promise<void> {
  const TemplateBody = 'Resources: { Topic: { Type: AWS::SNS::Topic } }'
  await deploy(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody })
}
