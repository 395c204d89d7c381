/**
 * What does the plan bench plan, and how slow is AWS there?
 *
 * The example's rings, blueprints and releases with customers of one account,
 * one pipeline and one stack each, and latencies that depend on the call alone:
 * the bot, the floor and the sum that both are held against meet the same ones.
 */
import type { SourceFile, SourceTree } from '../../src/fleet/model.ts'
import { sha256 } from '../../src/lib/digest.ts'
import type { AwsSimOptions } from '../../src/sim/aws/server.ts'

/** Milliseconds, from the promise in the issue of plans: what AWS's own regions answer in. */
const ASSUME_MS = [60, 120] as const
const LOOK_MS = [80, 200] as const
const CHANGE_SET_MS = [2_000, 6_000] as const
/** What the bot may ask of STS in a second, whatever the customer. */
export const STS_PER_SECOND = 100

export const AWS: Omit<AwsSimOptions, 'clock' | 'port'> = {
  timing: { changeSetMs, callMs: ({ action, accountId }) => callMs(action, accountId) },
  rates: {
    sts: { perSecond: STS_PER_SECOND, burst: STS_PER_SECOND },
    // Nobody publishes them; so few that a bot that asks an account without measure is throttled.
    cloudformation: { perSecond: 5, burst: 10 },
  },
}

export function callMs(action: string, accountId: string): number {
  return between(action === 'AssumeRole' ? ASSUME_MS : LOOK_MS, `${action} ${accountId}`)
}

export function changeSetMs(stackName: string): number {
  return between(CHANGE_SET_MS, stackName)
}

/** Once each in their order, as no tool that reviews a stack can leave out; the look that finds the set done among them. */
export function chainMs({ accountId, stackName }: { readonly accountId: string; readonly stackName: string }): number {
  const calls = ['AssumeRole', 'DescribeStacks', 'GetTemplate', 'CreateChangeSet', 'DescribeChangeSet']
  return calls.reduce((sum, action) => sum + callMs(action, accountId), changeSetMs(stackName))
}

function between([least, most]: readonly [number, number], of: string): number {
  return least + (Number.parseInt(sha256(of).slice(-8), 16) / 0xffffffff) * (most - least)
}

/** `shared`: the fleet's files without customers. */
export function benchFleet(shared: SourceTree, customers: number): SourceTree {
  const numbers = Array.from({ length: customers }, (_, index) => index)
  return new Map([...shared, ...numbers.flatMap(customerFiles).map((each) => [each.path, each] as const)])
}

/** The pipelines of these customers say another number. */
export function attempts(value: number, of: { readonly from: number; readonly to: number }): Record<string, string> {
  const numbers = Array.from({ length: of.to - of.from }, (_, index) => of.from + index)
  return Object.fromEntries(numbers.map((number) => [pipelinePath(number), pipelineText(number, value)]))
}

function customerFiles(number: number): readonly SourceFile[] {
  return [
    file(`customers/${customer(number)}/customer.yml`, customerText(number)),
    file(pipelinePath(number), pipelineText(number, 5)),
  ]
}

function customerText(number: number): string {
  return `customer: ${customer(number)}
ring: broad
accounts:
  - account: prod
    id: "${300_000_000_000 + number}"
    regions: [eu-west-1]
    roles: standard
    externalId: external-id-of-${customer(number)}
`
}

function pipelineText(number: number, value: number): string {
  return `pipeline: orders
account: prod
region: eu-west-1
blueprint: event-queue@1.0.0
release: 2026.08.0
settings:
  queue: { keepDays: ${[1, 4, 7, 14][number % 4]}, attempts: ${value} }
`
}

function pipelinePath(number: number): string {
  return `customers/${customer(number)}/pipelines/orders.yml`
}

function customer(number: number): string {
  return `customer-${String(number).padStart(4, '0')}`
}

function file(path: string, text: string): SourceFile {
  return { path, blob: sha256(text), text }
}
