/**
 * What does a set say of `Fn::FindInMap`?
 */
import { inMap, parameters, ref, topics } from './scenario.ts'
import type { Update } from './update.ts'

export const MAPPINGS: readonly Update[] = [
  {
    name: 'cloudformation.test_change_set_mappings::TestChangeSetMappings::test_mapping_leaf_update',
    additionsReplace: true,
    before: topics(
      { Topic1: { TopicName: 'topic-name-1', DisplayName: inMap('SNSMapping', 'Key1', 'Val') } },
      { Mappings: { SNSMapping: { Key1: { Val: 'display-value-1' } } } },
    ),
    after: topics(
      { Topic1: { TopicName: 'topic-name-1', DisplayName: inMap('SNSMapping', 'Key1', 'Val') } },
      { Mappings: { SNSMapping: { Key1: { Val: 'display-value-2' } } } },
    ),
    creation: ['Add Topic1 True', '  will be {"DisplayName":"display-value-1","TopicName":"topic-name-1"}'],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"display-value-1","TopicName":"topic-name-1"}',
      '  will be {"DisplayName":"display-value-2","TopicName":"topic-name-1"}',
      '  /Properties/DisplayName display-value-1 → display-value-2: Never, Static DirectModification',
    ],
    events: { Topic1: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_mappings::TestChangeSetMappings::test_mapping_key_update',
    additionsReplace: true,
    before: topics(
      { Topic1: { TopicName: 'topic-name-1', DisplayName: inMap('SNSMapping', 'Key1', 'Val') } },
      { Mappings: { SNSMapping: { Key1: { Val: 'display-value-1' } } } },
    ),
    after: topics(
      { Topic1: { TopicName: 'topic-name-1', DisplayName: inMap('SNSMapping', 'KeyNew', 'Val') } },
      { Mappings: { SNSMapping: { KeyNew: { Val: 'display-value-2' } } } },
    ),
    creation: ['Add Topic1 True', '  will be {"DisplayName":"display-value-1","TopicName":"topic-name-1"}'],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"display-value-1","TopicName":"topic-name-1"}',
      '  will be {"DisplayName":"display-value-2","TopicName":"topic-name-1"}',
      '  /Properties/DisplayName display-value-1 → display-value-2: Never, Static DirectModification',
    ],
    events: { Topic1: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_mappings::TestChangeSetMappings::test_mapping_addition_with_resource',
    additionsReplace: true,
    before: topics(
      { Topic1: { TopicName: 'topic-name-1', DisplayName: inMap('SNSMapping', 'Key1', 'Val') } },
      { Mappings: { SNSMapping: { Key1: { Val: 'display-value-1' } } } },
    ),
    after: topics(
      {
        Topic1: { TopicName: 'topic-name-1', DisplayName: inMap('SNSMapping', 'Key1', 'Val') },
        Topic2: { TopicName: 'topic-name-2', DisplayName: inMap('SNSMapping', 'Key1', 'ValNew') },
      },
      { Mappings: { SNSMapping: { Key1: { Val: 'display-value-1', ValNew: 'display-value-new' } } } },
    ),
    creation: ['Add Topic1 True', '  will be {"DisplayName":"display-value-1","TopicName":"topic-name-1"}'],
    update: ['Add Topic2 True', '  will be {"DisplayName":"display-value-new","TopicName":"topic-name-2"}'],
    events: { Topic1: 'created', Topic2: 'created' },
  },
  {
    name: 'cloudformation.test_change_set_mappings::TestChangeSetMappings::test_mapping_key_addition_with_resource',
    additionsReplace: true,
    before: topics(
      { Topic1: { TopicName: 'topic-name-1', DisplayName: inMap('SNSMapping', 'Key1', 'Val') } },
      { Mappings: { SNSMapping: { Key1: { Val: 'display-value-1' } } } },
    ),
    after: topics(
      {
        Topic1: { TopicName: 'topic-name-1', DisplayName: inMap('SNSMapping', 'Key2', 'Val') },
        Topic2: { TopicName: 'topic-name-2', DisplayName: inMap('SNSMapping', 'Key2', 'ValNew') },
      },
      {
        Mappings: {
          SNSMapping: {
            Key1: { Val: 'display-value-1' },
            Key2: { Val: 'display-value-1', ValNew: 'display-value-new' },
          },
        },
      },
    ),
    creation: ['Add Topic1 True', '  will be {"DisplayName":"display-value-1","TopicName":"topic-name-1"}'],
    update: ['Add Topic2 True', '  will be {"DisplayName":"display-value-new","TopicName":"topic-name-2"}'],
    events: { Topic1: 'created', Topic2: 'created' },
  },
  {
    name: 'cloudformation.test_change_set_mappings::TestChangeSetMappings::test_mapping_deletion_with_resource_remap',
    additionsReplace: true,
    before: topics(
      {
        Topic1: { TopicName: 'topic-name-1', DisplayName: inMap('SNSMapping', 'Key1', 'Val') },
        Topic2: { TopicName: 'topic-name-2', DisplayName: inMap('SNSMapping', 'Key1', 'ValNew') },
      },
      { Mappings: { SNSMapping: { Key1: { Val: 'display-value-1', ValNew: 'display-value-new' } } } },
    ),
    after: topics(
      {
        Topic1: { TopicName: 'topic-name-1', DisplayName: inMap('SNSMapping', 'Key1', 'Val') },
        Topic2: { TopicName: 'topic-name-2', DisplayName: inMap('SNSMapping', 'Key1', 'Val') },
      },
      { Mappings: { SNSMapping: { Key1: { Val: 'display-value-1' } } } },
    ),
    creation: [
      'Add Topic1 True',
      '  will be {"DisplayName":"display-value-1","TopicName":"topic-name-1"}',
      'Add Topic2 True',
      '  will be {"DisplayName":"display-value-new","TopicName":"topic-name-2"}',
    ],
    update: [
      'Modify Topic2 False Properties',
      '  was {"DisplayName":"display-value-new","TopicName":"topic-name-2"}',
      '  will be {"DisplayName":"display-value-1","TopicName":"topic-name-2"}',
      '  /Properties/DisplayName display-value-new → display-value-1: Never, Static DirectModification',
    ],
    events: { Topic1: 'created', Topic2: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_mappings::TestChangeSetMappings::test_mapping_key_deletion_with_resource_remap',
    additionsReplace: true,
    before: topics(
      {
        Topic1: { TopicName: 'topic-name-1', DisplayName: inMap('SNSMapping', 'Key1', 'Val') },
        Topic2: { TopicName: 'topic-name-2', DisplayName: inMap('SNSMapping', 'Key2', 'Val') },
      },
      { Mappings: { SNSMapping: { Key1: { Val: 'display-value-1' }, Key2: { Val: 'display-value-2' } } } },
    ),
    after: topics(
      {
        Topic1: { TopicName: 'topic-name-1', DisplayName: inMap('SNSMapping', 'Key1', 'Val') },
        Topic2: { TopicName: 'topic-name-2', DisplayName: inMap('SNSMapping', 'Key1', 'Val') },
      },
      { Mappings: { SNSMapping: { Key1: { Val: 'display-value-1' } } } },
    ),
    creation: [
      'Add Topic1 True',
      '  will be {"DisplayName":"display-value-1","TopicName":"topic-name-1"}',
      'Add Topic2 True',
      '  will be {"DisplayName":"display-value-2","TopicName":"topic-name-2"}',
    ],
    update: [
      'Modify Topic2 False Properties',
      '  was {"DisplayName":"display-value-2","TopicName":"topic-name-2"}',
      '  will be {"DisplayName":"display-value-1","TopicName":"topic-name-2"}',
      '  /Properties/DisplayName display-value-2 → display-value-1: Never, Static DirectModification',
    ],
    events: { Topic1: 'created', Topic2: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_mappings::TestChangeSetMappings::test_fn_find_in_map_with_nested_ref',
    before: topics(
      {
        Topic1: {
          TopicName: 'topic-name-1',
          DisplayName: inMap('AWSCloudFrontPartitionHostedZoneIdMap', ref('AWS::Partition'), 'zoneId'),
        },
      },
      {
        Mappings: {
          AWSCloudFrontPartitionHostedZoneIdMap: {
            aws: { zoneId: 'Z2FDTNDATAQYW2' },
            'aws-cn': { zoneId: 'Z3RFFRIM2A3IF5' },
          },
        },
      },
    ),
    after: topics(
      {
        Topic1: {
          TopicName: 'topic-name-1-updated',
          DisplayName: inMap('AWSCloudFrontPartitionHostedZoneIdMap', ref('AWS::Partition'), 'zoneId'),
        },
      },
      {
        Mappings: {
          AWSCloudFrontPartitionHostedZoneIdMap: {
            aws: { zoneId: 'Z2FDTNDATAQYW2' },
            'aws-cn': { zoneId: 'Z3RFFRIM2A3IF5' },
          },
        },
      },
    ),
    creation: ['Add Topic1', '  will be {"DisplayName":"Z2FDTNDATAQYW2","TopicName":"topic-name-1"}'],
    update: [
      'Modify Topic1 True ReplaceAndDelete Properties',
      '  was {"DisplayName":"Z2FDTNDATAQYW2","TopicName":"topic-name-1"}',
      '  will be {"DisplayName":"Z2FDTNDATAQYW2","TopicName":"topic-name-1-updated"}',
      '  /Properties/TopicName topic-name-1 → topic-name-1-updated: Always, Static DirectModification',
    ],
    events: { Topic1: 'created, replaced' },
  },
  {
    name: 'cloudformation.test_change_set_mappings::TestChangeSetMappings::test_fn_find_in_map_with_nested_ref_change_mapping',
    before: topics(
      { Topic1: { TopicName: 'topic-name-1', DisplayName: inMap('RegionMap', ref('AWS::Region'), 'value') } },
      { Mappings: { RegionMap: { 'eu-west-1': { value: 'value-1' }, 'eu-central-1': { value: 'value-2' } } } },
    ),
    after: topics(
      { Topic1: { TopicName: 'topic-name-1', DisplayName: inMap('RegionMap', ref('AWS::Region'), 'value') } },
      { Mappings: { RegionMap: { 'eu-west-1': { value: 'value-3' }, 'eu-central-1': { value: 'value-4' } } } },
    ),
    creation: ['Add Topic1', '  will be {"DisplayName":"value-1","TopicName":"topic-name-1"}'],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"value-1","TopicName":"topic-name-1"}',
      '  will be {"DisplayName":"value-3","TopicName":"topic-name-1"}',
      '  /Properties/DisplayName value-1 → value-3: Never, Static DirectModification',
    ],
    events: { Topic1: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_mappings::TestChangeSetMappings::test_fn_find_in_map_with_multiple_nested_functions',
    before: topics(
      {
        Topic1: {
          TopicName: 'topic-name-1',
          DisplayName: inMap('ComplexMap', ref('Environment'), ref('AWS::Partition')),
        },
      },
      {
        Parameters: { Environment: { Type: 'String' } },
        Mappings: { ComplexMap: { prod: { aws: 'prod-aws-value' }, dev: { aws: 'dev-aws-value' } } },
      },
    ),
    given: [{ Environment: 'prod' }, { Environment: 'dev' }],
    creation: ['Add Topic1', '  will be {"DisplayName":"prod-aws-value","TopicName":"topic-name-1"}'],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"prod-aws-value","TopicName":"topic-name-1"}',
      '  will be {"DisplayName":"dev-aws-value","TopicName":"topic-name-1"}',
      '  /Properties/DisplayName prod-aws-value → dev-aws-value: Never, Dynamic DirectModification',
      '  /Properties/DisplayName prod-aws-value → dev-aws-value: Never, Static ParameterReference Environment',
    ],
    events: { Topic1: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_sets::TestCaptureUpdateProcess::test_base_mapping_scenarios[update_string_referencing_resource]',
    before: parameters(
      { MySSMParameter: { Value: inMap('GenericMapping', 'EnvironmentA', 'ParameterValue') } },
      { Mappings: { GenericMapping: { EnvironmentA: { ParameterValue: 'value-1' } } } },
    ),
    after: parameters(
      { MySSMParameter: { Value: inMap('GenericMapping', 'EnvironmentA', 'ParameterValue') } },
      { Mappings: { GenericMapping: { EnvironmentA: { ParameterValue: 'value-2' } } } },
    ),
    creation: ['Add MySSMParameter', '  will be {"Type":"String","Value":"value-1"}'],
    update: [
      'Modify MySSMParameter False Properties',
      '  was {"Type":"String","Value":"value-1"}',
      '  will be {"Type":"String","Value":"value-2"}',
      '  /Properties/Value value-1 → value-2: Never, Static DirectModification',
    ],
    events: { MySSMParameter: 'created, updated' },
  },
]
