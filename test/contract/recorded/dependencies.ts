/**
 * In which order do resources come and go?
 */
import { having, parameters, ref, topics } from './scenario.ts'
import type { Update } from './update.ts'

export const DEPENDENCIES: readonly Update[] = [
  {
    name: 'cloudformation.test_change_set_depends_on::TestChangeSetDependsOn::test_update_depended_resource',
    before: having(
      topics({
        Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-value-1' },
        Topic2: { TopicName: 'topic-name-2', DisplayName: 'display-value-2' },
      }),
      { Topic2: { DependsOn: 'Topic1' } },
    ),
    after: having(
      topics({
        Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-value-1-updated' },
        Topic2: { TopicName: 'topic-name-2', DisplayName: 'display-value-2' },
      }),
      { Topic2: { DependsOn: 'Topic1' } },
    ),
    creation: [
      'Add Topic1',
      '  will be {"DisplayName":"display-value-1","TopicName":"topic-name-1"}',
      'Add Topic2',
      '  will be {"DisplayName":"display-value-2","TopicName":"topic-name-2"}',
    ],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"display-value-1","TopicName":"topic-name-1"}',
      '  will be {"DisplayName":"display-value-1-updated","TopicName":"topic-name-1"}',
      '  /Properties/DisplayName display-value-1 → display-value-1-updated: Never, Static DirectModification',
    ],
    events: { Topic1: 'created, updated', Topic2: 'created' },
  },
  {
    name: 'cloudformation.test_change_set_depends_on::TestChangeSetDependsOn::test_update_depended_resource_list',
    before: having(
      topics({
        Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-value-1' },
        Topic2: { TopicName: 'topic-name-2', DisplayName: 'display-value-2' },
      }),
      { Topic2: { DependsOn: ['Topic1'] } },
    ),
    after: having(
      topics({
        Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-value-1-updated' },
        Topic2: { TopicName: 'topic-name-2', DisplayName: 'display-value-2' },
      }),
      { Topic2: { DependsOn: ['Topic1'] } },
    ),
    creation: [
      'Add Topic1',
      '  will be {"DisplayName":"display-value-1","TopicName":"topic-name-1"}',
      'Add Topic2',
      '  will be {"DisplayName":"display-value-2","TopicName":"topic-name-2"}',
    ],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"display-value-1","TopicName":"topic-name-1"}',
      '  will be {"DisplayName":"display-value-1-updated","TopicName":"topic-name-1"}',
      '  /Properties/DisplayName display-value-1 → display-value-1-updated: Never, Static DirectModification',
    ],
    events: { Topic1: 'created, updated', Topic2: 'created' },
  },
  {
    name: 'cloudformation.test_change_set_depends_on::TestChangeSetDependsOn::test_multiple_dependencies_addition',
    before: having(
      topics({
        Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-value-1' },
        Topicn: { TopicName: 'topic-name-n', DisplayName: 'display-value-n' },
      }),
      { Topicn: { DependsOn: ['Topic1'] } },
    ),
    after: having(
      topics({
        Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-value-1' },
        Topic2: { TopicName: 'topic-name-2', DisplayName: 'display-value-2' },
        Topicn: { TopicName: 'topic-name-n', DisplayName: 'display-value-n' },
      }),
      { Topicn: { DependsOn: ['Topic1', 'Topic2'] } },
    ),
    creation: [
      'Add Topic1',
      '  will be {"DisplayName":"display-value-1","TopicName":"topic-name-1"}',
      'Add Topicn',
      '  will be {"DisplayName":"display-value-n","TopicName":"topic-name-n"}',
    ],
    update: ['Add Topic2', '  will be {"DisplayName":"display-value-2","TopicName":"topic-name-2"}'],
    events: { Topic1: 'created', Topic2: 'created', Topicn: 'created' },
  },
  {
    name: 'cloudformation.test_change_set_depends_on::TestChangeSetDependsOn::test_multiple_dependencies_deletion',
    before: having(
      topics({
        Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-value-1' },
        Topic2: { TopicName: 'topic-name-2', DisplayName: 'display-value-2' },
        Topicn: { TopicName: 'topic-name-n', DisplayName: 'display-value-n' },
      }),
      { Topicn: { DependsOn: ['Topic1', 'Topic2'] } },
    ),
    after: having(
      topics({
        Topic1: { TopicName: 'topic-name-1', DisplayName: 'display-value-1' },
        Topicn: { TopicName: 'topic-name-n', DisplayName: 'display-value-n' },
      }),
      { Topicn: { DependsOn: ['Topic1'] } },
    ),
    creation: [
      'Add Topic1',
      '  will be {"DisplayName":"display-value-1","TopicName":"topic-name-1"}',
      'Add Topic2',
      '  will be {"DisplayName":"display-value-2","TopicName":"topic-name-2"}',
      'Add Topicn',
      '  will be {"DisplayName":"display-value-n","TopicName":"topic-name-n"}',
    ],
    update: ['Remove Topic2 Delete', '  was {"DisplayName":"display-value-2","TopicName":"topic-name-2"}'],
    events: { Topic1: 'created', Topic2: 'created, deleted', Topicn: 'created' },
  },
  {
    name: 'cloudformation.api.test_stacks::test_stack_deletion_order[C]',
    before: parameters({
      A: { Value: 'root' },
      B: { Value: ref('A') },
      C: { Value: ref('B') },
      Dummy: { Value: 'dummy' },
    }),
    after: parameters({ A: { Value: 'root' }, B: { Value: ref('A') }, Dummy: { Value: 'dummy' } }),
    creation: [
      'Add A',
      '  will be {"Type":"String","Value":"root"}',
      'Add B',
      '  will be {"Type":"String","Value":"{{changeSet:KNOWN_AFTER_APPLY}}"}',
      'Add C',
      '  will be {"Type":"String","Value":"{{changeSet:KNOWN_AFTER_APPLY}}"}',
      'Add Dummy',
      '  will be {"Type":"String","Value":"dummy"}',
    ],
    update: ['Remove C Delete', '  was {"Type":"String","Value":"{{changeSet:KNOWN_AFTER_APPLY}}"}'],
    events: { A: 'created', B: 'created', C: 'created, deleted', Dummy: 'created' },
  },
  {
    name: 'cloudformation.api.test_stacks::test_stack_deletion_order[B-C]',
    before: parameters({
      A: { Value: 'root' },
      B: { Value: ref('A') },
      C: { Value: ref('B') },
      Dummy: { Value: 'dummy' },
    }),
    after: parameters({ A: { Value: 'root' }, Dummy: { Value: 'dummy' } }),
    creation: [
      'Add A',
      '  will be {"Type":"String","Value":"root"}',
      'Add B',
      '  will be {"Type":"String","Value":"{{changeSet:KNOWN_AFTER_APPLY}}"}',
      'Add C',
      '  will be {"Type":"String","Value":"{{changeSet:KNOWN_AFTER_APPLY}}"}',
      'Add Dummy',
      '  will be {"Type":"String","Value":"dummy"}',
    ],
    update: [
      'Remove B Delete',
      '  was {"Type":"String","Value":"{{changeSet:KNOWN_AFTER_APPLY}}"}',
      'Remove C Delete',
      '  was {"Type":"String","Value":"{{changeSet:KNOWN_AFTER_APPLY}}"}',
    ],
    events: { A: 'created', B: 'created, deleted', C: 'created, deleted', Dummy: 'created' },
  },
  {
    name: 'cloudformation.api.test_stacks::test_stack_deletion_order[A-B-C]',
    before: parameters({
      A: { Value: 'root' },
      B: { Value: ref('A') },
      C: { Value: ref('B') },
      Dummy: { Value: 'dummy' },
    }),
    after: parameters({ Dummy: { Value: 'dummy' } }),
    creation: [
      'Add A',
      '  will be {"Type":"String","Value":"root"}',
      'Add B',
      '  will be {"Type":"String","Value":"{{changeSet:KNOWN_AFTER_APPLY}}"}',
      'Add C',
      '  will be {"Type":"String","Value":"{{changeSet:KNOWN_AFTER_APPLY}}"}',
      'Add Dummy',
      '  will be {"Type":"String","Value":"dummy"}',
    ],
    update: [
      'Remove A Delete',
      '  was {"Type":"String","Value":"root"}',
      'Remove B Delete',
      '  was {"Type":"String","Value":"{{changeSet:KNOWN_AFTER_APPLY}}"}',
      'Remove C Delete',
      '  was {"Type":"String","Value":"{{changeSet:KNOWN_AFTER_APPLY}}"}',
    ],
    events: { A: 'created, deleted', B: 'created, deleted', C: 'created, deleted', Dummy: 'created' },
  },
]
