/**
 * Which work waits for which?
 *
 * One key a queue: events of one pull request one after the other, applies of
 * one stack one after the other; different keys side by side. Ids say what
 * work is the same work, so that asking twice starts it once.
 */
import { DBOSClient, type DBOSConfig, Error as DbosErrors } from '@dbos-inc/dbos-sdk'
import type { Task } from '../actions/ports.ts'
import type { ApplyRun, PlanRun } from '../actions/verbs.ts'

export type Pool = NonNullable<DBOSConfig['systemDatabasePool']>

/** Constant: a run that was begun by one release of the bot is finished by the next. */
export const APPLICATION_VERSION = '1'
export const APPLICATION = 'fleetwright'

export interface Limits {
  /** Applies under way at the same time in this process. */
  readonly applies: number
}

export const DEFAULT_LIMITS: Limits = { applies: 200 }

const TASKS_AT_ONCE = 8
const PLANS_AT_ONCE = 4
/** Real milliseconds. */
const OBSERVED_TOGETHER_MS = 1_000

export type QueueName = 'tasks' | 'plans' | 'applies'

/**
 * Looks of a bot at rest are most of what it costs: one takes the embedded database some milliseconds. Nobody sees a
 * tenth of a second between a push and its check, nor half a second before an apply, which takes minutes.
 */
export function queuesOf(limits: Limits) {
  return {
    tasks: { workerConcurrency: TASKS_AT_ONCE, partitionConcurrency: 1, minPollingIntervalMs: 200 },
    plans: { workerConcurrency: PLANS_AT_ONCE, partitionConcurrency: 1, minPollingIntervalMs: 250 },
    applies: { workerConcurrency: limits.applies, partitionConcurrency: 1, minPollingIntervalMs: 700 },
  } as const satisfies { readonly [name in QueueName]: object }
}

/** Which delivery a task came with, and as which of its tasks. */
export interface Origin {
  readonly guid: string
  readonly number: number
}

/** A run that is to be started: what, under which id, behind which others. */
export interface Start {
  readonly id: string
  readonly queue: QueueName
  readonly workflow: 'task' | 'plan-pull' | 'apply-stack'
  /** Runs of one key go one after the other. */
  readonly key: string
  /** Real seconds until it may begin. */
  readonly delaySeconds?: number
  readonly input: readonly unknown[]
}

export function taskStart(key: string, task: Task, origin?: Origin): Start {
  const input = origin === undefined ? [task] : [task, origin]
  return { id: `task:${key}`, queue: 'tasks', workflow: 'task', key: partitionOf(task), input }
}

/** A look at the default branch may plan a whole fleet: nothing that has no part in it waits behind that. */
function partitionOf(task: Task): string {
  if ('pull' in task) return `pull-${task.pull}`
  return task.kind === 'plan-left' || task.kind === 'look-again' ? task.kind : 'default'
}

/**
 * One look at the default branch answers every push before it, so all that arrive within one window ask for the same
 * run, and it begins when the window is over: were it to begin earlier, a late push would be in nobody's look.
 */
export function observationStart(origin: Origin, nowMs: number): Start {
  const window = Math.floor(nowMs / OBSERVED_TOGETHER_MS)
  const start = taskStart(`observe-default:${window}`, { kind: 'observe-default' }, origin)
  return { ...start, delaySeconds: ((window + 1) * OBSERVED_TOGETHER_MS - nowMs) / 1_000 }
}

export function planStart(run: PlanRun): Start {
  const id = `plan:${run.pull}:${run.head.slice(0, 12)}:${run.base.slice(0, 12)}:${run.ordinal}`
  return { id, queue: 'plans', workflow: 'plan-pull', key: `pull-${run.pull}`, input: [run] }
}

export function applyStart(run: ApplyRun): Start {
  const id = `apply:${run.rollout}:${run.stack}:${run.attempt}`
  return { id, queue: 'applies', workflow: 'apply-stack', key: run.stack, input: [run] }
}

export type Existing =
  | { readonly state: 'new' | 'under-way' }
  | { readonly state: 'ended'; readonly output: unknown }
  /** It ended without a result: cancelled, given up by the engine, or failed to write its end down. */
  | { readonly state: 'lost' }

export interface Starter {
  /** Survives a kill once it resolves; the same id is the same run. May be called from anywhere, within a step too. */
  start(start: Start): Promise<Existing>
  close(): Promise<void>
}

/**
 * The engine's client and not its workflow functions: those remember who calls them, and refuse to be called from
 * within a step.
 */
export async function openStarter(pool: Pool): Promise<Starter> {
  const client = await DBOSClient.create({
    systemDatabaseUrl: '',
    systemDatabasePool: pool,
    applicationName: APPLICATION,
  })

  async function existing(id: string): Promise<Existing> {
    const status = await client.retrieveWorkflow(id).getStatus()
    switch (status?.status) {
      case 'SUCCESS':
        return { state: 'ended', output: status.output }
      case 'ERROR':
      case 'CANCELLED':
      case 'MAX_RECOVERY_ATTEMPTS_EXCEEDED':
        return { state: 'lost' }
      default:
        return { state: 'under-way' }
    }
  }

  return {
    async start({ id, queue, workflow, key, input, delaySeconds }) {
      try {
        await client.enqueue(
          {
            workflowName: workflow,
            workflowID: id,
            workflowIDReusePolicy: 'reject',
            queueName: queue,
            queuePartitionKey: key,
            appVersion: APPLICATION_VERSION,
            ...(delaySeconds === undefined ? {} : { delaySeconds }),
          },
          ...input,
        )
        return { state: 'new' }
      } catch (error) {
        if (DbosErrors.isWorkflowIDInUseError(error)) return existing(id)
        throw error
      }
    },
    close: () => client.destroy(),
  }
}
