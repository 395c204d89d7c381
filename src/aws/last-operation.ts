/**
 * Which operation was begun last on a stack, when, and by whose order?
 *
 * The events tell: each carries the request token of the operation it belongs
 * to, ours or another's, and the operation's first event says when it began.
 * CloudFormation names no person; whose token it is, the account's CloudTrail
 * knows.
 */
import type { StackEvent } from '@aws-sdk/client-cloudformation'
import type { LastOperation } from '../plan/model.ts'
import { kept } from './errors.ts'
import { given } from './given.ts'

/** Neither a rollback nor a clean-up, which only go on with what was begun. */
const BEGINNING = /^(?:CREATE|UPDATE|DELETE|IMPORT)_IN_PROGRESS$/
/** With this reason a rollback was ordered by somebody, and is an operation of its own. */
const ORDERED = 'User Initiated'
/** A stack of 500 resources with a rollback has some 3,000 events, 100 a page. */
const MOST_PAGES = 60

/** `pages`: newest first. Undefined where no event tells of one. */
export async function lastOperationIn(pages: AsyncIterable<readonly StackEvent[]>): Promise<LastOperation | undefined> {
  let page = 0
  for await (const events of pages) {
    const first = events.find((event) => event.PhysicalResourceId === event.StackId && isBeginning(event))
    if (first !== undefined) return operation(first)
    if (++page === MOST_PAGES) break
  }
  return undefined
}

/** Nothing promises that AWS keeps events for ever: where none tells of any operation, that is no sign of anybody. */
export async function wasBegun(
  pages: AsyncIterable<readonly StackEvent[]>,
  token: string,
): Promise<'yes' | 'no' | 'untold'> {
  let found: 'no' | 'untold' = 'untold'
  let page = 0
  for await (const events of pages) {
    if (events.some((event) => event.ClientRequestToken === token)) return 'yes'
    if (events.some((event) => event.PhysicalResourceId === event.StackId && isBeginning(event))) found = 'no'
    if (++page === MOST_PAGES) break
  }
  return found
}

function isBeginning({ ResourceStatus: status, ResourceStatusReason: reason }: StackEvent): boolean {
  if (status === undefined) return false
  return BEGINNING.test(status) || (status.endsWith('_IN_PROGRESS') && reason === ORDERED)
}

function operation({ ResourceStatus, Timestamp, ClientRequestToken: token }: StackEvent): LastOperation {
  return {
    status: ResourceStatus ?? '',
    ...given({ since: Timestamp?.toISOString(), token: token === undefined ? undefined : kept(token) }),
  }
}
