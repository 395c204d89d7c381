/**
 * How does a change travel through `Fn::GetAtt`?
 */
import { attribute, topics } from './scenario.ts'
import type { Update } from './update.ts'

export const ATTRIBUTES: readonly Update[] = [
  {
    name: 'cloudformation.test_change_set_fn_get_attr::TestChangeSetFnGetAttr::test_resource_addition',
    additionsReplace: true,
    before: topics({ Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-value-1' } }),
    after: topics({
      Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-value-1' },
      Topic2: { TopicName: 'topic-name-2', DisplayName: attribute('Topic1', 'DisplayName') },
    }),
    creation: ['Add Topic1 True', '  will be {"DisplayName":"display-value-1","TopicName":"topic-name-1"}'],
    update: ['Add Topic2 True', '  will be {"DisplayName":"display-value-1","TopicName":"topic-name-2"}'],
    events: { Topic1: 'created', Topic2: 'created' },
  },
  {
    name: 'cloudformation.test_change_set_fn_get_attr::TestChangeSetFnGetAttr::test_resource_deletion',
    additionsReplace: true,
    before: topics({
      Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-value-1' },
      Topic2: { TopicName: 'topic-name-2', DisplayName: attribute('Topic1', 'DisplayName') },
    }),
    after: topics({ Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-value-1' } }),
    creation: [
      'Add Topic1 True',
      '  will be {"DisplayName":"display-value-1","TopicName":"topic-name-1"}',
      'Add Topic2 True',
      '  will be {"DisplayName":"{{changeSet:KNOWN_AFTER_APPLY}}","TopicName":"topic-name-2"}',
    ],
    update: [
      'Remove Topic2 Delete',
      '  was {"DisplayName":"{{changeSet:KNOWN_AFTER_APPLY}}","TopicName":"topic-name-2"}',
    ],
    events: { Topic1: 'created', Topic2: 'created, deleted' },
  },
  {
    name: 'cloudformation.test_change_set_fn_get_attr::TestChangeSetFnGetAttr::test_direct_attribute_value_change',
    additionsReplace: true,
    before: topics({
      Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-value-1' },
      Topic2: { TopicName: 'topic-name-2', DisplayName: attribute('Topic1', 'DisplayName') },
    }),
    after: topics({
      Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-value-2' },
      Topic2: { TopicName: 'topic-name-2', DisplayName: attribute('Topic1', 'DisplayName') },
    }),
    creation: [
      'Add Topic1 True',
      '  will be {"DisplayName":"display-value-1","TopicName":"topic-name-1"}',
      'Add Topic2 True',
      '  will be {"DisplayName":"{{changeSet:KNOWN_AFTER_APPLY}}","TopicName":"topic-name-2"}',
    ],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"display-value-1","TopicName":"topic-name-1"}',
      '  will be {"DisplayName":"display-value-2","TopicName":"topic-name-1"}',
      '  /Properties/DisplayName display-value-1 → display-value-2: Never, Static DirectModification',
    ],
    plain: [
      'Modify Topic1 False Properties',
      '  DisplayName: Never, Static DirectModification',
      'Modify Topic2 False Properties',
      '  DisplayName: Never, Dynamic ResourceAttribute Topic1.DisplayName',
    ],
    events: { Topic1: 'created, updated', Topic2: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_fn_get_attr::TestChangeSetFnGetAttr::test_direct_attribute_value_change_in_get_attr_chain',
    additionsReplace: true,
    before: topics({
      Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-value-1' },
      Topic2: { TopicName: 'topic-name-2', DisplayName: attribute('Topic1', 'DisplayName') },
      Topic3: { TopicName: 'topic-name-3', DisplayName: attribute('Topic2', 'DisplayName') },
    }),
    after: topics({
      Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-value-2' },
      Topic2: { TopicName: 'topic-name-2', DisplayName: attribute('Topic1', 'DisplayName') },
      Topic3: { TopicName: 'topic-name-3', DisplayName: attribute('Topic2', 'DisplayName') },
    }),
    creation: [
      'Add Topic1 True',
      '  will be {"DisplayName":"display-value-1","TopicName":"topic-name-1"}',
      'Add Topic2 True',
      '  will be {"DisplayName":"{{changeSet:KNOWN_AFTER_APPLY}}","TopicName":"topic-name-2"}',
      'Add Topic3 True',
      '  will be {"DisplayName":"{{changeSet:KNOWN_AFTER_APPLY}}","TopicName":"topic-name-3"}',
    ],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"display-value-1","TopicName":"topic-name-1"}',
      '  will be {"DisplayName":"display-value-2","TopicName":"topic-name-1"}',
      '  /Properties/DisplayName display-value-1 → display-value-2: Never, Static DirectModification',
    ],
    plain: [
      'Modify Topic1 False Properties',
      '  DisplayName: Never, Static DirectModification',
      'Modify Topic2 False Properties',
      '  DisplayName: Never, Dynamic ResourceAttribute Topic1.DisplayName',
      'Modify Topic3 False Properties',
      '  DisplayName: Never, Dynamic ResourceAttribute Topic2.DisplayName',
    ],
    events: { Topic1: 'created, updated', Topic2: 'created, updated', Topic3: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_fn_get_attr::TestChangeSetFnGetAttr::test_direct_attribute_value_change_with_dependent_addition',
    additionsReplace: true,
    before: topics({ Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-value-1' } }),
    after: topics({
      Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-value-2' },
      Topic2: { TopicName: 'topic-name-2', DisplayName: attribute('Topic1', 'DisplayName') },
    }),
    creation: ['Add Topic1 True', '  will be {"DisplayName":"display-value-1","TopicName":"topic-name-1"}'],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"display-value-1","TopicName":"topic-name-1"}',
      '  will be {"DisplayName":"display-value-2","TopicName":"topic-name-1"}',
      '  /Properties/DisplayName display-value-1 → display-value-2: Never, Static DirectModification',
      'Add Topic2 True',
      '  will be {"DisplayName":"display-value-1","TopicName":"topic-name-2"}',
    ],
    events: { Topic1: 'created, updated', Topic2: 'created' },
  },
  {
    name: 'cloudformation.test_change_set_fn_get_attr::TestChangeSetFnGetAttr::test_immutable_property_update_causes_resource_replacement',
    additionsReplace: true,
    before: topics({
      Topic1: { TopicName: 'topic-name-1', DisplayName: 'value' },
      Topic2: { TopicName: 'topic-name-2', DisplayName: attribute('Topic1', 'DisplayName') },
    }),
    after: topics({
      Topic1: { TopicName: 'updated-topic-name-1', DisplayName: 'new_value' },
      Topic2: { TopicName: 'topic-name-2', DisplayName: attribute('Topic1', 'DisplayName') },
    }),
    creation: [
      'Add Topic1 True',
      '  will be {"DisplayName":"value","TopicName":"topic-name-1"}',
      'Add Topic2 True',
      '  will be {"DisplayName":"{{changeSet:KNOWN_AFTER_APPLY}}","TopicName":"topic-name-2"}',
    ],
    update: [
      'Modify Topic1 True ReplaceAndDelete Properties',
      '  was {"DisplayName":"value","TopicName":"topic-name-1"}',
      '  will be {"DisplayName":"new_value","TopicName":"updated-topic-name-1"}',
      '  /Properties/DisplayName value → new_value: Never, Static DirectModification',
      '  /Properties/TopicName topic-name-1 → updated-topic-name-1: Always, Static DirectModification',
      'Modify Topic2 False Properties',
      '  was {"DisplayName":"value","TopicName":"topic-name-2"}',
      '  will be {"DisplayName":"{{changeSet:KNOWN_AFTER_APPLY}}","TopicName":"topic-name-2"}',
      '  /Properties/DisplayName value → {{changeSet:KNOWN_AFTER_APPLY}}: Never, Dynamic DirectModification',
      '  /Properties/DisplayName value → {{changeSet:KNOWN_AFTER_APPLY}}: Never, Static ResourceAttribute Topic1.DisplayName',
    ],
    plain: [
      'Modify Topic1 True ReplaceAndDelete Properties',
      '  DisplayName: Never, Static DirectModification',
      '  TopicName: Always, Static DirectModification',
      'Modify Topic2 False Properties',
      '  DisplayName: Never, Static ResourceAttribute Topic1.DisplayName',
    ],
    events: { Topic1: 'created, replaced', Topic2: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_values::TestChangeSetValues::test_property_empy_list',
    before: {
      Resources: {
        ...topics({ Topic: { TopicName: 'test-name' } }).Resources,
        Role: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: attribute('Topic', 'TopicName'), Tags: [] } },
      },
    },
    after: topics({ Topic: { TopicName: 'test-name' } }),
    creation: [
      'Add Role',
      '  will be {"LogGroupName":"{{changeSet:KNOWN_AFTER_APPLY}}","Tags":[]}',
      'Add Topic',
      '  will be {"TopicName":"test-name"}',
    ],
    update: ['Remove Role Delete', '  was {"LogGroupName":"{{changeSet:KNOWN_AFTER_APPLY}}","Tags":[]}'],
    events: { Role: 'created, deleted', Topic: 'created' },
  },
]
