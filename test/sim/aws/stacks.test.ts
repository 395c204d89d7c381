/**
 * Does a stack live as it lives in AWS?
 */
import { DescribeStackEventsCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { expect, test } from 'vitest'
import { ACCOUNT, changeOf, changeSet, deploy, REGION, testWorld } from './world.ts'

const TOPIC = `
Resources:
  Topic1:
    Type: AWS::SNS::Topic
    Properties: { TopicName: topic-name-1, DisplayName: display-value-1 }
  Topic2:
    Type: AWS::SNS::Topic
    Properties: { TopicName: topic-name-2, DisplayName: !Ref Topic1 }
Outputs:
  Arn: { Value: !Ref Topic2 }
`

test('a stack is created, updated and left as desired', async () => {
  await using world = await testWorld()
  const { admin, sim } = world
  await deploy(world, admin, { ChangeSetType: 'CREATE', TemplateBody: TOPIC })
  const { Stacks } = await admin.send(new DescribeStacksCommand({ StackName: 'web' }))
  expect(Stacks?.[0]?.StackStatus).toBe('CREATE_COMPLETE')
  expect(Stacks?.[0]?.Outputs?.[0]?.OutputValue).toBe(`arn:aws:sns:${REGION}:${ACCOUNT}:topic-name-2`)
  const described = await changeSet(world, admin, { TemplateBody: TOPIC.replace('topic-name-1', 'topic-name-9') })
  expect(changeOf(described, 'Topic1').Replacement).toBe('True')
  expect(sim.stacks(ACCOUNT, REGION)).toHaveLength(1)
  const { StackEvents } = await admin.send(new DescribeStackEventsCommand({ StackName: 'web' }))
  expect(
    StackEvents?.map(({ LogicalResourceId, ResourceStatus }) => `${LogicalResourceId} ${ResourceStatus}`).reverse(),
  ).toMatchInlineSnapshot(`
    [
      "web REVIEW_IN_PROGRESS",
      "web CREATE_IN_PROGRESS",
      "Topic1 CREATE_IN_PROGRESS",
      "Topic1 CREATE_IN_PROGRESS",
      "Topic1 CREATE_COMPLETE",
      "Topic2 CREATE_IN_PROGRESS",
      "Topic2 CREATE_IN_PROGRESS",
      "Topic2 CREATE_COMPLETE",
      "web CREATE_COMPLETE",
    ]
  `)
})
