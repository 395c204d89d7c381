/**
 * Does the simulator have what this request asks for?
 *
 * One row an action: the fields that are carried out. Any other would be believed
 * to have worked, so it is refused; one that is empty or false asks for nothing.
 */
import { validationError } from '../errors.ts'
import type { Form } from '../wire/form.ts'

const STACK = ['StackName']
const PAGED = ['StackName', 'NextToken']
const TEMPLATE = ['TemplateBody', 'TemplateURL']
const SET = ['StackName', 'ChangeSetName']
const TOKEN = ['ClientRequestToken']
/** What CreateStack, UpdateStack and CreateChangeSet share. */
const DESIRED = [
  'StackName',
  'TemplateBody',
  'TemplateURL',
  'Parameters',
  'Capabilities',
  'ResourceTypes',
  'RoleARN',
  'RollbackConfiguration',
  'NotificationARNs',
  'Tags',
]
const FAILURE = ['DisableRollback', 'RetainExceptOnCreate']

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  CancelUpdateStack: [...STACK, ...TOKEN],
  ContinueUpdateRollback: [...STACK, ...TOKEN, 'RoleARN', 'ResourcesToSkip'],
  CreateStack: [...DESIRED, ...TOKEN, ...FAILURE, 'OnFailure', 'StackPolicyBody', 'EnableTerminationProtection'],
  CreateChangeSet: [
    ...DESIRED,
    'UsePreviousTemplate',
    'ChangeSetName',
    'ChangeSetType',
    'ClientToken',
    'Description',
    'OnStackFailure',
  ],
  DeleteChangeSet: SET,
  DescribeAlarms: ['AlarmNames', 'AlarmTypes', 'NextToken'],
  DeleteStack: [...STACK, ...TOKEN, 'RetainResources', 'RoleARN'],
  DescribeAccountLimits: ['NextToken'],
  DescribeChangeSet: [...SET, 'NextToken', 'IncludePropertyValues'],
  DescribeStackDriftDetectionStatus: ['StackDriftDetectionId'],
  DescribeStackEvents: PAGED,
  DescribeStackResource: [...STACK, 'LogicalResourceId'],
  DescribeStackResourceDrifts: [...PAGED, 'StackResourceDriftStatusFilters', 'MaxResults'],
  DescribeStackResources: [...STACK, 'LogicalResourceId'],
  DescribeStacks: PAGED,
  DetectStackDrift: [...STACK, 'LogicalResourceIds'],
  DetectStackResourceDrift: [...STACK, 'LogicalResourceId'],
  ExecuteChangeSet: [...SET, ...TOKEN, ...FAILURE],
  GetStackPolicy: STACK,
  GetTemplate: [...SET, 'TemplateStage'],
  GetTemplateSummary: [...STACK, ...TEMPLATE],
  ListChangeSets: PAGED,
  ListExports: ['NextToken'],
  ListImports: ['ExportName', 'NextToken'],
  ListStackResources: PAGED,
  ListStacks: ['NextToken', 'StackStatusFilter'],
  RollbackStack: [...STACK, ...TOKEN, 'RoleARN', 'RetainExceptOnCreate'],
  SetStackPolicy: [...STACK, 'StackPolicyBody', 'StackPolicyURL'],
  UpdateTerminationProtection: [...STACK, 'EnableTerminationProtection'],
  UpdateStack: [
    ...DESIRED,
    ...TOKEN,
    ...FAILURE,
    'UsePreviousTemplate',
    'StackPolicyBody',
    'StackPolicyDuringUpdateBody',
  ],
  ValidateTemplate: TEMPLATE,
  AssumeRole: [
    'RoleArn',
    'RoleSessionName',
    'DurationSeconds',
    'ExternalId',
    'SourceIdentity',
    'Policy',
    'Tags',
    'TransitiveTagKeys',
  ],
  GetCallerIdentity: [],
}

/** Deletion in the ordinary way has a name. */
const ORDINARY: Readonly<Record<string, string>> = { DeletionMode: 'STANDARD' }

/** @throws AwsRefusal for a field that would be ignored */
export function assertSimulated(action: string, form: Form): void {
  const known = ['Action', 'Version', ...(FIELDS[action] ?? [])]
  const strange = form.names().find((name) => !known.includes(name) && !asksForNothing(form, name))
  if (strange !== undefined) throw validationError(`${strange} is not simulated`)
}

function asksForNothing(form: Form, name: string): boolean {
  return form.isScalar(name) && ['', 'false', ORDINARY[name]].includes(form.text(name))
}
