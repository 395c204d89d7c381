/**
 * What happened to a stack, step by step?
 *
 * Every change of a status is written here, with the token of the operation, and
 * nowhere else. Ids and texts as recorded in `test_change_set_ref`.
 */
import { randomUUID } from 'node:crypto'
import { asText } from '../changes/differences.ts'
import type { LiveResource } from '../resources/live.ts'
import type { Stack } from './state.ts'

export interface Note {
  readonly at: Temporal.Instant
  readonly status: string
  readonly reason?: string | undefined
}

export function noteStack(stack: Stack, { at, status, reason }: Note): void {
  stack.status = status
  stack.statusReason = reason
  stack.events.push({
    id: randomUUID(),
    at,
    logicalId: stack.stackName,
    physicalId: stack.stackId,
    type: 'AWS::CloudFormation::Stack',
    status,
    ...(reason === undefined ? {} : { reason }),
    ...tokenOf(stack),
  })
}

export function noteResource(stack: Stack, live: LiveResource, note: Note & { readonly physicalId?: string }): void {
  const { at, status, reason, physicalId = live.physicalId } = note
  stack.resources.set(live.logicalId, { live, status, at, ...(reason === undefined ? {} : { reason }) })
  pushResourceEvent(stack, live, { at, status, reason, physicalId })
}

/** For a physical resource that is no longer the stack's own under its name: the old half of a replacement. */
export function pushResourceEvent(
  stack: Stack,
  live: LiveResource,
  { at, status, reason, physicalId = live.physicalId }: Note & { readonly physicalId?: string },
): void {
  // Recorded: properties stand in deletions of a stack and of a failed creation, not in those of an update's cleanup.
  const isCleanup = status.startsWith('DELETE_') && stack.status.startsWith('UPDATE_')
  stack.events.push({
    id: `${live.logicalId}-${status}-${at.toString({ smallestUnit: 'millisecond' })}-${stack.events.length}`,
    at,
    logicalId: live.logicalId,
    physicalId,
    type: live.type,
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(isCleanup ? {} : { properties: JSON.stringify(asText(live.properties)) }),
    ...tokenOf(stack),
  })
}

function tokenOf({ token }: Stack): { token?: string } {
  return token === '' ? {} : { token }
}
