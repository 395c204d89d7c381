/**
 * What does a set say when a parameter has another value?
 */
import { parameters, ref, topics } from './scenario.ts'
import type { Update } from './update.ts'

export const PARAMETERS: readonly Update[] = [
  {
    name: 'cloudformation.test_change_set_parameters::TestChangeSetParameters::test_update_parameter_default_value',
    additionsReplace: true,
    before: topics(
      { Foo: { TopicName: ref('TopicName') } },
      { Parameters: { TopicName: { Type: 'String', Default: 'topic-name-1' } } },
    ),
    after: topics(
      { Foo: { TopicName: ref('TopicName') } },
      { Parameters: { TopicName: { Type: 'String', Default: 'topic-name-2' } } },
    ),
    creation: ['Add Foo True', '  will be {"TopicName":"topic-name-1"}'],
    update: [
      'Modify Foo True ReplaceAndDelete Properties',
      '  was {"TopicName":"topic-name-1"}',
      '  will be {"TopicName":"topic-name-2"}',
      '  /Properties/TopicName topic-name-1 → topic-name-2: Always, Dynamic DirectModification',
      '  /Properties/TopicName topic-name-1 → topic-name-2: Always, Static ParameterReference TopicName',
    ],
    events: { Foo: 'created, replaced' },
  },
  {
    name: 'cloudformation.test_change_set_parameters::TestChangeSetParameters::test_update_parameter_with_added_default_value',
    additionsReplace: true,
    before: topics({ Foo: { TopicName: ref('TopicName') } }, { Parameters: { TopicName: { Type: 'String' } } }),
    after: topics(
      { Foo: { TopicName: ref('TopicName') } },
      { Parameters: { TopicName: { Type: 'String', Default: 'topic-name-2' } } },
    ),
    given: [{ TopicName: 'topic-name-1' }, {}],
    creation: ['Add Foo True', '  will be {"TopicName":"topic-name-1"}'],
    update: [
      'Modify Foo True ReplaceAndDelete Properties',
      '  was {"TopicName":"topic-name-1"}',
      '  will be {"TopicName":"topic-name-2"}',
      '  /Properties/TopicName topic-name-1 → topic-name-2: Always, Dynamic DirectModification',
      '  /Properties/TopicName topic-name-1 → topic-name-2: Always, Static ParameterReference TopicName',
    ],
    events: { Foo: 'created, replaced' },
  },
  {
    name: 'cloudformation.test_change_set_parameters::TestChangeSetParameters::test_update_parameter_with_removed_default_value',
    additionsReplace: true,
    before: topics(
      { Foo: { TopicName: ref('TopicName') } },
      { Parameters: { TopicName: { Type: 'String', Default: 'topic-name-1' } } },
    ),
    after: topics({ Foo: { TopicName: ref('TopicName') } }, { Parameters: { TopicName: { Type: 'String' } } }),
    given: [{}, { TopicName: 'topic-name-2' }],
    creation: ['Add Foo True', '  will be {"TopicName":"topic-name-1"}'],
    update: [
      'Modify Foo True ReplaceAndDelete Properties',
      '  was {"TopicName":"topic-name-1"}',
      '  will be {"TopicName":"topic-name-2"}',
      '  /Properties/TopicName topic-name-1 → topic-name-2: Always, Dynamic DirectModification',
      '  /Properties/TopicName topic-name-1 → topic-name-2: Always, Static ParameterReference TopicName',
    ],
    events: { Foo: 'created, replaced' },
  },
  {
    name: 'cloudformation.test_change_set_parameters::TestChangeSetParameters::test_update_parameter_default_value_with_dynamic_overrides',
    additionsReplace: true,
    before: topics(
      { Foo: { TopicName: ref('TopicName') } },
      { Parameters: { TopicName: { Type: 'String', Default: 'default-value-1' } } },
    ),
    after: topics(
      { Foo: { TopicName: ref('TopicName') } },
      { Parameters: { TopicName: { Type: 'String', Default: 'default-value-2' } } },
    ),
    given: [{ TopicName: 'topic-name-1' }, { TopicName: 'topic-name-2' }],
    creation: ['Add Foo True', '  will be {"TopicName":"topic-name-1"}'],
    update: [
      'Modify Foo True ReplaceAndDelete Properties',
      '  was {"TopicName":"topic-name-1"}',
      '  will be {"TopicName":"topic-name-2"}',
      '  /Properties/TopicName topic-name-1 → topic-name-2: Always, Dynamic DirectModification',
      '  /Properties/TopicName topic-name-1 → topic-name-2: Always, Static ParameterReference TopicName',
    ],
    events: { Foo: 'created, replaced' },
  },
  {
    name: 'cloudformation.test_change_set_parameters::TestChangeSetParameters::test_parameter_type_change',
    before: parameters({ MyParameter: { Value: ref('Value') } }, { Parameters: { Value: { Type: 'String' } } }),
    after: parameters({ MyParameter: { Value: ref('Value') } }, { Parameters: { Value: { Type: 'Number' } } }),
    given: [{ Value: '123' }, { Value: '456' }],
    creation: ['Add MyParameter', '  will be {"Type":"String","Value":"123"}'],
    update: [
      'Modify MyParameter False Properties',
      '  was {"Type":"String","Value":"123"}',
      '  will be {"Type":"String","Value":"456"}',
      '  /Properties/Value 123 → 456: Never, Dynamic DirectModification',
      '  /Properties/Value 123 → 456: Never, Static ParameterReference Value',
    ],
    events: { MyParameter: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_sets::TestCaptureUpdateProcess::test_base_dynamic_parameter_scenarios[change_dynamic]',
    before: parameters(
      { Parameter: { Value: ref('ParameterValue') } },
      { Parameters: { ParameterValue: { Type: 'String' } } },
    ),
    given: [{ ParameterValue: 'value-1' }, { ParameterValue: 'value-2' }],
    creation: ['Add Parameter', '  will be {"Type":"String","Value":"value-1"}'],
    update: [
      'Modify Parameter False Properties',
      '  was {"Type":"String","Value":"value-1"}',
      '  will be {"Type":"String","Value":"value-2"}',
      '  /Properties/Value value-1 → value-2: Never, Dynamic DirectModification',
      '  /Properties/Value value-1 → value-2: Never, Static ParameterReference ParameterValue',
    ],
    events: { Parameter: 'created, updated' },
  },
]
