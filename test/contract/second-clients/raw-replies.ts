/**
 * How does each action answer, byte by byte, and how does it refuse?
 *
 * One life of a stack with every action in it, posted without the SDK, so that the
 * XML itself can be held against a model. What is bent or early is refused on the
 * way, and the refusals are kept as well.
 */
import { REPLIES } from '../../../src/sim/aws/replies.ts'
import { post, query, sign } from '../../sim/aws/by-hand.ts'
import { ACCOUNT, EXTERNAL_ID, type Keys, SERVICE_ROLE, type TestWorld, testWorld } from '../../sim/aws/world.ts'

export interface RawReply {
  readonly service: 'cloudformation' | 'sts'
  readonly action: string
  readonly status: number
  readonly body: string
}

const TEMPLATE = JSON.stringify({
  Description: 'a stream and what points to it',
  Parameters: {
    Shards: { Type: 'Number', Default: 1, Description: 'how wide' },
    Key: { Type: 'String', NoEcho: true },
  },
  Resources: {
    Raw: {
      Type: 'AWS::Kinesis::Stream',
      DeletionPolicy: 'Retain',
      Properties: { Name: 'raw', ShardCount: { Ref: 'Shards' } },
    },
    Dead: { Type: 'AWS::SQS::Queue' },
    Pointer: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: { 'Fn::GetAtt': ['Raw', 'Arn'] } } },
  },
  Outputs: { Stream: { Value: { 'Fn::GetAtt': ['Raw', 'Arn'] }, Description: 'where to write' } },
})
const ROLE = JSON.stringify({
  Resources: { R: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } } },
})
const GIVER = JSON.stringify({
  Resources: { Dead: { Type: 'AWS::SQS::Queue' } },
  Outputs: { Dead: { Value: { Ref: 'Dead' }, Export: { Name: 'dead-queue' } } },
})
const TAKER = JSON.stringify({
  Resources: {
    P: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: { 'Fn::ImportValue': 'dead-queue' } } },
  },
})
const PARAMETERS = {
  'Parameters.member.1.ParameterKey': 'Key',
  'Parameters.member.1.ParameterValue': 'hush',
}
const WEB = { StackName: 'web' }
const HOUR_MS = 3_600_000
const ALL: Readonly<Record<string, string>> = { TemplateBody: TEMPLATE, ...PARAMETERS, RoleARN: SERVICE_ROLE }

type Fields = Readonly<Record<string, string>>

type Step = readonly [string, Fields]

/** What is called in which order; a number lets so many milliseconds pass, a function needs what was answered before. */
const LIFE: readonly (Step | number | ((before: RawReply | undefined) => Step))[] = [
  ['DescribeStacks', WEB],
  ['DescribeStacks', {}],
  ['ValidateTemplate', { TemplateBody: TEMPLATE }],
  ['GetTemplateSummary', { TemplateBody: TEMPLATE }],
  ['CreateChangeSet', { ...WEB, ...ALL, ChangeSetName: 'fw-1' }],
  ['CreateChangeSet', { ...WEB, ...ALL, ChangeSetName: 'fw-1', ChangeSetType: 'CREATE', Description: 'first' }],
  ['CreateChangeSet', { ...WEB, ...ALL, ChangeSetName: 'fw-1', ChangeSetType: 'CREATE' }],
  ['CreateChangeSet', { ...WEB, ...ALL, ChangeSetName: '1', ChangeSetType: 'CREATE' }],
  ['DescribeChangeSet', { ...WEB, ChangeSetName: 'fw-1' }],
  ['ExecuteChangeSet', { ...WEB, ChangeSetName: 'fw-1' }],
  4_000,
  ['DescribeChangeSet', { ...WEB, ChangeSetName: 'fw-1', IncludePropertyValues: 'true' }],
  ['ListChangeSets', WEB],
  ['DescribeStacks', WEB],
  ['ExecuteChangeSet', { ...WEB, ChangeSetName: 'fw-1', ClientRequestToken: 't1' }],
  HOUR_MS,
  ['DescribeStacks', WEB],
  ['ListStacks', {}],
  ['DescribeStackEvents', WEB],
  ['DescribeStackResources', WEB],
  ['ListStackResources', WEB],
  ['GetTemplate', WEB],
  ['GetStackPolicy', WEB],
  ['SetStackPolicy', { ...WEB, StackPolicyBody: '{"Statement":[]}' }],
  ['SetStackPolicy', { ...WEB, StackPolicyBody: '{' }],
  ['GetStackPolicy', WEB],
  ['UpdateTerminationProtection', { ...WEB, EnableTerminationProtection: 'true' }],
  ['DeleteStack', WEB],
  ['UpdateTerminationProtection', { ...WEB, EnableTerminationProtection: 'false' }],
  ['DescribeStackResource', { ...WEB, LogicalResourceId: 'Raw' }],
  ['DetectStackDrift', WEB],
  (before) => ['DescribeStackDriftDetectionStatus', { StackDriftDetectionId: inside('StackDriftDetectionId', before) }],
  HOUR_MS,
  ['DetectStackResourceDrift', { ...WEB, LogicalResourceId: 'Raw' }],
  ['DescribeStackResourceDrifts', WEB],
  ['CreateChangeSet', { ...WEB, ...ALL, ChangeSetName: 'fw-2', TemplateBody: TEMPLATE.replace('"raw"', '"cooked"') }],
  4_000,
  ['DescribeChangeSet', { ...WEB, ChangeSetName: 'fw-2', IncludePropertyValues: 'true' }],
  ['DescribeChangeSet', { ...WEB, ChangeSetName: 'fw-2' }],
  ['CreateChangeSet', { ...WEB, ...ALL, ChangeSetName: 'fw-3' }],
  4_000,
  ['DescribeChangeSet', { ...WEB, ChangeSetName: 'fw-3' }],
  ['ListChangeSets', WEB],
  ['ExecuteChangeSet', { ...WEB, ChangeSetName: 'fw-3' }],
  ['DeleteChangeSet', { ...WEB, ChangeSetName: 'fw-3' }],
  ['DescribeChangeSet', { ...WEB, ChangeSetName: 'fw-3' }],
  ['CreateStack', { ...WEB, ...ALL }],
  ['CreateStack', { StackName: 'roles', TemplateBody: ROLE }],
  ['UpdateStack', { ...WEB, ...ALL, ClientRequestToken: 't1' }],
  ['UpdateStack', { ...WEB, ...ALL, TemplateBody: TEMPLATE.replace('"Default":1', '"Default":2') }],
  5_000,
  ['CancelUpdateStack', WEB],
  ['CancelUpdateStack', WEB],
  HOUR_MS,
  ['ContinueUpdateRollback', WEB],
  ['DescribeStackEvents', WEB],
  ['CreateStack', { ...ALL, StackName: 'second', TemplateBody: TEMPLATE.replace('"raw"', '"second"') }],
  HOUR_MS,
  ['DeleteStack', { StackName: 'second', ClientRequestToken: 'gone' }],
  HOUR_MS,
  ['ListStacks', {}],
  ['DescribeAccountLimits', {}],
  ['CreateStack', { StackName: 'giver', TemplateBody: GIVER }],
  HOUR_MS,
  ['ListExports', {}],
  ['ListImports', { ExportName: 'dead-queue' }],
  ['CreateStack', { StackName: 'taker', TemplateBody: TAKER }],
  HOUR_MS,
  ['ListImports', { ExportName: 'dead-queue' }],
  ['DeleteStack', { StackName: 'giver' }],
  ['BakeACake', {}],
]

export async function rawReplies(): Promise<readonly RawReply[]> {
  await using world = await testWorld()
  const admin = world.sim.addPrincipal({ accountId: ACCOUNT, name: 'raw' })
  const replies: RawReply[] = []
  for (const step of LIFE) {
    if (typeof step === 'number') world.clock.advance(step)
    else replies.push(await ask(world, admin, typeof step === 'function' ? step(replies.at(-1)) : step))
  }
  replies.push(...(await stuckRollback(world, admin)), ...(await leftWhereItFailed(world, admin)))
  replies.push(...(await identities(world)), ...(await faults(world, admin)))
  return replies
}

function inside(tag: string, reply: RawReply | undefined): string {
  return new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(reply?.body ?? '')?.[1] ?? ''
}

async function ask(world: TestWorld, keys: Keys, [action, fields]: Step): Promise<RawReply> {
  const service = action === 'AssumeRole' || action === 'GetCallerIdentity' ? 'sts' : 'cloudformation'
  const request = sign(world.sim.url, keys, { body: query(action, fields), service })
  const { status, text } = await post(world.sim.url, request)
  return { service, action, status, body: text }
}

/** ContinueUpdateRollback says yes only to a stack that is stuck. */
async function stuckRollback(world: TestWorld, keys: Keys): Promise<readonly RawReply[]> {
  const { faults } = world.sim
  const [no, stuck] = [
    faults.failResource({ logicalId: 'Pointer', reason: 'no' }),
    faults.failResource({ logicalId: 'Raw', reason: 'stuck', during: 'rollback' }),
  ]
  const changed = TEMPLATE.replace('"Default":1', '"Default":3').replace(
    '"String","Value"',
    '"String","Description":"d","Value"',
  )
  const update = await ask(world, keys, ['UpdateStack', { ...WEB, ...ALL, TemplateBody: changed }])
  world.clock.advance(HOUR_MS)
  no.lift()
  stuck.lift()
  return [
    update,
    await ask(world, keys, ['DescribeStacks', WEB]),
    await ask(world, keys, ['ContinueUpdateRollback', WEB]),
  ]
}

/** RollbackStack says yes only to a stack that failed and was left where it was. */
async function leftWhereItFailed(world: TestWorld, keys: Keys): Promise<readonly RawReply[]> {
  const no = world.sim.faults.failResource({ stackName: 'left', logicalId: 'Dead', reason: 'no' })
  const create = { StackName: 'left', TemplateBody: GIVER.replace('dead-queue', 'left-queue'), DisableRollback: 'true' }
  const made = await ask(world, keys, ['CreateStack', create])
  world.clock.advance(HOUR_MS)
  no.lift()
  const left = { StackName: 'left' }
  return [made, await ask(world, keys, ['DescribeStacks', left]), await ask(world, keys, ['RollbackStack', left])]
}

async function identities(world: TestWorld): Promise<readonly RawReply[]> {
  const role = { RoleArn: `arn:aws:iam::${ACCOUNT}:role/fleetwright-plan`, RoleSessionName: 'fw-7' }
  const entered = { ...role, ExternalId: EXTERNAL_ID }
  const tag = { 'Tags.member.1.Key': 'a', 'Tags.member.1.Value': 'b' }
  const steps: readonly Step[] = [
    ['GetCallerIdentity', {}],
    ['AssumeRole', { ...entered, SourceIdentity: 'fw-7', Policy: '{"Statement":[]}' }],
    ['AssumeRole', role],
    ['AssumeRole', { ...entered, Policy: '{' }],
    ['AssumeRole', { ...entered, DurationSeconds: '1' }],
    ['AssumeRole', { ...entered, ...tag, 'TransitiveTagKeys.member.1': 'c' }],
  ]
  const replies: RawReply[] = []
  for (const step of steps) replies.push(await ask(world, world.bot, step))
  replies.push(await ask(world, { ...world.bot, secretAccessKey: 'x' }, ['GetCallerIdentity', {}]))
  replies.push(await ask(world, { ...world.bot, accessKeyId: 'AKIANOBODY' }, ['GetCallerIdentity', {}]))
  return replies
}

/** Each ready-made failure, at an action that can have it. */
async function faults(world: TestWorld, keys: Keys): Promise<readonly RawReply[]> {
  const own: Readonly<Record<string, string>> = {
    changeSetLimit: 'CreateChangeSet',
    regionDisabled: 'AssumeRole',
    concurrentResources: 'CreateGeneratedTemplate',
  }
  const replies: RawReply[] = []
  for (const [name, reply] of Object.entries(REPLIES)) {
    const action = own[name] ?? 'ListStacks'
    const fault = world.sim.faults.onCall({ action }, reply)
    replies.push(await ask(world, keys, [action, {}]))
    fault.lift()
  }
  return replies
}
