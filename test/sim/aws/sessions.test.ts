/**
 * Does a session carry what it was asked to, and no more?
 *
 * External ids, source identities, session tags and policies, chains; words as
 * recorded in `sts.test_sts` where they are.
 */
import { createHash } from 'node:crypto'
import { ListStacksCommand } from '@aws-sdk/client-cloudformation'
import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts'
import { describe, expect, test } from 'vitest'
import type { PolicyDocument } from '../../../src/sim/aws/auth/policy.ts'
import { ANYTHING, arn, assume, BOT, home, role } from './session-home.ts'
import { EXTERNAL_ID, type Keys, keysOf } from './world.ts'

describe('external ids', () => {
  test('one that nobody asked for does no harm', async () => {
    await using world = await home()
    await assume(world, world.bot, { ExternalId: 'not-asked-for' })
  })

  test('one that is asked for must be the right one, to the letter', async () => {
    await using world = await home({
      first: { trust: { principalArn: BOT, externalId: EXTERNAL_ID }, policy: ANYTHING },
    })
    for (const ExternalId of [undefined, EXTERNAL_ID.toUpperCase(), `${EXTERNAL_ID}x`, 'acme'])
      await expect(assume(world, world.bot, ExternalId === undefined ? {} : { ExternalId })).rejects.toMatchObject({
        name: 'AccessDenied',
      })
    await assume(world, world.bot, { ExternalId: EXTERNAL_ID })
  })
})

describe('source identity', () => {
  test('it goes down the chain, unasked', async () => {
    await using world = await home()
    const first = keysOf(await assume(world, world.bot, { SourceIdentity: 'fw-7' }))
    const second = await assume(world, first, { RoleArn: arn('second') })
    expect(second.SourceIdentity).toBe('fw-7')
    await world.cloudFormation(keysOf(second)).send(new ListStacksCommand({}))
    expect(world.sim.journal.requests.at(-1)).toMatchObject({ sourceIdentity: 'fw-7', roleName: 'second' })
  })

  test('it cannot be changed on the way', async () => {
    await using world = await home()
    const first = keysOf(await assume(world, world.bot, { SourceIdentity: 'fw-7' }))
    await expect(assume(world, first, { RoleArn: arn('second'), SourceIdentity: 'fw-8' })).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringMatching(/sts:SetSourceIdentity/),
    })
    await assume(world, first, { RoleArn: arn('second'), SourceIdentity: 'fw-7' })
  })

  test('both sides must let it be set', async () => {
    await using world = await home()
    const Statement = [{ Effect: 'Allow' as const, Action: 'sts:AssumeRole', Resource: '*' }]
    const timid = world.sim.addPrincipal({ name: 'timid', policy: { Statement } })
    world.sim.addAccount({ id: '333333333333', roles: { door: role(timid.arn) } })
    const RoleArn = 'arn:aws:iam::333333333333:role/door'
    await assume(world, timid, { RoleArn })
    await expect(assume(world, timid, { RoleArn, SourceIdentity: 'fw-7' })).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: ${timid.arn} is not authorized to perform: sts:SetSourceIdentity on resource: ${RoleArn}`,
    })
  })
})

describe('session tags', () => {
  const TEAM = [{ Key: 'Team', Value: 'data' }]

  test.each<[string, Partial<AssumeRoleCommandInput>, string]>([
    [
      'a transitive key that is no tag',
      { Tags: TEAM, TransitiveTagKeys: ['Owner'] },
      'The specified transitive tag key must be included in the requested tags.',
    ],
    [
      'one key twice',
      { Tags: [...TEAM, { Key: 'team', Value: 'x' }] },
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    ],
  ])('%s is refused (recorded: test_assume_role_tag_validation)', async (_, input, message) => {
    await using world = await home()
    await expect(assume(world, world.bot, input)).rejects.toMatchObject({ name: 'InvalidParameterValue', message })
  })

  test('a transitive tag goes down the chain and is not overridden (recorded: test_iam_role_chaining_override_transitive_tags)', async () => {
    await using world = await home()
    const first = keysOf(await assume(world, world.bot, { Tags: TEAM, TransitiveTagKeys: ['Team'] }))
    await assume(world, first, { RoleArn: arn('second') })
    for (const Key of ['Team', 'TEAM'])
      await expect(
        assume(world, first, { RoleArn: arn('second'), Tags: [{ Key, Value: 'other' }] }),
      ).rejects.toMatchObject({
        name: 'InvalidParameterValue',
        message: expect.stringMatching(/conflicts with a transitive/),
      })
  })

  test('a policy can ask for them: those that are transitive still hold one role further', async () => {
    const policy: PolicyDocument = {
      Statement: [
        { Effect: 'Allow', Action: 'sts:*', Resource: '*' },
        {
          Effect: 'Allow',
          Action: 'cloudformation:ListStacks',
          Resource: '*',
          Condition: { StringEquals: { 'aws:PrincipalTag/Team': 'data' } },
        },
      ],
    }
    await using world = await home({ first: role(BOT, policy), second: role(arn('first'), policy) })
    const list = (keys: Keys): Promise<unknown> => world.cloudFormation(keys).send(new ListStacksCommand({}))
    const denied = { name: 'AccessDenied' }
    await expect(list(keysOf(await assume(world, world.bot)))).rejects.toMatchObject(denied)
    const passing = keysOf(await assume(world, world.bot, { Tags: TEAM }))
    await list(passing)
    await expect(list(keysOf(await assume(world, passing, { RoleArn: arn('second') })))).rejects.toMatchObject(denied)
    const lasting = keysOf(await assume(world, world.bot, { Tags: TEAM, TransitiveTagKeys: ['Team'] }))
    await list(keysOf(await assume(world, lasting, { RoleArn: arn('second') })))
  })
})

describe('session policies', () => {
  const policy = (...Action: readonly string[]): string =>
    JSON.stringify({ Statement: [{ Effect: 'Allow', Action, Resource: '*' }] })

  test('what the role may not do, no session policy lets it do', async () => {
    const narrow: PolicyDocument = {
      Statement: [{ Effect: 'Allow', Action: 'cloudformation:Describe*', Resource: '*' }],
    }
    await using world = await home({ first: role(BOT, narrow) })
    const keys = keysOf(await assume(world, world.bot, { Policy: policy('*') }))
    await expect(world.cloudFormation(keys).send(new ListStacksCommand({}))).rejects.toMatchObject({
      message: expect.stringMatching(/because no identity-based policy allows the cloudformation:ListStacks action$/),
    })
  })

  test('a policy says how much of its space it takes', async () => {
    await using world = await home()
    const [small, large] = [policy('s3:Get*'), policy(...Array.from({ length: 60 }, (_, n) => `svc${n * 7919}:Do`))]
    const [one, two] = [
      await assume(world, world.bot, { Policy: small }),
      await assume(world, world.bot, { Policy: large }),
    ]
    expect(one.PackedPolicySize).toBeGreaterThan(0)
    expect(two.PackedPolicySize).toBeGreaterThan(one.PackedPolicySize ?? 100)
    expect((await assume(world, world.bot)).PackedPolicySize).toBeUndefined()
  })

  test('2,049 characters are one too many', async () => {
    await using world = await home()
    const long = policy('*')
    await assume(world, world.bot, { Policy: long.padEnd(2048) })
    await expect(assume(world, world.bot, { Policy: long.padEnd(2049) })).rejects.toMatchObject({
      message: expect.stringMatching(
        /at 'policy' failed to satisfy constraint: Member must have length less than or equal to 2048$/,
      ),
    })
  })

  test('tags that do not pack are too many', async () => {
    await using world = await home()
    const noise = (text: string): string => createHash('sha512').update(text).digest('hex')
    const Tags = Array.from({ length: 50 }, (_, n) => ({ Key: `key-${n}`, Value: noise(`a${n}`) + noise(`b${n}`) }))
    await expect(assume(world, world.bot, { Tags })).rejects.toMatchObject({
      name: 'PackedPolicyTooLargeException',
      message: expect.stringMatching(/^Packed size of session tags consumes \d{3}% of allotted space\.$/),
    })
  })

  test.each([
    ['{', 'This policy contains invalid Json'],
    [
      '{"Statement": [{"Effect": "Allow", "Verb": "*"}]}',
      'Syntax errors in policy: Error: Verb in a statement is not simulated',
    ],
  ])('%s is malformed', async (Policy, message) => {
    await using world = await home()
    await expect(assume(world, world.bot, { Policy })).rejects.toMatchObject({
      name: 'MalformedPolicyDocumentException',
      message,
    })
  })

  test('managed policies are refused, not passed over', async () => {
    await using world = await home()
    const PolicyArns = [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }]
    await expect(assume(world, world.bot, { PolicyArns })).rejects.toMatchObject({
      message: 'PolicyArns is not simulated',
    })
  })
})
