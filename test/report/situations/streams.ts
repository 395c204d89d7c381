/**
 * Which changes do situations share?
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its references so
import type { ResourceChange, Transition } from '../../../src/plan/model.ts'
import { change, origin, ref, transition } from '../../support/plan-views.ts'

export const STREAMS_NEW: readonly ResourceChange[] = [
  change({ action: 'add', logicalId: 'BadRows', type: 'AWS::SQS::Queue' }),
  change({
    action: 'add',
    properties: [{ path: 'Properties.ShardCount', after: '2', recreation: 'never' }],
  }),
]

/** The stream's name changes, and the collector is fed by it. */
export function renamed(): readonly Transition[] {
  const file = 'customers/acme/pipelines/web.yml'
  return [
    transition(ref(), {
      changes: [
        change({
          replacement: 'yes',
          leftover: 'retained',
          properties: [
            { path: 'Properties.Name', before: 'acme-web-raw', after: 'acme-web-raw-2', recreation: 'always' },
          ],
        }),
      ],
      parameters: [{ name: 'RawName', before: 'acme-web-raw', after: 'acme-web-raw-2', causes: [origin(file, 11)] }],
    }),
    transition(ref({ key: 'collector' }), {
      exactness: 'bounded',
      fedBy: [{ parameter: 'RawStream', stack: 'streams', output: 'RawStreamName' }],
      parameters: [],
      causes: [origin(file, 11)],
      changes: [
        change({
          logicalId: 'CollectorConfig',
          type: 'AWS::SSM::Parameter',
          replacement: 'maybe',
          properties: [
            { path: 'Properties.Value', before: 'stream=acme-web-raw', knownAfterApply: true, recreation: 'never' },
          ],
        }),
      ],
    }),
  ]
}

/** The collector may write to a stream of another name: one of the references of a long policy. */
export function policyFed(): readonly Transition[] {
  const statements = [
    '${stacks.streams.outputs.KeyArn}',
    '${CollectorLogs.Arn}',
    '${stacks.streams.outputs.RawStreamArn}',
  ]
  const policy = JSON.stringify([
    { PolicyDocument: { Statement: statements.map((Resource) => ({ Action: ['*'], Effect: 'Allow', Resource })) } },
  ])
  return [
    transition(ref({ key: 'collector' }), {
      exactness: 'bounded',
      fedBy: [{ parameter: 'RawStreamArn', stack: 'streams', output: 'RawStreamArn' }],
      parameters: [],
      causes: [origin('customers/acme/pipelines/web.yml', 11)],
      changes: [
        change({
          logicalId: 'CollectorRole',
          type: 'AWS::IAM::Role',
          properties: [
            { path: 'Properties.Policies', before: policy, after: policy, knownAfterApply: true, recreation: 'never' },
          ],
        }),
      ],
    }),
  ]
}
