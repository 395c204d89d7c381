/**
 * How is work made to survive `kill -9`?
 *
 * The verbs registered with DBOS on the same database as our rows: a queue for
 * events, one for plans, one for applies; timers for what nobody asks for.
 * Nothing is decided here. DBOS is one a process, so there is one engine at a
 * time; a change to the order of steps goes behind `DBOS.patch`, because runs
 * begun by an older release are finished by this one.
 */
import { DBOS } from '@dbos-inc/dbos-sdk'
import type { Applies, Log, Task, TaskQueue } from '../actions/ports.ts'
import type { ApplyRun, PlanRun, Verbs } from '../actions/verbs.ts'
import type { Clock } from '../lib/clock.ts'
import { FleetwrightError } from '../lib/errors.ts'
import { openApplies, runApply } from './applies.ts'
import {
  APPLICATION,
  APPLICATION_VERSION,
  DEFAULT_LIMITS,
  type Limits,
  type Origin,
  observationStart,
  openStarter,
  type Pool,
  queuesOf,
  taskStart,
} from './queues.ts'
import { quiet } from './quiet.ts'
import { forgetEndedRuns } from './retention.ts'
import { openRounds, type Rounds } from './rounds.ts'
import { openSteps } from './steps.ts'
import { takeOver, type Workers } from './takeover.ts'
import { runPlan, runTask, type TaskTools } from './tasks.ts'

/** What the engine needs of the database; `src/store` opens it. */
export interface EngineDatabase {
  readonly kind: 'embedded' | 'server'
  readonly pool: Pool
  readonly exclusively: <Result>(name: string, work: () => Promise<Result>) => Promise<Result>
  /** Only where several processes may share the database. */
  readonly workers?: Workers
}

export interface EngineRows {
  accept(guid: string, tasks: number): Promise<'new' | 'again' | 'done'>
  finished(guid: string, task: number): Promise<void>
}

export interface EngineOptions {
  readonly database: EngineDatabase
  readonly deliveries: EngineRows
  readonly log: Log
  readonly clock: Clock
  /** Stable over restarts: a worker takes up what it was at when it died. */
  readonly workerId: string
  /** Forgets old rows, from time to time. */
  readonly prune?: () => Promise<void>
  readonly limits?: Partial<Limits>
}

export interface Engine {
  readonly tasks: TaskQueue
  readonly applies: Applies
  /** Takes up what was under way, and begins to work. Once. */
  start(verbs: Verbs): Promise<void>
  /** Returns once the delivery's tasks survive a kill; `done` if all of them have been carried out before. */
  readonly accept: (delivery: { readonly id: string }, tasks: readonly Task[]) => Promise<'accepted' | 'done'>
  /** Looks at the rollouts soon. */
  readonly poke: () => void
  /** Lets short steps come to their end and leaves everything else where it is, durable. */
  close(): Promise<void>
}

/** Real milliseconds: an operator waits for it, and so does whatever supervises the process. */
const GRACE_MS = 5_000
const LAUNCH = 'launch'

export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { database, deliveries, log, clock } = options
  const steps = openSteps({ clock, log })
  const starter = await openStarter(database.pool)
  let verbs: Verbs | undefined
  let rounds: Rounds | undefined
  let held: { release(): Promise<void> } | undefined
  const closing = new AbortController()
  /** Known to be durable and not to have begun: whoever asks for it again need not ask the database. */
  let lastObservation: string | undefined

  const poke = (): void => rounds?.poke()
  const applies = openApplies({ starter, log, settle: (run, outcome) => running(verbs).applies.settle(run, outcome) })

  async function accept(delivery: { readonly id: string }, tasks: readonly Task[]): Promise<'accepted' | 'done'> {
    if (tasks.length === 0) return 'accepted'
    const seen = await deliveries.accept(delivery.id, tasks.length)
    if (seen === 'done') return 'done'
    for (const [number, task] of tasks.entries()) {
      const origin = { guid: delivery.id, number }
      const start =
        task.kind === 'observe-default'
          ? observationStart(origin, Date.now())
          : taskStart(`${delivery.id}:${number}`, task, origin)
      if (start.id === lastObservation) continue
      const found = await starter.start(start)
      // It ran and was given up, and is asked for again: another run.
      if (found.state === 'ended' || found.state === 'lost') {
        await starter.start({ ...start, id: `${start.id}~${clock.now().epochMilliseconds}` })
      } else if (task.kind === 'observe-default') lastObservation = start.id
    }
    return 'accepted'
  }

  async function start(given: Verbs): Promise<void> {
    if (verbs !== undefined || DBOS.isInitialized()) throw startedTwice()
    verbs = given
    // Before the launch, which takes up what stands under our name.
    held = await database.workers?.hold(options.workerId)
    register(given)
    DBOS.setConfig({
      name: APPLICATION,
      applicationVersion: APPLICATION_VERSION,
      enablePatching: true,
      executorID: options.workerId,
      systemDatabasePool: database.pool,
      // The embedded database has a single connection, which must not be spent on listening.
      useListenNotify: database.kind === 'server',
      maxConcurrentQueueDispatches: 1,
      enableOTLP: false,
      logger: quiet(log, steps.isClosing),
    })
    // Two workers that start together would both make the engine's tables.
    await database.exclusively(LAUNCH, () => DBOS.launch())
    const limits = { ...DEFAULT_LIMITS, ...options.limits }
    for (const [name, parameters] of Object.entries(queuesOf(limits))) {
      await DBOS.registerQueue(name, { ...parameters, onConflict: 'always_update' })
    }
    rounds = openRounds({ verbs: given.rounds, clock, log, exclusively: database.exclusively, keep })
    const { workers, exclusively } = database
    if (workers !== undefined) {
      void takeOver({ workers, me: options.workerId, exclusively, clock, log }, closing.signal)
    }
    log.info('engine started')
  }

  function register(given: Verbs): void {
    const tools: TaskTools = {
      steps,
      starter,
      verbs: given.tasks,
      exclusively: database.exclusively,
      finished: ({ guid, number }) => deliveries.finished(guid, number),
      poke,
    }
    DBOS.registerWorkflow((task: Task, origin?: Origin) => runTask(tools, task, origin), { name: 'task' })
    DBOS.registerWorkflow((run: PlanRun) => runPlan(tools, run), { name: 'plan-pull' })
    DBOS.registerWorkflow(
      async (run: ApplyRun) => {
        const outcome = await runApply(steps, given.applies, run)
        poke()
        return outcome
      },
      { name: 'apply-stack' },
    )
  }

  async function keep(): Promise<void> {
    await forgetEndedRuns(steps.isClosing)
    await options.prune?.()
  }

  return {
    tasks: { enqueue: async (key, task) => void (await starter.start(taskStart(key, task))) },
    applies,
    start,
    accept,
    poke,
    async close() {
      const isStarted = verbs !== undefined
      closing.abort()
      await Promise.all([rounds?.close(GRACE_MS), steps.close(GRACE_MS)])
      // No drain: what still runs waits for AWS, and the next start waits on.
      if (isStarted) await DBOS.shutdown({ deregister: true })
      await starter.close()
      await held?.release()
    },
  }
}

function running(verbs: Verbs | undefined): Verbs {
  if (verbs !== undefined) return verbs
  throw new FleetwrightError('settling an apply: the engine has not started', {
    code: 'internal',
    nextMove: 'operator',
    retryable: false,
    hint: 'report this as a defect of Fleetwright',
  })
}

function startedTwice(): FleetwrightError {
  return new FleetwrightError('starting the engine: one runs in this process already', {
    code: 'engine-running',
    nextMove: 'operator',
    retryable: false,
    hint: 'report this as a defect of Fleetwright',
  })
}
