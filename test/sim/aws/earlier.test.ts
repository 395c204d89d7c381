/**
 * What was there before, and how slow is everything?
 */
import {
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation'
import { expect, test } from 'vitest'
import { pipeline } from './pipeline.ts'
import { ACCOUNT, changeSet, REGION, SERVICE_ROLE, testWorld } from './world.ts'

const SPOT = { accountId: ACCOUNT, region: REGION }
const EARLIER = {
  stackName: 'web',
  changeSetName: 'fw-1',
  template: pipeline({ shards: 1 }),
  roleArn: SERVICE_ROLE,
  tags: { team: 'web' },
}

test('a stack of an earlier time is as a change set leaves one, and no call made it', async () => {
  await using world = await testWorld()
  world.sim.addStack(SPOT, EARLIER)
  expect(world.sim.callCounts()).toEqual({})
  const { Stacks: [stack] = [] } = await world.admin.send(new DescribeStacksCommand({ StackName: 'web' }))
  expect(stack).toMatchObject({
    StackStatus: 'CREATE_COMPLETE',
    RoleARN: SERVICE_ROLE,
    Tags: [{ Key: 'team', Value: 'web' }],
    ChangeSetId: expect.stringContaining(':changeSet/fw-1/'),
  })
  const { StackResources } = await world.admin.send(new DescribeStackResourcesCommand({ StackName: 'web' }))
  expect(new Set(StackResources?.map((each) => each.ResourceStatus))).toEqual(new Set(['CREATE_COMPLETE']))
  const { Status } = await changeSet(world, world.admin, {
    TemplateBody: pipeline({ shards: 2 }),
    ChangeSetName: 'fw-2',
  })
  expect(Status).toBe('CREATE_COMPLETE')
})

test('a stack of an earlier time that cannot have come about is an error of whoever wants it', async () => {
  await using world = await testWorld()
  expect(() => world.sim.addStack(SPOT, { ...EARLIER, roleArn: `${SERVICE_ROLE}-of-nobody` })).toThrow(/is invalid/)
  world.sim.faults.failResource({ logicalId: 'Raw', reason: 'no' })
  expect(() => world.sim.addStack(SPOT, EARLIER)).toThrow(/web was to be there already, and is ROLLBACK_COMPLETE/)
})

test('each call is as slow as it is said to be, and each change set', async () => {
  const asked: string[] = []
  const callMs = ({ action, accountId }: { readonly action: string; readonly accountId: string }): number => {
    asked.push(`${action} ${accountId}`)
    return action === 'DescribeStacks' ? 40 : 0
  }
  const changeSetMs = (stackName: string): number => (stackName === 'web' ? 4_001 : 0)
  await using world = await testWorld({ timing: { callMs, changeSetMs } })
  world.sim.addStack(SPOT, EARLIER)
  const from = performance.now()
  await world.admin.send(new DescribeStacksCommand({ StackName: 'web' }))
  expect(performance.now() - from).toBeGreaterThan(38)
  await world.admin.send(new ValidateTemplateCommand({ TemplateBody: pipeline({ shards: 2 }) }))
  expect(asked).toEqual([`DescribeStacks ${ACCOUNT}`, `ValidateTemplate ${ACCOUNT}`])
  // Four seconds later it lacks a millisecond.
  const { Status } = await changeSet(world, world.admin, {
    TemplateBody: pipeline({ shards: 2 }),
    ChangeSetName: 'fw-2',
  })
  expect(Status).toBe('CREATE_IN_PROGRESS')
})
