/** Which operation was begun last, and is it ours? */
import type { StackEvent } from '@aws-sdk/client-cloudformation'
import { describe, expect, it } from 'vitest'
import { lastOperationIn, wasBegun } from '../../src/aws/last-operation.ts'

const ARN = 'arn:aws:cloudformation:eu-west-1:111111111111:stack/fw-acme-web-streams/1'

function event(status: StackEvent['ResourceStatus'], wish: Partial<StackEvent> = {}): StackEvent {
  return {
    EventId: '1',
    StackName: 'fw-acme-web-streams',
    StackId: ARN,
    PhysicalResourceId: ARN,
    ResourceStatus: status,
    Timestamp: new Date('2026-11-23T20:00:00Z'),
    ...wish,
  }
}

async function* pages(...all: readonly (readonly StackEvent[])[]): AsyncGenerator<readonly StackEvent[]> {
  yield* all
}

describe('the operation that was begun last', () => {
  it('is found behind its own resources, over pages', async () => {
    const resource = event('UPDATE_IN_PROGRESS', { PhysicalResourceId: 'queue' })
    const found = lastOperationIn(
      pages([resource, resource], [event('UPDATE_IN_PROGRESS', { ClientRequestToken: 'T' })]),
    )
    expect(await found).toEqual({ status: 'UPDATE_IN_PROGRESS', since: '2026-11-23T20:00:00.000Z', token: 'T' })
  })

  it('is the update, not the rollback it fell into', async () => {
    const found = lastOperationIn(pages([event('UPDATE_ROLLBACK_IN_PROGRESS'), event('UPDATE_IN_PROGRESS')]))
    expect(await found).toMatchObject({ status: 'UPDATE_IN_PROGRESS' })
  })

  it('is the rollback, where somebody ordered it', async () => {
    const ordered = event('UPDATE_ROLLBACK_IN_PROGRESS', { ResourceStatusReason: 'User Initiated' })
    expect(await lastOperationIn(pages([ordered, event('UPDATE_IN_PROGRESS')]))).toMatchObject({
      status: 'UPDATE_ROLLBACK_IN_PROGRESS',
    })
  })

  it('has no token where none was given, and is unknown where no event tells', async () => {
    expect(await lastOperationIn(pages([event('CREATE_IN_PROGRESS')]))).not.toHaveProperty('token')
    expect(await lastOperationIn(pages([event('UPDATE_COMPLETE')]))).toBeUndefined()
  })
})

describe('whether an operation was begun with a token', () => {
  it('is told by an event on any page, however much came after', async () => {
    const ours = event('UPDATE_IN_PROGRESS', { ClientRequestToken: 'ours' })
    expect(await wasBegun(pages([event('UPDATE_IN_PROGRESS')], [ours]), 'ours')).toBe('yes')
  })

  it('is denied where the events tell of another operation alone', async () => {
    const theirs = event('UPDATE_IN_PROGRESS', { ClientRequestToken: 'Console-ExecuteChangeSet-1' })
    expect(await wasBegun(pages([event('UPDATE_COMPLETE')], [theirs]), 'ours')).toBe('no')
  })

  it('stays untold where the events tell of no beginning, as when they are too old', async () => {
    expect(await wasBegun(pages([event('UPDATE_COMPLETE')]), 'ours')).toBe('untold')
    expect(await wasBegun(pages([]), 'ours')).toBe('untold')
  })
})
