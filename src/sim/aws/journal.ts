/**
 * What was asked of the simulator, and what did it do?
 *
 * Two append-only lists. A test asserts on them what no reply can tell: that an
 * effect happened once, that an account was never called, under which session.
 */
import type { CallEffect } from './faults.ts'

export interface RequestEntry {
  readonly action: string
  /** The account that the credentials belong to; for AssumeRole the account of the asked role. Empty when unknown. */
  readonly accountId: string
  readonly region: string
  /** The account that is charged for the call: the one of the credentials, also for AssumeRole. */
  readonly callerAccountId: string
  readonly principalArn: string
  /** Of the session that calls; for AssumeRole the role that is asked for. */
  readonly roleName?: string
  readonly sessionName?: string
  readonly sourceIdentity?: string
  readonly stackName?: string
  /** ClientToken or ClientRequestToken. */
  readonly token?: string
  /** The fault that met this call. */
  readonly effect?: CallEffect['kind']
  readonly requestId: string
  readonly at: Temporal.Instant
  /** What AWS answered, whether or not it arrived; 0 for a call that never reached AWS. */
  readonly status: number
  readonly code?: string
}

export type OperationKind = 'create' | 'update' | 'delete' | 'continue-rollback' | 'rollback'

export interface OperationEntry {
  readonly kind: OperationKind
  readonly accountId: string
  readonly region: string
  readonly stackName: string
  readonly stackId: string
  /** Who began it, by which call: `RequestEntry.requestId`. */
  readonly principalArn: string
  readonly requestId: string
  readonly token: string
  readonly startedAt: Temporal.Instant
  readonly endedAt?: Temporal.Instant
  /** The stack's status: in progress, then how it ended. */
  readonly status: string
}

export interface Journal {
  readonly requests: readonly RequestEntry[]
  readonly operations: readonly OperationEntry[]
}

/** The writer's side; the list of operations is replaced, never edited in place, so that a reader's copy stays true. */
export class JournalWriter implements Journal {
  readonly #requests: RequestEntry[] = []
  readonly #operations: OperationEntry[] = []

  get requests(): readonly RequestEntry[] {
    return [...this.#requests]
  }

  get operations(): readonly OperationEntry[] {
    return [...this.#operations]
  }

  request(entry: RequestEntry): void {
    this.#requests.push(entry)
  }

  /** Opens an operation; the returned function records how it ended. */
  operation(entry: OperationEntry): (end: Pick<OperationEntry, 'endedAt' | 'status'>) => void {
    const index = this.#operations.push(entry) - 1
    return (end) => {
      this.#operations[index] = { ...entry, ...end }
    }
  }

  counts(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {}
    for (const { action } of this.#requests) counts[action] = (counts[action] ?? 0) + 1
    return counts
  }
}
