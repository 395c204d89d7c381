/**
 * What does a set say of `Fn::Sub`?
 */
import { inMap, ref, sub, topics } from './scenario.ts'
import type { Update } from './update.ts'

export const SUBSTITUTIONS: readonly Update[] = [
  {
    name: 'cloudformation.test_change_set_fn_sub::TestChangeSetFnSub::test_fn_sub_addition_string_pseudo',
    before: topics({ Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-value-1' } }),
    after: topics({ Topic1: { TopicName: 'topic-name-1', DisplayName: sub('The stack name is <AWS::StackName>') } }),
    creation: ['Add Topic1', '  will be {"DisplayName":"display-value-1","TopicName":"topic-name-1"}'],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"display-value-1","TopicName":"topic-name-1"}',
      '  will be {"DisplayName":"The stack name is web","TopicName":"topic-name-1"}',
      '  /Properties/DisplayName display-value-1 → The stack name is web: Never, Static DirectModification',
    ],
    events: { Topic1: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_fn_sub::TestChangeSetFnSub::test_fn_sub_update_string_pseudo',
    before: topics({ Topic1: { TopicName: 'topic-name-1', DisplayName: sub('The stack name is <AWS::StackName>') } }),
    after: topics({ Topic1: { TopicName: 'topic-name-1', DisplayName: sub('The region name is <AWS::Region>') } }),
    creation: ['Add Topic1', '  will be {"DisplayName":"The stack name is web","TopicName":"topic-name-1"}'],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"The stack name is web","TopicName":"topic-name-1"}',
      '  will be {"DisplayName":"The region name is eu-west-1","TopicName":"topic-name-1"}',
      '  /Properties/DisplayName The stack name is web → The region name is eu-west-1: Never, Static DirectModification',
    ],
    events: { Topic1: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_fn_sub::TestChangeSetFnSub::test_fn_sub_delete_string_pseudo',
    before: topics({ Topic1: { TopicName: 'topic-name-1', DisplayName: sub('The stack name is <AWS::StackName>') } }),
    after: topics({ Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-name-2' } }),
    creation: ['Add Topic1', '  will be {"DisplayName":"The stack name is web","TopicName":"topic-name-1"}'],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"The stack name is web","TopicName":"topic-name-1"}',
      '  will be {"DisplayName":"display-name-2","TopicName":"topic-name-1"}',
      '  /Properties/DisplayName The stack name is web → display-name-2: Never, Static DirectModification',
    ],
    events: { Topic1: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_fn_sub::TestChangeSetFnSub::test_fn_sub_addition_parameter_literal',
    before: topics({ Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-value-1' } }),
    after: topics({
      Topic1: {
        TopicName: 'topic-name-1',
        DisplayName: sub('Parameter interpolation: <var_name>', { var_name: 'var_value' }),
      },
    }),
    creation: ['Add Topic1', '  will be {"DisplayName":"display-value-1","TopicName":"topic-name-1"}'],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"display-value-1","TopicName":"topic-name-1"}',
      '  will be {"DisplayName":"Parameter interpolation: var_value","TopicName":"topic-name-1"}',
      '  /Properties/DisplayName display-value-1 → Parameter interpolation: var_value: Never, Static DirectModification',
    ],
    events: { Topic1: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_fn_sub::TestChangeSetFnSub::test_fn_sub_update_parameter_literal',
    before: topics({
      Topic1: {
        TopicName: 'topic-name-1',
        DisplayName: sub('Parameter interpolation: <var_name_1>', { var_name_1: 'var_value_1' }),
      },
    }),
    after: topics({
      Topic1: {
        TopicName: 'topic-name-1',
        DisplayName: sub('Parameter interpolation: <var_name_1>, <var_name_2>', {
          var_name_1: 'var_value_1',
          var_name_2: 'var_value_2',
        }),
      },
    }),
    creation: [
      'Add Topic1',
      '  will be {"DisplayName":"Parameter interpolation: var_value_1","TopicName":"topic-name-1"}',
    ],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"Parameter interpolation: var_value_1","TopicName":"topic-name-1"}',
      '  will be {"DisplayName":"Parameter interpolation: var_value_1, var_value_2","TopicName":"topic-name-1"}',
      '  /Properties/DisplayName Parameter interpolation: var_value_1 → Parameter interpolation: var_value_1, var_value_2: Never, Static DirectModification',
    ],
    events: { Topic1: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_fn_sub::TestChangeSetFnSub::test_fn_sub_delete_parameter_literal',
    before: topics({
      Topic1: {
        TopicName: 'topic-name-1',
        DisplayName: sub('Parameter interpolation: <var_name_1>, <var_name_2>', {
          var_name_1: 'var_value_1',
          var_name_2: 'var_value_2',
        }),
      },
    }),
    after: topics({
      Topic1: {
        TopicName: 'topic-name-1',
        DisplayName: sub('Parameter interpolation: <var_name_1>', { var_name_1: 'var_value_1' }),
      },
    }),
    creation: [
      'Add Topic1',
      '  will be {"DisplayName":"Parameter interpolation: var_value_1, var_value_2","TopicName":"topic-name-1"}',
    ],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"Parameter interpolation: var_value_1, var_value_2","TopicName":"topic-name-1"}',
      '  will be {"DisplayName":"Parameter interpolation: var_value_1","TopicName":"topic-name-1"}',
      '  /Properties/DisplayName Parameter interpolation: var_value_1, var_value_2 → Parameter interpolation: var_value_1: Never, Static DirectModification',
    ],
    events: { Topic1: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_fn_sub::TestChangeSetFnSub::test_fn_sub_addition_parameter',
    before: topics({ Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-value-1' } }),
    after: topics(
      { Topic1: { TopicName: 'topic-name-1', DisplayName: sub('Parameter interpolation: <ParameterDisplayName>') } },
      { Parameters: { ParameterDisplayName: { Type: 'String', Default: 'display-value-parameter' } } },
    ),
    creation: ['Add Topic1', '  will be {"DisplayName":"display-value-1","TopicName":"topic-name-1"}'],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"display-value-1","TopicName":"topic-name-1"}',
      '  will be {"DisplayName":"Parameter interpolation: display-value-parameter","TopicName":"topic-name-1"}',
      '  /Properties/DisplayName display-value-1 → Parameter interpolation: display-value-parameter: Never, Dynamic DirectModification',
      '  /Properties/DisplayName display-value-1 → Parameter interpolation: display-value-parameter: Never, Static ParameterReference ParameterDisplayName',
    ],
    events: { Topic1: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_fn_sub::TestChangeSetFnSub::test_fn_sub_addition_parameter_ref',
    before: topics({ Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-value-1' } }),
    after: topics(
      {
        Topic1: {
          TopicName: 'topic-name-1',
          DisplayName: sub('Parameter interpolation: <var_name>', { var_name: ref('ParameterDisplayName') }),
        },
      },
      { Parameters: { ParameterDisplayName: { Type: 'String', Default: 'display-value-parameter' } } },
    ),
    creation: ['Add Topic1', '  will be {"DisplayName":"display-value-1","TopicName":"topic-name-1"}'],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"display-value-1","TopicName":"topic-name-1"}',
      '  will be {"DisplayName":"Parameter interpolation: display-value-parameter","TopicName":"topic-name-1"}',
      '  /Properties/DisplayName display-value-1 → Parameter interpolation: display-value-parameter: Never, Dynamic DirectModification',
      '  /Properties/DisplayName display-value-1 → Parameter interpolation: display-value-parameter: Never, Static ParameterReference ParameterDisplayName',
    ],
    events: { Topic1: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_fn_sub::TestChangeSetFnSub::test_fn_sub_update_parameter_type',
    before: topics(
      {
        Topic1: {
          TopicName: 'topic-name-1',
          DisplayName: sub('Parameter interpolation: <var_name>', { var_name: inMap('SNSMapping', 'Key1', 'Val') }),
        },
      },
      { Mappings: { SNSMapping: { Key1: { Val: 'display-value-1' } } } },
    ),
    after: topics(
      {
        Topic1: {
          TopicName: 'topic-name-1',
          DisplayName: sub('Parameter interpolation: <var_name>', { var_name: ref('ParameterDisplayName') }),
        },
      },
      { Parameters: { ParameterDisplayName: { Type: 'String', Default: 'display-value-parameter' } } },
    ),
    creation: [
      'Add Topic1',
      '  will be {"DisplayName":"Parameter interpolation: display-value-1","TopicName":"topic-name-1"}',
    ],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"Parameter interpolation: display-value-1","TopicName":"topic-name-1"}',
      '  will be {"DisplayName":"Parameter interpolation: display-value-parameter","TopicName":"topic-name-1"}',
      '  /Properties/DisplayName Parameter interpolation: display-value-1 → Parameter interpolation: display-value-parameter: Never, Dynamic DirectModification',
      '  /Properties/DisplayName Parameter interpolation: display-value-1 → Parameter interpolation: display-value-parameter: Never, Static ParameterReference ParameterDisplayName',
    ],
    events: { Topic1: 'created, updated' },
  },
]
