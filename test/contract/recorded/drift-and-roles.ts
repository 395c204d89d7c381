/**
 * What does AWS tell of drift, and what of roles?
 */
import { CreateStackCommand, DetectStackResourceDriftCommand } from '@aws-sdk/client-cloudformation'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { expect } from 'vitest'
import { ACCOUNT, EXTERNAL_ID } from '../../sim/aws/world.ts'
import { REGION, refuses, type Scenario, STACK } from './scenario.ts'

const ROLE = `arn:aws:iam::${ACCOUNT}:role/fleetwright-plan`

export const DRIFT_AND_ROLES: readonly Scenario[] = [
  {
    name: 'cloudformation.api.test_drift_detection::test_drift_detection_on_lambda',
    async run(world) {
      const declared = {
        Description: 'function to test lambda function url',
        Environment: { Variables: { ENDPOINT_URL: 'aws.amazon.com' } },
        Handler: 'index.handler',
        Role: `arn:aws:iam::${ACCOUNT}:role/function`,
        Runtime: 'python3.9',
      }
      const Properties = { ...declared, Code: { ZipFile: 'def handler(event, context): ...' } }
      const TemplateBody = JSON.stringify({ Resources: { Function: { Type: 'AWS::Lambda::Function', Properties } } })
      const { StackId } = await world.admin.send(new CreateStackCommand({ StackName: STACK, TemplateBody }))
      world.clock.advance(600_000)
      const touched = {
        Description: 'different description',
        Environment: { Variables: { ENDPOINT_URL: 'localhost.localstack.cloud' } },
        Runtime: 'python3.8',
      }
      const at = { accountId: ACCOUNT, region: REGION, stackName: STACK, logicalId: 'Function' }
      world.sim.changeLive(at, touched)
      const { StackResourceDrift: drift } = await world.admin.send(
        new DetectStackResourceDriftCommand({ StackName: STACK, LogicalResourceId: 'Function' }),
      )
      // What the service takes and never tells, the code, is in neither.
      expect(JSON.parse(drift?.ExpectedProperties ?? '')).toEqual(declared)
      expect(JSON.parse(drift?.ActualProperties ?? '')).toEqual({ ...declared, ...touched })
      const differs = (path: string, expected: string, actual: string): object => ({
        ActualValue: actual,
        DifferenceType: 'NOT_EQUAL',
        ExpectedValue: expected,
        PropertyPath: path,
      })
      expect(drift).toMatchObject({
        LogicalResourceId: 'Function',
        PhysicalResourceId: expect.stringMatching(/^web-Function-/),
        PropertyDifferences: [
          differs('/Description', declared.Description, touched.Description),
          differs('/Environment/Variables/ENDPOINT_URL', 'aws.amazon.com', 'localhost.localstack.cloud'),
          differs('/Runtime', 'python3.9', 'python3.8'),
        ],
        ResourceType: 'AWS::Lambda::Function',
        StackId,
        StackResourceDriftStatus: 'MODIFIED',
        Timestamp: expect.any(Date),
      })
    },
  },
  {
    name: 'sts.test_sts::TestSTSIntegrations::test_assume_role',
    async run(world) {
      const RoleSessionName = 'fw-pull-7'
      const answer = await world
        .sts(world.bot)
        .send(new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName, ExternalId: EXTERNAL_ID }))
      expect(answer).toMatchObject({
        AssumedRoleUser: {
          Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/fleetwright-plan/${RoleSessionName}`,
          AssumedRoleId: expect.stringMatching(/^AROA\w+:fw-pull-7$/),
        },
        Credentials: {
          AccessKeyId: expect.stringMatching(/^ASIA/),
          Expiration: expect.any(Date),
          SecretAccessKey: expect.any(String),
          SessionToken: expect.any(String),
        },
      })
      expect(answer).not.toHaveProperty('PackedPolicySize')
    },
  },
  {
    name: 'sts.test_sts::TestSTSIntegrations::test_sts_invalid_parameters',
    async run(world) {
      const assume = (RoleArn: string, RoleSessionName = 'Session1'): Promise<unknown> =>
        world.sts(world.bot).send(new AssumeRoleCommand({ RoleArn, RoleSessionName }))
      const malformed = [
        'nothing-valid-in-here',
        'arn::b:::something/test-role',
        'arn:a::::something/test-role',
        'arn:a:::something/test-role',
        'arn:a:a::aaaaaaaaaa:',
      ]
      for (const arn of malformed) await refuses(assume(arn), { message: `${arn} is invalid` })
      await refuses(assume(ROLE, 'Session1:2'), {
        message: String.raw`1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]*`,
      })
    },
  },
]
