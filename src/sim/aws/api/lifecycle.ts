/**
 * How is a stack deleted, cancelled, carried on and protected?
 */
import { AwsRefusal, validationError } from '../errors.ts'
import { destroy } from '../stacks/delete.ts'
import { assumableRole, begin, type Order } from '../stacks/engine.ts'
import { noteStack } from '../stacks/events.ts'
import { assertStackPolicy } from '../stacks/stack-policy.ts'
import { isInProgress, type Stack } from '../stacks/state.ts'
import { rollBack } from '../stacks/update.ts'
import type { XmlValue } from '../wire/xml.ts'
import { checkStackName, existingStack, type Request } from './request.ts'

/** Deleting what is not there is no error, as AWS has it. */
export function deleteStack(request: Request): XmlValue {
  const { form, engine, spot } = request
  const stack = engine.world.find(spot, checkStackName(form.required('StackName')))
  if (!stack || stack.deletedAt) return {}
  if (stack.terminationProtection)
    throw validationError(`Stack [${stack.stackName}] cannot be deleted while TerminationProtection is enabled`)
  const retain = form.texts('RetainResources') ?? []
  if (retain.length > 0 && stack.status !== 'DELETE_FAILED')
    throw validationError(
      `Invalid operation on stack [${stack.stackId}]. When the stack is not in the DELETE_FAILED state, you cannot specify RetainResources.`,
    )
  if (stack.status === 'DELETE_IN_PROGRESS') return {}
  if (isInProgress(stack))
    throw validationError(`Stack [${stack.stackName}] cannot be deleted while in status ${stack.status}`)
  const order = orderOf(request, stack)
  if (stack.status === 'REVIEW_IN_PROGRESS') {
    stack.deletedAt = engine.timeline.now()
    stack.token = order.token
    noteStack(stack, { at: stack.deletedAt, status: 'DELETE_COMPLETE' })
    for (const set of engine.world.allChangeSetsOf(stack)) set.isDeleted = true
    return {}
  }
  for (const set of engine.world.changeSetsOf(stack)) set.isDeleted = true
  begin(engine, { kind: 'delete', order, delayMs: 0 }, destroy(engine, order, retain))
  return {}
}

export function cancelUpdateStack(request: Request): XmlValue {
  const stack = existingStack(request, 'plain')
  if (stack.status !== 'UPDATE_IN_PROGRESS' || !stack.cancel)
    throw validationError('CancelUpdateStack cannot be called from current stack status')
  stack.cancel()
  return {}
}

export function continueUpdateRollback(request: Request): XmlValue {
  const { form, engine } = request
  const stack = existingStack(request, 'plain')
  const { unfinished } = stack
  if (stack.status !== 'UPDATE_ROLLBACK_FAILED' || !unfinished || stack.isClaimed)
    throw validationError(
      `Stack:${stack.stackId} is in ${stack.status} state and can not be continued with the rollback.`,
    )
  const skip = form.texts('ResourcesToSkip') ?? []
  const failed = unfinished.undo[0]?.logicalId
  const strange = skip.filter((name) => name !== failed)
  if (strange.length > 0)
    throw validationError(
      `The following resources cannot be skipped as they are not in UPDATE_FAILED state: [${strange.join(', ')}]`,
    )
  const order = orderOf(request, stack)
  begin(
    engine,
    { kind: 'continue-rollback', order, delayMs: 0 },
    (function* () {
      noteStack(stack, { at: engine.timeline.now(), status: 'UPDATE_ROLLBACK_IN_PROGRESS', reason: 'User Initiated' })
      yield* rollBack(engine, order, { ...unfinished, skip })
    })(),
  )
  return {}
}

export function updateTerminationProtection(request: Request): XmlValue {
  const stack = existingStack(request, 'plain')
  if (!request.form.has('EnableTerminationProtection'))
    throw validationError('EnableTerminationProtection is a required parameter.')
  stack.terminationProtection = request.form.flag('EnableTerminationProtection')
  return { StackId: stack.stackId }
}

export function getStackPolicy(request: Request): XmlValue {
  return { StackPolicyBody: existingStack(request, 'plain').policy }
}

export function setStackPolicy(request: Request): XmlValue {
  const { form } = request
  const stack = existingStack(request, 'plain')
  if (form.has('StackPolicyURL') && form.has('StackPolicyBody'))
    throw validationError('You cannot specify both StackPolicyURL and StackPolicyBody')
  const body = form.text('StackPolicyBody')
  if (body === undefined) throw validationError('StackPolicyURL is not simulated')
  assertStackPolicy(body)
  stack.policy = body
  return {}
}

/** A role given now is used from now on, as with change sets. */
function orderOf({ form, engine, caller, id: requestId }: Request, stack: Stack): Order {
  const token = form.text('ClientRequestToken') ?? ''
  if (token !== '' && stack.tokens.has(token))
    throw new AwsRefusal('TokenAlreadyExistsException', `A client request token was already used: ${token}`)
  const roleArn = form.text('RoleARN') ?? stack.roleArn
  if (roleArn === undefined) return { stack, caller, token, requestId }
  if (!assumableRole(engine.identities, roleArn))
    throw validationError(`Role ${roleArn} is invalid or cannot be assumed`)
  stack.roleArn = roleArn
  return { stack, caller, token, requestId, roleArn }
}
