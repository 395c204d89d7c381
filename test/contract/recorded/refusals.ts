/**
 * In which words does AWS refuse a template?
 *
 * One row a recording: what was sent as the first set of a new stack, and what
 * was answered before anything was made.
 */
import { CreateChangeSetCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { attribute, having, inMap, parameters, ref, refuses, type Scenario, STACK, topics } from './scenario.ts'

interface Refused {
  readonly name: string
  readonly template: unknown
  readonly message: string
  readonly given?: Readonly<Record<string, string>>
}

const SELECT = 'Template error: Fn::Select requires a list argument with two elements: an integer index and a list'
const GET_ATT =
  'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute'
const EVERY_MAPPING = 'Template format error: Every Mappings attribute must be a String or a List.'
const SUFFIXES = { TopicSuffixMap: { A: { Suffix: 'suffix-a' }, B: { Suffix: 'suffix-b' } } }

function suffixed(mappings: unknown, key: unknown = 'Suffix'): unknown {
  return topics(
    { Topic: { TopicName: inMap('TopicSuffixMap', ref('Selector'), key) } },
    { Parameters: { Selector: { Type: 'String' } }, Mappings: mappings },
  )
}

function optionalTopic(use: unknown): unknown {
  const template = parameters({ Use: { Value: use } })
  return {
    Conditions: { Wanted: { 'Fn::Equals': ['yes', 'no'] } },
    Resources: { ...template.Resources, MyTopic: { Type: 'AWS::SNS::Topic', Condition: 'Wanted' } },
  }
}

const ROWS: readonly Refused[] = [
  {
    name: 'cloudformation.api.test_validations::test_invalid_output_structure[none-value]',
    template: { ...topics({ Foo: {} }), Outputs: { MyOutput: { Value: null } } },
    message: "[/Outputs/MyOutput/Value] 'null' values are not allowed in templates",
  },
  {
    name: 'cloudformation.api.test_validations::test_invalid_output_structure[missing-def]',
    template: { ...topics({ Foo: {} }), Outputs: { MyOutput: { Value: null, AnotherValue: null } } },
    message: "[/Outputs/MyOutput/Value] 'null' values are not allowed in templates",
  },
  {
    name: 'cloudformation.api.test_validations::test_invalid_output_structure[multiple-nones]',
    template: { ...topics({ Foo: {} }), Outputs: { MyOutput: {} } },
    message: 'Template format error: Every Outputs member must contain a Value object',
  },
  {
    name: 'cloudformation.api.test_validations::test_missing_resources_block',
    template: {},
    message: 'Template format error: At least one Resources member must be defined.',
  },
  {
    name: 'cloudformation.api.test_validations::test_resources_blocks[missing-type]',
    template: { Resources: { A: { Properties: {} } } },
    message: 'Template format error: [/Resources/A] Every Resources object must contain a Type member.',
  },
  {
    name: 'cloudformation.api.test_validations::test_resources_blocks[invalid-key]',
    template: { Resources: { A: { Type: 'AWS::SNS::Topic', Invalid: 10 } } },
    message: "Invalid template resource property 'Invalid'",
  },
  {
    name: 'cloudformation.api.test_stacks::test_linting_error_during_creation',
    template: { Resources: { topic: 'AWS::SNS::Topic' } },
    message: 'Template format error: Any Resources member must be an object.',
  },
  {
    name: 'cloudformation.api.test_stacks::test_no_parameters_given',
    template: parameters({ Kept: { Value: ref('Input') } }, { Parameters: { Input: { Type: 'String' } } }),
    message: 'Parameters: [Input] must have values',
  },
  {
    name: 'cloudformation.api.test_changesets::test_using_pseudoparameters_in_places[resource]',
    template: { Resources: { 'AWS::NoValue': { Type: 'AWS::SNS::Topic' } } },
    message: 'Template format error: Resource name AWS::NoValue is non alphanumeric.',
  },
  {
    name: 'cloudformation.api.test_changesets::test_using_pseudoparameters_in_places[parameter]',
    template: topics({ Topic: {} }, { Parameters: { 'AWS::NoValue': { Type: 'String' } } }),
    message: 'Template format error: Parameter name AWS::NoValue is non alphanumeric.',
  },
  {
    name: 'cloudformation.api.test_templates::test_validate_invalid_json_template_should_fail',
    template: '{"this is invalid JSON"}',
    message: 'Template format error: JSON not well-formed. (line 1, column 25)',
  },
  {
    name: 'cloudformation.api.test_templates::test_create_stack_invalid_yaml_template_should_fail',
    template: 'Resources:\n  Topic: [',
    message: 'Template format error: YAML not well-formed.',
  },
  {
    name: 'cloudformation.api.test_stacks::TestStacksApi::test_create_stack_url_as_template',
    template: 'https://bucket.s3.amazonaws.com/template.yml',
    message: 'Template format error: unsupported structure.',
  },
  {
    name: 'cloudformation.engine.test_references::test_useful_error_when_invalid_ref',
    template: topics({ Topic: { DisplayName: ref('InvalidRef') } }),
    message:
      'Template format error: Unresolved resource dependencies [InvalidRef] in the Resources block of the template',
  },
  {
    name: 'cloudformation.engine.test_references::TestDependsOn::test_depends_on_with_missing_reference',
    template: having(topics({ Topic: {} }), { Topic: { DependsOn: ['NonExistingResource'] } }),
    message:
      'Template format error: Unresolved resource dependencies [NonExistingResource] in the Resources block of the template',
  },
  {
    name: 'cloudformation.engine.test_conditions::TestCloudFormationConditions::test_dependent_ref',
    template: optionalTopic(ref('MyTopic')),
    message: 'Template format error: Unresolved resource dependencies [MyTopic] in the Resources block of the template',
  },
  {
    name: 'cloudformation.engine.test_conditions::TestCloudFormationConditions::test_dependent_get_att',
    template: optionalTopic(attribute('MyTopic', 'TopicName')),
    message: 'Template format error: Unresolved resource dependencies [MyTopic] in the Resources block of the template',
  },
  {
    name: 'cloudformation.engine.test_conditions::TestCloudFormationConditions::test_output_reference_to_skipped_resource',
    template: { ...Object(optionalTopic('nothing')), Outputs: { Name: { Value: ref('MyTopic') } } },
    message: 'Unresolved resource dependencies [MyTopic] in the Outputs block of the template',
  },
  {
    name: 'cloudformation.engine.test_conditions::TestValidateConditions::test_validate_equals_args_len',
    template: having(topics({ Topic: {} }, { Conditions: { Odd: { 'Fn::Equals': ['one'] } } }), {
      Topic: { Condition: 'Odd' },
    }),
    message: 'Template error: every Fn::Equals object requires a list of 2 string parameters.',
  },
  {
    name: 'cloudformation.test_change_set_conditions::TestChangeSetConditions::test_missing_condition',
    template: topics({ Topic: { DisplayName: { 'Fn::If': ['MissingCondition', 'a', 'b'] } } }),
    message: 'Template error: unresolved condition dependency MissingCondition in Fn::If',
  },
  {
    name: 'cloudformation.test_change_set_fn_get_attr::TestChangeSetFnGetAttr::test_invalid_structure[getatt_validation.yml]',
    template: topics({ Foo: {}, Bar: { DisplayName: { 'Fn::GetAtt': ['Foo'] } } }),
    message: GET_ATT,
  },
  {
    name: 'cloudformation.test_change_set_fn_get_attr::TestChangeSetFnGetAttr::test_invalid_structure[getatt_validation2.yml]',
    template: topics({ Foo: {}, Bar: { DisplayName: { 'Fn::GetAtt': ['Foo', ''] } } }),
    message: GET_ATT,
  },
  {
    name: 'cloudformation.test_change_set_fn_select::TestChangeSetFnSelect::test_invalid_select_index_type[non-integer-index]',
    template: parameters({ MyParameter: { Value: { 'Fn::Select': ['bad', ['test']] } } }),
    message: SELECT,
  },
  {
    name: 'cloudformation.test_change_set_fn_select::TestChangeSetFnSelect::test_invalid_select_index_type[non-list-list]',
    template: parameters({ MyParameter: { Value: { 'Fn::Select': [0, 2] } } }),
    message: SELECT,
  },
  {
    name: 'cloudformation.test_change_set_fn_select::TestChangeSetFnSelect::test_invalid_select_index_type[index-out-of-range]',
    template: parameters({ MyParameter: { Value: { 'Fn::Select': [100, ['test']] } } }),
    message: SELECT,
  },
  {
    name: 'cloudformation.test_change_set_fn_split::TestSplitValidations::test_validate_split_arguments_len',
    template: parameters({ MyParameter: { Value: { 'Fn::Join': ['_', { 'Fn::Split': ['-'] }] } } }),
    message:
      'Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.',
  },
  {
    name: 'cloudformation.test_change_set_parameters::TestChangeSetParameters::test_invalid_parameter_type',
    template: parameters({ Kept: { Value: ref('Value') } }, { Parameters: { Value: { Type: 'Number' } } }),
    given: { Value: 'abc' },
    message: "Parameter 'Value' must be a number.",
  },
  {
    name: 'cloudformation.engine.test_mappings::TestCloudFormationMappings::test_mapping_with_nonexisting_key',
    template: suffixed(SUFFIXES),
    given: { Selector: 'C' },
    message: 'Template error: Unable to get mapping for TopicSuffixMap::C::Suffix',
  },
  {
    name: 'cloudformation.engine.test_mappings::TestCloudFormationMappings::test_async_mapping_error_second_level_v2',
    template: suffixed(SUFFIXES, 'NotValid'),
    given: { Selector: 'A' },
    message: 'Template error: Unable to get mapping for TopicSuffixMap::A::NotValid',
  },
  {
    name: 'cloudformation.engine.test_mappings::TestCloudFormationMappings::test_mapping_with_invalid_refs',
    template: suffixed({ TopicSuffixMap: { A: { Suffix: ref('Selector') } } }),
    given: { Selector: 'C' },
    message: EVERY_MAPPING,
  },
  {
    name: 'cloudformation.engine.test_mappings::TestCloudFormationMappings::test_mapping_maximum_nesting_depth',
    template: suffixed({ TopicSuffixMap: { A: { Suffix: { Deeper: 'a' } } } }),
    given: { Selector: 'A' },
    message: EVERY_MAPPING,
  },
  {
    name: 'cloudformation.engine.test_mappings::TestCloudFormationMappings::test_mapping_minimum_nesting_depth',
    template: suffixed({ TopicSuffixMap: { A: 'suffix-a' } }),
    given: { Selector: 'A' },
    message: 'Template format error: Every Mappings member A must be a map',
  },
]

export const REFUSALS: readonly Scenario[] = ROWS.map(({ name, template, message, given = {} }) => ({
  name,
  async run({ admin }) {
    const creation = new CreateChangeSetCommand({
      StackName: STACK,
      ChangeSetName: 'first',
      ChangeSetType: 'CREATE',
      TemplateBody: typeof template === 'string' ? template : JSON.stringify(template),
      Parameters: Object.entries(given).map(([key, value]) => ({ ParameterKey: key, ParameterValue: value })),
    })
    await refuses(admin.send(creation), { message })
    // A refused set leaves no stack in review behind.
    await refuses(admin.send(new DescribeStacksCommand({ StackName: STACK })), {
      message: `Stack with id ${STACK} does not exist`,
    })
  },
}))
