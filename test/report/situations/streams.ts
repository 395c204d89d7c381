/**
 * Which changes do situations share?
 */
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
