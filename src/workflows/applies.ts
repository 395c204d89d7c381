/**
 * How is one stack applied, whatever dies meanwhile?
 *
 * Prepare, execute, wait, protect, settle: durable steps of one attempt at one
 * stack, and nothing outlives it. The waiting is one step that polls in
 * memory, because two hundred stacks that wait must cost the database nothing.
 */
import { outcomeOf } from '../actions/failure.ts'
import type { Applies, Log } from '../actions/ports.ts'
import type { ApplyRun, ApplyVerbs, Outcome, Protect } from '../actions/verbs.ts'
import { applyStart, type Starter } from './queues.ts'
import type { Patience, Steps } from './steps.ts'

const MINUTE = 60_000
const CALLS: Patience = { forMs: 30 * MINUTE }
/** AWS is at work whether we can see it or not. */
const WATCHING: Patience = { forMs: 12 * 60 * MINUTE }
const WRITING: Patience = { forMs: 60 * MINUTE, always: true }
/** Runs of one attempt that may get lost before a person is asked. */
const MOST_LOST = 5

export async function runApply(steps: Steps, verbs: ApplyVerbs, run: ApplyRun): Promise<Outcome> {
  const outcome = await carriedOut(steps, verbs, run)
  const settled = await steps.short({
    name: 'settle',
    verb: () => verbs.settle(run, outcome),
    patience: WRITING,
    fields: fieldsOf(run),
  })
  // An end that is not written down is no end: the run counts as lost, and the sweep begins it anew.
  if (!settled.ok) throw new Error(`the outcome of ${run.stack} could not be written down: ${settled.failure.code}`)
  return outcome
}

async function carriedOut(steps: Steps, verbs: ApplyVerbs, run: ApplyRun): Promise<Outcome> {
  const fields = fieldsOf(run)
  const prepared = await steps.asking({ name: 'prepare', verb: () => verbs.prepare(run), patience: CALLS, fields })
  if (!prepared.ok) return outcomeOf(prepared.failure)
  const plan = prepared.value
  if (plan.next === 'settle') return plan.outcome
  if (plan.next === 'execute') {
    const executed = await steps.short({
      name: 'execute',
      verb: () => verbs.execute(run, plan),
      patience: CALLS,
      fields,
    })
    if (!executed.ok) return outcomeOf(executed.failure)
    if (executed.value === 'not-started') return { state: 'not-started' }
  }
  if (plan.next === 'protect') return protectedStack(steps, verbs, { run, protect: plan.protect })
  const verb = () => verbs.settled(run, plan.watch)
  const watched = await steps.long({ name: 'await', verb, patience: WATCHING, fields })
  if (!watched.ok) return outcomeOf(watched.failure)
  const { protect } = plan
  if (watched.value.state !== 'done' || protect === undefined) return watched.value
  return protectedStack(steps, verbs, { run, protect })
}

async function protectedStack(
  steps: Steps,
  verbs: ApplyVerbs,
  { run, protect }: { readonly run: ApplyRun; readonly protect: Protect },
): Promise<Outcome> {
  const verb = () => verbs.protect(run, protect)
  const done = await steps.asking({ name: 'protect', verb, patience: CALLS, fields: fieldsOf(run) })
  return done.ok ? done.value : outcomeOf(done.failure)
}

/** Starts applies; `settle` writes the recorded outcome into a row that a crash kept from it. */
export function openApplies(of: {
  readonly starter: Starter
  readonly settle: ApplyVerbs['settle']
  readonly log: Log
}): Applies {
  const { starter, settle, log } = of

  async function start(rollout: string, stack: string, attempt: number): Promise<void> {
    const run = { rollout, stack, attempt }
    const wanted = applyStart(run)
    // Every step looks before it acts, so that a run that was lost may be begun again under the same attempt.
    for (let lost = 0; lost <= MOST_LOST; lost++) {
      const found = await starter.start(lost === 0 ? wanted : { ...wanted, id: `${wanted.id}~${lost}` })
      if (found.state === 'ended' && isOutcome(found.output)) return settle(run, found.output)
      if (found.state === 'ended') break
      if (found.state !== 'lost') return
    }
    log.error('apply was lost too often', fieldsOf(run))
    await settle(run, { state: 'failed', failure: LOST })
  }

  return { start }
}

/** What `runApply` returned, back from the database. */
function isOutcome(output: unknown): output is Outcome {
  return typeof output === 'object' && output !== null && 'state' in output
}

const LOST = {
  code: 'apply-lost',
  reason: 'the apply was interrupted again and again before its end could be written down',
  hint: 'an operator finds the cause in the log; then `/fleet retry`',
}

function fieldsOf(run: ApplyRun) {
  return { rollout: run.rollout, stack: run.stack }
}
