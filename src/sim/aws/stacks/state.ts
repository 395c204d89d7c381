/**
 * What does the simulator remember of a stack?
 *
 * The mutable heart: operations write it, descriptions read it. A deleted stack
 * stays, as AWS keeps it for its id (recorded `test_name_conflicts`).
 */
import type { ResourceChange } from '../changes/model.ts'
import type { LiveResource } from '../resources/live.ts'
import type { Desired, Place } from '../template/desired.ts'
import type { Detection, ResourceDrift } from './drift.ts'

export interface StackEvent {
  readonly id: string
  readonly at: Temporal.Instant
  readonly logicalId: string
  readonly physicalId: string
  readonly type: string
  readonly status: string
  readonly reason?: string
  readonly properties?: string
  readonly token?: string
}

export interface TrackedResource {
  readonly live: LiveResource
  readonly status: string
  readonly reason?: string
  readonly at: Temporal.Instant
}

export interface Stack extends Place {
  readonly createdAt: Temporal.Instant
  status: string
  statusReason?: string | undefined
  updatedAt?: Temporal.Instant
  deletedAt?: Temporal.Instant
  /** Of the last deletion or roll-back of a creation, finished or not; shown as DeletionTime (recorded `test_blocked_stack_deletion`). */
  endingSince?: Temporal.Instant
  /** Of the last executed set. */
  changeSetId?: string
  /** What the stack was last brought to, or brought back to. */
  deployed?: Desired
  /** What REVIEW_IN_PROGRESS or a running creation will be; shown where AWS shows it before it is deployed. */
  intended?: Desired
  roleArn?: string
  outputs: Readonly<Record<string, string>>
  terminationProtection: boolean
  /** Whether the last operation was told to leave a failure where it stands. */
  disablesRollback: boolean
  policy?: string
  /** The token of the operation under way, and after it of the last. */
  token: string
  /** Set while an operation may still be cancelled. */
  cancel?: (() => void) | undefined
  /** What a failed rollback has left to do. */
  unfinished?: UnfinishedRollback | undefined
  /** An accepted execution that DescribeStacks does not show yet. */
  isClaimed: boolean
  /** What the last look at the account found; an operation makes it void. */
  drift: StackDrift
  readonly detections: Map<string, Detection>
  readonly resources: Map<string, TrackedResource>
  readonly events: StackEvent[]
  readonly tokens: Set<string>
}

export interface StackDrift {
  status: 'NOT_CHECKED' | 'IN_SYNC' | 'DRIFTED'
  checkedAt?: Temporal.Instant
  readonly resources: Map<string, ResourceDrift>
}

export interface UnfinishedRollback {
  readonly undo: readonly Undo[]
  /** To what the stack goes back. */
  readonly desired: Desired
  /** What failed: its policies say what becomes of that which it made. */
  readonly attempted: Desired
  /** Deletes even what the template retains, for it has never held anything. */
  readonly retainExceptOnCreate: boolean
}

/** One resource's way back. */
export interface Undo {
  readonly logicalId: string
  readonly before: LiveResource | undefined
  readonly after: LiveResource | undefined
}

export interface ChangeSet {
  readonly id: string
  readonly name: string
  readonly stack: Stack
  readonly kind: 'CREATE' | 'UPDATE'
  readonly desired: Desired
  readonly createdAt: Temporal.Instant
  readonly description?: string
  readonly clientToken?: string
  readonly onStackFailure?: 'ROLLBACK' | 'DELETE' | 'DO_NOTHING'
  status: string
  statusReason?: string
  executionStatus: string
  changes: readonly ResourceChange[]
  /** Why its values may not be all: what it imports and nobody exports, and what cannot be evaluated yet. */
  incomplete: readonly { readonly logicalId: string; readonly why: string }[]
  isDeleted: boolean
}

export function isInProgress({ status, isClaimed }: Stack): boolean {
  return isClaimed || (status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS')
}
