/**
 * What does asking AWS for change sets cost at the very least?
 *
 * A bare loop over the AWS SDK that makes the calls of a plan, one stack after
 * the other in so many lanes, and keeps nothing. Imports nothing of ours.
 * Started with where AWS is, who asks, how many lanes, and a file of the
 * stacks, a line of JSON each; prints the processor time of each stack.
 */
import { readFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
} from '@aws-sdk/client-cloudformation'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { NodeHttpHandler } from '@smithy/node-http-handler'

export interface FloorStack {
  readonly region: string
  readonly roleArn: string
  readonly externalId: string
  readonly changeSet: CreateChangeSetCommandInput
}

const [endpoint = '', accessKeyId = '', secretAccessKey = '', lanes = '1', file = ''] = process.argv.slice(2)
/** Until what is compiled at first use is compiled. */
const WARMING = 100
const stacks = readFileSync(file, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line): FloorStack => JSON.parse(line))
const requestHandler = new NodeHttpHandler({ httpAgent: new Agent({ keepAlive: true, maxSockets: 200 }) })
const sts = new STSClient({
  region: 'us-east-1',
  endpoint,
  requestHandler,
  credentials: { accessKeyId, secretAccessKey },
})

async function plan({ region, roleArn, externalId, changeSet }: FloorStack): Promise<void> {
  const { Credentials: own } = await sts.send(
    new AssumeRoleCommand({ RoleArn: roleArn, ExternalId: externalId, RoleSessionName: 'floor' }),
  )
  const credentials = {
    accessKeyId: own?.AccessKeyId ?? '',
    secretAccessKey: own?.SecretAccessKey ?? '',
    sessionToken: own?.SessionToken ?? '',
  }
  const client = new CloudFormationClient({ region, endpoint, requestHandler, credentials })
  await client.send(new DescribeStacksCommand({ StackName: changeSet.StackName }))
  await client.send(new GetTemplateCommand({ StackName: changeSet.StackName, TemplateStage: 'Original' }))
  const { Id } = await client.send(new CreateChangeSetCommand(changeSet))
  for (let waitMs = 500; ; waitMs = Math.min(1_000, waitMs * 1.5)) {
    await setTimeout(waitMs)
    const described = await client.send(
      new DescribeChangeSetCommand({ ChangeSetName: Id, IncludePropertyValues: true }),
    )
    if (described.Status === 'CREATE_COMPLETE') return
    if (described.Status === 'FAILED') throw new Error(`a change set failed: ${described.StatusReason}`)
  }
}

async function inLanes(of: readonly FloorStack[]): Promise<void> {
  const left = [...of]
  await Promise.all(
    Array.from({ length: Number(lanes) }, async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) await plan(next)
    }),
  )
}

await inLanes(stacks.slice(0, WARMING))
const start = process.cpuUsage()
await inLanes(stacks.slice(WARMING))
const { user, system } = process.cpuUsage(start)
process.stdout.write(`${JSON.stringify({ cpuMs: (user + system) / 1_000 / (stacks.length - WARMING) })}\n`)
