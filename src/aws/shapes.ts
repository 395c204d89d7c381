/**
 * How do CloudFormation's shapes become ours?
 *
 * Lists of pairs become records, what AWS left out stays left out, and a
 * change whose kind is not told is shown as the least certain one.
 */
import type {
  Change,
  DescribeChangeSetOutput,
  Parameter,
  ResourceChange,
  ResourceChangeDetail,
  RollbackConfiguration,
  Stack,
} from '@aws-sdk/client-cloudformation'
import type { DescribedChange, DescribedChangeSet, LiveStack } from '../plan/model.ts'
import { kept } from './errors.ts'
import { given } from './given.ts'

export function liveStack(stack: Stack): LiveStack | undefined {
  const { StackId, StackName, StackStatus } = stack
  if (StackId === undefined || StackName === undefined || StackStatus === undefined) return undefined
  return {
    stackArn: StackId,
    stackName: StackName,
    status: StackStatus,
    parameters: parameters(stack.Parameters),
    outputs: pairs(stack.Outputs, (output) => [output.OutputKey, output.OutputValue]),
    tags: pairs(stack.Tags, (tag) => [tag.Key, tag.Value]),
    capabilities: [...(stack.Capabilities ?? [])].sort(),
    terminationProtection: stack.EnableTerminationProtection ?? false,
    rollback: {
      monitoringMinutes: stack.RollbackConfiguration?.MonitoringTimeInMinutes ?? 0,
      alarmArns: alarmArns(stack.RollbackConfiguration).toSorted(),
    },
    ...given({
      statusReason: stack.StackStatusReason === undefined ? undefined : kept(stack.StackStatusReason),
      lastChangeSetArn: stack.ChangeSetId,
      lastChangeSetName: stack.ChangeSetId === undefined ? undefined : nameOfChangeSet(stack.ChangeSetId),
      serviceRoleArn: stack.RoleARN,
      lastUpdatedAt: stack.LastUpdatedTime?.toISOString(),
    }),
  }
}

/** `arn:aws:cloudformation:REGION:ACCOUNT:changeSet/NAME/UUID` */
export function nameOfChangeSet(arn: string): string | undefined {
  return arn.split('/')[1]
}

function alarmArns(configuration: RollbackConfiguration | undefined): readonly string[] {
  return (configuration?.RollbackTriggers ?? []).flatMap(({ Arn }) => Arn ?? [])
}

export type ChangeSetHead = Omit<DescribedChangeSet, 'changes'>

/** Undefined if the answer lacks what names a change set. */
export function changeSetHead(output: DescribeChangeSetOutput): ChangeSetHead | undefined {
  const { ChangeSetId, ChangeSetName, StackId, StatusReason } = output
  if (ChangeSetId === undefined || StackId === undefined) return undefined
  return {
    arn: ChangeSetId,
    name: ChangeSetName ?? nameOfChangeSet(ChangeSetId) ?? '',
    stackArn: StackId,
    status: changeSetStatus(output.Status, StatusReason ?? ''),
    executionStatus: output.ExecutionStatus ?? 'UNAVAILABLE',
    parameters: parameters(output.Parameters),
    alarmArns: alarmArns(output.RollbackConfiguration),
    ...given({ reason: StatusReason === undefined ? undefined : kept(StatusReason) }),
  }
}

/** AWS has no status for "nothing to do": it is a failure with one of two sentences. */
const NO_CHANGES = /didn't contain changes|No updates are to be performed/i

function changeSetStatus(status: string | undefined, reason: string): DescribedChangeSet['status'] {
  if (status === 'CREATE_COMPLETE') return 'created'
  if (status === 'FAILED') return NO_CHANGES.test(reason) ? 'no-changes' : 'failed'
  return status?.startsWith('DELETE_') ? 'deleted' : 'pending'
}

export function describedChanges(changes: readonly Change[] | undefined): DescribedChange[] {
  return (changes ?? []).flatMap(({ ResourceChange }) => (ResourceChange === undefined ? [] : [change(ResourceChange)]))
}

function change(of: ResourceChange): DescribedChange {
  return {
    Action: of.Action ?? 'Dynamic',
    LogicalResourceId: of.LogicalResourceId ?? '',
    ResourceType: of.ResourceType ?? '',
    Scope: of.Scope ?? [],
    Details: (of.Details ?? []).map(detail),
    ...given({
      Replacement: of.Replacement,
      PolicyAction: of.PolicyAction,
      BeforeContext: of.BeforeContext,
      AfterContext: of.AfterContext,
    }),
  }
}

function detail({ Target = {}, ...of }: ResourceChangeDetail): DescribedChange['Details'][number] {
  return {
    Attribute: Target.Attribute ?? '',
    ...given({
      Name: Target.Name,
      Path: Target.Path,
      RequiresRecreation: Target.RequiresRecreation,
      BeforeValue: Target.BeforeValue,
      AfterValue: Target.AfterValue,
      AttributeChangeType: Target.AttributeChangeType,
      Evaluation: of.Evaluation,
      ChangeSource: of.ChangeSource,
      CausingEntity: of.CausingEntity,
    }),
  }
}

function parameters(list: readonly Parameter[] | undefined): { readonly [name: string]: string } {
  return pairs(list, (each) => [each.ParameterKey, each.ParameterValue])
}

function pairs<Item>(
  list: readonly Item[] | undefined,
  pair: (item: Item) => readonly [string | undefined, string | undefined],
): { readonly [key: string]: string } {
  const found = (list ?? []).map(pair)
  return Object.fromEntries(found.flatMap(([key, value]) => (key === undefined ? [] : [[key, value ?? '']])))
}
