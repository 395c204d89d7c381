/**
 * What may a plan change?
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its references so
import type { AccessRow } from '../../../src/plan/evidence.ts'
import type { ResourceChange, Transition } from '../../../src/plan/model.ts'
import type { PlanView } from '../../../src/report/model.ts'
import { change, origin, ref, shards, transition, view } from '../../support/plan-views.ts'
import { policyFed, renamed, STREAMS_NEW } from './streams.ts'

const COLLECTOR_NEW: readonly ResourceChange[] = [
  change({
    action: 'add',
    logicalId: 'CollectorAlarm',
    type: 'AWS::CloudWatch::Alarm',
    properties: [
      { path: 'Properties.Threshold', after: '1', recreation: 'never' },
      { path: 'Properties.Dimensions', knownAfterApply: true, recreation: 'never' },
    ],
  }),
  change({
    action: 'add',
    logicalId: 'CollectorLogs',
    type: 'AWS::Logs::LogGroup',
    properties: [{ path: 'Properties.RetentionInDays', after: '30', recreation: 'never' }],
  }),
]

/** 2,600 customers grow from 4 to 8, 1,398 from 8 to 16, one loses a queue and one grows by a number of its own. */
function thousands(): readonly Transition[] {
  const all = Array.from({ length: 4000 }, (_, index) => {
    const customer = `c${String(index).padStart(4, '0')}`
    const ring = index < 40 ? 'canary' : index < 400 ? 'early' : 'broad'
    const stack = ref({ customer, ring, account: String(100_000_000_000 + index) })
    if (index === 17) return transition(stack, { changes: [shards('4', '9')] })
    if (index === 3001)
      return transition(stack, {
        changes: [
          change({ action: 'remove', logicalId: 'BadRows', type: 'AWS::SQS::Queue', leftover: 'deleted' }),
          shards('4', '8'),
        ],
      })
    return transition(stack, { changes: [index % 20 < 13 ? shards('4', '8') : shards('8', '16')] })
  })
  return all
}

const POLICY = (action: string): string =>
  `{"Statement":[{"Action":["kinesis:PutRecord","kinesis:PutRecords"],"Effect":"Allow","Resource":"arn:aws:kinesis:eu-west-1:111111111111:stream/raw"},{"Action":"${action}","Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}`

const WEB_ROLE = '${CollectorRole}'

function opening(): PlanView {
  const group = change({ action: 'add', logicalId: 'Door', type: 'AWS::EC2::SecurityGroup' })
  const role = change({
    logicalId: 'CollectorRole',
    type: 'AWS::IAM::Role',
    properties: [
      { path: 'Properties.Policies', before: POLICY('s3:GetObject'), after: POLICY('s3:*'), recreation: 'never' },
    ],
  })
  const customers = ['acme', 'globex', 'hooli', 'initech', 'umbrella']
  const stacks = customers.map((customer, index) =>
    ref({ customer, key: 'collector', account: String(111111111111 * (index + 1)) }),
  )
  const [first, second] = stacks
  if (first === undefined || second === undefined) throw new Error('there is no stack')
  const statement = { logicalId: 'CollectorRole', kind: 'permission', who: WEB_ROLE, on: '*' } as const
  const wider: readonly AccessRow[] = [
    { ...statement, sign: 'added', opens: true, what: 's3:*' },
    { ...statement, sign: 'removed', opens: false, what: 's3:GetObject' },
  ]
  const door = { logicalId: 'Door', kind: 'network', sign: 'added', opens: true, on: '${Door.GroupId}' } as const
  const trust: AccessRow = {
    ...statement,
    sign: 'added',
    opens: true,
    who: 'arn:aws:iam::999999999999:root',
    what: 'sts:AssumeRole',
    on: '${CollectorRole.Arn}',
    when: '{"StringEquals":{"sts:ExternalId":"‹customer›-prod|test"}}',
  }
  return view({
    transitions: stacks.map((stack) =>
      transition(stack, { changes: stack === first ? [role, group] : [role], parameters: [] }),
    ),
    access: {
      tables: [[...wider, { ...door, who: 'Everyone (IPv4)', what: 'TCP 443' }], [...wider, trust], wider],
      of: Object.fromEntries(stacks.slice(0, 4).map(({ id }, index) => [id, Math.min(index, 2)])),
      unknown: [stacks[4]?.id ?? ''],
    },
  })
}

/** Twelve customers of the smaller size grow as forty of the larger do. */
function regular(): readonly Transition[] {
  return Array.from({ length: 52 }, (_, index) => {
    const [before, after] = index < 12 ? ['4', '8'] : ['8', '16']
    const customer = `c${String(index).padStart(2, '0')}`
    const stack = ref({ customer, account: String(100_000_000_000 + index), ring: index < 12 ? 'canary' : 'early' })
    return transition(stack, {
      changes: [shards(before, after)],
      parameters: [
        { name: 'RawShards', before, after, causes: [origin(`customers/${customer}/pipelines/web.yml`, 9)] },
      ],
    })
  })
}

export const CHANGES: { readonly [name: string]: () => PlanView } = {
  'small-change-in-two-accounts': () =>
    view({
      transitions: [
        transition(ref()),
        transition(ref({ customer: 'globex', account: '222222222222', region: 'us-east-1', ring: 'early' })),
      ],
    }),
  'replacement-of-a-stream': () =>
    view({
      transitions: renamed(),
      approvals: {
        needed: 1,
        destructive: true,
        given: [],
        against: [],
        discounted: [
          { login: 'engineer-1', reason: 'wrote or pushed part of this change' },
          { login: 'reviewer-1', reason: 'approved by a review alone, and this plan destroys something' },
        ],
      },
    }),
  'new-customer': () =>
    view({
      transitions: [
        transition(ref({ customer: 'initech', account: '333333333333', ring: 'broad', key: 'collector' }), {
          from: 'absent',
          exactness: 'template',
          changes: COLLECTOR_NEW,
          parameters: [],
        }),
        transition(ref({ customer: 'initech', account: '333333333333', ring: 'broad' }), {
          from: 'absent',
          exactness: 'template',
          changes: STREAMS_NEW,
          parameters: [{ name: 'RawShards', after: '2', causes: [origin('customers/initech/pipelines/web.yml', 7)] }],
        }),
      ],
      approvals: { needed: 1, given: ['reviewer-1'], against: [], discounted: [] },
    }),
  'outputs-alone-change': () =>
    view({
      transitions: [
        transition(ref({ key: 'network' }), {
          changes: [],
          parameters: [],
          outputs: [
            { name: 'SubnetIds', before: '${SubnetA},${SubnetB}', after: '${SubnetA}' },
            { name: 'VpcId', after: '${Vpc}' },
          ],
        }),
      ],
    }),
  'a-long-policy': () =>
    view({
      transitions: [
        transition(ref({ key: 'collector' }), {
          changes: [
            change({
              logicalId: 'CollectorRole',
              type: 'AWS::IAM::Role',
              properties: [
                {
                  path: 'Properties.Policies.0.PolicyDocument',
                  before: POLICY('s3:GetObject'),
                  after: POLICY('s3:*'),
                  recreation: 'never',
                },
              ],
            }),
            change({ action: 'remove', logicalId: 'Topic', type: 'AWS::SNS::Topic', leftover: 'deleted' }),
            change({ action: 'remove', logicalId: 'Table', type: 'AWS::DynamoDB::Table', leftover: 'snapshot' }),
          ],
        }),
      ],
    }),
  'a-reference-in-a-long-value-moves': () => view({ transitions: policyFed() }),
  'another-version-of-a-secret': () =>
    view({
      transitions: [
        transition(ref({ key: 'warehouse', order: 5 }), {
          changes: [
            {
              ...change({
                logicalId: 'Loader',
                type: 'AWS::ECS::TaskDefinition',
                replacement: 'yes',
                properties: [
                  { path: 'Properties.ContainerDefinitions', before: '3', after: '4', recreation: 'always' },
                ],
              }),
              verdict: {
                risk: 'disruptive',
                reason:
                  'another version of a secret is used (parameter PasswordVersion): no reviewer sees what is in it',
              },
            },
          ],
          parameters: [
            {
              name: 'PasswordVersion',
              before: '3',
              after: '4',
              causes: [origin('customers/acme/pipelines/web.yml', 14)],
            },
          ],
        }),
      ],
    }),
  'access-opens': opening,
  'values-that-differ-by-customer': () => view({ transitions: regular(), publicUrl: 'https://fleet.example' }),
  'rings-and-groups': () =>
    view({
      transitions: ['acme', 'globex', 'hooli'].flatMap((customer, index) => {
        const of = {
          customer,
          account: String(111111111111 * (index + 1)),
          ring: ['canary', 'early', 'broad'][index] ?? '',
        }
        return [transition(ref(of)), transition(ref({ ...of, key: 'collector' }), { parameters: [] })]
      }),
      approvals: { needed: 2, given: ['reviewer-1'], lacking: ['platform', 'security'], against: [], discounted: [] },
    }),
  'four-thousand-stacks': () => view({ transitions: thousands() }),
  'nothing-changes': () => view({ transitions: [] }),
}
