/**
 * How do people change a stack without a change set?
 *
 * The bot never does; customers may, and what was planned before is obsolete then
 * (recorded `test_create_while_in_review`).
 */
import { compare } from '../changes/compare.ts'
import { AwsRefusal, validationError } from '../errors.ts'
import { create } from '../stacks/create.ts'
import { begin, type Order } from '../stacks/engine.ts'
import { assertStackPolicy } from '../stacks/stack-policy.ts'
import { isInProgress, type Stack } from '../stacks/state.ts'
import { update } from '../stacks/update.ts'
import type { Desired } from '../template/desired.ts'
import { isSame } from '../template/json.ts'
import type { Form } from '../wire/form.ts'
import type { XmlValue } from '../wire/xml.ts'
import { assertFeasible, desiredFor, optional } from './desired.ts'
import { failureChoice } from './options.ts'
import { checkStackName, existingStack, type Request } from './request.ts'
import { newToken } from './token.ts'

export function createStack(request: Request): XmlValue {
  const { form, engine, spot } = request
  const name = checkStackName(form.required('StackName'))
  const existing = engine.world.find(spot, name)
  if (existing && existing.status !== 'REVIEW_IN_PROGRESS')
    throw new AwsRefusal('AlreadyExistsException', `Stack [${name}] already exists`)
  const onFailure = onFailureOf(form)
  const desired = desiredFor(request, existing)
  const stack = existing ?? engine.world.addStack(spot, name, engine.timeline.now())
  try {
    assertFeasible(desired, stack)
  } catch (refusal) {
    if (!existing) engine.world.forget(stack)
    throw refusal
  }
  const policy = policyOf(form, 'StackPolicyBody')
  if (policy !== undefined) stack.policy = policy
  const order = prepare(request, stack, desired)
  stack.terminationProtection = form.flag('EnableTerminationProtection')
  const creation = { desired, onFailure, retainExceptOnCreate: form.flag('RetainExceptOnCreate') } as const
  begin(engine, { kind: 'create', order, delayMs: 0 }, create(engine, order, creation))
  return { StackId: stack.stackId }
}

export function updateStack(request: Request): XmlValue {
  const { engine, form } = request
  const stack = existingStack(request, 'plain')
  if (isInProgress(stack) || !stack.deployed || !/^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(stack.status))
    throw validationError(`Stack:${stack.stackId} is in ${stack.status} state and can not be updated.`)
  const desired = desiredFor(request, stack)
  assertFeasible(desired, stack)
  if (isUnchanged(stack, desired)) throw validationError('No updates are to be performed.')
  const lasting = policyOf(form, 'StackPolicyBody')
  const temporary = policyOf(form, 'StackPolicyDuringUpdateBody')
  const order = prepare(request, stack, desired)
  stack.updatedAt = engine.timeline.now()
  delete stack.changeSetId
  const before = stack.policy
  if (temporary !== undefined) stack.policy = temporary
  begin(
    engine,
    { kind: 'update', order, delayMs: 0 },
    (function* () {
      yield* update(engine, order, {
        desired,
        keepsFailure: stack.disablesRollback,
        retainExceptOnCreate: form.flag('RetainExceptOnCreate'),
      })
      replacePolicy(stack, lasting ?? before)
    })(),
  )
  return { StackId: stack.stackId }
}

function prepare({ form, engine, caller, id: requestId }: Request, stack: Stack, desired: Desired): Order {
  const token = newToken(form, stack)
  for (const set of engine.world.changeSetsOf(stack)) set.executionStatus = 'OBSOLETE'
  if (desired.roleArn !== undefined) stack.roleArn = desired.roleArn
  stack.disablesRollback = form.flag('DisableRollback') || form.text('OnFailure') === 'DO_NOTHING'
  stack.intended = desired
  return { stack, caller, token, requestId, ...optional('roleArn', desired.roleArn) }
}

/** A policy given with an update does not bind it (recorded `test_set_policy_with_update_operation`); one for its time is shown meanwhile. */
function replacePolicy(stack: Stack, policy: string | undefined): void {
  if (policy === undefined) delete stack.policy
  else stack.policy = policy
}

function policyOf(form: Form, name: 'StackPolicyBody' | 'StackPolicyDuringUpdateBody'): string | undefined {
  const body = form.text(name)
  if (body !== undefined) assertStackPolicy(body)
  return body
}

function isUnchanged(stack: Stack, desired: Desired): boolean {
  const { deployed } = stack
  const resources = new Map([...stack.resources].map(([logicalId, { live }]) => [logicalId, live]))
  return (
    deployed !== undefined &&
    compare({ resources, desired: deployed }, desired, stack).length === 0 &&
    isSame(desired.tags, deployed.tags) &&
    isSame(desired.template.outputs, deployed.template.outputs)
  )
}

function onFailureOf(form: Form): 'ROLLBACK' | 'DELETE' | 'DO_NOTHING' {
  const text = failureChoice(form, 'OnFailure')
  if (text !== undefined && form.has('DisableRollback'))
    throw validationError('You can specify either DisableRollback or OnFailure, but not both.')
  return form.flag('DisableRollback') ? 'DO_NOTHING' : (text ?? 'ROLLBACK')
}
