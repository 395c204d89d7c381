/**
 * How is a stack deleted, cancelled, carried on and protected?
 */
import { validationError } from '../errors.ts'
import { endCreation } from '../stacks/create.ts'
import { destroy } from '../stacks/delete.ts'
import { assumableRole, begin, type Order } from '../stacks/engine.ts'
import { noteStack } from '../stacks/events.ts'
import { exportsIn, importersOf } from '../stacks/exports.ts'
import { assertStackPolicy } from '../stacks/stack-policy.ts'
import { isInProgress, type Stack } from '../stacks/state.ts'
import { rollBack } from '../stacks/update.ts'
import type { XmlValue } from '../wire/xml.ts'
import { roleArnOf } from './options.ts'
import { checkStackName, existingStack, type Request } from './request.ts'
import { newToken, wellFormedToken } from './token.ts'

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
  const used = exportsIn(engine.world, spot).find(
    (own) => own.stack === stack && importersOf(engine.world, spot, own.name).length > 0,
  )
  if (used)
    throw validationError(
      `Delete canceled. Cannot delete export ${used.name} as it is in use by ${importersOf(
        engine.world,
        spot,
        used.name,
      )
        .map(({ stackName }) => stackName)
        .join(', ')}.`,
    )
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
  wellFormedToken(request.form)
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

/** For a stack that was told not to roll back by itself. Its first failure has nothing to go back to: all of it goes. */
export function rollbackStack(request: Request): XmlValue {
  const { form, engine } = request
  const stack = existingStack(request, 'plain')
  const { unfinished, deployed } = stack
  const isCreation = stack.status === 'CREATE_FAILED'
  if (stack.isClaimed || !(isCreation || (stack.status === 'UPDATE_FAILED' && unfinished)) || !deployed)
    throw validationError(`Stack:${stack.stackId} is in ${stack.status} state and can not be rolled back.`)
  const order = orderOf(request, stack)
  const note = (status: string): void =>
    noteStack(stack, { at: engine.timeline.now(), status, reason: 'User Initiated' })
  begin(
    engine,
    { kind: 'rollback', order, delayMs: 0 },
    (function* () {
      note(isCreation ? 'ROLLBACK_IN_PROGRESS' : 'UPDATE_ROLLBACK_IN_PROGRESS')
      const retainExceptOnCreate = form.flag('RetainExceptOnCreate')
      if (unfinished && !isCreation) return yield* rollBack(engine, order, { ...unfinished, retainExceptOnCreate })
      stack.endingSince = engine.timeline.now()
      yield* endCreation(engine, order, { desired: deployed, onFailure: 'ROLLBACK', retainExceptOnCreate })
    })(),
  )
  return { StackId: stack.stackId }
}

/** Doc "Protect stacks from being deleted": with any status except DELETE_IN_PROGRESS or DELETE_COMPLETE; words ASSUMED 32. */
export function updateTerminationProtection(request: Request): XmlValue {
  const stack = standingStack(request)
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
  const stack = standingStack(request)
  if (form.has('StackPolicyURL') && form.has('StackPolicyBody'))
    throw validationError('You cannot specify both StackPolicyURL and StackPolicyBody')
  const body = form.text('StackPolicyBody')
  if (body === undefined) throw validationError('StackPolicyURL is not simulated')
  assertStackPolicy(body)
  stack.policy = body
  return {}
}

/** One that is not on its way out, nor gone and known by its id only. */
function standingStack(request: Request): Stack {
  const stack = existingStack(request, 'plain')
  if (stack.deletedAt !== undefined) throw validationError(`Stack [${stack.stackName}] does not exist`)
  if (stack.status === 'DELETE_IN_PROGRESS')
    throw validationError(`Stack:${stack.stackId} is in ${stack.status} state and can not be updated.`)
  return stack
}

/** A role given now is used from now on, as with change sets. */
function orderOf({ form, engine, caller, id: requestId }: Request, stack: Stack): Order {
  const token = newToken(form, stack)
  const roleArn = roleArnOf(form) ?? stack.roleArn
  if (roleArn === undefined) return { stack, caller, token, requestId }
  if (!assumableRole(engine.identities, roleArn))
    throw validationError(`Role ${roleArn} is invalid or cannot be assumed`)
  stack.roleArn = roleArn
  return { stack, caller, token, requestId, roleArn }
}
