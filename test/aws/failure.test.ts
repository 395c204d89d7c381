/** Promise: the first cause is named, not what CloudFormation stopped because of it. */
import type { StackEvent } from '@aws-sdk/client-cloudformation'
import { expect, it } from 'vitest'
import { failureIn, operationOf } from '../../src/aws/failure.ts'
import { stack } from '../support/stacks.ts'

const STACK = 'arn:aws:cloudformation:eu-west-1:111111111111:stack/fw-acme-web-streams/1'

function event(id: string, ResourceStatus: StackEvent['ResourceStatus'], reason?: string): StackEvent {
  return {
    StackId: STACK,
    EventId: id,
    StackName: 'fw-acme-web-streams',
    Timestamp: new Date(0),
    LogicalResourceId: id,
    PhysicalResourceId: id === 'stack' ? STACK : id,
    ResourceType: id === 'stack' ? 'AWS::CloudFormation::Stack' : 'AWS::SQS::Queue',
    ResourceStatus,
    ClientRequestToken: 'ours',
    ...(reason === undefined ? {} : { ResourceStatusReason: reason }),
  }
}

it('a cancelled resource is not the cause', () => {
  const failure = failureIn(
    [
      event('stack', 'UPDATE_IN_PROGRESS', 'User Initiated'),
      event('One', 'UPDATE_FAILED', 'Resource update cancelled'),
      event('Two', 'UPDATE_FAILED', 'Queue limit reached'),
      event('stack', 'UPDATE_ROLLBACK_IN_PROGRESS', 'The following resource(s) failed to update: [One, Two].'),
      event('stack', 'UPDATE_ROLLBACK_COMPLETE'),
    ],
    stack(),
  )
  expect(failure).toMatchObject({ code: 'resource-failed', resource: { logicalId: 'Two' } })
  expect(failure?.status).toBe('UPDATE_ROLLBACK_COMPLETE')
})

it('a rollback without a failed resource is told by the stack’s own reason', () => {
  const events = [
    event('stack', 'UPDATE_IN_PROGRESS', 'User Initiated'),
    event('stack', 'UPDATE_ROLLBACK_IN_PROGRESS', 'Alarm arn:aws:cloudwatch:x went into ALARM'),
    event('stack', 'UPDATE_ROLLBACK_COMPLETE'),
  ]
  const failure = failureIn(events, stack())
  expect(failure).toMatchObject({ code: 'operation-failed', reason: 'Alarm arn:aws:cloudwatch:x went into ALARM' })
})

it('reading ends where the operation began', async () => {
  let pages = 0
  async function* newestFirst(): AsyncGenerator<readonly StackEvent[]> {
    const foreign = { ...event('stack', 'UPDATE_COMPLETE'), ClientRequestToken: 'theirs' }
    for (const page of [[event('Two', 'UPDATE_COMPLETE')], [event('One', 'UPDATE_IN_PROGRESS'), foreign], [foreign]]) {
      pages++
      yield page
    }
  }
  const found = await operationOf(newestFirst(), 'ours')
  expect(found.map(({ LogicalResourceId }) => LogicalResourceId)).toEqual(['One', 'Two'])
  expect(pages).toBe(2)
})
