/**
 * What may move now, and if nothing may, why?
 *
 * Pure: rows and an instant in, a decision out. A timer and every event ask
 * it; the answer a reader sees in the comment is the answer the rollout acts
 * on. What a person decided (held, paused, stopped, ended) comes before what
 * time and evidence say.
 */
import { counted, named, overBudget } from './budget.ts'
import { closedHold, gateAt } from './closed.ts'
import { isThrough, lastEvidence } from './evidence.ts'
import type { Decision, Hold, RingRules, Rollout, RolloutStack } from './model.ts'
import { nameOf } from './name-of.ts'
import { type Soaking, soakHold } from './soak.ts'
import { standstill } from './standstill.ts'
import { dueIn, readyIn } from './turn.ts'
import { type Wave, wavesOf } from './waves.ts'

export interface Question {
  readonly rollout: Rollout
  readonly stacks: readonly RolloutStack[]
  /** An older rollout that is still open: nothing leaps another's soak. */
  readonly ahead?: Ahead
  readonly now: Temporal.Instant
}

/** Without a state where nobody knows it. */
export type Ahead = Pick<Rollout, 'id' | 'pull'> & Partial<Pick<Rollout, 'state' | 'hold'>>

export function decide(question: Question): Decision {
  const { rollout, ahead } = question
  switch (rollout.state) {
    case 'done':
    case 'aborted':
    case 'superseded':
      return { state: rollout.state, start: [] }
    case 'held':
      return { state: 'held', start: [], hold: rollout.hold ?? unapproved() }
    case 'paused':
      return { ...standing(question), state: 'paused', start: [], hold: paused() }
    case 'stopped':
      return stillStopped(question)
    case 'queued':
    case 'running':
      return ahead === undefined ? moving(question) : { state: 'queued', start: [], hold: queued(ahead) }
  }
}

/** One step of a rollout: a wave, with its ring and what went before it. */
interface Step {
  readonly rules: RingRules
  readonly ring: readonly RolloutStack[]
  readonly wave: Wave
  /** Counts from 1. */
  readonly number: number
  readonly waves: number
  readonly before?: Soaking
}

function moving(question: Question): Decision {
  const steps = stepsOf(question)
  for (const step of steps) {
    const decision = inStep(question, step)
    if (decision !== undefined) return decision
  }
  return leftOver(question) ?? { state: 'done', start: [] }
}

function stepsOf({ rollout, stacks }: Question): readonly Step[] {
  const steps: Step[] = []
  let before: Soaking | undefined
  for (const rules of rollout.rings) {
    const waves = wavesOf(rules, stacks)
    const ring = waves.flat()
    for (const [index, wave] of waves.entries()) {
      const number = index + 1
      steps.push({ rules, ring, wave, number, waves: waves.length, ...(before === undefined ? {} : { before }) })
      before = { ring: rules, wave, number }
    }
  }
  return steps
}

/** Undefined once nothing more can happen in this wave and the next may be asked. */
function inStep(question: Question, step: Step): Decision | undefined {
  const { rollout, now } = question
  const { rules, wave, number, waves, before } = step
  const at = { ring: rules.name, wave: number, waves }
  const budget = overBudget(rules, step)
  if (budget !== undefined) return { state: 'stopped', start: [], hold: budget, at }
  if (wave.every((row) => isThrough(rollout, row))) return undefined

  const soak = before === undefined ? undefined : soakHold(rollout, before, now)
  if (soak !== undefined) return { state: 'running', start: [], hold: soak, at }
  const ready = readyIn(rollout, step)
  const gate = gateAt(rollout, now)
  const open = ready.filter((row) => gate(row) === undefined)
  const start = dueIn(rules, step.ring, open)
  if (start.length > 0 || wave.some((row) => row.state === 'applying')) return { state: 'running', start, at }

  const held = heldIn(wave)
  if (held !== undefined) return { state: 'running', start: [], hold: held, at }
  // Last, so that people are not left waiting for a time that frees nothing.
  const closed = closedHold(gate, ready)
  if (closed !== undefined) return { state: 'running', start: [], hold: closed, at }
  return number === waves ? unproven(rollout, step) : undefined
}

/** A ring that reached nobody proves nothing to the next. */
function unproven(rollout: Rollout, { rules, ring, number, waves }: Step): Decision | undefined {
  if (lastEvidence(rollout, ring) !== undefined || !ring.some((row) => row.state === 'unreachable')) return undefined
  const reason = `no account of ring ${rules.name} could be reached, so nothing is proven; restore the roles, then \`/fleet retry\`, or \`/fleet skip\``
  const at = { ring: rules.name, wave: number, waves }
  return { state: 'stopped', start: [], hold: { waitingOn: 'unreachable', reason }, at }
}

function heldIn(wave: Wave): Hold | undefined {
  const held = wave.filter((row) => row.state === 'held')
  if (held.length === 0) return undefined
  const differs = held.some((row) => row.failure?.difference !== undefined)
  const reason = differs
    ? `${counted(held.length, 'stack')} would change otherwise than reviewed: ${named(held)}; someone who may approve reads the difference and answers it`
    : `${counted(held.length, 'stack')} may not be touched now: ${named(held)}; clear the way, then \`/fleet retry\`, or \`/fleet skip\``
  return { waitingOn: differs ? 'difference' : 'failure', reason }
}

/** What was left aside within its limit lets the rest go on, but never ends a rollout in silence. */
function leftOver({ rollout, stacks }: Question): Decision | undefined {
  const failed = stacks.filter((row) => row.state === 'failed')
  if (failed.length > 0) {
    const reason = `everything else is through; ${counted(failed.length, 'stack')} failed: ${named(failed)}; mend the cause, then \`/fleet retry\`, or \`/fleet skip\``
    return { state: 'stopped', start: [], hold: { waitingOn: 'failure', reason } }
  }
  const left = stacks.filter((row) => !isThrough(rollout, row))
  if (left.length === 0) return undefined
  const reason = `everything else is through; ${counted(left.length, 'stack')} in accounts that cannot be reached: ${named(left)}; restore the roles, then \`/fleet retry\`, or \`/fleet skip\``
  return { state: 'stopped', start: [], hold: { waitingOn: 'unreachable', reason } }
}

/** A stop is a person's to lift; what still fails after it is added to the reason. */
function stillStopped(question: Question): Decision {
  const now = moving(question)
  const hold = now.state === 'stopped' ? now.hold : question.rollout.hold
  return { ...standing(question), state: 'stopped', start: [], hold: hold ?? stopped() }
}

function standing(question: Question): Pick<Decision, 'at'> {
  const { at } = moving(question)
  return at === undefined ? {} : { at }
}

function unapproved(): Hold {
  return { waitingOn: 'approval', reason: 'no reviewer has seen this plan; someone who may approve answers its digest' }
}

function paused(): Hold {
  return { waitingOn: 'pause', reason: 'it is paused; `/fleet resume` lets it go on' }
}

function queued({ id, pull, state, hold }: Ahead): Hold {
  const ahead = { id, ...(pull === undefined ? {} : { pull }) }
  const reason = `it waits for ${nameOf(ahead)}, which was merged before it`
  const still = state === undefined ? undefined : standstill({ state, ...(hold === undefined ? {} : { hold }) })
  if (still === undefined) return { waitingOn: 'queue', reason }
  return { waitingOn: 'queue', reason: `${reason} and is ${still}`, ahead }
}

function stopped(): Hold {
  return { waitingOn: 'failure', reason: 'it was stopped; `/fleet retry` lets it go on' }
}
