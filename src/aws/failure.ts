/**
 * What failed first, in AWS's own words?
 *
 * CloudFormation says at the end which resources failed, and means by it also
 * those that it stopped because of the first. The first is found by reading
 * the events of our own operation, which carry our token, back to its start.
 */
import type { StackEvent } from '@aws-sdk/client-cloudformation'
import type { DesiredStack } from '../render/model.ts'
import type { StackFailure } from '../rollout/model.ts'
import { kept } from './errors.ts'
import { given } from './given.ts'

/** A stack of 500 resources with a rollback has some 3,000 events, 100 a page. */
const MOST_PAGES = 60

/** Oldest first. Reading stops at the first event that is older than the operation. */
export async function operationOf(
  pages: AsyncIterable<readonly StackEvent[]>,
  token: string,
): Promise<readonly StackEvent[]> {
  const ours: StackEvent[] = []
  let page = 0
  for await (const events of pages) {
    for (const event of events) {
      if (event.ClientRequestToken === token) ours.push(event)
      else if (ours.length > 0) return ours.reverse()
    }
    if (++page === MOST_PAGES) break
  }
  return ours.reverse()
}

/** `events`: of one operation, oldest first. Undefined if it did not fail. */
export function failureIn(events: readonly StackEvent[], stack: DesiredStack): StackFailure | undefined {
  const status = events.findLast(isOfStack)?.ResourceStatus
  const culprit = events.find((event) => !isOfStack(event) && hasFailed(event) && !wasStopped(event))
  if (culprit !== undefined) return resourceFailed(culprit, { stack, status })
  const turn = events.find((event) => isOfStack(event) && isBadTurn(event.ResourceStatus ?? ''))
  if (turn === undefined) return undefined
  const reason = kept(turn.ResourceStatusReason ?? `the stack went to ${turn.ResourceStatus}`)
  return { code: 'operation-failed', reason, hint: hintFor(reason, stack), ...given({ status }) }
}

function resourceFailed(
  event: StackEvent,
  of: { readonly stack: DesiredStack; readonly status: string | undefined },
): StackFailure {
  const reason = kept(event.ResourceStatusReason ?? `it went to ${event.ResourceStatus}`)
  const logicalId = event.LogicalResourceId ?? ''
  return {
    code: 'resource-failed',
    reason: `${logicalId}: ${reason}`,
    resource: { logicalId, type: event.ResourceType ?? '', reason },
    hint: hintFor(reason, of.stack),
    ...given({ status: of.status }),
  }
}

/** A stack's own events carry its ARN as the physical id. */
function isOfStack(event: StackEvent): boolean {
  return event.PhysicalResourceId === event.StackId
}

function hasFailed(event: StackEvent): boolean {
  return event.ResourceStatus?.endsWith('_FAILED') === true
}

/** "Resource creation cancelled" and "Resource update cancelled": a consequence, never the cause. */
function wasStopped(event: StackEvent): boolean {
  return /^Resource (creation|update|deletion) cancelled/i.test(event.ResourceStatusReason ?? '')
}

function isBadTurn(status: string): boolean {
  return /ROLLBACK|_FAILED$/.test(status)
}

function hintFor(reason: string, stack: DesiredStack): string {
  if (/not authorized|AccessDenied/i.test(reason)) {
    return `give ${stack.serviceRoleArn} the permission that AWS names, then \`/fleet retry\``
  }
  if (/denied by stack policy/i.test(reason)) {
    return `have the stack policy of ${stack.stackName} in account ${stack.accountId} allow it, then \`/fleet retry\``
  }
  if (/already exists/i.test(reason)) {
    return `have what exists already in account ${stack.accountId} removed or named otherwise, then \`/fleet retry\``
  }
  return `mend the cause in account ${stack.accountId}, then \`/fleet retry\``
}
