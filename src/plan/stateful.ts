/**
 * Does this type of resource hold something that cannot be made again?
 *
 * Data, keys, addresses that others have written down: where one of these is
 * removed or replaced, an empty one with the same name is no substitute.
 */

/** Whole services whose every resource counts, since new types of theirs hold data as well. */
const SERVICES: readonly string[] = [
  'AWS::Backup::',
  'AWS::Cassandra::',
  'AWS::Cognito::',
  'AWS::DAX::',
  'AWS::DocDB::',
  'AWS::DocDBElastic::',
  'AWS::DSQL::',
  'AWS::EFS::',
  'AWS::ElastiCache::',
  'AWS::Elasticsearch::',
  'AWS::FSx::',
  'AWS::KMS::',
  'AWS::MemoryDB::',
  'AWS::MSK::',
  'AWS::Neptune::',
  'AWS::NeptuneGraph::',
  'AWS::OpenSearchServerless::',
  'AWS::OpenSearchService::',
  'AWS::QLDB::',
  'AWS::RDS::',
  'AWS::Redshift::',
  'AWS::RedshiftServerless::',
  'AWS::S3Express::',
  'AWS::S3Tables::',
  'AWS::SecretsManager::',
  'AWS::Timestream::',
]

const TYPES: ReadonlySet<string> = new Set([
  'AWS::ACMPCA::CertificateAuthority',
  'AWS::AmazonMQ::Broker',
  'AWS::CertificateManager::Certificate',
  'AWS::CloudTrail::EventDataStore',
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::EC2::EIP',
  'AWS::EC2::Subnet',
  'AWS::EC2::VPC',
  'AWS::EC2::Volume',
  'AWS::ECR::Repository',
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::Events::Archive',
  'AWS::Glue::Database',
  'AWS::Glue::Table',
  'AWS::Kinesis::Stream',
  'AWS::Logs::LogGroup',
  'AWS::Route53::HostedZone',
  'AWS::S3::Bucket',
  'AWS::SQS::Queue',
])

/** What hangs on a stateful thing and holds nothing itself. */
const STATELESS: ReadonlySet<string> = new Set([
  'AWS::Backup::BackupSelection',
  'AWS::EFS::MountTarget',
  'AWS::ElastiCache::ParameterGroup',
  'AWS::ElastiCache::SubnetGroup',
  'AWS::KMS::Alias',
  'AWS::MemoryDB::ParameterGroup',
  'AWS::MemoryDB::SubnetGroup',
  'AWS::Neptune::DBSubnetGroup',
  'AWS::RDS::DBClusterParameterGroup',
  'AWS::RDS::DBParameterGroup',
  'AWS::RDS::DBSubnetGroup',
  'AWS::RDS::OptionGroup',
  'AWS::Redshift::ClusterParameterGroup',
  'AWS::Redshift::ClusterSubnetGroup',
  'AWS::SecretsManager::RotationSchedule',
])

export function isStateful(type: string): boolean {
  if (STATELESS.has(type)) return false
  return TYPES.has(type) || SERVICES.some((service) => type.startsWith(service))
}
