/**
 * Does each way in which an answer can be lost, late or wrong reach a plain client?
 *
 * The clients are the SDK without retries and, where the bytes matter, the SDK's
 * own signed request sent again by hand.
 */
import {
  CreateChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  ListStacksCommand,
} from '@aws-sdk/client-cloudformation'
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { describe, expect, test } from 'vitest'
import type { CallEffect } from '../../../src/sim/aws/faults.ts'
import { REPLIES } from '../../../src/sim/aws/replies.ts'
import { until } from '../../support/until.ts'
import { post, query, sign } from './by-hand.ts'
import { CREATE, pipeline } from './pipeline.ts'
import { ACCOUNT, addCustomer, changeSet, deploy, EXTERNAL_ID, REGION, testWorld } from './world.ts'

const PLAN = {
  RoleArn: `arn:aws:iam::${ACCOUNT}:role/fleetwright-plan`,
  RoleSessionName: 'fw-7',
  ExternalId: EXTERNAL_ID,
}

describe('in the words of AWS', () => {
  test.each(Object.entries(REPLIES))('%s', async (_, reply) => {
    await using world = await testWorld()
    world.sim.faults.onCall({ action: 'ListStacks', nth: 1 }, reply)
    await expect(world.admin.send(new ListStacksCommand({}))).rejects.toMatchObject({
      // The SDK names modelled errors by their shape, which ends in Exception where the code does not.
      name: expect.stringMatching(new RegExp(`^${reply.code}(Exception)?$`)),
      message: reply.message,
      $metadata: { httpStatusCode: reply.status },
    })
    await world.admin.send(new ListStacksCommand({}))
    expect(world.sim.journal.requests.map(({ status, code, effect }) => ({ status, code, effect }))).toEqual([
      { status: reply.status, code: reply.code, effect: 'error' },
      { status: 200, code: undefined, effect: undefined },
    ])
  })
})

describe('an answer that does not arrive whole', () => {
  test('truncated XML is no answer, and the call has happened', async () => {
    await using world = await testWorld()
    world.sim.faults.onCall({ action: 'CreateChangeSet', nth: 1 }, { kind: 'truncated' })
    const create = new CreateChangeSetCommand({ StackName: 'web', ChangeSetName: 'fw-1', ...CREATE })
    await expect(world.admin.send(create)).rejects.toThrow()
    expect(world.sim.stacks(ACCOUNT, REGION)).toMatchObject([{ stackName: 'web', changeSets: [{ name: 'fw-1' }] }])
    expect(world.sim.journal.requests).toMatchObject([{ status: 200, effect: 'truncated' }])
  })

  test('truncated XML comes with an honest length', async () => {
    await using world = await testWorld()
    world.sim.faults.onCall({}, { kind: 'truncated' })
    const keys = world.sim.addPrincipal({ accountId: ACCOUNT, name: 'plain' })
    const { status, headers, text } = await post(
      world.sim.url,
      sign(world.sim.url, keys, { body: query('ListStacks') }),
    )
    expect(status).toBe(200)
    expect(Number(headers.get('content-length'))).toBe(Buffer.byteLength(text))
    expect(text).toMatch(/^<ListStacksResponse /)
    expect(text).not.toContain('</ListStacksResponse>')
  })

  test.each([
    ['before', 0, 0],
    ['after', 200, 1],
  ] as const)('a stall %s the call leaves the socket open until the client gives up', async (phase, status, stacks) => {
    await using world = await testWorld()
    world.sim.faults.onCall({ action: 'CreateChangeSet', nth: 1 }, { kind: 'stall', phase })
    const patience = new AbortController()
    const create = new CreateChangeSetCommand({ StackName: 'web', ChangeSetName: 'fw-1', ...CREATE })
    const call = world.admin.send(create, { abortSignal: patience.signal })
    const outcome = expect(call).rejects.toMatchObject({ name: 'AbortError' })
    await until('the call has come', () => world.sim.journal.requests.length === 1)
    patience.abort()
    await outcome
    expect(world.sim.journal.requests).toMatchObject([{ status, effect: 'stall' }])
    expect(world.sim.stacks(ACCOUNT, REGION)).toHaveLength(stacks)
  })

  test('the simulator stops although a call is stalled', async () => {
    const world = await testWorld()
    world.sim.faults.onCall({}, { kind: 'stall', phase: 'after' })
    const outcome = expect(world.admin.send(new ListStacksCommand({}))).rejects.toThrow()
    await until('the call has come', () => world.sim.journal.requests.length === 1)
    await world.sim.close()
    await outcome
  })

  test('a slow answer comes whole, after what it tells has happened', async () => {
    await using world = await testWorld()
    world.sim.faults.onCall({ action: 'CreateChangeSet', nth: 1 }, { kind: 'slow', ms: 300 })
    const create = new CreateChangeSetCommand({ StackName: 'web', ChangeSetName: 'fw-1', ...CREATE })
    const started = performance.now()
    const call = world.admin.send(create)
    await until('the stack is there', () => world.sim.stacks(ACCOUNT, REGION).length === 1)
    expect((await call).Id).toMatch(/changeSet\/fw-1/)
    expect(performance.now() - started).toBeGreaterThanOrEqual(299)
  })
})

describe('what happens meanwhile', () => {
  test('a stack that is deleted between look and execution is not executed', async () => {
    await using world = await testWorld()
    await deploy(world, world.admin, CREATE)
    const { ChangeSetId } = await changeSet(world, world.admin, { TemplateBody: pipeline({ shards: 2 }) })
    world.sim.faults.onCall(
      { action: 'ExecuteChangeSet', stackName: 'web' },
      { kind: 'meanwhile', run: () => world.sim.someoneElse(ACCOUNT, REGION).deleteStack('web') },
    )
    await expect(world.admin.send(new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId }))).rejects.toMatchObject({
      name: 'ChangeSetNotFoundException',
    })
  })

  test('a role revoked between two calls stops the second', async () => {
    await using world = await testWorld()
    const plan = await world.assume('plan')
    world.sim.faults.onCall(
      { action: 'ListStacks', roleName: 'fleetwright-plan', nth: 2 },
      {
        kind: 'meanwhile',
        run: () => void world.sim.faults.revokeRole({ accountId: ACCOUNT, roleName: 'fleetwright-plan' }),
      },
    )
    await plan.send(new ListStacksCommand({}))
    await expect(plan.send(new ListStacksCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' })
  })

  test('a session that ends while the call is under way has ended', async () => {
    await using world = await testWorld()
    const plan = await world.assume('plan')
    world.sim.faults.onCall({ action: 'ListStacks' }, { kind: 'meanwhile', run: () => world.clock.advance(3_600_000) })
    await expect(plan.send(new ListStacksCommand({}))).rejects.toMatchObject({ name: 'ExpiredToken' })
  })

  test('what happens meanwhile may take its time', async () => {
    await using world = await testWorld()
    const another = world.cloudFormation(world.sim.addPrincipal({ accountId: ACCOUNT, name: 'another' }))
    const create = { StackName: 'web', ...CREATE }
    world.sim.faults.onCall(
      { action: 'CreateChangeSet', nth: 1 },
      {
        kind: 'meanwhile',
        run: async () => void (await another.send(new CreateChangeSetCommand({ ...create, ChangeSetName: 'theirs' }))),
      },
    )
    await world.admin.send(new CreateChangeSetCommand({ ...create, ChangeSetName: 'fw-1' }))
    expect(world.sim.stacks(ACCOUNT, REGION)[0]?.changeSets.map(({ name }) => name)).toEqual(['theirs', 'fw-1'])
  })
})

describe('which call is met', () => {
  const broken: CallEffect = REPLIES.serviceUnavailable

  test('a rule by role meets the sessions of that role and the way into it', async () => {
    await using world = await testWorld()
    const [plan, apply] = [await world.assume('plan'), await world.assume('apply')]
    world.sim.faults.onCall({ roleName: 'fleetwright-apply' }, broken)
    await plan.send(new ListStacksCommand({}))
    await expect(apply.send(new DescribeStacksCommand({}))).rejects.toMatchObject({ name: 'ServiceUnavailable' })
    await expect(world.assume('apply')).rejects.toMatchObject({ name: 'ServiceUnavailable' })
    await world.assume('plan')
  })

  test('a rule by region leaves the others alone', async () => {
    await using world = await testWorld()
    world.sim.faults.onCall({ region: 'us-east-1' }, broken)
    const keys = world.sim.addPrincipal({ accountId: ACCOUNT, name: 'traveller' })
    const [here, there] = [world.cloudFormation(keys), world.cloudFormation(keys, 'us-east-1')]
    await here.send(new ListStacksCommand({}))
    await expect(there.send(new ListStacksCommand({}))).rejects.toMatchObject({ name: 'ServiceUnavailable' })
  })

  test('the second to the fourth of the matching calls', async () => {
    await using world = await testWorld()
    world.sim.faults.onCall({ action: 'GetCallerIdentity', nth: 2, times: 3 }, broken)
    const met: boolean[] = []
    for (let call = 1; call <= 5; call += 1)
      met.push(
        await world
          .sts(world.bot)
          .send(new GetCallerIdentityCommand({}))
          .then(
            () => false,
            () => true,
          ),
      )
    expect(met).toEqual([false, true, true, true, false])
  })
})

describe('a region that the account has not opted in to', () => {
  test('makes no session and takes none; the region of the caller does not matter', async () => {
    await using world = await testWorld()
    addCustomer(world.sim, 'arn:aws:iam::999999999999:user/bot', '222222222222')
    const fault = world.sim.faults.disableRegion({ accountId: ACCOUNT, region: REGION })
    await expect(world.sts(world.bot).send(new AssumeRoleCommand(PLAN))).rejects.toMatchObject({
      name: 'RegionDisabledException',
      $metadata: { httpStatusCode: 403 },
    })
    await expect(world.admin.send(new ListStacksCommand({}))).rejects.toMatchObject({ name: 'OptInRequired' })
    await world.assume('plan', '222222222222')
    fault.lift()
    await world.assume('plan')
  })
})
