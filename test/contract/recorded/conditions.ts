/**
 * What does a set say when a condition turns?
 */
import { having, parameters, ref, type TemplateObject, topics } from './scenario.ts'
import type { Update } from './update.ts'

export const CONDITIONS: readonly Update[] = [
  {
    name: 'cloudformation.test_change_set_conditions::TestChangeSetConditions::test_condition_update_removes_resource',
    additionsReplace: true,
    before: having(
      topics(
        { SNSTopic: { TopicName: 'topic-name-1' } },
        { Conditions: { CreateTopic: { 'Fn::Equals': ['true', 'true'] } } },
      ),
      { SNSTopic: { Condition: 'CreateTopic' } },
    ),
    after: having(
      topics(
        { SNSTopic: { TopicName: 'topic-name-1' }, TopicPlaceholder: { TopicName: 'topic-name-2' } },
        { Conditions: { CreateTopic: { 'Fn::Equals': ['true', 'false'] } } },
      ),
      { SNSTopic: { Condition: 'CreateTopic' } },
    ),
    creation: ['Add SNSTopic True', '  will be {"TopicName":"topic-name-1"}'],
    update: [
      'Remove SNSTopic Delete',
      '  was {"TopicName":"topic-name-1"}',
      'Add TopicPlaceholder True',
      '  will be {"TopicName":"topic-name-2"}',
    ],
    events: { SNSTopic: 'created, deleted', TopicPlaceholder: 'created' },
  },
  {
    name: 'cloudformation.test_change_set_conditions::TestChangeSetConditions::test_condition_update_adds_resource',
    additionsReplace: true,
    before: having(
      topics(
        { SNSTopic: { TopicName: 'topic-name-1' }, TopicPlaceholder: { TopicName: 'topic-name-2' } },
        { Conditions: { CreateTopic: { 'Fn::Equals': ['true', 'false'] } } },
      ),
      { SNSTopic: { Condition: 'CreateTopic' } },
    ),
    after: having(
      topics(
        { SNSTopic: { TopicName: 'topic-name-1' }, TopicPlaceholder: { TopicName: 'topic-name-2' } },
        { Conditions: { CreateTopic: { 'Fn::Equals': ['true', 'true'] } } },
      ),
      { SNSTopic: { Condition: 'CreateTopic' } },
    ),
    creation: ['Add TopicPlaceholder True', '  will be {"TopicName":"topic-name-2"}'],
    update: ['Add SNSTopic True', '  will be {"TopicName":"topic-name-1"}'],
    events: { SNSTopic: 'created', TopicPlaceholder: 'created' },
  },
  {
    name: 'cloudformation.test_change_set_conditions::TestChangeSetConditions::test_condition_add_new_negative_condition_to_existent_resource',
    additionsReplace: true,
    before: topics({ SNSTopic: { TopicName: 'topic-name-1' } }),
    after: having(
      topics(
        { SNSTopic: { TopicName: 'topic-name-1' }, TopicPlaceholder: { TopicName: 'topic-name-2' } },
        { Conditions: { CreateTopic: { 'Fn::Equals': ['true', 'false'] } } },
      ),
      { SNSTopic: { Condition: 'CreateTopic' } },
    ),
    creation: ['Add SNSTopic True', '  will be {"TopicName":"topic-name-1"}'],
    update: [
      'Remove SNSTopic Delete',
      '  was {"TopicName":"topic-name-1"}',
      'Add TopicPlaceholder True',
      '  will be {"TopicName":"topic-name-2"}',
    ],
    events: { SNSTopic: 'created, deleted', TopicPlaceholder: 'created' },
  },
  {
    name: 'cloudformation.test_change_set_conditions::TestChangeSetConditions::test_condition_add_new_positive_condition_to_existent_resource',
    additionsReplace: true,
    before: topics({ SNSTopic1: { TopicName: 'topic-name-1' } }),
    after: having(
      topics(
        { SNSTopic1: { TopicName: 'topic-name-1' }, SNSTopic2: { TopicName: 'topic-name-2' } },
        { Conditions: { CreateTopic: { 'Fn::Equals': ['true', 'true'] } } },
      ),
      { SNSTopic1: { Condition: 'CreateTopic' }, SNSTopic2: { Condition: 'CreateTopic' } },
    ),
    creation: ['Add SNSTopic1 True', '  will be {"TopicName":"topic-name-1"}'],
    update: ['Add SNSTopic2 True', '  will be {"TopicName":"topic-name-2"}'],
    events: { SNSTopic1: 'created', SNSTopic2: 'created' },
  },
  {
    name: 'cloudformation.test_change_sets::TestCaptureUpdateProcess::test_conditions',
    before: withBucket(
      having(
        parameters(
          { Parameter: { Value: 'test' } },
          {
            Parameters: { EnvironmentType: { Type: 'String' } },
            Conditions: { IsProduction: { 'Fn::Equals': [ref('EnvironmentType'), 'prod'] } },
          },
        ),
        { Parameter: { Condition: 'IsProduction' } },
      ),
    ),
    given: [{ EnvironmentType: 'not-prod' }, { EnvironmentType: 'prod' }],
    creation: ['Add Bucket', '  will be {}'],
    update: ['Add Parameter', '  will be {"Type":"String","Value":"test"}'],
    events: { Bucket: 'created', Parameter: 'created' },
  },
  {
    name: 'cloudformation.test_change_sets::TestCaptureUpdateProcess::test_base_dynamic_parameter_scenarios[change_parameter_for_condition_create_resource]',
    before: having(
      parameters(
        { SSMParameter1: { Value: 'first' }, SSMParameter2: { Value: 'first' } },
        {
          Parameters: { ParameterValue: { Type: 'String', Default: 'value-1', AllowedValues: ['value-1', 'value-2'] } },
          Conditions: { ShouldCreateParameter: { 'Fn::Equals': [ref('ParameterValue'), 'value-2'] } },
        },
      ),
      { SSMParameter2: { Condition: 'ShouldCreateParameter' } },
    ),
    given: [{ ParameterValue: 'value-1' }, { ParameterValue: 'value-2' }],
    creation: ['Add SSMParameter1', '  will be {"Type":"String","Value":"first"}'],
    update: ['Add SSMParameter2', '  will be {"Type":"String","Value":"first"}'],
    events: { SSMParameter1: 'created', SSMParameter2: 'created' },
  },
]

/** A bucket that no condition touches. */
function withBucket(template: TemplateObject): TemplateObject {
  return { ...template, Resources: { Bucket: { Type: 'AWS::S3::Bucket' }, ...template.Resources } }
}
