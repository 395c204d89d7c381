/**
 * How are change sets described, listed, deleted and executed?
 */
import type { Detail, ResourceChange, View } from '../changes/model.ts'
import { AwsRefusal, validationError } from '../errors.ts'
import { create } from '../stacks/create.ts'
import { begin, type Order } from '../stacks/engine.ts'
import { type ChangeSet, isInProgress } from '../stacks/state.ts'
import { update } from '../stacks/update.ts'
import type { XmlValue } from '../wire/xml.ts'
import { existingStack, page, pageByBytes, type Request } from './request.ts'
import { parametersXml, rollbackXml, tagsXml } from './stacks.ts'
import { newToken } from './token.ts'

export function describeChangeSet(request: Request): XmlValue {
  const { form, pages, engine } = request
  const set = namedSet(request)
  const view: View = form.flag('IncludePropertyValues') ? 'values' : 'plain'
  const shown = { view, additionsReplace: engine.additionsReplace }
  const visible = set.changes.filter(({ only = view }) => only === view)
  const changes = visible.map((change) => ({ Type: 'Resource', ResourceChange: changeXml(set, change, shown) }))
  const { entries, nextToken } = pageByBytes(form, changes, pages.changes)
  return {
    ChangeSetName: set.name,
    ChangeSetId: set.id,
    StackId: set.stack.stackId,
    StackName: set.stack.stackName,
    Description: set.description,
    Parameters: parametersXml(set.desired),
    CreationTime: set.createdAt,
    ExecutionStatus: set.executionStatus,
    Status: set.status,
    StatusReason: set.statusReason ?? (view === 'values' ? warningOf(set) : undefined),
    NotificationARNs: set.desired.notificationArns,
    RollbackConfiguration: rollbackXml(set.desired),
    Capabilities: set.desired.capabilities,
    Tags: tagsXml(set.desired.tags),
    Changes: entries,
    NextToken: nextToken,
    IncludeNestedStacks: false,
    OnStackFailure: set.onStackFailure,
  }
}

/** Recorded: `test_describe_change_set_import_non_existent_export`, `test_fn_split_with_get_att`. */
function warningOf({ incomplete: [first] }: ChangeSet): string | undefined {
  return (
    first &&
    `[WARN] --include-property-values option can return incomplete ChangeSet data because: ChangeSet creation failed for resource [${first.logicalId}] because: ${first.why}`
  )
}

interface Shown {
  readonly view: View
  readonly additionsReplace: boolean
}

function changeXml(set: ChangeSet, change: ResourceChange, { view, additionsReplace }: Shown): XmlValue {
  const withValues = view === 'values'
  const details = change.details.filter(({ only = view }) => only === view)
  // Recorded sets show a cause before and after its Dynamic twin: the order is not a promise, so it is not kept here.
  const isTurned = [...`${set.id}${change.logicalId}`].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 2 === 1
  const isShown = change.action !== 'Add' || (withValues && additionsReplace)
  return {
    PolicyAction: change.policyAction,
    Action: change.action,
    LogicalResourceId: change.logicalId,
    PhysicalResourceId: change.physicalId,
    ResourceType: change.type,
    // Recorded until May 2025 (test_change_set_ref): an Add said "True" when values were asked for; since then (test_change_set_depends_on) never.
    Replacement: isShown ? change.replacement : undefined,
    Scope: change.scope,
    Details: (isTurned ? [...details].reverse() : details).map((detail) => detailXml(detail, withValues)),
    BeforeContext: withValues ? change.beforeContext : undefined,
    AfterContext: withValues ? change.afterContext : undefined,
  }
}

function detailXml(detail: Detail, withValues: boolean): XmlValue {
  return {
    Target: {
      Attribute: detail.attribute,
      Name: detail.name,
      RequiresRecreation: detail.recreation,
      Path: withValues ? detail.path : undefined,
      BeforeValue: withValues ? cut(detail.before) : undefined,
      AfterValue: withValues ? cut(detail.after) : undefined,
      AttributeChangeType: withValues ? detail.changeType : undefined,
    },
    Evaluation: detail.evaluation,
    ChangeSource: detail.source,
    CausingEntity: detail.cause,
  }
}

/** "Large values can be truncated" (ResourceTargetDefinition); from where on, and that nothing marks it, is ASSUMED. */
const LARGEST_VALUE = 1_000

function cut(value: string | undefined): string | undefined {
  return value?.slice(0, LARGEST_VALUE)
}

export function listChangeSets(request: Request): XmlValue {
  const stack = existingStack(request, 'plain')
  const sets = request.engine.world.changeSetsOf(stack)
  const { entries, nextToken } = page(request.form, sets, request.pages.stacks)
  return {
    Summaries: entries.map((set) => ({
      StackId: stack.stackId,
      StackName: stack.stackName,
      ChangeSetId: set.id,
      ChangeSetName: set.name,
      ExecutionStatus: set.executionStatus,
      Status: set.status,
      StatusReason: set.statusReason,
      CreationTime: set.createdAt,
      Description: set.description,
      IncludeNestedStacks: false,
    })),
    NextToken: nextToken,
  }
}

/** Deleting what is gone already is no error for an ARN (ASSUMED), as deletions are repeatable elsewhere in the API. */
export function deleteChangeSet(request: Request): XmlValue {
  const { form, engine, spot } = request
  const name = form.required('ChangeSetName')
  if (!name.startsWith('arn:')) {
    const stackName = form.text('StackName')
    if (stackName === undefined)
      throw validationError('StackName must be specified if ChangeSetName is not specified as an ARN.')
    const stack = engine.world.find(spot, stackName)
    if (!stack) throw validationError(`Stack [${stackName}] does not exist`)
  }
  const set = findOrUndefined(request, name)
  if (!set) return {}
  if (set.executionStatus === 'EXECUTE_IN_PROGRESS')
    throw new AwsRefusal(
      'InvalidChangeSetStatus',
      `ChangeSet [${set.id}] cannot be deleted in its current execution status of [${set.executionStatus}]`,
    )
  set.isDeleted = true
  return {}
}

export function executeChangeSet(request: Request): XmlValue {
  const { form, engine, caller, id: requestId } = request
  const set = namedSet(request)
  const { stack } = set
  assertExecutable(set)
  if (isInProgress(stack))
    throw validationError(`Stack:${stack.stackId} is in ${stack.status} state and can not be updated.`)
  const token = newToken(form, stack)
  if (form.has('DisableRollback') && set.onStackFailure !== undefined)
    throw validationError('You cannot specify DisableRollback for a change set that has OnStackFailure')
  for (const sibling of engine.world.changeSetsOf(stack)) if (sibling !== set) sibling.isDeleted = true
  set.executionStatus = 'EXECUTE_IN_PROGRESS'
  const roleArn = set.desired.roleArn
  const order: Order = { stack, caller, token, requestId, ...(roleArn === undefined ? {} : { roleArn }) }
  begin(
    engine,
    { kind: set.kind === 'CREATE' ? 'create' : 'update', order, delayMs: engine.timing.eventualMs },
    carryOut(request, set, order),
  )
  return {}
}

function* carryOut({ form, engine }: Request, set: ChangeSet, order: Order): Generator<number, void, void> {
  const { stack, desired } = set
  stack.changeSetId = set.id
  stack.updatedAt = engine.timeline.now()
  // "CloudFormation uses this role for all future operations on the stack."
  if (desired.roleArn !== undefined) stack.roleArn = desired.roleArn
  stack.intended = desired
  const retainExceptOnCreate = form.flag('RetainExceptOnCreate')
  stack.disablesRollback = form.flag('DisableRollback') || set.onStackFailure === 'DO_NOTHING'
  if (set.kind === 'CREATE')
    yield* create(engine, order, {
      desired,
      onFailure: stack.disablesRollback ? 'DO_NOTHING' : onFailureOf(set),
      retainExceptOnCreate,
    })
  else yield* update(engine, order, { desired, keepsFailure: stack.disablesRollback, retainExceptOnCreate })
  set.executionStatus = /^(CREATE|UPDATE)_COMPLETE$/.test(stack.status) ? 'EXECUTE_COMPLETE' : 'EXECUTE_FAILED'
}

function onFailureOf({ onStackFailure }: ChangeSet): 'ROLLBACK' | 'DELETE' {
  return onStackFailure === 'DELETE' ? 'DELETE' : 'ROLLBACK'
}

/** Recorded: `test_empty_changeset`. */
function assertExecutable(set: ChangeSet): void {
  if (set.status !== 'CREATE_COMPLETE')
    throw new AwsRefusal(
      'InvalidChangeSetStatus',
      `ChangeSet [${set.id}] cannot be executed in its current status of [${set.status}]`,
    )
  if (set.executionStatus !== 'AVAILABLE')
    throw new AwsRefusal(
      'InvalidChangeSetStatus',
      `ChangeSet [${set.id}] cannot be executed in its current execution status of [${set.executionStatus}]`,
    )
}

export function namedSet({ form, engine, spot }: Request): ChangeSet {
  return engine.world.changeSet(spot, form.required('ChangeSetName'), form.text('StackName'))
}

function findOrUndefined({ form, engine, spot }: Request, name: string): ChangeSet | undefined {
  try {
    return engine.world.changeSet(spot, name, form.text('StackName'))
  } catch (refusal) {
    if (refusal instanceof AwsRefusal && refusal.code === 'ChangeSetNotFound') return undefined
    throw refusal
  }
}
