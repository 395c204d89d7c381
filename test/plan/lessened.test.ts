/**
 * What does a change in place take away, or open?
 *
 * One row a decision, and beside each that counts the same property in the
 * direction that strengthens.
 */
import { describe, expect, it } from 'vitest'
import { classify } from '../../src/plan/classify.ts'
import type { PropertyChange, Verdict } from '../../src/plan/model.ts'

type Row = readonly [type: string, path: string, before: string | undefined, after: string | undefined]

function verdictOf([type, path, before, after]: Row, more: Partial<PropertyChange> = {}): Verdict {
  const property = {
    path: `Properties.${path}`,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    recreation: 'never' as const,
    ...more,
  }
  return classify({ action: 'modify', logicalId: 'It', type, replacement: 'no', properties: [property] })
}

const BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer'
const ALARM = 'AWS::CloudWatch::Alarm'
const GUARDED = '[{"Key":"deletion_protection.enabled","Value":"true"}]'
const KEY_ARN = 'arn:aws:kms:eu-west-1:111122223333:key/1'

const WORSE: readonly Row[] = [
  ['AWS::S3::Bucket', 'PublicAccessBlockConfiguration.BlockPublicPolicy', 'true', 'false'],
  ['AWS::S3::Bucket', 'PublicAccessBlockConfiguration', '{"BlockPublicPolicy":true}', undefined],
  ['AWS::S3::Bucket', 'ObjectLockConfiguration', '{"ObjectLockEnabled":"Enabled"}', undefined],
  ['AWS::S3::Bucket', 'ObjectLockConfiguration.Rule.DefaultRetention.Days', '30', '1'],
  ['AWS::S3::Bucket', 'ReplicationConfiguration', '{"Role":"r"}', undefined],
  ['AWS::S3::Bucket', 'AccessControl', 'Private', 'PublicRead'],
  ['AWS::RDS::DBInstance', 'PubliclyAccessible', 'false', 'true'],
  ['AWS::Redshift::Cluster', 'PubliclyAccessible', undefined, 'true'],
  ['AWS::EC2::Subnet', 'MapPublicIpOnLaunch', 'false', 'true'],
  ['AWS::MSK::Cluster', 'ClientAuthentication.Unauthenticated.Enabled', 'false', 'true'],
  ['AWS::MSK::Cluster', 'ClientAuthentication.Unauthenticated', undefined, '{"Enabled":true}'],
  ['AWS::MSK::Cluster', 'BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type', 'DISABLED', 'SERVICE_PROVIDED_EIPS'],
  ['AWS::Lambda::Url', 'AuthType', 'AWS_IAM', 'NONE'],
  ['AWS::OpenSearchService::Domain', 'AccessPolicies', '{"Statement":[]}', '{"Statement":[{"Principal":"*"}]}'],
  ['AWS::RDS::DBInstance', 'VPCSecurityGroups', '["sg-1"]', '["sg-1","sg-2"]'],
  ['AWS::EC2::LaunchTemplate', 'LaunchTemplateData.NetworkInterfaces', '[{"Groups":["a"]}]', '[{"Groups":["b"]}]'],
  ['AWS::EC2::Route', 'NatGatewayId', 'nat-1', undefined],
  ['AWS::KMS::Key', 'Enabled', 'true', 'false'],
  ['AWS::KMS::Key', 'EnableKeyRotation', 'true', 'false'],
  ['AWS::DynamoDB::Table', 'SSESpecification.SSEEnabled', 'true', 'false'],
  ['AWS::DynamoDB::Table', 'SSESpecification', '{"SSEEnabled":true}', undefined],
  ['AWS::SQS::Queue', 'SqsManagedSseEnabled', undefined, 'false'],
  ['AWS::SQS::Queue', 'KmsMasterKeyId', 'alias/x', undefined],
  ['AWS::Logs::LogGroup', 'KmsKeyId', KEY_ARN, `${KEY_ARN}2`],
  ['AWS::SQS::Queue', 'RedrivePolicy', '{"maxReceiveCount":5}', undefined],
  ['AWS::Lambda::EventSourceMapping', 'MaximumRecordAgeInSeconds', '-1', '60'],
  ['AWS::Lambda::EventSourceMapping', 'Enabled', 'true', 'false'],
  ['AWS::Events::Rule', 'State', 'ENABLED', 'DISABLED'],
  ['AWS::KinesisFirehose::DeliveryStream', 'ExtendedS3DestinationConfiguration.S3BackupMode', 'Enabled', 'Disabled'],
  ['AWS::AutoScaling::AutoScalingGroup', 'MinSize', '4', '0'],
  ['AWS::ECS::Service', 'DesiredCount', '2', '0'],
  ['AWS::RDS::DBInstance', 'MultiAZ', 'true', 'false'],
  ['AWS::EC2::LaunchTemplate', 'LaunchTemplateData.MetadataOptions.HttpTokens', 'required', 'optional'],
  ['AWS::Cognito::UserPool', 'DeletionProtection', 'ACTIVE', 'INACTIVE'],
  [BALANCER, 'LoadBalancerAttributes', GUARDED, '[]'],
  [BALANCER, 'LoadBalancerAttributes', GUARDED, GUARDED.replace('true', 'false')],
  [BALANCER, 'LoadBalancerAttributes.0.Value', 'true', 'false'],
  ['AWS::Lambda::Function', 'Role', 'small', 'admin'],
  ['AWS::ECS::TaskDefinition', 'TaskRoleArn', 'small', 'admin'],
  ['AWS::EC2::LaunchTemplate', 'LaunchTemplateData.IamInstanceProfile.Arn', 'small', 'admin'],
  ['AWS::Redshift::Cluster', 'IamRoles', '["small"]', '["admin"]'],
  [ALARM, 'Threshold', '1', '1000000000'],
  [ALARM, 'MetricName', 'Errors', 'Nope'],
  [ALARM, 'Dimensions', '[{"Name":"Queue","Value":"a"}]', '[{"Name":"Queue","Value":"b"}]'],
  [ALARM, 'InsufficientDataActions', '["arn"]', undefined],
  ['AWS::CloudWatch::CompositeAlarm', 'AlarmRule', 'ALARM(a) OR ALARM(b)', 'ALARM(a)'],
  ['AWS::Logs::MetricFilter', 'FilterPattern', 'ERROR', 'NOTHING'],
]

const ROUTINE: readonly Row[] = [
  ['AWS::S3::Bucket', 'PublicAccessBlockConfiguration.BlockPublicPolicy', 'false', 'true'],
  ['AWS::S3::Bucket', 'PublicAccessBlockConfiguration', undefined, '{"BlockPublicPolicy":true}'],
  ['AWS::RDS::DBInstance', 'PubliclyAccessible', 'true', 'false'],
  ['AWS::MSK::Cluster', 'ClientAuthentication.Unauthenticated.Enabled', 'true', 'false'],
  ['AWS::KMS::Key', 'EnableKeyRotation', 'false', 'true'],
  ['AWS::SQS::Queue', 'KmsMasterKeyId', undefined, 'alias/x'],
  ['AWS::SQS::Queue', 'RedrivePolicy', undefined, '{"maxReceiveCount":5}'],
  ['AWS::SQS::Queue', 'VisibilityTimeout', '30', '60'],
  ['AWS::Events::Rule', 'State', 'DISABLED', 'ENABLED'],
  ['AWS::AutoScaling::AutoScalingGroup', 'MinSize', '4', '2'],
  ['AWS::AutoScaling::AutoScalingGroup', 'MinSize', '0', '2'],
  ['AWS::Kinesis::Stream', 'ShardCount', '8', '16'],
  [BALANCER, 'LoadBalancerAttributes', '[]', GUARDED],
  [BALANCER, 'LoadBalancerAttributes.0.Value', '60', '120'],
  ['AWS::Lambda::Function', 'Environment.Variables.OtherRoleArn', 'a', 'b'],
  ['AWS::SSM::Parameter', 'Value', '{"RoleArn":"a"}', '{"RoleArn":"b"}'],
  ['AWS::EC2::LaunchTemplate', 'LaunchTemplateData.ImageId', 'ami-a', 'ami-b'],
  [ALARM, 'OKActions', '["arn"]', undefined],
]

describe('not routine is', () => {
  it.each(WORSE)('%s %s: %s → %s', (...row) => {
    expect(verdictOf(row)).toEqual({ risk: 'disruptive', reason: expect.stringMatching(/^[a-z]/) })
  })

  it('what may become any of these once it is known', () => {
    expect(
      verdictOf(['AWS::RDS::DBInstance', 'PubliclyAccessible', 'false', undefined], { knownAfterApply: true }),
    ).toEqual({
      risk: 'disruptive',
      reason: 'perhaps, once its value is known: may be reached from the internet',
    })
  })

  it('what makes something else act with more, in words that say so', () => {
    expect(verdictOf(['AWS::Lambda::Function', 'Role', 'small', 'admin']).reason).toBe(
      'acts with the permissions of another identity',
    )
  })
})

describe('routine is', () => {
  it.each(ROUTINE)('%s %s: %s → %s', (...row) => {
    expect(verdictOf(row).risk).toBe('routine')
  })
})
