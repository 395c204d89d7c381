/**
 * Which rows do we keep?
 *
 * Progress only: Git, GitHub and AWS are the truth, and a lost table delays
 * work and loses none. Values are kept whole, as JSON text (text, because
 * jsonb refuses a NUL that a stranger may put into a string); a column stands
 * beside them only where a query asks for it. No secret ever comes here:
 * of a session there is the hash alone.
 */
import type { ColumnType, Generated } from 'kysely'
import type { RolloutState, StackState } from '../rollout/model.ts'

/** Set by the database, for retention alone; nothing is decided by it. */
type Stamp = ColumnType<Date, never, never>

export interface Tables {
  readonly plans: {
    readonly id: Generated<number>
    readonly pull: number | null
    readonly head: string
    readonly tree: string
    readonly digest: string
    /**
     * `open`: what an open pull request's people read. `closed`: the last one of one that is open no more, or none of a
     * pull request. `past`: it says nothing any more.
     */
    readonly standing: ColumnType<string, string | undefined, string>
    /** Commit of the default branch up to which nothing has touched it: at first its base. */
    readonly compared: ColumnType<string | null, string | null | undefined, string>
    /** Ids of all that it names. */
    readonly stacks: ColumnType<readonly string[], readonly string[] | undefined, never>
    /** `PlanRecord`. */
    readonly record: string
    readonly written_at: Stamp
  }
  readonly rollouts: {
    readonly id: string
    readonly number: Generated<number>
    readonly pull: number | null
    readonly state: RolloutState
    /** `Rollout`. */
    readonly record: string
    readonly written_at: Stamp
  }
  readonly rollout_stacks: {
    readonly rollout: string
    readonly stack: string
    /** `RolloutStack`. */
    readonly record: string
    readonly state: StackState
  }
  readonly publications: {
    readonly key: string
    readonly digest: string
    readonly written_at: ColumnType<Date, never, Date>
  }
  readonly attempts: {
    readonly transition: string
    readonly wanted_by: string
    readonly number: number
    readonly written_at: Stamp
  }
  readonly pushers: { readonly pull: number; readonly login: string; readonly written_at: Stamp }
  /** Of any branch of the repository: which pull request it will be in, nobody knows yet. */
  readonly pushed_heads: { readonly head: string; readonly login: string; readonly written_at: Stamp }
  readonly unsound_heads: {
    readonly pull: number
    readonly head: string
    readonly compared: string
  }
  readonly leftovers: {
    readonly pull: number
    readonly of: string
    readonly base: string
    readonly stacks: readonly string[]
    readonly written_at: Stamp
  }
  readonly deliveries: {
    readonly guid: string
    /** Numbers of its tasks that have not been carried out. */
    readonly open_tasks: readonly number[]
    readonly written_at: Stamp
  }
  readonly sessions: {
    /** SHA-256 of the session's id. */
    readonly hash: string
    /** As text: ids are bigger than an integer column. */
    readonly visitor_id: string
    readonly login: string
    /** ISO 8601, by our clock. */
    readonly checked_at: string
    readonly ends_at: string
    readonly written_at: Stamp
  }
  readonly served: {
    readonly single: boolean
    /** As text: ids are bigger than an integer column. */
    readonly repository_id: string
    readonly installation_id: string
  }
}
