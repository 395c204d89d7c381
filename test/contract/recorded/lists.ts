/**
 * What does a set say of `Fn::Select`, `Fn::Split` and `Fn::Base64`?
 */
import { attribute, ref, topics } from './scenario.ts'
import type { Update } from './update.ts'

export const LISTS: readonly Update[] = [
  {
    name: 'cloudformation.test_change_set_fn_select::TestChangeSetFnSelect::test_fn_select_add_to_static_property',
    before: topics({ Topic1: { DisplayName: 'topic-name-1' } }),
    after: topics({ Topic1: { DisplayName: { 'Fn::Select': [1, ['1st', '2nd', '3rd']] } } }),
    creation: ['Add Topic1', '  will be {"DisplayName":"topic-name-1"}'],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"topic-name-1"}',
      '  will be {"DisplayName":"2nd"}',
      '  /Properties/DisplayName topic-name-1 → 2nd: Never, Static DirectModification',
    ],
    events: { Topic1: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_fn_select::TestChangeSetFnSelect::test_fn_select_remove_from_static_property',
    before: topics({ Topic1: { DisplayName: { 'Fn::Select': [1, ['1st', '2nd', '3rd']] } } }),
    after: topics({ Topic1: { DisplayName: 'topic-name-1' } }),
    creation: ['Add Topic1', '  will be {"DisplayName":"2nd"}'],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"2nd"}',
      '  will be {"DisplayName":"topic-name-1"}',
      '  /Properties/DisplayName 2nd → topic-name-1: Never, Static DirectModification',
    ],
    events: { Topic1: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_fn_select::TestChangeSetFnSelect::test_fn_select_change_in_selection_list',
    before: topics({ Topic1: { DisplayName: { 'Fn::Select': [1, ['1st', '2nd']] } } }),
    after: topics({ Topic1: { DisplayName: { 'Fn::Select': [1, ['1st', 'new-2nd', '3rd']] } } }),
    creation: ['Add Topic1', '  will be {"DisplayName":"2nd"}'],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"2nd"}',
      '  will be {"DisplayName":"new-2nd"}',
      '  /Properties/DisplayName 2nd → new-2nd: Never, Static DirectModification',
    ],
    events: { Topic1: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_fn_select::TestChangeSetFnSelect::test_fn_select_change_in_selection_index_only',
    before: topics({ Topic1: { DisplayName: { 'Fn::Select': [1, ['1st', '2nd']] } } }),
    after: topics({ Topic1: { DisplayName: { 'Fn::Select': [0, ['1st', '2nd']] } } }),
    creation: ['Add Topic1', '  will be {"DisplayName":"2nd"}'],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"2nd"}',
      '  will be {"DisplayName":"1st"}',
      '  /Properties/DisplayName 2nd → 1st: Never, Static DirectModification',
    ],
    events: { Topic1: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_fn_select::TestChangeSetFnSelect::test_fn_select_change_in_selected_element_type_ref',
    before: topics({ Topic1: { DisplayName: { 'Fn::Select': [0, ['1st']] } } }),
    after: topics({ Topic1: { DisplayName: { 'Fn::Select': [0, [ref('AWS::StackName')]] } } }),
    creation: ['Add Topic1', '  will be {"DisplayName":"1st"}'],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"1st"}',
      '  will be {"DisplayName":"web"}',
      '  /Properties/DisplayName 1st → web: Never, Static DirectModification',
    ],
    events: { Topic1: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_fn_select::TestChangeSetFnSelect::test_fn_select_change_get_att_reference',
    before: topics({
      Topic1: { DisplayName: 'topic-name-1' },
      Topic2: { DisplayName: { 'Fn::Select': [0, [attribute('Topic1', 'DisplayName')]] } },
    }),
    after: topics({
      Topic1: { DisplayName: 'topic-name-2' },
      Topic2: { DisplayName: { 'Fn::Select': [0, [attribute('Topic1', 'DisplayName')]] } },
    }),
    creation: [
      'Add Topic1',
      '  will be {"DisplayName":"topic-name-1"}',
      'Add Topic2',
      '  will be {"DisplayName":"{{changeSet:KNOWN_AFTER_APPLY}}"}',
    ],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"topic-name-1"}',
      '  will be {"DisplayName":"topic-name-2"}',
      '  /Properties/DisplayName topic-name-1 → topic-name-2: Never, Static DirectModification',
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
    name: 'cloudformation.test_change_set_fn_split::TestChangeSetFnSplit::test_fn_split_add_to_static_property',
    before: topics({ Topic1: { DisplayName: 'topic-name-1' } }),
    after: topics({ Topic1: { DisplayName: { 'Fn::Join': ['_', { 'Fn::Split': ['-', 'part1-part2-part3'] }] } } }),
    creation: ['Add Topic1', '  will be {"DisplayName":"topic-name-1"}'],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"topic-name-1"}',
      '  will be {"DisplayName":"part1_part2_part3"}',
      '  /Properties/DisplayName topic-name-1 → part1_part2_part3: Never, Static DirectModification',
    ],
    events: { Topic1: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_fn_split::TestChangeSetFnSplit::test_fn_split_remove_from_static_property',
    before: topics({ Topic1: { DisplayName: { 'Fn::Join': ['_', { 'Fn::Split': ['-', 'part1-part2-part3'] }] } } }),
    after: topics({ Topic1: { DisplayName: 'topic-name-1' } }),
    creation: ['Add Topic1', '  will be {"DisplayName":"part1_part2_part3"}'],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"part1_part2_part3"}',
      '  will be {"DisplayName":"topic-name-1"}',
      '  /Properties/DisplayName part1_part2_part3 → topic-name-1: Never, Static DirectModification',
    ],
    events: { Topic1: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_fn_split::TestChangeSetFnSplit::test_fn_split_change_delimiter',
    before: topics({ Topic1: { DisplayName: { 'Fn::Join': ['_', { 'Fn::Split': ['-', 'a-b--c::d'] }] } } }),
    after: topics({ Topic1: { DisplayName: { 'Fn::Join': ['_', { 'Fn::Split': [':', 'a-b--c::d'] }] } } }),
    creation: ['Add Topic1', '  will be {"DisplayName":"a_b__c::d"}'],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"a_b__c::d"}',
      '  will be {"DisplayName":"a-b--c__d"}',
      '  /Properties/DisplayName a_b__c::d → a-b--c__d: Never, Static DirectModification',
    ],
    events: { Topic1: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_fn_split::TestChangeSetFnSplit::test_fn_split_change_source_string_only',
    before: topics({ Topic1: { DisplayName: { 'Fn::Join': ['_', { 'Fn::Split': ['-', 'a-b'] }] } } }),
    after: topics({ Topic1: { DisplayName: { 'Fn::Join': ['_', { 'Fn::Split': ['-', 'x-y-z'] }] } } }),
    creation: ['Add Topic1', '  will be {"DisplayName":"a_b"}'],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"a_b"}',
      '  will be {"DisplayName":"x_y_z"}',
      '  /Properties/DisplayName a_b → x_y_z: Never, Static DirectModification',
    ],
    events: { Topic1: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_fn_split::TestChangeSetFnSplit::test_fn_split_with_ref_as_string_source',
    before: topics(
      { Topic1: { DisplayName: { 'Fn::Join': ['_', { 'Fn::Split': ['-', ref('DelimiterParam')] }] } } },
      { Parameters: { DelimiterParam: { Type: 'String', Default: 'hello-world' } } },
    ),
    after: topics(
      { Topic1: { DisplayName: { 'Fn::Join': ['_', { 'Fn::Split': ['-', ref('DelimiterParam')] }] } } },
      { Parameters: { DelimiterParam: { Type: 'String', Default: 'foo-bar-baz' } } },
    ),
    creation: ['Add Topic1', '  will be {"DisplayName":"hello_world"}'],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"hello_world"}',
      '  will be {"DisplayName":"foo_bar_baz"}',
      '  /Properties/DisplayName hello_world → foo_bar_baz: Never, Dynamic DirectModification',
      '  /Properties/DisplayName hello_world → foo_bar_baz: Never, Static ParameterReference DelimiterParam',
    ],
    events: { Topic1: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_fn_split::TestChangeSetFnSplit::test_fn_split_with_get_att',
    warning:
      '[WARN] --include-property-values option can return incomplete ChangeSet data because: ChangeSet creation failed for resource [Topic2] because: Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.',
    before: topics({
      Topic1: { DisplayName: 'topic-name-1' },
      Topic2: { DisplayName: { 'Fn::Join': ['_', { 'Fn::Split': ['-', attribute('Topic1', 'DisplayName')] }] } },
    }),
    after: topics({
      Topic1: { DisplayName: 'topic-name-2' },
      Topic2: { DisplayName: { 'Fn::Join': ['_', { 'Fn::Split': ['-', attribute('Topic1', 'DisplayName')] }] } },
    }),
    creation: [
      'Add Topic1',
      '  will be {"DisplayName":"topic-name-1"}',
      'Add Topic2',
      '  will be {"DisplayName":"{{changeSet:KNOWN_AFTER_APPLY}}"}',
    ],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"topic-name-1"}',
      '  will be {"DisplayName":"topic-name-2"}',
      '  /Properties/DisplayName topic-name-1 → topic-name-2: Never, Static DirectModification',
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
    name: 'cloudformation.test_change_set_fn_base64::TestChangeSetFnBase64::test_fn_base64_add_to_static_property',
    before: topics({ Topic1: { DisplayName: 'topic-name-1' } }),
    after: topics({ Topic1: { DisplayName: { 'Fn::Base64': 'HelloWorld' } } }),
    creation: ['Add Topic1', '  will be {"DisplayName":"topic-name-1"}'],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"topic-name-1"}',
      '  will be {"DisplayName":"SGVsbG9Xb3JsZA=="}',
      '  /Properties/DisplayName topic-name-1 → SGVsbG9Xb3JsZA==: Never, Static DirectModification',
    ],
    events: { Topic1: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_fn_base64::TestChangeSetFnBase64::test_fn_base64_remove_from_static_property',
    before: topics({ Topic1: { DisplayName: { 'Fn::Base64': 'HelloWorld' } } }),
    after: topics({ Topic1: { DisplayName: 'topic-name-1' } }),
    creation: ['Add Topic1', '  will be {"DisplayName":"SGVsbG9Xb3JsZA=="}'],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"SGVsbG9Xb3JsZA=="}',
      '  will be {"DisplayName":"topic-name-1"}',
      '  /Properties/DisplayName SGVsbG9Xb3JsZA== → topic-name-1: Never, Static DirectModification',
    ],
    events: { Topic1: 'created, updated' },
  },
  {
    name: 'cloudformation.test_change_set_fn_base64::TestChangeSetFnBase64::test_fn_base64_change_input_string',
    before: topics({ Topic1: { DisplayName: { 'Fn::Base64': 'OldValue' } } }),
    after: topics({ Topic1: { DisplayName: { 'Fn::Base64': 'NewValue' } } }),
    creation: ['Add Topic1', '  will be {"DisplayName":"T2xkVmFsdWU="}'],
    update: [
      'Modify Topic1 False Properties',
      '  was {"DisplayName":"T2xkVmFsdWU="}',
      '  will be {"DisplayName":"TmV3VmFsdWU="}',
      '  /Properties/DisplayName T2xkVmFsdWU= → TmV3VmFsdWU=: Never, Static DirectModification',
    ],
    events: { Topic1: 'created, updated' },
  },
]
