/**
 * What does a test of the simulated AWS begin with?
 *
 * One call makes a simulator on a clock that the test moves, one customer account
 * with the roles of the real bootstrap template, and clients of the real SDK.
 * Retries are off: a test sees each answer as it came.
 */
import { readFileSync } from 'node:fs'
import {
  type Change,
  CloudFormationClient,
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  DescribeChangeSetCommand,
  type DescribeChangeSetCommandOutput,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation'
import { AssumeRoleCommand, type AssumeRoleCommandOutput, STSClient } from '@aws-sdk/client-sts'
import type { Clock } from '../../../src/lib/clock.ts'
import { type AwsSim, type AwsSimOptions, startAwsSim } from '../../../src/sim/aws/server.ts'

export const ACCOUNT = '111111111111'
export const REGION = 'eu-west-1'
export const EXTERNAL_ID = 'acme-3f9c1d7e52b84a60'
export const SERVICE_ROLE = `arn:aws:iam::${ACCOUNT}:role/fleetwright-service`
export const BOOTSTRAP = readFileSync(
  new URL('../../../fleet/bootstrap/customer-roles.template.yml', import.meta.url),
  'utf8',
)

/** Waits are the test's to pass: `sleep` ends when the clock is moved over it. */
export interface ManualClock extends Clock {
  advance(ms: number): void
}

export function manualClock(): ManualClock {
  let now = Temporal.Instant.from('2026-11-23T20:00:00Z')
  return {
    now: () => now,
    sleep: () => Promise.reject(new Error('nothing in the simulator sleeps')),
    advance(ms) {
      now = now.add({ milliseconds: ms })
    },
  }
}

export interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export interface TestWorld extends AsyncDisposable {
  readonly sim: AwsSim
  readonly clock: ManualClock
  readonly bot: Keys
  /** An administrator in the customer's account. */
  readonly admin: CloudFormationClient
  sts(keys: Keys): STSClient
  cloudFormation(keys: Keys, region?: string): CloudFormationClient
  assume(role: 'plan' | 'apply', account?: string): Promise<CloudFormationClient>
}

export async function testWorld(options: Partial<AwsSimOptions> = {}): Promise<TestWorld> {
  const clock = manualClock()
  const sim = await startAwsSim({ clock, ...options })
  const bot = sim.addPrincipal({ name: 'bot' })
  addCustomer(sim, bot.arn)
  const client = (
    keys: Keys,
    region = REGION,
  ): { endpoint: string; region: string; credentials: Keys; maxAttempts: number } => ({
    endpoint: sim.url,
    region,
    credentials: keys,
    maxAttempts: 1,
  })
  const sts = (keys: Keys): STSClient => new STSClient(client(keys))
  const cloudFormation = (keys: Keys, region?: string): CloudFormationClient =>
    new CloudFormationClient(client(keys, region))
  return {
    sim,
    clock,
    bot,
    admin: cloudFormation(sim.addPrincipal({ accountId: ACCOUNT, name: 'admin' })),
    sts,
    cloudFormation,
    async assume(role, account = ACCOUNT) {
      const opened = await sts(bot).send(
        new AssumeRoleCommand({
          RoleArn: `arn:aws:iam::${account}:role/fleetwright-${role}`,
          RoleSessionName: 'fw-pull-7',
          ExternalId: EXTERNAL_ID,
          SourceIdentity: 'fw-pull-7',
        }),
      )
      return cloudFormation(keysOf(opened))
    },
    [Symbol.asyncDispose]: () => sim.close(),
  }
}

export function keysOf({ Credentials }: AssumeRoleCommandOutput): Required<Keys> {
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {}
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
}

export function addCustomer(sim: AwsSim, botArn: string, id = ACCOUNT): void {
  sim.addAccount({ id, bootstrapTemplate: BOOTSTRAP, parameters: { ExternalId: EXTERNAL_ID, BotPrincipalArn: botArn } })
}

/** Makes a set, lets it be computed, and describes it with values. */
export async function changeSet(
  { clock }: TestWorld,
  client: CloudFormationClient,
  input: Partial<CreateChangeSetCommandInput>,
): Promise<DescribeChangeSetCommandOutput> {
  const { Id } = await client.send(
    new CreateChangeSetCommand({ StackName: 'web', ChangeSetName: 'fw-1', ChangeSetType: 'UPDATE', ...input }),
  )
  clock.advance(4_000)
  return await client.send(new DescribeChangeSetCommand({ ChangeSetName: Id, IncludePropertyValues: true }))
}

/** A set that is made, executed and finished. */
export async function deploy(
  world: TestWorld,
  client: CloudFormationClient,
  input: Partial<CreateChangeSetCommandInput>,
): Promise<string> {
  const { ChangeSetId } = await changeSet(world, client, input)
  await client.send(
    new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId, RetainExceptOnCreate: input.ChangeSetType === 'CREATE' }),
  )
  world.clock.advance(3_600_000)
  return ChangeSetId ?? ''
}

export function changeOf(
  described: DescribeChangeSetCommandOutput,
  logicalId: string,
): NonNullable<Change['ResourceChange']> {
  const found = described.Changes?.find(({ ResourceChange }) => ResourceChange?.LogicalResourceId === logicalId)
  if (!found?.ResourceChange)
    throw new Error(`${logicalId} is not in the change set: ${JSON.stringify(described.Changes)}`)
  return found.ResourceChange
}
