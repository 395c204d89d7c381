/**
 * May this change set be made, and what will it hold?
 *
 * Everything that CloudFormation checks before it answers is checked here, in its
 * words; comparing takes time and goes on after the answer.
 */
import { randomUUID } from 'node:crypto'
import { compare } from '../changes/compare.ts'
import { AwsRefusal, constraintError, validationError } from '../errors.ts'
import { noteStack } from '../stacks/events.ts'
import { importedNames, withImports } from '../stacks/exports.ts'
import { type ChangeSet, isInProgress, type Stack } from '../stacks/state.ts'
import { type Desired, scopeOf } from '../template/desired.ts'
import { evaluateMap } from '../template/evaluate.ts'
import { isSame, KNOWN_AFTER_APPLY } from '../template/json.ts'
import { propertyProblems } from '../template/validate.ts'
import type { Form } from '../wire/form.ts'
import type { XmlValue } from '../wire/xml.ts'
import { assertFeasible, desiredFor, optional } from './desired.ts'
import { assertLength, failureChoice } from './options.ts'
import { checkStackName, type Request } from './request.ts'
import { clientToken } from './token.ts'

/** Recorded: `test_create_change_set_no_changes`. */
const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set."

export function createChangeSet(request: Request): XmlValue {
  const { form, engine, spot } = request
  const name = nameOf(form)
  const token = clientToken(form)
  const stackName = checkStackName(form.required('StackName'))
  const kind = kindOf(form)
  const existing = engine.world.find(spot, stackName)
  assertFits({ stack: existing, stackName, kind, changeSetName: name })
  const repeated = existing && repeatedSet(request, existing, name)
  if (repeated) return { Id: repeated.id, StackId: repeated.stack.stackId }
  if (existing) assertRoom(request, existing)
  const desired = desiredFor(request, existing)
  const at = engine.timeline.now()
  const stack = existing ?? engine.world.addStack(spot, stackName, at)
  try {
    assertFeasible(desired, stack)
  } catch (refusal) {
    if (!existing) engine.world.forget(stack)
    throw refusal
  }
  if (!existing) {
    stack.token = token ?? ''
    noteStack(stack, { at, status: 'REVIEW_IN_PROGRESS', reason: 'User Initiated' })
  }
  if (kind === 'CREATE') stack.intended = desired
  const set: ChangeSet = {
    id: `arn:aws:cloudformation:${spot.region}:${spot.accountId}:changeSet/${name}/${randomUUID()}`,
    name,
    stack,
    kind,
    desired,
    createdAt: at,
    ...optional('description', descriptionOf(form)),
    ...optional('clientToken', token),
    ...optional('onStackFailure', failureChoice(form, 'OnStackFailure')),
    status: 'CREATE_PENDING',
    executionStatus: 'UNAVAILABLE',
    changes: [],
    incomplete: [],
    isDeleted: false,
  }
  engine.world.addChangeSet(set)
  engine.timeline.start(fill(request, set))
  return { Id: set.id, StackId: stack.stackId }
}

function* fill({ engine }: Request, set: ChangeSet): Generator<number, void, void> {
  const { stack } = set
  const { changeSetMs } = engine.timing
  const ms = typeof changeSetMs === 'number' ? changeSetMs : changeSetMs(stack.stackName)
  yield ms / 4
  if (set.isDeleted) return
  set.status = 'CREATE_IN_PROGRESS'
  yield (ms * 3) / 4
  if (set.isDeleted) return
  const deployed = set.kind === 'CREATE' ? undefined : stack.deployed
  const resources = new Map([...stack.resources].map(([logicalId, { live }]) => [logicalId, live]))
  const problem = earlyProblem(set)
  const desired = withImports(engine.world, stack, set.desired)
  set.changes = compare({ resources, ...optional('desired', deployed) }, desired, stack)
  set.incomplete = incompleteIn(set.changes, desired, stack)
  const fails = problem ?? (isUnchanged(set, deployed) ? NO_CHANGES : undefined)
  set.status = fails === undefined ? 'CREATE_COMPLETE' : 'FAILED'
  // Another update may have gone past the set while it was being computed.
  if (set.executionStatus !== 'OBSOLETE') set.executionStatus = fails === undefined ? 'AVAILABLE' : 'UNAVAILABLE'
  if (fails !== undefined) {
    set.statusReason = fails
    set.changes = []
  }
}

function incompleteIn(changes: ChangeSet['changes'], desired: Desired, stack: Stack): ChangeSet['incomplete'] {
  const missing = importedNames(desired, stack).filter(({ name }) => desired.imports[name] === undefined)
  return [
    ...missing.map(({ logicalId, name }) => ({ logicalId, why: `No export named ${name}` })),
    ...changes.flatMap(({ logicalId, warning: why }) => (why === undefined ? [] : [{ logicalId, why }])),
  ]
}

/** Outputs and tags are changes without a resource (ASSUMED); a description, metadata or an unused parameter is none (recorded). */
function isUnchanged({ changes, desired }: ChangeSet, deployed: Desired | undefined): boolean {
  if (changes.length > 0 || !deployed) return false
  return isSame(desired.tags, deployed.tags) && isSame(desired.template.outputs, deployed.template.outputs)
}

/** AWS validates properties before it deploys; its words here are from reports of users, ASSUMED. */
function earlyProblem({ desired, stack }: ChangeSet): string | undefined {
  const scope = scopeOf(desired, stack, { reference: () => KNOWN_AFTER_APPLY, attribute: () => KNOWN_AFTER_APPLY })
  const isBroken = Object.values(desired.template.resources).some(
    ({ type, properties }) => propertyProblems(type, evaluateMap(properties, scope)).length > 0,
  )
  return isBroken
    ? 'The following hook(s)/validation failed: [AWS::EarlyValidation::PropertyValidation]. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.'
    : undefined
}

interface Fit {
  readonly stack: Stack | undefined
  readonly stackName: string
  readonly kind: 'CREATE' | 'UPDATE'
  readonly changeSetName: string
}

/** Recorded: `test_name_conflicts`, `test_create_changeset_for_deleted_stack`, `test_changeset_for_deleted_stack`. */
function assertFits({ stack, stackName, kind, changeSetName }: Fit): void {
  if (kind === 'CREATE') {
    if (stack && (stack.status !== 'REVIEW_IN_PROGRESS' || stack.isClaimed))
      throw validationError(
        `Stack [${stackName}] already exists and cannot be created again with the changeSet [${changeSetName}].`,
      )
    return
  }
  if (!stack) throw validationError(`Stack [${stackName}] does not exist`)
  if (isInProgress(stack) || !UPDATABLE.includes(stack.status))
    throw validationError(`Stack:${stack.stackId} is in ${shownStatus(stack)} state and can not be updated.`)
}

const UPDATABLE: readonly string[] = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE']

function shownStatus({ status, isClaimed, deployed }: Stack): string {
  if (!isClaimed) return status
  return deployed ? 'UPDATE_IN_PROGRESS' : 'CREATE_IN_PROGRESS'
}

/** The same request again, after a lost reply, is answered with its first result. */
function repeatedSet({ form, engine }: Request, stack: Stack, name: string): ChangeSet | undefined {
  const same = engine.world.changeSetsOf(stack).find((set) => set.name === name)
  if (!same) return undefined
  const token = clientToken(form)
  if (token !== undefined && token === same.clientToken) return same
  throw new AwsRefusal(
    'AlreadyExistsException',
    `ChangeSet ${name} cannot be created due to a mismatch with existing attribute Name`,
  )
}

/** Failed sets count as well, which is how tools that never delete them run into it. */
function assertRoom({ engine }: Request, stack: Stack): void {
  if (engine.world.changeSetsOf(stack).length < engine.limits.changeSetsPerStack) return
  throw new AwsRefusal('LimitExceededException', `ChangeSet limit exceeded for stack ${stack.stackId}`)
}

function nameOf(form: Form): string {
  const name = form.required('ChangeSetName')
  if (!/^[a-zA-Z][-a-zA-Z0-9]*$/.test(name))
    throw constraintError(
      'changeSetName',
      name,
      'Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*',
    )
  if (name.length > 128)
    throw constraintError('changeSetName', name, 'Member must have length less than or equal to 128')
  return name
}

function descriptionOf(form: Form): string | undefined {
  const description = form.text('Description')
  if (description !== undefined) assertLength('description', description, [1, 1024])
  return description
}

function kindOf(form: Form): 'CREATE' | 'UPDATE' {
  const kind = form.text('ChangeSetType') ?? 'UPDATE'
  if (kind !== 'CREATE' && kind !== 'UPDATE') throw validationError(`ChangeSetType ${kind} is not simulated`)
  if (kind === 'UPDATE' && failureChoice(form, 'OnStackFailure') === 'DELETE')
    throw validationError('OnStackFailure DELETE is only valid for change sets of type CREATE')
  return kind
}
