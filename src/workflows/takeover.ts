/**
 * Who finishes what a dead worker had begun?
 *
 * A worker that restarts takes up its own runs; one that stays away leaves
 * them pending for ever, unless another looks. Only a worker that was gone at
 * two looks in a row is followed, so that a quick restart keeps its own runs,
 * and with them the engine's count of runs that kill their worker.
 */
import { DBOS } from '@dbos-inc/dbos-sdk'
import type { Log } from '../actions/ports.ts'
import type { Clock } from '../lib/clock.ts'

export interface Workers {
  hold(workerId: string): Promise<{ release(): Promise<void> }>
  ifGone(workerId: string, work: () => Promise<void>): Promise<void>
}

const LOOK_MS = 20_000
/** Held while we resume: two survivors must not both follow the same dead. */
const TAKE_OVER = 'take-over'

export interface TakeOverTools {
  readonly workers: Workers
  readonly me: string
  readonly exclusively: <Result>(name: string, work: () => Promise<Result>) => Promise<Result>
  readonly clock: Clock
  readonly log: Log
}

/** Ends when the signal aborts; never rejects. */
export async function takeOver(tools: TakeOverTools, signal: AbortSignal): Promise<void> {
  const { clock, log, exclusively } = tools
  let missing: ReadonlySet<string> = new Set()
  while (!signal.aborted) {
    await clock.sleep(LOOK_MS, signal)
    if (signal.aborted) return
    try {
      missing = await exclusively(TAKE_OVER, () => look(tools, missing))
    } catch (error) {
      if (!signal.aborted) log.warn('dead workers could not be looked for', { error })
    }
  }
}

/** Answers who is gone now, and not yet followed. */
async function look(tools: TakeOverTools, missing: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const gone = new Set<string>()
  for (const [worker, runs] of await othersAtWork(tools.me)) {
    await tools.workers.ifGone(worker, async () => {
      if (missing.has(worker)) await follow(tools.log, runs)
      else gone.add(worker)
    })
  }
  return gone
}

interface Run {
  readonly id: string
  readonly queue: string
}

async function othersAtWork(me: string): Promise<ReadonlyMap<string, readonly Run[]>> {
  const pending = await DBOS.listWorkflows({ status: 'PENDING', loadInput: false, loadOutput: false })
  const runs = new Map<string, Run[]>()
  for (const { workflowID: id, queueName: queue, executorId } of pending) {
    if (executorId === undefined || executorId === me || queue === undefined) continue
    const known = runs.get(executorId) ?? []
    runs.set(executorId, [...known, { id, queue }])
  }
  return runs
}

async function follow(log: Log, runs: readonly Run[]): Promise<void> {
  for (const [queueName, some] of Map.groupBy(runs, (run) => run.queue)) {
    const ids = some.map((run) => run.id)
    await DBOS.resumeWorkflows(ids, { queueName })
  }
  log.warn("a dead worker's runs were taken over", { code: 'worker-gone' })
}
