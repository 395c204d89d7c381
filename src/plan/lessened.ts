/**
 * What does a change in place take away, or open?
 *
 * A guard that is switched off, a way in, the identity that something acts
 * with, what an alarm sees: each is one small new value in a change set, and
 * CloudFormation calls it harmless. One row of the table says which property it
 * is, which change of it counts, and why. What strengthens a guard is routine.
 */
import type { Verdict } from './model.ts'
import type { Part } from './value-parts.ts'

interface Row {
  /** Absent: of every type. */
  readonly type?: RegExp
  readonly path: RegExp
  readonly when: (part: Part) => boolean
  readonly reason: string
}

const ALARM = /^AWS::CloudWatch::(Composite)?Alarm$/
/** Whose state says whether it does anything. */
const SWITCHED = /^AWS::(CloudTrail::Trail|Events::Rule|Lambda::EventSourceMapping|Pipes::Pipe|Scheduler::Schedule)$/

const ROWS: readonly Row[] = [
  {
    path: /\.(DisableApiTermination|EnableKeyRotation|EnforceHTTPS|HttpTokens|SSEEnabled|SqsManagedSseEnabled|TerminationProtection(Enabled)?)$/,
    when: isSwitchedOff,
    reason: 'a protection that it has is switched off',
  },
  {
    type: /^AWS::ElasticLoadBalancing/,
    // CloudFormation may name an attribute by its place in the list alone: then any switch may be this one.
    path: /\.LoadBalancerAttributes(\.(\[deletion_protection_enabled\]|\d+)\.Value)?$/,
    when: isTrueNoMore,
    reason: 'its protection from deletion may be switched off',
  },
  {
    path: /\.(AutomaticFailoverEnabled|MultiAZ|MultiAZEnabled|ZoneRedundan\w*)$/,
    when: isSwitchedOff,
    reason: 'what outlives the loss of a zone is switched off',
  },
  {
    path: /\.(KMS|Kms)\w*(Arn|I[Dd]|Identifier|Key)$/,
    when: isTakenOrSwapped,
    reason: 'another key, or none, encrypts what it holds',
  },
  {
    type: /^AWS::S3::Bucket$/,
    path: /\.ObjectLock(Configuration|Enabled)(\.|$)/,
    when: isTakenOrSwapped,
    reason: 'what it holds may be deleted or overwritten sooner',
  },
  {
    type: /^AWS::(S3::Bucket|DynamoDB::GlobalTable)$/,
    path: /^Properties\.(ReplicationConfiguration(\.|$)|Replicas(\.\d+)?$)/,
    when: isTakenOrSwapped,
    reason: 'what is copied elsewhere, or where to, changes',
  },
  {
    path: /\.(DeadLetterConfig|DeadLetterQueue\w*|OnFailure|RedrivePolicy)$/,
    when: isTakenOrOpen,
    reason: 'what fails may be kept nowhere',
  },
  {
    type: /^AWS::Lambda::/,
    path: /\.(MaximumEventAgeInSeconds|MaximumRecordAgeInSeconds|MaximumRetryAttempts)$/,
    when: isAny,
    reason: 'what fails is given up after another time or number of attempts',
  },
  {
    type: /^AWS::KinesisFirehose::/,
    path: /\.S3BackupMode$/,
    when: isTakenOrSwapped,
    reason: 'which records are kept in the backup bucket changes',
  },
  {
    type: /^AWS::Backup::/,
    path: /\.BackupPlanRule(\.[^.]+)?(\.(ScheduleExpression|TargetBackupVault))?$/,
    when: isTakenOrSwapped,
    reason: 'what is backed up, or when, changes',
  },
  {
    type: SWITCHED,
    path: /^Properties\.(DesiredState|Enabled|IsLogging|State)$/,
    when: isSwitchedOff,
    reason: 'is switched off',
  },
  {
    type: /^AWS::KMS::/,
    path: /^Properties\.Enabled$/,
    when: isSwitchedOff,
    reason: 'is switched off: nothing that it encrypts can be read',
  },
  {
    path: /\.(DesiredCapacity|DesiredCount|MaxCapacity|MaxSize|MinCapacity|MinSize|ReservedConcurrentExecutions)$/,
    when: isZero,
    reason: 'may run nothing any more',
  },
  {
    path: /\.PublicAccessBlockConfiguration(\.\w+)?$/,
    when: isUnblocked,
    reason: 'may be open to the public',
  },
  {
    path: /\.(AssociatePublicIpAddress|EndpointPublicAccess|MapPublicIpOnLaunch|PubliclyAccessible|PublicAccess\.Type)$/,
    when: isSwitchedOn,
    reason: 'may be reached from the internet',
  },
  {
    path: /\.Unauthenticated\.Enabled$/,
    when: isSwitchedOn,
    reason: 'may be used by whoever reaches it',
  },
  {
    path: /\.(AccessControl|AuthType|AuthenticationType|AuthorizationType|AuthorizerId|OwnershipControls)(\.|$)/,
    when: isAny,
    reason: 'who may use it changes',
  },
  {
    path: /\.(\w*AccessPolic(y|ies)|FileSystemPolicy|RepositoryPolicyText)(\.|$)/,
    when: isAny,
    reason: 'permissions change',
  },
  {
    path: /\.(NetworkInterfaces\.\d+\.Groups|PublicAccessCidrs|\w*SecurityGroup(s|Id|Ids))(\.\d+)?$/,
    when: isAny,
    reason: 'network access changes',
  },
  {
    path: /\.(\w*Role(Arn|ARN|Name)?|IamInstanceProfile(\.(Arn|Name))?|IamRoles(\.\d+)?)$/,
    when: isAny,
    reason: 'acts with the permissions of another identity',
  },
  {
    type: ALARM,
    path: /^Properties\.(AlarmRule|ComparisonOperator|DatapointsToAlarm|Dimensions|EvaluateLowSampleCountPercentile|EvaluationPeriods|ExtendedStatistic|MetricName|Metrics|Namespace|Period|Statistic|Threshold|ThresholdMetricId|Unit)(\.|$)/,
    when: isAny,
    reason: 'what it watches, or when it alarms, changes',
  },
  {
    type: ALARM,
    path: /^Properties\.(ActionsSuppressor\w*|InsufficientDataActions)(\.|$)/,
    when: isAny,
    reason: 'who is told of an alarm, or when, changes',
  },
  {
    type: /^AWS::Logs::MetricFilter$/,
    path: /^Properties\.(FilterPattern|LogGroupName|MetricTransformations)(\.|$)/,
    when: isAny,
    reason: 'what alarms see of a log changes',
  },
]

/** Texts of a customer's own, whose keys are no properties. */
const FREE =
  /^Properties\.(Definition\w*|DashboardBody|Tags|UserData|Value)(\.|$)|\.(DockerLabels|Environment|Labels|Parameters|Variables)\./

export function lessened(type: string, parts: readonly Part[]): readonly Verdict[] {
  return parts
    .filter(({ path }) => path.startsWith('Properties.') && !FREE.test(path))
    .flatMap((part) =>
      ROWS.filter((row) => (row.type?.test(type) ?? true) && row.path.test(part.path) && row.when(part)).map(
        ({ reason }): Verdict => ({
          risk: 'disruptive',
          reason: part.isOpen ? `perhaps, once its value is known: ${reason}` : reason,
        }),
      ),
    )
}

const ON = /^(active|enabled|on|required|running|true)$/i
const OFF = /^(disabled|false|inactive|none|off|optional|stopped)$/i

function isAny(_: Part): boolean {
  return true
}

/** Unless it was off before, or is on now: what is absent is what AWS makes it. */
function isSwitchedOff({ before = '', after = '', isOpen }: Part): boolean {
  return isOpen || (!OFF.test(before) && !ON.test(after))
}

function isSwitchedOn({ before = '', after = '', isOpen }: Part): boolean {
  return isOpen || (!ON.test(before) && !OFF.test(after))
}

function isTrueNoMore({ before, after, isOpen }: Part): boolean {
  return isOpen || (before === 'true' && after !== 'true')
}

function isUnblocked(part: Part): boolean {
  return part.path.endsWith('.PublicAccessBlockConfiguration') ? isTakenOrOpen(part) : isSwitchedOff(part)
}

function isTakenOrOpen({ after, isOpen }: Part): boolean {
  return isOpen || after === undefined
}

/** Anything but that it comes. */
function isTakenOrSwapped({ before, isOpen }: Part): boolean {
  return isOpen || before !== undefined
}

/** From zero to zero is no change, so it was more, or what AWS makes it. */
function isZero({ after, isOpen }: Part): boolean {
  return isOpen || after === '0'
}
