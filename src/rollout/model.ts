/**
 * How far has a merged commit come, and what does it wait for?
 *
 * A rollout is rows, not a sleeping workflow: these are the rows as values.
 * Instants are ISO 8601 text, so that a rollout survives JSON; chance and the
 * clock never come in here.
 */

import type { Freeze } from '../fleet/calendar.ts'
import type { StackId } from '../fleet/model.ts'
import type { WallWindow } from '../fleet/occurrence.ts'
import type { Digest } from '../lib/digest.ts'
import type { DifferenceFacts } from '../plan/difference-facts.ts'
import type { StackRef } from '../plan/model.ts'

/** The rules a rollout runs under: those of the base, or the merge's own where stricter; fixed when it is created. */
export interface RingRules {
  readonly name: string
  readonly waves: readonly number[]
  readonly soakMinutes: number
  readonly concurrency: number
  readonly failureBudget: number
  readonly unreachablePercent: number
}

/** A time in which nothing is started. */
export type FreezeRule = Omit<Freeze, 'at'>

/** `held` never started and waits for a person; `stopped` met a failure it may not step over. */
export const ROLLOUT_STATES = [
  'held',
  'queued',
  'running',
  'paused',
  'stopped',
  'done',
  'aborted',
  'superseded',
] as const
export type RolloutState = (typeof ROLLOUT_STATES)[number]
export const ENDED = ['done', 'aborted', 'superseded'] as const satisfies readonly RolloutState[]

export interface Hold {
  readonly waitingOn:
    | 'approval'
    /** The policy refuses what was merged: an account that can be mended, or something else. */
    | 'account'
    | 'policy'
    | 'fix'
    | 'queue'
    | 'soak'
    | 'window'
    | 'freeze'
    | 'failure'
    | 'difference'
    | 'unreachable'
    | 'pause'
  /** For a person: what is waited for and whose move it is. */
  readonly reason: string
  /** ISO 8601, where time alone ends it. */
  readonly until?: string
  /** Of a queue: the rollout that it waits for, where that one waits for a person. */
  readonly ahead?: Pick<Rollout, 'id' | 'pull'>
}

export interface Rollout {
  /** `r-` and the first 12 hex digits of the commit; `-2` and so on behind it each time the branch came back to it. */
  readonly id: string
  readonly commit: string
  /** The merge's first parent; absent for the first commit a fleet is served from. */
  readonly parent?: string
  readonly pull?: number
  readonly planDigest: Digest
  readonly state: RolloutState
  readonly hold?: Hold
  readonly rings: readonly RingRules[]
  /** Of the base and the merge; nothing is started meanwhile. Absent where there are none. */
  readonly freezes?: readonly FreezeRule[]
  /** By its merge later ones are judged by other rules than before. */
  readonly changesRules?: true
  readonly createdAt: string
  readonly endedAt?: string
  /** Who let it start, such as `@reviewer` or `operator`. */
  readonly approvedBy: readonly string[]
  /** The wish that a person's last edit came with: who carries it out again after a crash finds its own work. */
  readonly lastEdit?: string
}

export const STACK_STATES = ['waiting', 'applying', 'done', 'failed', 'held', 'unreachable', 'skipped'] as const
export type StackState = (typeof STACK_STATES)[number]

/** Why a stack is not where it should be, in words a person can act on. Foreign text in it is untrusted. */
export interface StackFailure {
  readonly code: string
  readonly reason: string
  /** The resource that failed first, and what AWS said of it. */
  readonly resource?: { readonly logicalId: string; readonly type: string; readonly reason: string }
  /** Stack status CloudFormation ended in, such as UPDATE_ROLLBACK_COMPLETE. */
  readonly status?: string
  readonly hint: string
  /** Where it is held for a difference from what was reviewed: the digest that `/fleet approve` accepts. */
  readonly difference?: Digest
  /** Of that difference: what the policy asks of who accepts it. */
  readonly does?: DifferenceFacts
}

export interface RolloutStack {
  readonly ref: StackRef
  readonly to: Digest
  /** The transition that was reviewed; absent for one that could not be planned. */
  readonly transition?: Digest
  /** Its pipeline retires: nothing but its termination protection is taken off. */
  readonly lifts?: true
  readonly state: StackState
  /** When its pipeline may be touched: of each list one window must be open. Absent where that is always so. */
  readonly windows?: readonly (readonly WallWindow[])[]
  /** 0 before the first; numbered before its first call. */
  readonly attempt: number
  /** ISO 8601: when the new desired state was last proven, by an answer of AWS newer than the rollout's start. */
  readonly evidenceAt?: string
  readonly failure?: StackFailure
  /** Digest of a difference that someone approved after the stack was held for it. */
  readonly approvedDifference?: Digest
}

/** What a person may do to a rollout as a whole. */
export const ROLLOUT_EDITS = ['retry', 'skip', 'pause', 'resume', 'abort'] as const
export type RolloutEdit = (typeof ROLLOUT_EDITS)[number]

/** What `decide` answers: what may move now, and if nothing may, why. */
export interface Decision {
  readonly state: RolloutState
  readonly start: readonly StackId[]
  readonly hold?: Hold
  /** Where the rollout stands, for readers: the ring and wave that moves or soaks. */
  readonly at?: { readonly ring: string; readonly wave: number; readonly waves: number }
}
