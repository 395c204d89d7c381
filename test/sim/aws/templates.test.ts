/** Is a bad template refused before anything is made, in CloudFormation's words? */
import {
  CreateChangeSetCommand,
  GetTemplateSummaryCommand,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ACCOUNT, changeSet, REGION, type TestWorld, testWorld } from './world.ts'

let world: TestWorld
beforeAll(async () => {
  world = await testWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const TOPIC = 'Resources: { Topic: { Type: AWS::SNS::Topic } }'

describe('a template is refused', () => {
  test.each([
    ['without text', '', 'Either Template URL or Template Body must be specified.'],
    [
      'that is not YAML (test_create_stack_invalid_yaml_template_should_fail)',
      'a: [',
      'Template format error: YAML not well-formed.',
    ],
    ['that is a list', '- a', 'Template format error: unsupported structure.'],
    [
      'with a long description',
      `Description: ${'x'.repeat(1_025)}\n${TOPIC}`,
      "Template format error: 'Description' length is greater than 1024.",
    ],
    [
      'with a strange name of an output',
      `${TOPIC}\nOutputs: { a-b: { Value: x } }`,
      'Template format error: Output name a-b is non alphanumeric.',
    ],
    [
      'with a pseudo parameter that does not exist',
      'Resources: { Topic: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Ref AWS::Weather } } }',
      'Template format error: Unresolved resource dependencies [AWS::Weather] in the Resources block of the template',
    ],
    [
      'with a snapshot of what has none',
      'Resources: { Topic: { Type: AWS::SNS::Topic, DeletionPolicy: Snapshot } }',
      'Template error: resource type AWS::SNS::Topic does not support deletion policy Snapshot',
    ],
    ['with rules', `Rules: { R: { Assertions: [] } }\n${TOPIC}`, 'Rules are not simulated'],
    [
      'with a policy for updates',
      'Resources: { Topic: { Type: AWS::SNS::Topic, UpdatePolicy: {} } }',
      'UpdatePolicy is not simulated',
    ],
    [
      'with a policy for creations',
      'Resources: { Topic: { Type: AWS::SNS::Topic, CreationPolicy: {} } }',
      'CreationPolicy is not simulated',
    ],
    [
      'with a group whose updates are not rolling',
      'Resources: { Group: { Type: AWS::AutoScaling::AutoScalingGroup, UpdatePolicy: { AutoScalingReplacingUpdate: {} } } }',
      'UpdatePolicy is not simulated',
    ],
    [
      'with a last snapshot of a database',
      'Resources: { Data: { Type: AWS::RDS::DBInstance, DeletionPolicy: Snapshot } }',
      'DeletionPolicy Snapshot is not simulated',
    ],
    [
      'with a dynamic reference',
      'Resources: { Topic: { Type: AWS::SNS::Topic, Properties: { DisplayName: "{{resolve:ssm:/name}}" } } }',
      'Dynamic references are not simulated',
    ],
    [
      'with a YAML alias',
      'Metadata: &a {x: 1}\nOutputs: *a\nResources: {}',
      'Template error: YAML aliases are not allowed in CloudFormation templates',
    ],
    [
      'without resources (test_missing_resources_block)',
      'Parameters: {}',
      'Template format error: At least one Resources member must be defined.',
    ],
    [
      'with a resource without a type (test_resources_blocks[missing-type])',
      'Resources: { A: { Properties: {} } }',
      'Template format error: [/Resources/A] Every Resources object must contain a Type member.',
    ],
    [
      'with a strange attribute (test_resources_blocks[invalid-key])',
      'Resources: { A: { Type: AWS::SNS::Topic, Invalid: 1 } }',
      "Invalid template resource property 'Invalid'",
    ],
    [
      'with a type that does not exist',
      'Resources: { A: { Type: AWS::Nope::Thing } }',
      'Template format error: Unrecognized resource types: [AWS::Nope::Thing]',
    ],
    [
      'with a name that is no name (test_using_pseudoparameters_in_places)',
      'Resources: { "AWS::NoValue": { Type: AWS::SNS::Topic } }',
      'Template format error: Resource name AWS::NoValue is non alphanumeric.',
    ],
    [
      'with a Ref to nothing (test_useful_error_when_invalid_ref)',
      'Resources: { A: { Type: AWS::SNS::Topic, Properties: { TopicName: !Ref InvalidRef } } }',
      'Template format error: Unresolved resource dependencies [InvalidRef] in the Resources block of the template',
    ],
    [
      'with a Sub of nothing',
      'Resources: { A: { Type: AWS::SNS::Topic, Properties: { TopicName: !Sub "x-$' + '{Nobody}" } } }',
      'Template format error: Unresolved resource dependencies [Nobody] in the Resources block of the template',
    ],
    [
      'that depends on nothing (test_depends_on_with_missing_reference)',
      'Resources: { A: { Type: AWS::SNS::Topic, DependsOn: Gone } }',
      'Template format error: Unresolved resource dependencies [Gone] in the Resources block of the template',
    ],
    [
      'with an attribute that a type does not have',
      'Resources: { A: { Type: AWS::SNS::Topic }, B: { Type: AWS::SNS::Topic, Properties: { DisplayName: !GetAtt A.Nope } } }',
      'Template error: resource A does not support attribute type Nope in Fn::GetAtt',
    ],
    [
      'with a condition that is not there (test_missing_condition)',
      'Resources: { A: { Type: AWS::SNS::Topic, Properties: { DisplayName: !If [MissingCondition, a, b] } } }',
      'Template error: unresolved condition dependency MissingCondition in Fn::If',
    ],
    [
      'with a circle',
      'Resources: { A: { Type: AWS::SNS::Topic, DependsOn: B }, B: { Type: AWS::SNS::Topic, DependsOn: A } }',
      'Circular dependency between resources: [A, B]',
    ],
    [
      'with a null (test_invalid_output_structure[none-value])',
      `${TOPIC}\nOutputs: { MyOutput: { Value: null } }`,
      "[/Outputs/MyOutput/Value] 'null' values are not allowed in templates",
    ],
    [
      'with a function that is not simulated',
      'Resources: { A: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Length [x] } } }',
      'Template error: Fn::Length is not simulated',
    ],
    [
      'with a key that no mapping has (test_mapping_with_nonexisting_key)',
      'Mappings: { M: { A: { Suffix: x } } }\nResources: { A: { Type: AWS::SNS::Topic, Properties: { DisplayName: !FindInMap [M, C, Suffix] } } }',
      'Template error: Unable to get mapping for M::C::Suffix',
    ],
    [
      'without values for its parameters (test_no_parameters_given)',
      `Parameters: { Input: { Type: String } }\n${TOPIC}`,
      'Parameters: [Input] must have values',
    ],
  ])('%s', async (_, TemplateBody, message) => {
    const input = { StackName: 'bad', ChangeSetName: 'fw-1', ChangeSetType: 'CREATE', TemplateBody } as const
    await expect(world.admin.send(new CreateChangeSetCommand(input))).rejects.toMatchObject({
      name: 'ValidationError',
      message,
    })
    expect(world.sim.stacks(ACCOUNT, REGION)).toEqual([])
  })

  test('of more than 51,200 bytes', async () => {
    const TemplateBody = `${TOPIC}\n# ${'x'.repeat(51_200)}`
    await expect(world.admin.send(new ValidateTemplateCommand({ TemplateBody }))).rejects.toMatchObject({
      message: expect.stringContaining(
        "at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200",
      ),
    })
  })

  test('that makes roles without the capability for it', async () => {
    const role = (properties: object): string =>
      JSON.stringify({
        Resources: { R: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {}, ...properties } } },
      })
    const attempt = (
      TemplateBody: string,
      Capabilities: ('CAPABILITY_IAM' | 'CAPABILITY_NAMED_IAM')[],
    ): Promise<unknown> =>
      world.admin.send(
        new CreateChangeSetCommand({
          StackName: 'bad',
          ChangeSetName: 'fw-1',
          ChangeSetType: 'CREATE',
          TemplateBody,
          Capabilities,
        }),
      )
    await expect(attempt(role({}), [])).rejects.toMatchObject({
      name: 'InsufficientCapabilitiesException',
      message: 'Requires capabilities : [CAPABILITY_IAM]',
    })
    await expect(attempt(role({ RoleName: 'x' }), ['CAPABILITY_IAM'])).rejects.toMatchObject({
      message: 'Requires capabilities : [CAPABILITY_NAMED_IAM]',
    })
    const { Capabilities } = await world.admin.send(
      new GetTemplateSummaryCommand({ TemplateBody: role({ RoleName: 'x' }) }),
    )
    expect(Capabilities).toEqual(['CAPABILITY_NAMED_IAM'])
  })
})

describe('a parameter is refused', () => {
  test.each([
    [
      'that the template does not have',
      { Type: 'String' },
      'Other',
      'x',
      'Parameters: [Other] do not exist in the template',
    ],
    [
      'that is no number (test_invalid_parameter_type)',
      { Type: 'Number' },
      'Value',
      'x',
      "Parameter 'Value' must be a number.",
    ],
    [
      'outside its allowed values',
      { Type: 'String', AllowedValues: ['a'] },
      'Value',
      'b',
      "Parameter 'Value' must be one of AllowedValues",
    ],
    [
      'that does not match',
      { Type: 'String', AllowedPattern: '[a-z]+' },
      'Value',
      'A',
      "Parameter 'Value' must match pattern [a-z]+",
    ],
  ])('%s', async (_, declaration, ParameterKey, ParameterValue, message) => {
    const TemplateBody = JSON.stringify({
      Parameters: { Value: { Default: 'a', ...declaration } },
      Resources: { T: { Type: 'AWS::SNS::Topic' } },
    })
    const input = {
      ChangeSetType: 'CREATE' as const,
      StackName: 'bad',
      TemplateBody,
      Parameters: [{ ParameterKey, ParameterValue }],
    }
    await expect(changeSet(world, world.admin, input)).rejects.toMatchObject({ message })
  })
})

test('a property that a type does not have fails the set early', async () => {
  const TemplateBody = 'Resources: { A: { Type: AWS::Kinesis::Stream, Properties: { Shards: 3 } } }'
  const set = await changeSet(world, world.admin, { StackName: 'early', ChangeSetType: 'CREATE', TemplateBody })
  expect(set.Status).toBe('FAILED')
  expect(set.StatusReason).toContain('AWS::EarlyValidation::PropertyValidation')
})
