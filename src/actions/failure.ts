/**
 * How does an error become something that a rollout can show?
 *
 * A stack's failure is a value in a row: code, reason, and what to do next.
 */
import { FleetwrightError } from '../lib/errors.ts'
import type { StackFailure } from '../rollout/model.ts'
import type { Outcome } from './verbs.ts'

export const UNREACHABLE = 'account-unreachable'
/** Of an operation that is not ours and has run for as long as we wait. */
export const FOREIGN_OPERATION = 'foreign-operation'

export function failureOf(error: unknown): StackFailure {
  if (error instanceof FleetwrightError) return { code: error.code, reason: error.message, hint: error.hint }
  // What we did not foresee is ours; its text stays in the log, where it cannot carry a stranger's words to people.
  return {
    code: 'internal',
    reason: 'Fleetwright met an error of its own',
    hint: 'an operator finds it in the log; then `/fleet retry`',
  }
}

/** How an apply ends whose step was given up: what is nobody's failure is none of the stack's either. */
export function outcomeOf(failure: StackFailure): Outcome {
  if (failure.code === FOREIGN_OPERATION) return { state: 'held', failure }
  return { state: failure.code === UNREACHABLE ? 'unreachable' : 'failed', failure }
}
