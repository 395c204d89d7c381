/**
 * What is a valid fleet to start a test from?
 *
 * A builder that makes a whole valid repository in one call, so that a test
 * says only what differs; and the example fleet as it lies on disk. Every call
 * answers a new world: worlds can be shared and branched.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { SourceFile, SourceTree } from '../../src/fleet/model.ts'

type Settings = { readonly [key: string]: unknown }

export interface WorldCustomer {
  readonly ring?: string
  /** Account name → what differs from the default: the next free id, eu-west-1, an external id of its own. */
  readonly accounts?: { readonly [name: string]: { id?: string; regions?: readonly string[]; externalId?: string } }
  readonly settings?: Settings
  /** Further fields of the file, as they are written. */
  readonly more?: Settings
}

export interface WorldPipeline {
  readonly account?: string
  readonly region?: string
  readonly blueprint?: string
  readonly release?: string
  readonly settings?: Settings
  /** Further fields of the file, as they are written. */
  readonly more?: Settings
}

export interface World {
  /** In the ring `canary` with one account `prod`, unless said otherwise. */
  customer(name: string, customer?: WorldCustomer): World
  /** In account `prod`, eu-west-1, of blueprint `small@1.0.0`, unless said otherwise. */
  pipeline(customer: string, name: string, pipeline?: WorldPipeline): World
  /** Adds or replaces one file; a value is written as YAML, a string as it is. */
  file(path: string, content: unknown): World
  edit(path: string, change: (text: string) => string): World
  without(path: string): World
  tree(): SourceTree
}

/** Rings canary, early and broad, the blueprint `small@1.0.0` of two stacks, one release set; nobody's customer yet. */
export function world(): World {
  return worldOf(new Map(Object.entries(GROUND)))
}

/** `fleet/` of this repository, as the demo and the documents show it. */
export function exampleFleet(): SourceTree {
  const root = new URL('../../fleet', import.meta.url).pathname
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  return sourceTree(paths.map((path) => [path.slice(root.length + 1), readFileSync(path, 'utf8')]))
}

export function sourceTree(texts: Iterable<readonly [path: string, text: string]>): SourceTree {
  return new Map(
    [...texts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([path, text]) => [path, sourceFile(path, text)]),
  )
}

export function sourceFile(path: string, text: string): SourceFile {
  const blob = createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex')
  return { path, blob, text }
}

function worldOf(texts: ReadonlyMap<string, string>): World {
  const put = (path: string, text: string): World => worldOf(new Map([...texts, [path, text]]))
  return {
    customer: (name, customer = {}) =>
      put(`customers/${name}/customer.yml`, stringify(customerFile({ name, customer, taken: accountsIn(texts) }))),
    pipeline: (customer, name, pipeline = {}) =>
      put(`customers/${customer}/pipelines/${name}.yml`, stringify(pipelineFile(name, pipeline))),
    file: (path, content) => put(path, typeof content === 'string' ? content : stringify(content)),
    edit(path, change) {
      const text = texts.get(path)
      if (text === undefined) throw new Error(`the world has no file ${path} to edit`)
      const changed = change(text)
      if (changed === text) throw new Error(`the edit of ${path} changed nothing`)
      return put(path, changed)
    },
    without: (path) => worldOf(new Map([...texts].filter(([each]) => each !== path))),
    tree: () => sourceTree(texts),
  }
}

function accountsIn(texts: ReadonlyMap<string, string>): number {
  return [...texts.values()].join('\n').match(/externalId:/g)?.length ?? 0
}

function customerFile(of: { name: string; customer: WorldCustomer; taken: number }): unknown {
  const { name, customer, taken } = of
  const accounts = Object.entries(customer.accounts ?? { prod: {} }).map(([account, differs], index) => ({
    account,
    id: differs.id ?? String(111111111111 + taken + index),
    regions: differs.regions ?? ['eu-west-1'],
    roles: { plan: 'fleetwright-plan', apply: 'fleetwright-apply', service: 'fleetwright-service' },
    externalId: differs.externalId ?? `${name}-${account}-0123456789abcdef`,
  }))
  return { customer: name, ring: customer.ring ?? 'canary', accounts, ...settingsOf(customer), ...customer.more }
}

function pipelineFile(name: string, pipeline: WorldPipeline): unknown {
  const { account = 'prod', region = 'eu-west-1', blueprint = 'small@1.0.0', release = '2026.08.0' } = pipeline
  return { pipeline: name, account, region, blueprint, release, ...settingsOf(pipeline), ...pipeline.more }
}

function settingsOf(of: { readonly settings?: Settings }): { settings?: Settings } {
  return of.settings === undefined ? {} : { settings: of.settings }
}

const GROUND = {
  'fleet.yml': `fleet: test
rings:
  - { name: canary, waves: [100], soakMinutes: 1, concurrency: 2, failureBudget: 0, unreachablePercent: 0 }
  - { name: early, waves: [50, 100], soakMinutes: 2, concurrency: 4, failureBudget: 0, unreachablePercent: 50 }
  - { name: broad, waves: [100], soakMinutes: 2, concurrency: 20, failureBudget: 1, unreachablePercent: 10 }
policy: { approvals: 1 }
`,
  'blueprints/small/1.0.0/blueprint.yml': `blueprint: small
version: 1.0.0
settings:
  type: object
  additionalProperties: false
  properties:
    queue:
      type: object
      additionalProperties: false
      properties:
        delaySeconds: { type: integer, minimum: 0, maximum: 900, default: 0 }
    alarm:
      type: object
      additionalProperties: false
      properties:
        threshold: { type: integer, minimum: 1, default: 100 }
        tone: { type: string, enum: [quiet, loud], default: quiet }
stacks:
  - stack: queue
    template: queue.template.yml
    parameters:
      DelaySeconds: \${settings.queue.delaySeconds}
  - stack: alarm
    template: alarm.template.yml
    parameters:
      QueueName: \${stacks.queue.outputs.QueueName}
      Threshold: \${settings.alarm.threshold}
      Tone: \${settings.alarm.tone}
      Image: \${release.collector.image}
`,
  'blueprints/small/1.0.0/queue.template.yml': `Parameters:
  DelaySeconds: { Type: Number }
Resources:
  Queue:
    Type: AWS::SQS::Queue
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      DelaySeconds: !Ref DelaySeconds
Outputs:
  QueueName: { Value: !GetAtt Queue.QueueName }
`,
  'blueprints/small/1.0.0/alarm.template.yml': `Parameters:
  QueueName: { Type: String }
  Threshold: { Type: Number }
  Tone: { Type: String }
  Image: { Type: String }
Resources:
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmDescription: !Sub "\${Tone}: \${Image}"
      Namespace: AWS/SQS
      MetricName: ApproximateNumberOfMessagesVisible
      Dimensions: [{ Name: QueueName, Value: !Ref QueueName }]
      Statistic: Maximum
      Period: 60
      EvaluationPeriods: 1
      Threshold: !Ref Threshold
      ComparisonOperator: GreaterThanThreshold
`,
  'releases/collector/3.6.0.yml': `component: collector
version: 3.6.0
image: example/collector@sha256:${'0'.repeat(61)}360
`,
  'releases/collector/3.7.0.yml': `component: collector
version: 3.7.0
image: example/collector@sha256:${'0'.repeat(61)}370
`,
  'releases/sets/2026.08.0.yml': 'releaseSet: 2026.08.0\nreleases: { collector: 3.6.0 }\n',
  'releases/sets/2026.11.0.yml': 'releaseSet: 2026.11.0\nreleases: { collector: 3.7.0 }\n',
} as const
