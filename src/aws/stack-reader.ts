/**
 * What stands in the account, and what went wrong there?
 *
 * Everything is read with the plan role: looking needs no right to change.
 */
import type { StackReader } from '../actions/aws-ports.ts'
import type { Asking } from './ask.ts'
import { failureIn, operationOf } from './failure.ts'
import { lastOperationIn, wasBegun } from './last-operation.ts'
import { eventPages, stackAsItIs, templateOf } from './look.ts'

export function stackReader(at: Asking): StackReader {
  return {
    async live(stack, purpose) {
      const found = await stackAsItIs(at, { stack, purpose }, stack.stackName)
      // The shell of a CREATE change set that nobody executed: there is nothing in it.
      return found?.status === 'REVIEW_IN_PROGRESS' ? undefined : found
    },
    template: (stack, purpose) => templateOf(at, { stack, purpose }),
    async failure(stack, { token, purpose }) {
      const events = await operationOf(eventPages(at, { stack, purpose }, stack.stackName), token)
      return failureIn(events, stack)
    },
    lastOperation: (stack, purpose) => lastOperationIn(eventPages(at, { stack, purpose }, stack.stackName)),
    wasBegun: (stack, { token, purpose }) => wasBegun(eventPages(at, { stack, purpose }, stack.stackName), token),
  }
}
