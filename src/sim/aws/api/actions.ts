/**
 * Which actions are there, and what must a caller be allowed for each?
 *
 * One row an action. Resource and condition keys are those of AWS's service
 * authorization reference; for a call by name AWS does not know the id yet and
 * asks for `stack/NAME/*`. An action without a row is InvalidAction.
 */

import type { Access, Context } from '../auth/policy.ts'
import { AwsRefusal, accessDenied, validationError } from '../errors.ts'
import { assumeRole, getCallerIdentity } from '../sts.ts'
import type { Service, XmlValue } from '../wire/xml.ts'
import { describeAlarms } from './alarms.ts'
import { deleteChangeSet, describeChangeSet, executeChangeSet, listChangeSets } from './change-sets.ts'
import { createChangeSet } from './create-change-set.ts'
import { createStack, updateStack } from './direct.ts'
import {
  describeStackDriftDetectionStatus,
  describeStackResourceDrifts,
  detectStackDrift,
  detectStackResourceDrift,
} from './drift.ts'
import { listExports, listImports } from './exports.ts'
import { assertSimulated } from './fields.ts'
import {
  cancelUpdateStack,
  continueUpdateRollback,
  deleteStack,
  getStackPolicy,
  rollbackStack,
  setStackPolicy,
  updateTerminationProtection,
} from './lifecycle.ts'
import type { Request } from './request.ts'
import {
  describeAccountLimits,
  describeStackEvents,
  describeStackResource,
  describeStackResources,
  describeStacks,
  listStackResources,
  listStacks,
} from './stacks.ts'
import { getTemplate, getTemplateSummary, validateTemplateAction } from './templates.ts'

interface Action {
  readonly run: (request: Request) => XmlValue
  /** What the permission is asked on; STS decides for itself. */
  readonly on: 'stack' | 'any-stack' | 'nothing'
}

const CLOUDFORMATION: Readonly<Record<string, Action>> = {
  CancelUpdateStack: { run: cancelUpdateStack, on: 'stack' },
  ContinueUpdateRollback: { run: continueUpdateRollback, on: 'stack' },
  CreateStack: { run: createStack, on: 'stack' },
  CreateChangeSet: { run: createChangeSet, on: 'stack' },
  DeleteChangeSet: { run: deleteChangeSet, on: 'stack' },
  DeleteStack: { run: deleteStack, on: 'stack' },
  DescribeAccountLimits: { run: describeAccountLimits, on: 'nothing' },
  DescribeChangeSet: { run: describeChangeSet, on: 'stack' },
  DescribeStackDriftDetectionStatus: { run: describeStackDriftDetectionStatus, on: 'nothing' },
  DescribeStackEvents: { run: describeStackEvents, on: 'stack' },
  DescribeStackResource: { run: describeStackResource, on: 'stack' },
  DescribeStackResourceDrifts: { run: describeStackResourceDrifts, on: 'stack' },
  DescribeStackResources: { run: describeStackResources, on: 'stack' },
  DescribeStacks: { run: describeStacks, on: 'stack' },
  DetectStackDrift: { run: detectStackDrift, on: 'stack' },
  DetectStackResourceDrift: { run: detectStackResourceDrift, on: 'stack' },
  ExecuteChangeSet: { run: executeChangeSet, on: 'stack' },
  GetStackPolicy: { run: getStackPolicy, on: 'stack' },
  GetTemplate: { run: getTemplate, on: 'stack' },
  GetTemplateSummary: { run: getTemplateSummary, on: 'stack' },
  ListChangeSets: { run: listChangeSets, on: 'stack' },
  ListExports: { run: listExports, on: 'nothing' },
  ListImports: { run: listImports, on: 'nothing' },
  ListStackResources: { run: listStackResources, on: 'stack' },
  ListStacks: { run: listStacks, on: 'any-stack' },
  RollbackStack: { run: rollbackStack, on: 'stack' },
  SetStackPolicy: { run: setStackPolicy, on: 'stack' },
  UpdateTerminationProtection: { run: updateTerminationProtection, on: 'stack' },
  UpdateStack: { run: updateStack, on: 'stack' },
  ValidateTemplate: { run: validateTemplateAction, on: 'nothing' },
}

const STS: Readonly<Record<string, Action>> = {
  AssumeRole: { run: ({ engine, caller, form }) => assumeRole(engine.identities, caller, form), on: 'nothing' },
  GetCallerIdentity: { run: ({ caller }) => getCallerIdentity(caller), on: 'nothing' },
}

const MONITORING: Readonly<Record<string, Action>> = {
  DescribeAlarms: { run: describeAlarms, on: 'nothing' },
}

const ACTIONS = { cloudformation: CLOUDFORMATION, sts: STS, monitoring: MONITORING } as const

/** CloudWatch is asked in JSON, where the version stands beside the action. */
const VERSIONS: Readonly<Record<Service, string | undefined>> = {
  cloudformation: '2010-05-15',
  sts: '2011-06-15',
  monitoring: undefined,
}

/** @throws AwsRefusal for what is not allowed, not valid or not there. */
export function perform(service: Service, action: string, request: Request): XmlValue {
  const version = request.form.text('Version')
  const row = version === VERSIONS[service] ? ACTIONS[service][action] : undefined
  if (!row)
    throw new AwsRefusal(
      'InvalidAction',
      `Could not find operation ${action} for version ${version ?? 'NO_VERSION_SPECIFIED'}`,
    )
  if (service === 'cloudformation') authorize(action, row, request)
  // Composite alarms are told to whoever may ask for all (doc "DescribeAlarms").
  if (service === 'monitoring') demand(request, { action: `cloudwatch:${action}`, resource: '*', context: {} })
  assertSimulated(action, request.form)
  return row.run(request)
}

export function isKnownAction(action: string): boolean {
  return serviceOfAction(action) !== undefined
}

export function serviceOfAction(action: string): Service | undefined {
  if (action in CLOUDFORMATION) return 'cloudformation'
  if (action in STS) return 'sts'
  return action in MONITORING ? 'monitoring' : undefined
}

function authorize(action: string, row: Action, request: Request): void {
  demand(request, {
    action: `cloudformation:${action}`,
    resource: row.on === 'stack' ? stackArn(request) : row.on === 'any-stack' ? anyStack(request) : '*',
    context: contextOf(request),
  })
  const roleArn = request.form.text('RoleARN')
  if (roleArn === undefined) return
  if (!/^arn:aws:iam::\d{12}:role\/.+/.test(roleArn))
    throw validationError(`Role ${roleArn} is invalid or cannot be assumed`)
  // A role of another account can never be passed.
  if (roleArn.split(':')[4] !== request.spot.accountId) throw accessDenied('Cross-account pass role is not allowed.')
  demand(request, {
    action: 'iam:PassRole',
    resource: roleArn,
    context: { 'iam:PassedToService': 'cloudformation.amazonaws.com' },
  })
}

function demand({ caller, engine }: Request, access: Access): void {
  const answer = engine.identities.may(caller, access)
  if (answer === 'allowed') return
  const why =
    answer === 'denied'
      ? 'with an explicit deny in an identity-based policy'
      : `because no ${answer === 'not-in-session' ? 'session' : 'identity-based'} policy allows the ${access.action} action`
  throw accessDenied(
    `User: ${caller.arn} is not authorized to perform: ${access.action} on resource: ${access.resource} ${why}`,
  )
}

/** As given, by name or by ARN: which of them AWS compares is not documented, so a policy has to allow both (ASSUMED). */
function contextOf({ form, spot }: Request): Context {
  return {
    'cloudformation:ChangeSetName': form.text('ChangeSetName'),
    'cloudformation:RoleArn': form.text('RoleARN'),
    'cloudformation:TemplateUrl': form.text('TemplateURL'),
    'aws:RequestedRegion': spot.region,
  }
}

/** The named stack, or the one that a change set's ARN belongs to. */
function stackArn(request: Request): string {
  const { form, engine, spot } = request
  const named = form.text('StackName')
  if (named?.startsWith('arn:')) return named
  if (named !== undefined) return `arn:aws:cloudformation:${spot.region}:${spot.accountId}:stack/${named}/*`
  const setArn = form.text('ChangeSetName')
  const stack = setArn?.startsWith('arn:') ? engine.world.stackOfSet(spot, setArn) : undefined
  return stack?.stackId ?? anyStack(request)
}

function anyStack({ spot }: Request): string {
  return `arn:aws:cloudformation:${spot.region}:${spot.accountId}:stack/*/*`
}
