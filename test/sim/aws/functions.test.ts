/** Are functions and conditions evaluated as CloudFormation evaluates them? */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ACCOUNT, changeOf, changeSet, deploy, REGION, type TestWorld, testWorld } from './world.ts'

let world: TestWorld
beforeAll(async () => {
  world = await testWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const KNOWN_AFTER_APPLY = '{{changeSet:KNOWN_AFTER_APPLY}}'

test('functions and conditions are evaluated as CloudFormation evaluates them', async () => {
  const TemplateBody = `
Parameters: { Env: { Type: String }, Names: { Type: CommaDelimitedList } }
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsTest: !And [!Not [!Condition IsProd], !Or [!Equals [a, b], !Equals [a, a]]]
Mappings: { Sizes: { prod: { shards: 8 }, test: { shards: 1 } } }
Resources:
  Raw:
    Type: AWS::Kinesis::Stream
    Properties:
      Name: !Sub ["\${AWS::StackName}-\${Env}-\${Third}-\${!kept}", { Third: !Select [2, !Ref Names] }]
      ShardCount: !FindInMap [Sizes, !Ref Env, shards]
      StreamModeDetails: !If [IsProd, { StreamMode: PROVISIONED }, !Ref AWS::NoValue]
  OnlyInTest: { Type: AWS::SQS::Queue, Condition: IsTest }
Outputs:
  Joined: { Value: !Join ["/", [!GetAtt Raw.Arn, !Select [0, !Split ["-", a-b]], !Base64 x]] }
  OnlyInTest: { Condition: IsTest, Value: x }
`
  await deploy(world, world.admin, {
    StackName: 'functions',
    ChangeSetType: 'CREATE',
    TemplateBody,
    Parameters: [
      { ParameterKey: 'Env', ParameterValue: 'prod' },
      { ParameterKey: 'Names', ParameterValue: 'a, b,c' },
    ],
  })
  const stack = world.sim.stacks(ACCOUNT, REGION).find(({ stackName }) => stackName === 'functions')
  expect(stack?.resources.map(({ logicalId, properties }) => [logicalId, properties])).toEqual([
    ['Raw', { Name: `functions-prod-c-\${kept}`, ShardCount: 8, StreamModeDetails: { StreamMode: 'PROVISIONED' } }],
  ])
  expect(stack?.outputs).toEqual({
    Joined: `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/functions-prod-c-\${kept}/a/eA==`,
  })
})

test.each([
  ['!Join ["-", [x, !GetAtt A.TopicName]]', KNOWN_AFTER_APPLY, 'test_change_set_fn_join::test_update_refence_argument'],
  [`!Sub "x-\${A.TopicName}"`, `x-${KNOWN_AFTER_APPLY}`, 'test_change_set_fn_transform::test_serverless_fn_transform'],
])('what is known after apply makes of %s: %s (%s)', async (expression, value) => {
  const TemplateBody = `Resources: { A: { Type: AWS::SNS::Topic }, B: { Type: AWS::SSM::Parameter, Properties: { Type: String, Value: ${expression} } } }`
  const StackName = value === KNOWN_AFTER_APPLY ? 'joined' : 'substituted'
  const set = await changeSet(world, world.admin, { StackName, ChangeSetType: 'CREATE', TemplateBody })
  expect(JSON.parse(changeOf(set, 'B').AfterContext ?? '')).toEqual({
    Properties: { Type: 'String', Value: value },
  })
})
