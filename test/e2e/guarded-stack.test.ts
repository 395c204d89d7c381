/**
 * What guards a stack beside its change set is read before the merge, and is there after it: termination protection, a
 * stack policy, and the alarms that roll an update back.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what the author of a blueprint writes
import { CloudFormationClient, DescribeChangeSetCommand } from '@aws-sdk/client-cloudformation'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { commentThat, liveStacks } from '../../src/demo/watch.ts'
import type { SourceTree } from '../../src/fleet/model.ts'
import { canonicalJson } from '../../src/lib/digest.ts'
import type { StackView } from '../../src/sim/aws/server.ts'
import { type ServedFleet, serveFleet } from '../support/served-fleet.ts'
import {
  approvedAndMerged,
  expectNothingLeft,
  type Files,
  notice,
  type Proposed,
  propose,
  QUEUE,
  queueAlone,
  RATE,
  textIn,
  updatesOf,
  withFiles,
} from './story.ts'

const BLUEPRINTS = 'blueprints/event-queue'
const SPOT = { accountId: '555555555555', region: 'us-east-1' } as const
const POLICY = {
  Statement: [
    { Effect: 'Allow', Action: 'Update:*', Principal: '*', Resource: '*' },
    { Effect: 'Deny', Action: 'Update:Replace', Principal: '*', Resource: 'LogicalResourceId/Queue' },
  ],
}
const GUARDS = ['terminationProtection: true', `stackPolicy: ${JSON.stringify(POLICY)}`]
const ALARMS = '["${customer.name}-${pipeline.name}-age", "${customer.name}-${pipeline.name}-depth"]'
const WATCH = `rollbackConfiguration: { monitoringTimeInMinutes: 2, rollbackTriggers: ${ALARMS} }`

/** Two further versions of the queue's blueprint, of which no pipeline makes use yet: guarded, and watched as well. */
function versions(example: SourceTree): SourceTree {
  const tree = queueAlone(example)
  const [blueprint, template] = ['blueprint.yml', 'queue.template.yml'].map((name) =>
    textIn(tree, `${BLUEPRINTS}/1.0.0/${name}`),
  )
  const version = (name: string, fields: readonly string[]): Files => ({
    [`${BLUEPRINTS}/${name}/queue.template.yml`]: template ?? '',
    [`${BLUEPRINTS}/${name}/blueprint.yml`]: (blueprint ?? '')
      .replace('version: 1.0.0', `version: ${name}`)
      .replace(/ {4}template: .*\n/, (line) => [line, ...fields.map((field) => `    ${field}\n`)].join('')),
  })
  return withFiles(tree, { ...version('1.1.0', GUARDS), ...version('1.2.0', [...GUARDS, WATCH]) })
}

let fleet: ServedFleet

beforeAll(async () => {
  fleet = await serveFleet({ rate: RATE, files: versions })
}, 300_000)

afterAll(() => fleet.end())

function queue(): StackView {
  const found = liveStacks(fleet).get(QUEUE.stack)
  if (found === undefined) throw new Error('the queue is not there')
  return found
}

async function planOf({ pull }: Proposed, what: RegExp): Promise<string> {
  const of = { pull: pull.number, marker: 'plan ', what: `the plan says ${what}` }
  return (await commentThat(fleet.engineer, of, (body) => what.test(body))).body
}

async function carried(proposed: Proposed): Promise<void> {
  await approvedAndMerged(fleet, proposed)
  await notice(fleet, proposed.pull.number, /^done$/)
}

async function pipelineWith(change: (text: string) => string): Promise<Files> {
  return { [QUEUE.file]: change(await fleet.clone.read(QUEUE.file)) }
}

it('termination protection and a stack policy are counted in the plan, and hold once it is merged', async () => {
  expect([queue().terminationProtection, queue().stackPolicy]).toEqual([false, undefined])
  const proposed = await propose(fleet, {
    branch: 'guarded',
    files: () => pipelineWith((text) => text.replace('event-queue@1.0.0', 'event-queue@1.1.0')),
  })
  const plan = await planOf(proposed, /Beside the resources/)
  expect(plan).toContain('- Termination protection: `off` → `on` on 1 stack\n')
  expect(plan).toMatch(/\n- Stack policy: `none` → `\{"Statement":.* on 1 stack\n/)
  await carried(proposed)
  const { terminationProtection, stackPolicy = '' } = queue()
  expect(terminationProtection).toBe(true)
  expect(canonicalJson(JSON.parse(stackPolicy))).toBe(canonicalJson(POLICY))
  // No change set was due for it.
  expect(updatesOf(fleet, QUEUE.stack)).toBe(0)
  await expectNothingLeft(fleet)
})

it('of the rollback alarms that a blueprint names, the plan says which do not exist, and those that do watch', async () => {
  fleet.aws.alarms.put(SPOT, { name: 'umbrella-returns-age', kind: 'MetricAlarm' })
  const proposed = await propose(fleet, {
    branch: 'watched',
    files: () =>
      pipelineWith((text) =>
        text.replace(/event-queue@.*/, 'event-queue@1.2.0').replace('keepDays: 14', 'keepDays: 14, attempts: 7'),
      ),
  })
  const plan = await planOf(proposed, /Rollback alarms/)
  expect(plan).toMatch(/\n- `\S*depth` does not exist for 1 stack: left out of the change set/)
  expect(plan).not.toMatch(/age` does not exist/)
  await carried(proposed)
  const { changeSetId, terminationProtection } = queue()
  const admin = new CloudFormationClient({
    endpoint: fleet.aws.url,
    region: SPOT.region,
    credentials: fleet.aws.addPrincipal({ accountId: SPOT.accountId, name: 'admin' }),
  })
  const set = await admin.send(new DescribeChangeSetCommand({ ChangeSetName: changeSetId }))
  admin.destroy()
  expect(set).toMatchObject({
    ExecutionStatus: 'EXECUTE_COMPLETE',
    RollbackConfiguration: {
      MonitoringTimeInMinutes: 2,
      RollbackTriggers: [
        {
          Arn: `arn:aws:cloudwatch:${SPOT.region}:${SPOT.accountId}:alarm:umbrella-returns-age`,
          Type: 'AWS::CloudWatch::Alarm',
        },
      ],
    },
  })
  expect([updatesOf(fleet, QUEUE.stack), terminationProtection]).toEqual([1, true])
  await expectNothingLeft(fleet)
})
