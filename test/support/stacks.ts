/**
 * How does a test say only what is different about a stack?
 *
 * A valid desired stack in one call, and the live stack that CloudFormation
 * would show after it was applied.
 */

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its references so
import type { AccountId, StackId } from '../../src/fleet/model.ts'
import { startOf } from '../../src/fleet/places.ts'
import { short } from '../../src/lib/digest.ts'
import type { LiveStack } from '../../src/plan/model.ts'
import { desiredDigest } from '../../src/render/desired.ts'
import type { DesiredStack, ParameterValue } from '../../src/render/model.ts'

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

export interface StackWish {
  readonly customer?: string
  readonly pipeline?: string
  readonly account?: string
  readonly region?: string
  readonly key?: string
  readonly order?: number
  readonly template?: { readonly [section: string]: Json }
  /** Text is a value; `streams.Name` behind a `<` is an output: `<streams.Name`. */
  readonly parameters?: { readonly [name: string]: string }
  readonly with?: Partial<DesiredStack>
}

export function stack(wish: StackWish = {}): DesiredStack {
  const { customer = 'acme', pipeline = 'web', account = '111111111111', region = 'eu-west-1', key = 'streams' } = wish
  return {
    id: `${customer}/${pipeline}/${account}/${region}/event-stream/${key}` as StackId,
    customer,
    pipeline,
    blueprint: 'event-stream',
    blueprintVersion: '1.0.0',
    key,
    ring: 'canary',
    lifecycle: 'active',
    accountId: account as AccountId,
    region,
    stackName: `fw-${customer}-${pipeline}-${key}`,
    access: {
      planRoleArn: `arn:aws:iam::${account}:role/fleetwright-plan`,
      applyRoleArn: `arn:aws:iam::${account}:role/fleetwright-apply`,
      externalId: `external-id-of-${customer}`,
    },
    serviceRoleArn: `arn:aws:iam::${account}:role/fleetwright-service`,
    template: JSON.stringify(wish.template ?? STREAMS),
    parameters: Object.fromEntries(
      Object.entries(wish.parameters ?? {}).map(([name, text]) => [name, parameterOf(text)]),
    ),
    tags: {
      'fleetwright:managed-by': 'fleetwright',
      'fleetwright:customer': customer,
      'fleetwright:pipeline': pipeline,
      'fleetwright:stack': key,
    },
    capabilities: [],
    rollback: { monitoringMinutes: 0, alarmArns: [] },
    protection: {},
    secretVersions: {},
    exceptions: [],
    identityParameters: [],
    secretParameters: [],
    order: wish.order ?? 0,
    causes: () => [],
    placeOf: () => ({ layer: 'pipeline', at: startOf(`customers/${customer}/pipelines/${pipeline}.yml`) }),
    ...wish.with,
  }
}

function parameterOf(text: string): ParameterValue {
  const [, from, output] = /^<(\w+)\.(\w+)$/.exec(text) ?? []
  return from === undefined || output === undefined
    ? { from: 'value', value: text }
    : { from: 'output', stack: from, output }
}

/** A stack as CloudFormation shows it once this desired state was applied; of stacks without fed parameters. */
export function liveAt(desired: DesiredStack, different: Partial<LiveStack> = {}): LiveStack {
  const stackArn = `arn:aws:cloudformation:${desired.region}:${desired.accountId}:stack/${desired.stackName}/1`
  const name = `fw-${short(desiredDigest(desired))}-0123456789abcdef-1`
  const values = Object.entries(desired.parameters).flatMap(([parameter, value]) =>
    value.from === 'value' ? [[parameter, value.value] as const] : [],
  )
  return {
    stackArn,
    stackName: desired.stackName,
    status: 'UPDATE_COMPLETE',
    lastChangeSetArn: stackArn.replace(':stack/', ':changeSet/'),
    lastChangeSetName: name,
    parameters: Object.fromEntries(values),
    outputs: {},
    tags: desired.tags,
    capabilities: [],
    serviceRoleArn: desired.serviceRoleArn,
    terminationProtection: desired.protection.terminationProtection ?? false,
    rollback: desired.rollback,
    ...different,
  }
}

/** Two parameters, a stream that keeps its data, a queue that does not, two outputs. */
export const STREAMS = {
  Parameters: { Shards: { Type: 'Number' }, Hours: { Type: 'Number', Default: '24' } },
  Resources: {
    Raw: {
      Type: 'AWS::Kinesis::Stream',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        Name: { 'Fn::Sub': '${AWS::StackName}-raw' },
        ShardCount: { Ref: 'Shards' },
        RetentionPeriodHours: { Ref: 'Hours' },
      },
    },
    BadRows: { Type: 'AWS::SQS::Queue', Properties: { MessageRetentionPeriod: 1209600 } },
  },
  Outputs: {
    RawName: { Value: { Ref: 'Raw' } },
    RawArn: { Value: { 'Fn::GetAtt': ['Raw', 'Arn'] } },
    BadUrl: { Value: { Ref: 'BadRows' } },
  },
} as const

/** Fed by the stream's name: configuration that takes it in place, an alarm, a table named after it. */
export const COLLECTOR = {
  Parameters: { StreamName: { Type: 'String' }, Image: { Type: 'String' } },
  Resources: {
    Config: {
      Type: 'AWS::SSM::Parameter',
      Properties: { Type: 'String', Value: { 'Fn::Sub': 'stream=${StreamName} image=${Image}' } },
    },
    Lag: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: { AlarmName: 'lag', Dimensions: [{ Name: 'StreamName', Value: { Ref: 'StreamName' } }] },
    },
    Lease: {
      Type: 'AWS::DynamoDB::Table',
      Properties: { TableName: { 'Fn::Sub': '${StreamName}-lease' }, BillingMode: 'PAY_PER_REQUEST' },
    },
    Readers: {
      Type: 'AWS::IAM::Role',
      Properties: { Description: { 'Fn::GetAtt': ['Lease', 'Arn'] } },
    },
  },
  Outputs: { ConfigName: { Value: { Ref: 'Config' } } },
} as const

/** All that stacks say, with the places that caused each parameter: for who compares them. */
export function told(stacks: readonly DesiredStack[]): string {
  return JSON.stringify(
    stacks.map((each) => ({ ...each, causes: Object.keys(each.parameters).map((name) => [name, each.causes(name)]) })),
  )
}
