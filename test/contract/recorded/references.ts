/**
 * How does a change travel through `Ref`?
 */
import { ref, topics } from './scenario.ts'
import type { Update } from './update.ts'

export const REFERENCES: readonly Update[] = [
  {
    name: 'cloudformation.test_change_set_ref::TestChangeSetRef::test_resource_addition',
    additionsReplace: true,
    before: topics({ Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-value-1' } }),
    after: topics({
      Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-value-1' },
      Topic2: { TopicName: 'topic-name-2', DisplayName: ref('Topic1') },
    }),
    creation: ['Add Topic1 True', '  will be {"DisplayName":"display-value-1","TopicName":"topic-name-1"}'],
    update: [
      'Add Topic2 True',
      '  will be {"DisplayName":"arn:aws:sns:eu-west-1:111111111111:topic-name-1","TopicName":"topic-name-2"}',
    ],
    events: { Topic1: 'created', Topic2: 'created' },
  },
  {
    name: 'cloudformation.test_change_set_ref::TestChangeSetRef::test_direct_attribute_value_change',
    additionsReplace: true,
    before: topics({
      Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-value-1' },
      Topic2: { TopicName: 'topic-name-2', DisplayName: ref('Topic1') },
    }),
    after: topics({
      Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-value-2' },
      Topic2: { TopicName: 'topic-name-2', DisplayName: ref('Topic1') },
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
    events: { Topic1: 'created, updated', Topic2: 'created' },
  },
  {
    name: 'cloudformation.test_change_set_ref::TestChangeSetRef::test_direct_attribute_value_change_in_ref_chain',
    additionsReplace: true,
    before: topics({
      Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-value-1' },
      Topic2: { TopicName: 'topic-name-2', DisplayName: ref('Topic1') },
      Topic3: { TopicName: 'topic-name-3', DisplayName: ref('Topic2') },
    }),
    after: topics({
      Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-value-2' },
      Topic2: { TopicName: 'topic-name-2', DisplayName: ref('Topic1') },
      Topic3: { TopicName: 'topic-name-3', DisplayName: ref('Topic2') },
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
    events: { Topic1: 'created, updated', Topic2: 'created', Topic3: 'created' },
  },
  {
    name: 'cloudformation.test_change_set_ref::TestChangeSetRef::test_direct_attribute_value_change_with_dependent_addition',
    additionsReplace: true,
    before: topics({ Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-value-1' } }),
    after: topics({
      Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-value-2' },
      Topic2: { TopicName: 'topic-name-2', DisplayName: ref('Topic1') },
    }),
    creation: ['Add Topic1 True', '  will be {"DisplayName":"display-value-1","TopicName":"topic-name-1"}'],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"display-value-1","TopicName":"topic-name-1"}',
      '  will be {"DisplayName":"display-value-2","TopicName":"topic-name-1"}',
      '  /Properties/DisplayName display-value-1 → display-value-2: Never, Static DirectModification',
      'Add Topic2 True',
      '  will be {"DisplayName":"arn:aws:sns:eu-west-1:111111111111:topic-name-1","TopicName":"topic-name-2"}',
    ],
    events: { Topic1: 'created, updated', Topic2: 'created' },
  },
  {
    name: 'cloudformation.test_change_set_ref::TestChangeSetRef::test_immutable_property_update_causes_resource_replacement',
    additionsReplace: true,
    before: topics({
      Topic1: { TopicName: 'topic-name-1', DisplayName: 'value' },
      Topic2: { TopicName: 'topic-name-2', DisplayName: ref('Topic1') },
    }),
    after: topics({
      Topic1: { TopicName: 'updated-topic-name-1', DisplayName: 'new_value' },
      Topic2: { TopicName: 'topic-name-2', DisplayName: ref('Topic1') },
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
      '  was {"DisplayName":"arn:aws:sns:eu-west-1:111111111111:topic-name-1","TopicName":"topic-name-2"}',
      '  will be {"DisplayName":"{{changeSet:KNOWN_AFTER_APPLY}}","TopicName":"topic-name-2"}',
      '  /Properties/DisplayName arn:aws:sns:eu-west-1:111111111111:topic-name-1 → {{changeSet:KNOWN_AFTER_APPLY}}: Never, Dynamic DirectModification',
      '  /Properties/DisplayName arn:aws:sns:eu-west-1:111111111111:topic-name-1 → {{changeSet:KNOWN_AFTER_APPLY}}: Never, Static ResourceReference Topic1',
    ],
    plain: [
      'Modify Topic1 True ReplaceAndDelete Properties',
      '  DisplayName: Never, Static DirectModification',
      '  TopicName: Always, Static DirectModification',
      'Modify Topic2 False Properties',
      '  DisplayName: Never, Static ResourceReference Topic1',
    ],
    events: { Topic1: 'created, replaced', Topic2: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_ref::TestChangeSetRef::test_supported_pseudo_parameter',
    before: topics({ Topic1: { TopicName: 'topic_name_1' } }),
    after: topics({
      Topic2: {
        TopicName: 'topic_name_2',
        Tags: [
          { Key: 'Partition', Value: ref('AWS::Partition') },
          { Key: 'AccountId', Value: ref('AWS::AccountId') },
          { Key: 'Region', Value: ref('AWS::Region') },
          { Key: 'StackName', Value: ref('AWS::StackName') },
          { Key: 'StackId', Value: ref('AWS::StackId') },
          { Key: 'URLSuffix', Value: ref('AWS::URLSuffix') },
        ],
      },
    }),
    creation: ['Add Topic1', '  will be {"TopicName":"topic_name_1"}'],
    update: [
      'Remove Topic1 Delete',
      '  was {"TopicName":"topic_name_1"}',
      'Add Topic2',
      '  will be {"Tags":[{"Key":"Partition","Value":"aws"},{"Key":"AccountId","Value":"111111111111"},{"Key":"Region","Value":"eu-west-1"},{"Key":"StackName","Value":"web"},{"Key":"StackId","Value":"<stack-id>"},{"Key":"URLSuffix","Value":"amazonaws.com"}],"TopicName":"topic_name_2"}',
    ],
    events: { Topic1: 'created, deleted', Topic2: 'created' },
  },
]
