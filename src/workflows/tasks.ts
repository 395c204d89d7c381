/**
 * How does one event become work that cannot get lost?
 *
 * A task reads the truth and does its small part; a plan is a run of its own,
 * named by what it plans. Whatever cannot be done is given up in front of
 * people, never in silence.
 */
import type { LogFields, Task } from '../actions/ports.ts'
import type { GivenUp, PlanRun, TaskVerbs } from '../actions/verbs.ts'
import type { Origin, Starter } from './queues.ts'
import { planStart } from './queues.ts'
import type { Patience, Steps, Tried } from './steps.ts'

const MINUTE = 60_000
/** An outage of GitHub is mostly shorter; what fails for longer is told to people. */
const WORK: Patience = { forMs: 20 * MINUTE }
/** Nobody can be told while GitHub is away: however long that takes, the work stays here and is not forgotten. */
const TELLING: Patience = { forMs: 30 * 24 * 60 * MINUTE }
const LAST_WORDS: Patience = { forMs: 6 * 60 * MINUTE, always: true }

/** One look at a time, also across processes: two would report the same twice. Rows are locked by the verbs themselves. */
export const ROLLOUTS = 'looks'
/** Shared by everything that observes the default branch, so that a merge is planned once. */
export const DEFAULT_BRANCH = 'default-branch'

export interface TaskTools {
  readonly steps: Steps
  readonly starter: Starter
  readonly verbs: TaskVerbs
  readonly exclusively: <Result>(name: string, work: () => Promise<Result>) => Promise<Result>
  /** The delivery's task has been carried out. */
  readonly finished: (origin: Origin) => Promise<void>
  /** Rollouts are looked at soon. */
  readonly poke: () => void
}

export async function runTask(tools: TaskTools, task: Task, origin: Origin | undefined): Promise<void> {
  const { steps, verbs } = tools
  const fields = fieldsOf(task, origin)
  const tried = task.kind === 'check-pull' ? await check(tools, task, fields) : await carryOut(tools, task, fields)
  tools.poke()
  if (!tried.ok) return giveUp(tools, { work: task, failure: tried.failure }, fields)
  if (origin === undefined) return
  // A task that was given up stays open: who redelivers it asks for another try.
  await steps.short({ name: 'finish-delivery', verb: () => tools.finished(origin), patience: LAST_WORDS, fields })

  async function carryOut(
    { exclusively }: TaskTools,
    other: Exclude<Task, { kind: 'check-pull' }>,
    logged: LogFields,
  ): Promise<Tried<void>> {
    const verb = () => verbs.carryOut(other)
    const step = { name: other.kind, patience: WORK, fields: logged }
    // Git merges a number of heads meanwhile.
    if (other.kind === 'look-again') return steps.long({ ...step, verb })
    if (other.kind !== 'observe-default') return steps.short({ ...step, verb })
    // Long, because it may wait for its turn and must not keep others from theirs.
    return steps.long({ ...step, verb: () => exclusively(DEFAULT_BRANCH, verb) })
  }
}

async function check(
  { steps, verbs, starter }: TaskTools,
  task: Extract<Task, { kind: 'check-pull' }>,
  fields: LogFields,
): Promise<Tried<void>> {
  const checked = await steps.short({
    name: 'check-pull',
    // Null, because a step's result is stored as JSON.
    verb: async () => (await verbs.checkPull(task)) ?? null,
    patience: WORK,
    fields,
  })
  if (!checked.ok) return checked
  const run = checked.value
  if (run === null) return { ok: true, value: undefined }
  const verb = async () => void (await starter.start(planStart(run)))
  return steps.short({ name: 'start-plan', verb, patience: LAST_WORDS, fields })
}

export async function runPlan(tools: TaskTools, run: PlanRun): Promise<void> {
  const { steps, verbs } = tools
  const fields = { pull: run.pull }
  const planned = await steps.long({ name: 'plan-pull', verb: () => verbs.planPull(run), patience: WORK, fields })
  if (!planned.ok) await giveUp(tools, { work: { kind: 'plan-pull', ...run }, failure: planned.failure }, fields)
}

async function giveUp({ steps, verbs }: TaskTools, given: GivenUp, fields: LogFields): Promise<void> {
  const told = await steps.short({ name: 'give-up', verb: () => verbs.giveUp(given), patience: TELLING, fields })
  if (told.ok) return
  // What kept us from telling is the news now: a disk that filled up meanwhile, a right that was taken away.
  const verb = () => verbs.giveUp({ work: given.work, failure: told.failure })
  await steps.short({ name: 'give-up-otherwise', verb, patience: LAST_WORDS, fields })
}

function fieldsOf(task: Task, origin: Origin | undefined): LogFields {
  return {
    ...('pull' in task ? { pull: task.pull } : {}),
    ...(origin === undefined ? {} : { delivery: origin.guid }),
  }
}
