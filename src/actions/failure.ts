/**
 * How does an error become something that a rollout can show?
 *
 * A stack's failure is a value in a row: code, reason, and what to do next.
 */
import { FleetwrightError } from '../lib/errors.ts'
import type { StackFailure } from '../rollout/model.ts'

export function failureOf(error: unknown): StackFailure {
  if (error instanceof FleetwrightError) return { code: error.code, reason: error.message, hint: error.hint }
  // What we did not foresee is ours; its text stays in the log, where it cannot carry a stranger's words to people.
  return {
    code: 'internal',
    reason: 'Fleetwright met an error of its own',
    hint: 'an operator finds it in the log; then `/fleet retry`',
  }
}
