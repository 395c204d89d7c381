/**
 * Which stack do the tests of operations move?
 *
 * A stream, a queue beside it, and a parameter that waits for the stream: two
 * levels, one stateful resource, one output.
 */
import {
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation'
import type { ResourceView } from '../../../src/sim/aws/server.ts'
import { ACCOUNT, changeSet, REGION, type TestWorld } from './world.ts'

export interface Shape {
  readonly shards?: number
  readonly name?: string
  readonly policy?: string
  readonly withQueue?: boolean
}

export function pipeline({ shards = 1, name = 'raw', policy = 'Delete', withQueue = true }: Shape = {}): string {
  return JSON.stringify({
    Resources: {
      Raw: {
        Type: 'AWS::Kinesis::Stream',
        DeletionPolicy: policy,
        UpdateReplacePolicy: policy,
        Properties: { Name: name, ShardCount: shards },
      },
      ...(withQueue ? { Dead: { Type: 'AWS::SQS::Queue' } } : {}),
      Pointer: {
        Type: 'AWS::SSM::Parameter',
        Properties: { Type: 'String', Value: { 'Fn::GetAtt': ['Raw', 'Arn'] } },
      },
    },
    Outputs: { StreamArn: { Value: { 'Fn::GetAtt': ['Raw', 'Arn'] } } },
  })
}

export const CREATE = { ChangeSetType: 'CREATE', TemplateBody: pipeline() } as const

export async function stackOf(world: TestWorld, StackName = 'web'): Promise<Stack> {
  const { Stacks } = await world.admin.send(new DescribeStacksCommand({ StackName }))
  if (!Stacks?.[0]) throw new Error(`${StackName} is not there`)
  return Stacks[0]
}

export async function history(world: TestWorld, logicalId?: string, StackName = 'web'): Promise<readonly string[]> {
  const { StackEvents = [] } = await world.admin.send(new DescribeStackEventsCommand({ StackName }))
  return StackEvents.reverse()
    .filter((event) => logicalId === undefined || event.LogicalResourceId === logicalId)
    .map(({ LogicalResourceId, ResourceStatus }) =>
      logicalId ? `${ResourceStatus}` : `${LogicalResourceId} ${ResourceStatus}`,
    )
}

export function resource(world: TestWorld, logicalId: string): ResourceView | undefined {
  return world.sim.stacks(ACCOUNT, REGION)[0]?.resources.find((one) => one.logicalId === logicalId)
}

/** Executes and leaves the clock where it is. */
export async function execute(world: TestWorld, TemplateBody: string, token = 'token'): Promise<string> {
  const { ChangeSetId } = await changeSet(world, world.admin, { ChangeSetName: `fw-${token}`, TemplateBody })
  await world.admin.send(new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId, ClientRequestToken: token }))
  return ChangeSetId ?? ''
}
