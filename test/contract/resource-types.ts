/**
 * Where does `src/sim/aws/resources/types.json` come from?
 *
 * From AWS's own description of its resource types, as `@aws-cdk/aws-service-spec`
 * packs it (a dependency of cloudformation-diff). Run this file to write it again;
 * `resource-types.test.ts` fails when the committed copy and the source differ.
 */

import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const TYPES: readonly string[] = [
  'AWS::ApplicationAutoScaling::ScalableTarget',
  'AWS::ApplicationAutoScaling::ScalingPolicy',
  'AWS::AutoScaling::AutoScalingGroup',
  'AWS::AutoScaling::ScalingPolicy',
  'AWS::CloudFormation::WaitConditionHandle',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::DynamoDB::Table',
  'AWS::EC2::EIP',
  'AWS::EC2::InternetGateway',
  'AWS::EC2::LaunchTemplate',
  'AWS::EC2::NatGateway',
  'AWS::EC2::Route',
  'AWS::EC2::RouteTable',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::SecurityGroupEgress',
  'AWS::EC2::SecurityGroupIngress',
  'AWS::EC2::Subnet',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::EC2::VPC',
  'AWS::EC2::VPCEndpoint',
  'AWS::EC2::VPCGatewayAttachment',
  'AWS::ECS::Cluster',
  'AWS::ECS::Service',
  'AWS::ECS::TaskDefinition',
  'AWS::ElasticLoadBalancingV2::Listener',
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::ElasticLoadBalancingV2::TargetGroup',
  'AWS::Events::Rule',
  'AWS::IAM::InstanceProfile',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
  'AWS::KMS::Key',
  'AWS::Kinesis::Stream',
  'AWS::KinesisFirehose::DeliveryStream',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::RDS::DBInstance',
  'AWS::RDS::DBSubnetGroup',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::SSM::Parameter',
  'AWS::SecretsManager::Secret',
]

interface SpecProperty {
  readonly required?: boolean
  readonly causesReplacement?: 'yes' | 'no' | 'maybe'
}

interface SpecResource {
  readonly properties: Readonly<Record<string, SpecProperty>>
  readonly attributes: Readonly<Record<string, unknown>>
  readonly tagInformation?: { readonly tagPropertyName: string }
  readonly primaryIdentifier?: readonly string[]
}

interface SpecDatabase {
  lookup(entity: string, index: string, operator: string, value: string): { only(): SpecResource }
}

/** One line a type: `!` after a property: always replaces; `?`: conditionally; a leading `*`: required. */
export function generate(): string {
  const load = createRequire(import.meta.url)
  const { loadAwsServiceSpecSync } = load('@aws-cdk/aws-service-spec') satisfies {
    loadAwsServiceSpecSync(): SpecDatabase
  }
  const spec: SpecDatabase = loadAwsServiceSpecSync()
  const types = TYPES.map((type) => {
    const resource = spec.lookup('resource', 'cloudFormationType', 'equals', type).only()
    const properties = Object.entries(resource.properties)
      .map(([name, property]) => `${property.required ? '*' : ''}${name}${mark(property)}`)
      .sort((a, b) => a.replace('*', '').localeCompare(b.replace('*', '')))
    return [
      type,
      {
        properties: properties.join(' '),
        attributes: Object.keys(resource.attributes)
          .sort((a, b) => (a < b ? -1 : 1))
          .join(' '),
        tags: resource.tagInformation?.tagPropertyName ?? '',
        identifier: (resource.primaryIdentifier ?? []).join(' '),
      },
    ]
  })
  return `${JSON.stringify(Object.fromEntries(types), null, 2)}\n`
}

function mark(property: SpecProperty): string {
  if (property.causesReplacement === 'yes') return '!'
  return property.causesReplacement === 'maybe' ? '?' : ''
}

if (import.meta.main) writeFileSync(new URL('../../src/sim/aws/resources/types.json', import.meta.url), generate())
