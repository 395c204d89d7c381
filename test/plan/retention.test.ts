/**
 * Does a change in place delete what is kept now?
 *
 * Each as a list that is one value, as templates tell it, and as the one path
 * within it that CloudFormation may tell.
 */
import { describe, expect, it } from 'vitest'
import { classify } from '../../src/plan/classify.ts'
import type { PropertyChange, Risk } from '../../src/plan/model.ts'

type Change = Partial<PropertyChange>

function riskOf(type: string, first: Change, second?: Change): Risk {
  const changes = second === undefined ? [first] : [first, second]
  const properties = changes.map((each) => ({ path: 'Properties.It', recreation: 'never' as const, ...each }))
  return classify({ action: 'modify', logicalId: 'It', type, replacement: 'no', properties }).risk
}

function time(name: string, before: string | undefined, after: string | undefined): Change {
  return {
    path: `Properties.${name}`,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  }
}

function rules(before: readonly object[] | undefined, after: readonly object[] | undefined): Change {
  return time('LifecycleConfiguration.Rules', before && JSON.stringify(before), after && JSON.stringify(after))
}

const BUCKET = 'AWS::S3::Bucket'
const LOGS = 'AWS::Logs::LogGroup'
const STREAM = 'AWS::Kinesis::Stream'
const DATABASE = 'AWS::RDS::DBInstance'
const TABLE = 'AWS::DynamoDB::Table'
const EXPIRES = { Id: 'old', Status: 'Enabled', ExpirationInDays: 3650 }
const RULE = 'LifecycleConfiguration.Rules.0'

type Row = readonly [what: string, type: string, first: Change, second?: Change]

const DESTRUCTIVE: readonly Row[] = [
  [
    'one time gets shorter and another longer',
    BUCKET,
    time(`${RULE}.ExpirationInDays`, '30', '60'),
    time('LifecycleConfiguration.Rules.2.ExpirationInDays', '365', '1'),
  ],
  [
    'insights are kept for less and backups for more',
    DATABASE,
    time('BackupRetentionPeriod', '7', '8'),
    time('PerformanceInsightsRetentionPeriod', '731', '7'),
  ],
  ['a rule in a list gets shorter', BUCKET, rules([EXPIRES], [{ ...EXPIRES, ExpirationInDays: 1 }])],
  [
    'a rule is called like what moves objects',
    BUCKET,
    rules([{ ...EXPIRES, Id: 'Transitions' }], [{ ...EXPIRES, Id: 'Transitions', ExpirationInDays: 1 }]),
  ],
  ['nobody says how a time changes', STREAM, time('RetentionPeriodHours', undefined, undefined)],
  ['a rule comes', BUCKET, rules([EXPIRES], [EXPIRES, { Id: 'new', Status: 'Enabled', ExpirationInDays: 1 }])],
  ['all rules come', BUCKET, time('LifecycleConfiguration', undefined, JSON.stringify({ Rules: [EXPIRES] }))],
  ['a rule begins to work', BUCKET, time(`${RULE}.Status`, 'Disabled', 'Enabled')],
  ['a rule in a list begins to work', BUCKET, rules([{ ...EXPIRES, Status: 'Disabled' }], [EXPIRES])],
  ['old versions go sooner', BUCKET, time(`${RULE}.NoncurrentVersionExpiration.NoncurrentDays`, '365', '1')],
  ['fewer old versions stay', BUCKET, time(`${RULE}.NoncurrentVersionExpiration.NewerNoncurrentVersions`, '3', '1')],
  ['a rule gets a day', BUCKET, time(`${RULE}.ExpirationDate`, undefined, '2027-01-01T00:00:00Z')],
  ['a rule takes other objects', BUCKET, time(`${RULE}.Prefix`, 'bad/', '')],
  ['a rule takes all objects', BUCKET, rules([{ ...EXPIRES, Prefix: 'bad/' }], [EXPIRES])],
  ['rules are too long to be read', BUCKET, time('LifecycleConfiguration.Rules', '[{"ExpirationInDays":1', '[{"Exp')],
  [
    'a time is known only later',
    BUCKET,
    { ...rules([{ ExpirationInDays: `\${a}` }], [{ ExpirationInDays: `\${a}` }]), knownAfterApply: true },
  ],
  [
    'items get a time to live',
    TABLE,
    time('TimeToLiveSpecification', undefined, '{"AttributeName":"t","Enabled":true}'),
  ],
  ['the time to live is switched on', TABLE, time('TimeToLiveSpecification.Enabled', 'false', 'true')],
  ['another attribute says how long items live', TABLE, time('TimeToLiveSpecification.AttributeName', 'a', 'b')],
  ['images expire', 'AWS::ECR::Repository', time('LifecyclePolicy.LifecyclePolicyText', '{}', '{"rules":[]}')],
  ['logs get an end', LOGS, time('RetentionInDays', undefined, '7')],
  ['a stream goes back to a day', STREAM, time('RetentionPeriodHours', '168', undefined)],
  ['backups are switched off', DATABASE, time('BackupRetentionPeriod', '7', '0')],
  ['snapshots end that had none', 'AWS::Redshift::Cluster', time('ManualSnapshotRetentionPeriod', '-1', '30')],
  ['an archive ends that had no end', 'AWS::Events::Archive', time('RetentionDays', '0', '30')],
  [
    'what a plan backs up is deleted sooner',
    'AWS::Backup::BackupPlan',
    time('BackupPlan.BackupPlanRule.0.Lifecycle.DeleteAfterDays', '365', '1'),
  ],
]

const ROUTINE: readonly Row[] = [
  ['a rule in a list gets longer', BUCKET, rules([EXPIRES], [{ ...EXPIRES, ExpirationInDays: 4000 }])],
  ['a rule goes', BUCKET, rules([EXPIRES, { Id: 'new', Prefix: 'x', ExpirationInDays: 1 }], [EXPIRES])],
  ['all rules go', BUCKET, time('LifecycleConfiguration', JSON.stringify({ Rules: [EXPIRES] }), undefined)],
  ['a rule rests', BUCKET, time(`${RULE}.Status`, 'Enabled', 'Disabled')],
  ['a rule takes fewer objects', BUCKET, time(`${RULE}.Prefix`, undefined, 'bad/')],
  [
    'objects move to a colder place',
    BUCKET,
    rules([EXPIRES], [EXPIRES, { Id: 'cold', Status: 'Enabled', Transitions: [{ TransitionInDays: 30 }] }]),
  ],
  [
    'unfinished uploads are tidied away',
    BUCKET,
    rules([], [{ Id: 'tidy', Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }]),
  ],
  ['the time to live is switched off', TABLE, time('TimeToLiveSpecification.Enabled', 'true', 'false')],
  ['the time to live goes', TABLE, time('TimeToLiveSpecification', '{"AttributeName":"t","Enabled":true}', undefined)],
  ['images expire no more', 'AWS::ECR::Repository', time('LifecyclePolicy', '{"LifecyclePolicyText":"{}"}', undefined)],
  ['logs lose their end', LOGS, time('RetentionInDays', '7', undefined)],
  ['a stream keeps for longer than its day', STREAM, time('RetentionPeriodHours', undefined, '48')],
]

describe('data is lost where', () => {
  it.each(DESTRUCTIVE.map(([what, ...row]) => ({ what, row })))('$what', ({ row }) => {
    expect(riskOf(...row)).toBe('destructive')
  })
})

describe('nothing is lost where', () => {
  it.each(ROUTINE.map(([what, ...row]) => ({ what, row })))('$what', ({ row }) => {
    expect(riskOf(...row)).toBe('routine')
  })
})

describe('a person looks where', () => {
  it('nobody here knows what is kept when nothing is said', () => {
    expect(riskOf('AWS::Timestream::Table', time('MagneticRetention', undefined, '7'))).toBe('disruptive')
  })
})
