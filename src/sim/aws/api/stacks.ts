/**
 * How are stacks described?
 */
import { validationError } from '../errors.ts'
import { liveScope } from '../stacks/forward.ts'
import type { Stack, TrackedResource } from '../stacks/state.ts'
import type { Desired } from '../template/desired.ts'
import { evaluate } from '../template/evaluate.ts'
import type { XmlValue } from '../wire/xml.ts'
import { existingStack, page, type Request } from './request.ts'

export function describeStacks(request: Request): XmlValue {
  const { form, engine, spot, pages } = request
  if (form.has('StackName')) return { Stacks: [stackXml(existingStack(request, 'with id'))] }
  const stacks = engine.world.stacksIn(spot).filter(({ deletedAt }) => deletedAt === undefined)
  const { entries, nextToken } = page(form, stacks, pages.stacks)
  return { Stacks: entries.map(stackXml), NextToken: nextToken }
}

function stackXml(stack: Stack): XmlValue {
  const { deployed, intended } = stack
  const shown = stack.status === 'REVIEW_IN_PROGRESS' ? undefined : (deployed ?? intended)
  return {
    StackId: stack.stackId,
    StackName: stack.stackName,
    // Forgotten by a deletion, finished or not, and by a creation that is rolled back (recorded `test_sns_topic_fifo_without_suffix_fails`).
    ChangeSetId: stack.endingSince === undefined ? stack.changeSetId : undefined,
    Description: shown?.template.description,
    Parameters: shown && parametersXml(shown),
    CreationTime: stack.createdAt,
    DeletionTime: stack.endingSince ?? stack.deletedAt,
    LastUpdatedTime: stack.updatedAt,
    RollbackConfiguration: shown ? rollbackXml(shown) : {},
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    DisableRollback: stack.disablesRollback,
    NotificationARNs: shown?.notificationArns ?? [],
    Capabilities: shown?.capabilities,
    Outputs: Object.keys(stack.outputs).length === 0 ? undefined : outputsXml(stack, shown),
    RoleARN: stack.roleArn,
    Tags: tagsXml(shown?.tags ?? {}),
    EnableTerminationProtection: stack.deletedAt === undefined ? stack.terminationProtection : undefined,
    DriftInformation: stackDriftXml(stack),
  }
}

function stackDriftXml({ drift }: Stack): XmlValue {
  return { StackDriftStatus: drift.status, LastCheckTimestamp: drift.checkedAt }
}

function outputsXml({ outputs }: Stack, shown: Desired | undefined): XmlValue {
  return Object.entries(outputs).map(([key, value]) => {
    const description = shown?.template.outputs[key]?.Description
    return {
      OutputKey: key,
      OutputValue: value,
      Description: typeof description === 'string' ? description : undefined,
    }
  })
}

/** A secret parameter is starred everywhere (recorded `test_no_echo_parameter`). */
export function parametersXml({ template, parameters, resolved }: Desired): XmlValue {
  const entries = Object.entries(parameters)
  if (entries.length === 0) return undefined
  return entries.map(([key, value]) => ({
    ParameterKey: key,
    ParameterValue: String(template.parameters[key]?.NoEcho) === 'true' ? '****' : value,
    ResolvedValue: resolved[key],
  }))
}

export function rollbackXml({ rollback }: Desired): XmlValue {
  return { ...rollback }
}

export function tagsXml(tags: Readonly<Record<string, string>>): XmlValue {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}

/** The documented defaults. */
export function describeAccountLimits(): XmlValue {
  const limits = { StackLimit: 2_000, StackOutputsLimit: 200, ConcurrentResourcesLimit: 2_500 }
  return { AccountLimits: Object.entries(limits).map(([Name, Value]) => ({ Name, Value })) }
}

export function listStacks({ form, engine, spot, pages }: Request): XmlValue {
  const filter = form.texts('StackStatusFilter')
  const stacks = engine.world.stacksIn(spot).filter(({ status }) => filter === undefined || filter.includes(status))
  const { entries, nextToken } = page(form, stacks, pages.stacks)
  return {
    StackSummaries: entries.map((stack) => ({
      StackId: stack.stackId,
      StackName: stack.stackName,
      TemplateDescription: stack.deployed?.template.description,
      CreationTime: stack.createdAt,
      LastUpdatedTime: stack.updatedAt,
      DeletionTime: stack.endingSince ?? stack.deletedAt,
      StackStatus: stack.status,
      StackStatusReason: stack.statusReason,
      DriftInformation: stackDriftXml(stack),
    })),
    NextToken: nextToken,
  }
}

/** The newest first, as AWS gives them. */
export function describeStackEvents(request: Request): XmlValue {
  const { form, pages } = request
  const stack = existingStack(request, 'plain')
  const { entries, nextToken } = page(form, [...stack.events].reverse(), pages.events)
  return {
    StackEvents: entries.map((event) => ({
      StackId: stack.stackId,
      EventId: event.id,
      StackName: stack.stackName,
      LogicalResourceId: event.logicalId,
      PhysicalResourceId: event.physicalId,
      ResourceType: event.type,
      Timestamp: event.at,
      ResourceStatus: event.status,
      ResourceStatusReason: event.reason,
      ResourceProperties: event.properties,
      ClientRequestToken: event.token,
    })),
    NextToken: nextToken,
  }
}

export function describeStackResources(request: Request): XmlValue {
  const stack = existingStack(request, 'with id')
  const logicalId = request.form.text('LogicalResourceId')
  const chosen = [...stack.resources.values()].filter(({ live }) => (logicalId ?? live.logicalId) === live.logicalId)
  if (logicalId !== undefined && chosen.length === 0)
    throw validationError(`Resource ${logicalId} does not exist for stack ${stack.stackName}`)
  return {
    StackResources: chosen.map((resource) => ({
      StackName: stack.stackName,
      StackId: stack.stackId,
      ...resourceXml(stack, resource),
      Timestamp: resource.at,
    })),
  }
}

/** With the template's metadata, which the others leave out. */
export function describeStackResource(request: Request): XmlValue {
  const stack = existingStack(request, 'plain')
  const logicalId = request.form.required('LogicalResourceId')
  const resource = stack.resources.get(logicalId)
  if (!resource) throw validationError(`Resource ${logicalId} does not exist for stack ${stack.stackName}`)
  const { deployed } = stack
  const declared = deployed?.template.resources[logicalId]?.metadata ?? {}
  const metadata = deployed ? evaluate(declared, liveScope(stack, deployed)) : declared
  return {
    StackResourceDetail: {
      StackName: stack.stackName,
      StackId: stack.stackId,
      ...resourceXml(stack, resource),
      LastUpdatedTimestamp: resource.at,
      Metadata: JSON.stringify(metadata),
    },
  }
}

export function listStackResources(request: Request): XmlValue {
  const stack = existingStack(request, 'with id')
  const { entries, nextToken } = page(request.form, [...stack.resources.values()], request.pages.events)
  return {
    StackResourceSummaries: entries.map((resource) => ({
      ...resourceXml(stack, resource),
      LastUpdatedTimestamp: resource.at,
    })),
    NextToken: nextToken,
  }
}

function resourceXml({ drift }: Stack, { live, status, reason }: TrackedResource): Readonly<Record<string, XmlValue>> {
  const found = drift.resources.get(live.logicalId)
  return {
    LogicalResourceId: live.logicalId,
    PhysicalResourceId: live.physicalId,
    ResourceType: live.type,
    ResourceStatus: status,
    ResourceStatusReason: reason,
    DriftInformation: { StackResourceDriftStatus: found?.status ?? 'NOT_CHECKED', LastCheckTimestamp: found?.at },
  }
}
