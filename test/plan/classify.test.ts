/**
 * How dangerous is what?
 *
 * One row a decision: what happens, and the verdict that it gets.
 */
import { describe, expect, it } from 'vitest'
import { classify, type Unjudged, worstRisk } from '../../src/plan/classify.ts'
import type { PropertyChange, Risk } from '../../src/plan/model.ts'

const STREAM = 'AWS::Kinesis::Stream'

function change(different: Partial<Unjudged>, ...properties: readonly Partial<PropertyChange>[]): Unjudged {
  return {
    action: 'modify',
    logicalId: 'It',
    type: 'AWS::SSM::Parameter',
    replacement: 'no',
    properties: properties.map((each) => ({ path: 'Properties.Value', recreation: 'never', ...each })),
    ...different,
  }
}

const ROWS: readonly (readonly [string, Unjudged, Risk])[] = [
  ['an addition', change({ action: 'add', type: STREAM }), 'routine'],
  ['a new grant', change({ action: 'add', type: 'AWS::IAM::Policy' }), 'disruptive'],
  ['a new way in', change({ action: 'add', type: 'AWS::EC2::SecurityGroupIngress' }), 'disruptive'],
  ['a new role', change({ action: 'add', type: 'AWS::IAM::Role' }), 'disruptive'],
  ['a new user', change({ action: 'add', type: 'AWS::IAM::User' }), 'disruptive'],
  ['what gives a role to machines', change({ action: 'add', type: 'AWS::IAM::InstanceProfile' }), 'routine'],
  [
    'a new group of rules that lets somebody in',
    change({ action: 'add', type: 'AWS::EC2::SecurityGroup' }, { path: 'Properties.SecurityGroupIngress' }),
    'disruptive',
  ],
  [
    'a new group of rules that lets nobody in',
    change({ action: 'add', type: 'AWS::EC2::SecurityGroup' }, { path: 'Properties.VpcId' }),
    'routine',
  ],
  ['an update of which nothing is said', change({}), 'disruptive'],
  [
    'a group of machines that start from something else',
    change({ type: 'AWS::AutoScaling::AutoScalingGroup' }, { path: 'Properties.LaunchTemplate.Version' }),
    'disruptive',
  ],
  [
    'a group of another size',
    change({ type: 'AWS::AutoScaling::AutoScalingGroup' }, { path: 'Properties.MaxSize', before: '2', after: '3' }),
    'routine',
  ],
  [
    'a service of other tasks',
    change({ type: 'AWS::ECS::Service' }, { path: 'Properties.TaskDefinition' }),
    'disruptive',
  ],
  [
    'another rule of how machines are replaced',
    change({ type: 'AWS::AutoScaling::AutoScalingGroup' }, { path: 'UpdatePolicy', before: '1', after: '0' }),
    'disruptive',
  ],
  ['another scaling policy', change({ type: 'AWS::AutoScaling::ScalingPolicy' }, {}), 'routine'],
  ['an update in place', change({}, { before: '1', after: '2' }), 'routine'],
  ['a replaced thing that holds nothing', change({ replacement: 'yes' }), 'disruptive'],
  ['a stream that is replaced', change({ type: STREAM, replacement: 'yes', leftover: 'deleted' }), 'destructive'],
  ['a stream that may be replaced', change({ type: STREAM, replacement: 'maybe' }), 'destructive'],
  [
    'a stream that is replaced and kept',
    change({ type: STREAM, replacement: 'yes', leftover: 'retained' }),
    'destructive',
  ],
  ['a stream that is removed', change({ type: STREAM, action: 'remove' }), 'destructive'],
  [
    'a stream that is removed after a snapshot',
    change({ type: STREAM, action: 'remove', leftover: 'snapshot' }),
    'destructive',
  ],
  ['a stream that is left behind', change({ type: STREAM, action: 'remove', leftover: 'retained' }), 'disruptive'],
  ['a topic that is removed', change({ type: 'AWS::SNS::Topic', action: 'remove' }), 'disruptive'],
  ['an alarm that is removed', change({ type: 'AWS::CloudWatch::Alarm', action: 'remove' }), 'disruptive'],
  [
    'an alarm that tells nobody any more',
    change({ type: 'AWS::CloudWatch::Alarm' }, { path: 'Properties.ActionsEnabled' }),
    'disruptive',
  ],
  [
    'an alarm with another threshold',
    change({ type: 'AWS::CloudWatch::Alarm' }, { path: 'Properties.Threshold' }),
    'disruptive',
  ],
  [
    'an alarm with another description',
    change({ type: 'AWS::CloudWatch::Alarm' }, { path: 'Properties.AlarmDescription' }),
    'routine',
  ],
  ['something dynamic', change({ action: 'dynamic', replacement: 'maybe' }), 'disruptive'],
  ['something dynamic that holds data', change({ action: 'dynamic', type: 'AWS::S3::Bucket' }), 'destructive'],
  ['an import', change({ action: 'import' }), 'disruptive'],
  [
    'a role that may do something else',
    change({ type: 'AWS::IAM::Role' }, { path: 'Properties.Policies' }),
    'disruptive',
  ],
  ['a role with other tags', change({ type: 'AWS::IAM::Role' }, { path: 'Tags' }), 'routine'],
  [
    'a key with another policy',
    change({ type: 'AWS::KMS::Key' }, { path: 'Properties.KeyPolicy.Statement' }),
    'disruptive',
  ],
  [
    'a security group',
    change({ type: 'AWS::EC2::SecurityGroup' }, { path: 'Properties.SecurityGroupIngress' }),
    'disruptive',
  ],
  [
    'a longer retention',
    change({ type: STREAM }, { path: 'Properties.RetentionPeriodHours', before: '24', after: '48' }),
    'routine',
  ],
  [
    'a shorter retention',
    change({ type: STREAM }, { path: 'Properties.RetentionPeriodHours', before: '48', after: '24' }),
    'destructive',
  ],
  [
    'a retention that may be shorter',
    change({ type: STREAM }, { path: 'Properties.RetentionPeriodHours', knownAfterApply: true }),
    'destructive',
  ],
  [
    'a retention that was never limited',
    change({ type: 'AWS::Logs::LogGroup' }, { path: 'Properties.RetentionInDays', after: '7' }),
    'destructive',
  ],
  [
    'another deletion policy',
    change({ type: STREAM }, { path: 'DeletionPolicy', before: 'Retain', after: 'Delete' }),
    'disruptive',
  ],
]

describe('the verdict', () => {
  it.each(ROWS)('on %s', (_what, subject, risk) => {
    expect(classify(subject).risk).toBe(risk)
  })

  it('gives the reason of the worst it found', () => {
    const subject = change({ type: STREAM, replacement: 'yes', leftover: 'deleted' }, { path: 'DeletionPolicy' })
    expect(classify(subject)).toEqual({
      risk: 'destructive',
      reason: 'is replaced by an empty one; what the old one holds is deleted',
    })
  })

  it('of nothing is routine', () => {
    expect(worstRisk([])).toBe('routine')
    expect(worstRisk(['routine', 'destructive', 'disruptive'])).toBe('destructive')
  })
})
