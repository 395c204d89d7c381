/**
 * What does a set say of `Fn::Join`?
 */
import { attribute, topics } from './scenario.ts'
import type { Update } from './update.ts'

export const JOINS: readonly Update[] = [
  {
    name: 'cloudformation.test_change_set_fn_join::TestChangeSetFnJoin::test_update_string_literal_delimiter_empty',
    additionsReplace: true,
    before: topics({ Topic1: { TopicName: 'topic-name-1', DisplayName: { 'Fn::Join': ['', ['v1', 'test']] } } }),
    after: topics({ Topic1: { TopicName: 'topic-name-1', DisplayName: { 'Fn::Join': ['-', ['v1', 'test']] } } }),
    creation: ['Add Topic1 True', '  will be {"DisplayName":"v1test","TopicName":"topic-name-1"}'],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"v1test","TopicName":"topic-name-1"}',
      '  will be {"DisplayName":"v1-test","TopicName":"topic-name-1"}',
      '  /Properties/DisplayName v1test → v1-test: Never, Static DirectModification',
    ],
    events: { Topic1: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_fn_join::TestChangeSetFnJoin::test_update_string_literal_arguments_empty',
    additionsReplace: true,
    before: topics({ Topic1: { TopicName: 'topic-name-1', DisplayName: { 'Fn::Join': ['', []] } } }),
    after: topics({ Topic1: { TopicName: 'topic-name-1', DisplayName: { 'Fn::Join': ['', ['v1', 'test']] } } }),
    creation: ['Add Topic1 True', '  will be {"DisplayName":"","TopicName":"topic-name-1"}'],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"","TopicName":"topic-name-1"}',
      '  will be {"DisplayName":"v1test","TopicName":"topic-name-1"}',
      '  /Properties/DisplayName  → v1test: Never, Static DirectModification',
    ],
    events: { Topic1: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_fn_join::TestChangeSetFnJoin::test_update_string_literal_argument',
    additionsReplace: true,
    before: topics({ Topic1: { TopicName: 'topic-name-1', DisplayName: { 'Fn::Join': ['-', ['v1', 'test']] } } }),
    after: topics({ Topic1: { TopicName: 'topic-name-1', DisplayName: { 'Fn::Join': ['-', ['v2', 'test']] } } }),
    creation: ['Add Topic1 True', '  will be {"DisplayName":"v1-test","TopicName":"topic-name-1"}'],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"v1-test","TopicName":"topic-name-1"}',
      '  will be {"DisplayName":"v2-test","TopicName":"topic-name-1"}',
      '  /Properties/DisplayName v1-test → v2-test: Never, Static DirectModification',
    ],
    events: { Topic1: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_fn_join::TestChangeSetFnJoin::test_update_string_literal_delimiter',
    additionsReplace: true,
    before: topics({ Topic1: { TopicName: 'topic-name-1', DisplayName: { 'Fn::Join': ['-', ['v1', 'test']] } } }),
    after: topics({ Topic1: { TopicName: 'topic-name-1', DisplayName: { 'Fn::Join': ['_', ['v2', 'test']] } } }),
    creation: ['Add Topic1 True', '  will be {"DisplayName":"v1-test","TopicName":"topic-name-1"}'],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"v1-test","TopicName":"topic-name-1"}',
      '  will be {"DisplayName":"v2_test","TopicName":"topic-name-1"}',
      '  /Properties/DisplayName v1-test → v2_test: Never, Static DirectModification',
    ],
    events: { Topic1: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_fn_join::TestChangeSetFnJoin::test_update_refence_argument',
    additionsReplace: true,
    before: topics({
      Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-name-1' },
      Topic2: {
        TopicName: 'topic-name-2',
        DisplayName: { 'Fn::Join': ['-', ['prefix', attribute('Topic1', 'DisplayName')]] },
      },
    }),
    after: topics({
      Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-name-2' },
      Topic2: {
        TopicName: 'topic-name-2',
        DisplayName: { 'Fn::Join': ['-', ['prefix', attribute('Topic1', 'DisplayName')]] },
      },
    }),
    creation: [
      'Add Topic1 True',
      '  will be {"DisplayName":"display-name-1","TopicName":"topic-name-1"}',
      'Add Topic2 True',
      '  will be {"DisplayName":"{{changeSet:KNOWN_AFTER_APPLY}}","TopicName":"topic-name-2"}',
    ],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"display-name-1","TopicName":"topic-name-1"}',
      '  will be {"DisplayName":"display-name-2","TopicName":"topic-name-1"}',
      '  /Properties/DisplayName display-name-1 → display-name-2: Never, Static DirectModification',
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
    name: 'cloudformation.test_change_set_fn_join::TestChangeSetFnJoin::test_indirect_update_refence_argument',
    additionsReplace: true,
    before: topics({
      Topic1: { TopicName: 'topic-name-1', DisplayName: { 'Fn::Join': ['-', ['display', 'name', '1']] } },
      Topic2: {
        TopicName: 'topic-name-2',
        DisplayName: { 'Fn::Join': ['-', ['prefix', attribute('Topic1', 'DisplayName')]] },
      },
    }),
    after: topics({
      Topic1: { TopicName: 'topic-name-1', DisplayName: { 'Fn::Join': ['-', ['display', 'name', '2']] } },
      Topic2: {
        TopicName: 'topic-name-2',
        DisplayName: { 'Fn::Join': ['-', ['prefix', attribute('Topic1', 'DisplayName')]] },
      },
    }),
    creation: [
      'Add Topic1 True',
      '  will be {"DisplayName":"display-name-1","TopicName":"topic-name-1"}',
      'Add Topic2 True',
      '  will be {"DisplayName":"{{changeSet:KNOWN_AFTER_APPLY}}","TopicName":"topic-name-2"}',
    ],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"display-name-1","TopicName":"topic-name-1"}',
      '  will be {"DisplayName":"display-name-2","TopicName":"topic-name-1"}',
      '  /Properties/DisplayName display-name-1 → display-name-2: Never, Static DirectModification',
    ],
    plain: [
      'Modify Topic1 False Properties',
      '  DisplayName: Never, Static DirectModification',
      'Modify Topic2 False Properties',
      '  DisplayName: Never, Dynamic ResourceAttribute Topic1.DisplayName',
    ],
    events: { Topic1: 'created, updated', Topic2: 'created, updated' },
  },
]
