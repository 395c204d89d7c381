/**
 * Which cause does a set name when more than one could be meant?
 */
import { attribute, inMap, type Properties, parameters, ref, type TemplateObject, topics } from './scenario.ts'
import type { Update } from './update.ts'

export const CAUSES: readonly Update[] = [
  {
    name: 'cloudformation.test_change_sets::TestCaptureUpdateProcess::test_direct_update',
    before: topics({ Foo: { TopicName: 'topic-1' } }),
    after: topics({ Foo: { TopicName: 'topic-2' } }),
    creation: ['Add Foo', '  will be {"TopicName":"topic-1"}'],
    update: [
      'Modify Foo True ReplaceAndDelete Properties',
      '  was {"TopicName":"topic-1"}',
      '  will be {"TopicName":"topic-2"}',
      '  /Properties/TopicName topic-1 → topic-2: Always, Static DirectModification',
    ],
    events: { Foo: 'created, replaced' },
  },
  {
    name: 'cloudformation.test_change_sets::TestCaptureUpdateProcess::test_dynamic_update',
    before: topicAndParameter('topic-1'),
    after: topicAndParameter('topic-2'),
    creation: [
      'Add Foo',
      '  will be {"TopicName":"topic-1"}',
      'Add Parameter',
      '  will be {"Type":"String","Value":"{{changeSet:KNOWN_AFTER_APPLY}}"}',
    ],
    update: [
      'Modify Foo True ReplaceAndDelete Properties',
      '  was {"TopicName":"topic-1"}',
      '  will be {"TopicName":"topic-2"}',
      '  /Properties/TopicName topic-1 → topic-2: Always, Static DirectModification',
      'Modify Parameter False Properties',
      '  was {"Type":"String","Value":"topic-1"}',
      '  will be {"Type":"String","Value":"{{changeSet:KNOWN_AFTER_APPLY}}"}',
      '  /Properties/Value topic-1 → {{changeSet:KNOWN_AFTER_APPLY}}: Never, Dynamic DirectModification',
      '  /Properties/Value topic-1 → {{changeSet:KNOWN_AFTER_APPLY}}: Never, Static ResourceAttribute Foo.TopicName',
    ],
    plain: [
      'Modify Foo True ReplaceAndDelete Properties',
      '  TopicName: Always, Static DirectModification',
      'Modify Parameter False Properties',
      '  Value: Never, Static ResourceAttribute Foo.TopicName',
    ],
    events: { Foo: 'created, replaced', Parameter: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_sets::TestCaptureUpdateProcess::test_parameter_changes',
    before: topicAndParameter(ref('TopicName'), { Parameters: { TopicName: { Type: 'String' } } }),
    given: [{ TopicName: 'topic-1' }, { TopicName: 'topic-2' }],
    creation: [
      'Add Foo',
      '  will be {"TopicName":"topic-1"}',
      'Add Parameter',
      '  will be {"Type":"String","Value":"{{changeSet:KNOWN_AFTER_APPLY}}"}',
    ],
    update: [
      'Modify Foo True ReplaceAndDelete Properties',
      '  was {"TopicName":"topic-1"}',
      '  will be {"TopicName":"topic-2"}',
      '  /Properties/TopicName topic-1 → topic-2: Always, Dynamic DirectModification',
      '  /Properties/TopicName topic-1 → topic-2: Always, Static ParameterReference TopicName',
      'Modify Parameter False Properties',
      '  was {"Type":"String","Value":"topic-1"}',
      '  will be {"Type":"String","Value":"{{changeSet:KNOWN_AFTER_APPLY}}"}',
      '  /Properties/Value topic-1 → {{changeSet:KNOWN_AFTER_APPLY}}: Never, Dynamic DirectModification',
      '  /Properties/Value topic-1 → {{changeSet:KNOWN_AFTER_APPLY}}: Never, Static ResourceAttribute Foo.TopicName',
    ],
    plain: [
      'Modify Foo True ReplaceAndDelete Properties',
      '  TopicName: Always, Dynamic DirectModification',
      '  TopicName: Always, Static ParameterReference TopicName',
      'Modify Parameter False Properties',
      '  Value: Never, Static ResourceAttribute Foo.TopicName',
    ],
    events: { Foo: 'created, replaced', Parameter: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_sets::TestCaptureUpdateProcess::test_mappings_with_static_fields',
    before: topicAndParameter(inMap('MyMap', 'MyKey', 'key1'), {
      Mappings: { MyMap: { MyKey: { key1: 'topic-name-1', key2: 'topic-name-2' } } },
    }),
    after: topicAndParameter(inMap('MyMap', 'MyKey', 'key2'), {
      Mappings: { MyMap: { MyKey: { key1: 'topic-name-1', key2: 'topic-name-2' } } },
    }),
    creation: [
      'Add Foo',
      '  will be {"TopicName":"topic-name-1"}',
      'Add Parameter',
      '  will be {"Type":"String","Value":"{{changeSet:KNOWN_AFTER_APPLY}}"}',
    ],
    update: [
      'Modify Foo True ReplaceAndDelete Properties',
      '  was {"TopicName":"topic-name-1"}',
      '  will be {"TopicName":"topic-name-2"}',
      '  /Properties/TopicName topic-name-1 → topic-name-2: Always, Static DirectModification',
      'Modify Parameter False Properties',
      '  was {"Type":"String","Value":"topic-name-1"}',
      '  will be {"Type":"String","Value":"{{changeSet:KNOWN_AFTER_APPLY}}"}',
      '  /Properties/Value topic-name-1 → {{changeSet:KNOWN_AFTER_APPLY}}: Never, Dynamic DirectModification',
      '  /Properties/Value topic-name-1 → {{changeSet:KNOWN_AFTER_APPLY}}: Never, Static ResourceAttribute Foo.TopicName',
    ],
    plain: [
      'Modify Foo True ReplaceAndDelete Properties',
      '  TopicName: Always, Static DirectModification',
      'Modify Parameter False Properties',
      '  Value: Never, Static ResourceAttribute Foo.TopicName',
    ],
    events: { Foo: 'created, replaced', Parameter: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_sets::TestCaptureUpdateProcess::test_mappings_with_parameter_lookup',
    before: topicAndParameter(inMap('MyMap', 'MyKey', ref('TopicName')), {
      Parameters: { TopicName: { Type: 'String' } },
      Mappings: { MyMap: { MyKey: { key1: 'topic-name-1', key2: 'topic-name-2' } } },
    }),
    given: [{ TopicName: 'key1' }, { TopicName: 'key2' }],
    creation: [
      'Add Foo',
      '  will be {"TopicName":"topic-name-1"}',
      'Add Parameter',
      '  will be {"Type":"String","Value":"{{changeSet:KNOWN_AFTER_APPLY}}"}',
    ],
    update: [
      'Modify Foo True ReplaceAndDelete Properties',
      '  was {"TopicName":"topic-name-1"}',
      '  will be {"TopicName":"topic-name-2"}',
      '  /Properties/TopicName topic-name-1 → topic-name-2: Always, Dynamic DirectModification',
      '  /Properties/TopicName topic-name-1 → topic-name-2: Always, Static ParameterReference TopicName',
      'Modify Parameter False Properties',
      '  was {"Type":"String","Value":"topic-name-1"}',
      '  will be {"Type":"String","Value":"{{changeSet:KNOWN_AFTER_APPLY}}"}',
      '  /Properties/Value topic-name-1 → {{changeSet:KNOWN_AFTER_APPLY}}: Never, Dynamic DirectModification',
      '  /Properties/Value topic-name-1 → {{changeSet:KNOWN_AFTER_APPLY}}: Never, Static ResourceAttribute Foo.TopicName',
    ],
    plain: [
      'Modify Foo True ReplaceAndDelete Properties',
      '  TopicName: Always, Dynamic DirectModification',
      '  TopicName: Always, Static ParameterReference TopicName',
      'Modify Parameter False Properties',
      '  Value: Never, Static ResourceAttribute Foo.TopicName',
    ],
    events: { Foo: 'created, replaced', Parameter: 'created, updated' },
  },
  {
    name: 'cloudformation.v2.test_change_sets::TestCaptureUpdateProcess::test_unrelated_changes_update_propagation',
    before: parameters({
      Parameter1: { Value: 'topic-name', Description: 'original' },
      Parameter2: { Value: attribute('Parameter1', 'Value') },
    }),
    after: parameters({
      Parameter1: { Value: 'topic-name', Description: 'changed' },
      Parameter2: { Value: attribute('Parameter1', 'Value') },
    }),
    creation: [
      'Add Parameter1',
      '  will be {"Description":"original","Type":"String","Value":"topic-name"}',
      'Add Parameter2',
      '  will be {"Type":"String","Value":"{{changeSet:KNOWN_AFTER_APPLY}}"}',
    ],
    update: [
      'Modify Parameter1 False Properties',
      '  was {"Description":"original","Type":"String","Value":"topic-name"}',
      '  will be {"Description":"changed","Type":"String","Value":"topic-name"}',
      '  /Properties/Description original → changed: Never, Static DirectModification',
    ],
    plain: [
      'Modify Parameter1 False Properties',
      '  Description: Never, Static DirectModification',
      'Modify Parameter2 False Properties',
      '  Value: Never, Dynamic ResourceAttribute Parameter1.Value',
    ],
    events: { Parameter1: 'created, updated', Parameter2: 'created' },
  },
  {
    name: 'cloudformation.v2.test_change_sets::TestCaptureUpdateProcess::test_unrelated_changes_requires_replacement',
    before: parameters({
      Parameter1: { Name: 'parameter-1-name', Value: 'value' },
      Parameter2: { Value: attribute('Parameter1', 'Value') },
    }),
    after: parameters({
      Parameter1: { Name: 'parameter-2-name', Value: 'value' },
      Parameter2: { Value: attribute('Parameter1', 'Value') },
    }),
    creation: [
      'Add Parameter1',
      '  will be {"Name":"parameter-1-name","Type":"String","Value":"value"}',
      'Add Parameter2',
      '  will be {"Type":"String","Value":"{{changeSet:KNOWN_AFTER_APPLY}}"}',
    ],
    update: [
      'Modify Parameter1 True ReplaceAndDelete Properties',
      '  was {"Name":"parameter-1-name","Type":"String","Value":"value"}',
      '  will be {"Name":"parameter-2-name","Type":"String","Value":"value"}',
      '  /Properties/Name parameter-1-name → parameter-2-name: Always, Static DirectModification',
      'Modify Parameter2 False Properties',
      '  was {"Type":"String","Value":"value"}',
      '  will be {"Type":"String","Value":"{{changeSet:KNOWN_AFTER_APPLY}}"}',
      '  /Properties/Value value → {{changeSet:KNOWN_AFTER_APPLY}}: Never, Dynamic DirectModification',
      '  /Properties/Value value → {{changeSet:KNOWN_AFTER_APPLY}}: Never, Static ResourceAttribute Parameter1.Value',
    ],
    plain: [
      'Modify Parameter1 True ReplaceAndDelete Properties',
      '  Name: Always, Static DirectModification',
      'Modify Parameter2 False Properties',
      '  Value: Never, Static ResourceAttribute Parameter1.Value',
    ],
    events: { Parameter1: 'created, replaced', Parameter2: 'created' },
  },
]

/** A topic, and a parameter that holds its name. */
function topicAndParameter(TopicName: unknown, sections: Properties = {}): TemplateObject {
  const { Resources } = parameters({ Parameter: { Value: attribute('Foo', 'TopicName') } })
  const topic = topics({ Foo: { TopicName } }, sections)
  return { ...topic, Resources: { ...topic.Resources, ...Resources } }
}
