/**
 * Does a group of machines wait for them, as its policies say?
 */
import { DescribeStackEventsCommand } from '@aws-sdk/client-cloudformation'
import { expect, test } from 'vitest'
import { changeOf, changeSet, deploy, type TestWorld, testWorld } from './world.ts'

interface Group {
  readonly image?: string
  readonly machines?: number
  readonly maxSize?: number
  readonly batch?: number
}

function template({ image = 'ami-1', machines = 3, maxSize = 6, batch = 2 }: Group = {}): string {
  return JSON.stringify({
    Parameters: { Machines: { Type: 'Number', Default: machines } },
    Resources: {
      Kind: { Type: 'AWS::EC2::LaunchTemplate', Properties: { LaunchTemplateData: { ImageId: image } } },
      Group: {
        Type: 'AWS::AutoScaling::AutoScalingGroup',
        CreationPolicy: { ResourceSignal: { Count: { Ref: 'Machines' }, Timeout: 'PT15M' } },
        UpdatePolicy: {
          AutoScalingRollingUpdate: {
            MaxBatchSize: batch,
            MinInstancesInService: 1,
            PauseTime: 'PT15M',
            WaitOnResourceSignals: true,
          },
        },
        Properties: {
          MinSize: { Ref: 'Machines' },
          MaxSize: maxSize,
          LaunchTemplate: {
            LaunchTemplateId: { Ref: 'Kind' },
            Version: { 'Fn::GetAtt': ['Kind', 'LatestVersionNumber'] },
          },
        },
      },
    },
  })
}

async function said(world: TestWorld, status: string): Promise<readonly string[]> {
  const { StackEvents = [] } = await world.admin.send(new DescribeStackEventsCommand({ StackName: 'web' }))
  return StackEvents.toReversed()
    .filter((event) => event.LogicalResourceId === 'Group' && event.ResourceStatus === status)
    .flatMap(({ ResourceStatusReason: reason }) => reason ?? [])
    .map((reason) => reason.replace(/i-[0-9a-f]{17}$/, 'i-…'))
}

const SIGNAL = 'Received SUCCESS signal with UniqueId i-…'

test('a creation waits for the signals of so many machines', async () => {
  await using world = await testWorld()
  await deploy(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody: template() })
  expect(await said(world, 'CREATE_IN_PROGRESS')).toEqual(['Resource creation Initiated', SIGNAL, SIGNAL, SIGNAL])
})

test('another launch template replaces the machines batch by batch', async () => {
  await using world = await testWorld()
  await deploy(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody: template() })
  await deploy(world, world.admin, { TemplateBody: template({ image: 'ami-2' }) })
  expect(await said(world, 'UPDATE_IN_PROGRESS')).toEqual([
    'Rolling update initiated. Terminating 3 obsolete instance(s) in batches of 2, while keeping at least 1 instance(s) in service. Waiting on resource signals with a timeout of PT15M when new instances are added to the autoscaling group.',
    SIGNAL,
    SIGNAL,
    SIGNAL,
  ])
})

test('another size leaves the machines that are there', async () => {
  await using world = await testWorld()
  await deploy(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody: template() })
  await deploy(world, world.admin, { TemplateBody: template({ maxSize: 9 }) })
  expect(await said(world, 'UPDATE_IN_PROGRESS')).toEqual([])
})

test('a plan shows another policy of updates, which changes no property', async () => {
  await using world = await testWorld()
  await deploy(world, world.admin, { ChangeSetType: 'CREATE', TemplateBody: template() })
  const described = await changeSet(world, world.admin, { TemplateBody: template({ batch: 1 }) })
  expect(changeOf(described, 'Group')).toMatchObject({
    Action: 'Modify',
    Replacement: 'False',
    Scope: ['UpdatePolicy'],
  })
})
