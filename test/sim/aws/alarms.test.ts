/**
 * Which alarms does CloudWatch tell of, to whom, and what comes of a stack that is to be watched by another?
 *
 * Through the real SDK, which speaks JSON to this service alone.
 */
import { CloudWatchClient, DescribeAlarmsCommand, type DescribeAlarmsCommandInput } from '@aws-sdk/client-cloudwatch'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CREATE, pipeline, stackOf } from './pipeline.ts'
import { ACCOUNT, deploy, EXTERNAL_ID, type Keys, keysOf, REGION, type TestWorld, testWorld } from './world.ts'

const SPOT = { accountId: ACCOUNT, region: REGION }
const ARN = `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:lag`

let world: TestWorld
beforeAll(async () => {
  world = await testWorld()
  world.sim.alarms.put(SPOT, { name: 'lag', kind: 'MetricAlarm' })
  world.sim.alarms.put(SPOT, { name: 'all', kind: 'CompositeAlarm' })
  world.sim.alarms.put({ ...SPOT, region: 'us-east-1' }, { name: 'elsewhere', kind: 'MetricAlarm' })
})
afterAll(() => world[Symbol.asyncDispose]())

function asked(keys: Keys, input: DescribeAlarmsCommandInput = {}) {
  const client = new CloudWatchClient({ endpoint: world.sim.url, region: REGION, maxAttempts: 1, credentials: keys })
  return client.send(new DescribeAlarmsCommand(input))
}

function administrator(): Keys {
  return world.sim.addPrincipal({ accountId: ACCOUNT, name: 'watcher' })
}

async function sessionOf(role: string): Promise<Keys> {
  const RoleArn = `arn:aws:iam::${ACCOUNT}:role/${role}`
  const command = new AssumeRoleCommand({ RoleArn, RoleSessionName: 'fw-7', ExternalId: EXTERNAL_ID })
  return keysOf(await world.sts(world.bot).send(command))
}

describe('CloudWatch', () => {
  test('tells of metric alarms of the account and region, unless both kinds are asked for', async () => {
    const named = async (input: DescribeAlarmsCommandInput) => {
      const { MetricAlarms = [], CompositeAlarms = [] } = await asked(administrator(), input)
      return [MetricAlarms, CompositeAlarms].map((alarms) => alarms.map(({ AlarmName }) => AlarmName))
    }
    expect(await named({})).toEqual([['lag'], []])
    expect(await named({ AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] })).toEqual([['lag'], ['all']])
    expect(await named({ AlarmNames: ['all', 'nobody'], AlarmTypes: ['CompositeAlarm'] })).toEqual([[], ['all']])
  })

  test('answers the plan role, and refuses the apply role', async () => {
    expect((await asked(await sessionOf('fleetwright-plan'))).MetricAlarms).toMatchObject([{ AlarmArn: ARN }])
    await expect(asked(await sessionOf('fleetwright-apply'))).rejects.toMatchObject({ name: 'AccessDenied' })
  })

  test('refuses a field that is not simulated, and more names than it takes', async () => {
    await expect(asked(administrator(), { AlarmNamePrefix: 'l' })).rejects.toMatchObject({
      message: 'AlarmNamePrefix is not simulated',
    })
    const AlarmNames = Array.from({ length: 101 }, (_, index) => `a${index}`)
    await expect(asked(administrator(), { AlarmNames })).rejects.toMatchObject({ name: 'ValidationException' })
  })
})

describe('an operation that is to be watched by an alarm that is not there', () => {
  const missing = { RollbackTriggers: [{ Arn: `${ARN}-2`, Type: 'AWS::CloudWatch::Alarm' }] }

  test('is rolled back, whatever it changes (doc RollbackTrigger)', async () => {
    await using own = await testWorld()
    own.sim.alarms.put(SPOT, { name: 'lag', kind: 'MetricAlarm' })
    const watched = { RollbackTriggers: [{ Arn: ARN, Type: 'AWS::CloudWatch::Alarm' }] }
    await deploy(own, own.admin, { ...CREATE, RollbackConfiguration: watched })
    expect((await stackOf(own)).StackStatus).toBe('CREATE_COMPLETE')
    await deploy(own, own.admin, { TemplateBody: pipeline({ shards: 4 }), RollbackConfiguration: missing })
    expect((await stackOf(own)).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
    const composite = { RollbackTriggers: [{ Arn: ARN, Type: 'AWS::CloudWatch::CompositeAlarm' }] }
    await deploy(own, own.admin, {
      ChangeSetName: 'fw-2',
      TemplateBody: pipeline({ shards: 4 }),
      RollbackConfiguration: composite,
    })
    expect((await stackOf(own)).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE')
  })

  test('is no creation either', async () => {
    await using own = await testWorld()
    await deploy(own, own.admin, { ...CREATE, RollbackConfiguration: missing })
    expect((await stackOf(own)).StackStatus).toBe('ROLLBACK_COMPLETE')
  })
})
