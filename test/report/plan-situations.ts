/**
 * Which plans does a reviewer meet?
 *
 * One value each; `plan-<name>.md` beside this file is how it reads.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its references so
import type { Protection, StackPolicyStatement } from '../../src/fleet/protection.ts'
import { canonicalJson, digestOf } from '../../src/lib/digest.ts'
import type { AccessRow } from '../../src/plan/evidence.ts'
import { group } from '../../src/plan/group.ts'
import type {
  Missed,
  PropertyChange,
  ResourceChange,
  StackRef,
  Transition,
  Unplanned,
  Way,
} from '../../src/plan/model.ts'
import { protectionChanges, rollbackChanges, withSet } from '../../src/plan/protection.ts'
import type { PlanView } from '../../src/report/model.ts'
import { change, origin, ref, shards, transition, view } from '../support/plan-views.ts'

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

const STREAMS_NEW: readonly ResourceChange[] = [
  change({ action: 'add', logicalId: 'BadRows', type: 'AWS::SQS::Queue' }),
  change({
    action: 'add',
    properties: [{ path: 'Properties.ShardCount', after: '2', recreation: 'never' }],
  }),
]

const CALM: StackPolicyStatement = { Action: 'Update:*', Effect: 'Allow', Principal: '*', Resource: '*' }

function policy(...guarded: readonly string[]): Protection {
  const Resource = guarded.map((name) => `LogicalResourceId/${name}`)
  const guard = { Action: ['Update:Replace', 'Update:Delete'], Effect: 'Deny', Principal: '*', Resource } as const
  return { stackPolicy: canonicalJson({ Statement: [CALM, guard] }) }
}

/** Of three resources that a policy guards, one is guarded no more; another stack gets the policy. */
function otherPolicy(): PlanView {
  const [had, wanted] = [policy('BadRows', 'GoodStream', 'RawStream'), policy('BadRows', 'GoodStream')]
  const alone = { changes: [], parameters: [] }
  return view({
    transitions: [
      transition(ref(), { ...alone, protections: protectionChanges({ had, wanted }) }),
      transition(ref({ customer: 'globex', account: '222222222222' }), {
        protections: protectionChanges({ had: {}, wanted }),
      }),
    ],
  })
}

/** Twelve lose their protection, two get it with a change, one is let go of. */
function protectedStacks(): PlanView {
  const [off, on, dropped] = [
    protectionChanges({ wanted: { terminationProtection: false }, had: { terminationProtection: true } }),
    protectionChanges({
      wanted: { terminationProtection: true, stackPolicy: '{"Statement":[{"Effect":"Allow"}]}' },
      had: { terminationProtection: false },
    }),
    protectionChanges({
      wanted: {},
      had: { stackPolicy: '{"Statement":[{"Effect":"Deny"}]}' },
      base: { stackPolicy: '{"Statement":[{"Effect":"Deny"}]}' },
    }),
  ]
  const alone = { changes: [], parameters: [] }
  return view({
    transitions: [
      ...Array.from({ length: 12 }, (_, index) =>
        transition(ref({ customer: `customer-${index + 10}`, account: String(100_000_000_010 + index) }), {
          ...alone,
          protections: off,
        }),
      ),
      ...['acme', 'globex'].map((customer, index) =>
        transition(ref({ customer, account: String(200_000_000_000 + index) }), { protections: on }),
      ),
      transition(ref({ customer: 'initech', account: '300000000000' }), { ...alone, protections: dropped }),
    ],
  })
}

/** Alarms of the stacks' own names: of some one is missing, of one nobody has looked. */
function watchedStacks(): PlanView {
  const refs = ['acme', 'globex', 'initech', 'hooli'].map((customer, index) =>
    ref({ customer, account: String(200_000_000_000 + index) }),
  )
  const arn = (stack: StackRef, name: string) => `arn:aws:cloudwatch:${stack.region}:${stack.accountId}:alarm:${name}`
  const both = (stack: StackRef) => [arn(stack, `${stack.stackName}-age`), arn(stack, 'depth')]
  const protections = rollbackChanges(
    { monitoringMinutes: 0, alarmArns: [] },
    { monitoringMinutes: 15, alarmArns: ['a', 'b'] },
  )
  const looked = refs.map((stack, index) => {
    const [age = '', depth = ''] = both(stack)
    const missing = index === 0 ? [] : index === 1 ? [age, depth] : [age]
    return [stack.id, { watching: both(stack).filter((each) => !missing.includes(each)), missing }] as const
  })
  const [last] = looked.splice(-1)
  return view({
    transitions: refs.map((stack) => transition(stack, { protections })),
    alarms: { ...Object.fromEntries(looked), ...(last && { [last[0]]: 'unasked' as const }) },
  })
}

const NINE: Missed = { rollout: 'r-1a2b3c4d5e6f', pull: 9, isApproved: true }
const DIRECT: Missed = { rollout: 'r-2b3c4d5e6f1a', isApproved: false }

function propertyOf(of: Omit<PropertyChange, 'recreation'>, wish: Partial<ResourceChange> = {}): ResourceChange {
  return change({ ...wish, properties: [{ ...of, recreation: 'never' }] })
}

function retention(before: string, after: string): ResourceChange {
  const queue = { logicalId: 'BadRows', type: 'AWS::SQS::Queue' } as const
  return propertyOf({ path: 'Properties.MessageRetentionPeriod', before, after }, queue)
}

/** #9 and a push left three customers behind, one of them was changed by hand as well; two others are where they belong. */
function leftBehind(): PlanView {
  const alarm = change({ action: 'add', logicalId: 'LagAlarm', type: 'AWS::CloudWatch::Alarm' })
  const stackOf = (customer: string, index: number) => ref({ customer, account: String(300_000_000_000 + index) })
  const left = ['hooli', 'initech', 'umbrella'].map(stackOf)
  const ways: readonly Way[] = [
    { whose: 'earlier', by: [NINE], changes: [shards('2', '4')] },
    { whose: 'earlier', by: [DIRECT], changes: [retention('345600', '604800')] },
    { whose: 'own', changes: [alarm, shards('4', '8')] },
  ]
  const byHand: readonly Way[] = [
    { whose: 'earlier', by: [NINE], changes: [shards('2', '4')] },
    { whose: 'earlier', changes: [retention('60', '604800')] },
    { whose: 'own', changes: [alarm, shards('4', '8')] },
  ]
  const reason = (words: string) => `its live state is not what the default branch wants now: ${words}`
  return view({
    transitions: [
      ...left.map((stack, index) =>
        transition(stack, {
          from: 'unknown',
          changes: [retention(index === 2 ? '60' : '345600', '604800'), alarm, shards('2', '8')],
          ways: index === 2 ? byHand : ways,
        }),
      ),
      ...['acme', 'globex'].map((customer, index) =>
        transition(ref({ customer, account: String(400_000_000_000 + index) }), { changes: [alarm, shards('4', '8')] }),
      ),
    ],
    behind: left.map((stack) => ({
      stack,
      reason: reason('#9 was aborted before it reached it; a later change to it brings that along'),
    })),
  })
}

/** What #9 was to bring never came, and this change takes it back, all of it or a part; a third was never made. */
function goingBack(): PlanView {
  const [all, part] = [ref(), ref({ customer: 'globex', account: '222222222222' })]
  const made = ref({ customer: 'initech', account: '333333333333' })
  const undone = (of: ResourceChange): ResourceChange => ({
    ...of,
    verdict: { risk: 'routine', reason: 'is so already' },
  })
  const name = { path: 'Properties.Name', before: 'acme-raw', after: 'acme-raw-2', recreation: 'always' } as const
  const renamedStream = change({ replacement: 'yes', leftover: 'retained', properties: [name] })
  const protections = protectionChanges({
    had: { terminationProtection: false },
    wanted: { terminationProtection: true },
  })
  return view({
    transitions: [
      transition(all, {
        from: 'unknown',
        changes: [],
        ways: [{ whose: 'undone', by: [NINE], changes: [shards('8', '4')] }],
      }),
      transition(part, {
        from: 'unknown',
        changes: [renamedStream],
        protections,
        ways: [
          { whose: 'earlier', by: [NINE], changes: [renamedStream], protections },
          { whose: 'undone', by: [NINE], changes: [undone(retention('604800', '345600'))] },
        ],
      }),
      transition(made, {
        from: 'absent',
        exactness: 'template',
        changes: STREAMS_NEW,
        ways: [
          { whose: 'earlier', by: [NINE], changes: STREAMS_NEW.map((each) => ({ ...each })) },
          { whose: 'own', changes: [shards('2', '4')] },
        ],
      }),
    ],
    behind: [all, part, made].map((stack) => ({
      stack,
      reason: `${stack === made ? 'the default branch wanted it, and it does not exist' : 'its live state is not what the default branch wants now'}: #9 left it out; a later change to it brings that along`,
    })),
  })
}

/** The stream's name changes, and the collector is fed by it. */
function renamed(): readonly Transition[] {
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

function unreachable(customer: string, account: string): Unplanned {
  const stack = ref({ customer, account, ring: 'early' })
  return {
    stack,
    to: digestOf(stack),
    code: 'account-unreachable',
    reason: `assuming the plan role of account ${account}: AccessDenied: User: arn:aws:sts::999999999999:assumed-role/bot is not authorized to perform: sts:AssumeRole`,
  }
}

const POLICY = (action: string): string =>
  `{"Statement":[{"Action":["kinesis:PutRecord","kinesis:PutRecords"],"Effect":"Allow","Resource":"arn:aws:kinesis:eu-west-1:111111111111:stream/raw"},{"Action":"${action}","Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}`

export const HOSTILE =
  '`` @octocat #12 owner/repo#1 GH-7 9c1f0d3a7be2456f8a01c2d3e4f5a6b7c8d9e0f1 https://evil.example www.evil.example ![x](https://evil.example/x.png) <img src=x onerror=alert(1)> </details> <!-- - [ ] | a | \n/fleet approve 000000000000\n\u202egnp.exe\u200b\u0007 a@evil.example'

const HOSTILE_ROW = {
  logicalId: HOSTILE,
  kind: 'permission',
  sign: 'added',
  opens: true,
  who: `a | b \\| c ${HOSTILE}`,
  what: `\\${HOSTILE}`,
  on: `x\\`,
} as const

function hostile(): PlanView {
  const stack = { ...ref({ customer: HOSTILE, pipeline: HOSTILE, region: HOSTILE }), key: HOSTILE, ring: 'canary' }
  const cause = origin(`customers/${HOSTILE}/pipelines/(x).yml`, 3)
  return view({
    transitions: [
      transition(stack, {
        exactness: 'bounded',
        fedBy: [{ parameter: HOSTILE, stack: HOSTILE, output: HOSTILE }],
        changes: [
          change({
            logicalId: HOSTILE,
            type: HOSTILE,
            replacement: 'maybe',
            properties: [{ path: HOSTILE, before: HOSTILE, after: `${HOSTILE}!`, recreation: 'always' }],
          }),
        ],
        parameters: [{ name: HOSTILE, before: HOSTILE, after: HOSTILE, causes: [cause] }],
      }),
    ],
    unplanned: [{ stack: { ...stack, key: 'other' }, to: digestOf(1), code: HOSTILE, reason: HOSTILE }],
    behind: [{ stack, reason: HOSTILE }],
    access: {
      tables: [
        [
          { ...HOSTILE_ROW, when: HOSTILE },
          { ...HOSTILE_ROW, kind: 'network' },
        ],
      ],
      of: { [stack.id]: 0 },
      unknown: [stack.id],
    },
    rings: [{ name: 'canary', waves: [100], soakMinutes: 1 }],
    approvals: { needed: 2, given: [HOSTILE], against: [], discounted: [{ login: HOSTILE, reason: HOSTILE }] },
  })
}

/** Four stacks that change alike, each planned from its templates for another reason, and one whose rollback failed. */
function boundedEach(): PlanView {
  const stacks = ['acme', 'globex', 'hooli', 'initech', 'umbrella'].map((customer, index) =>
    ref({ customer, account: String(111111111111 * (index + 1)) }),
  )
  const [working, travelling, also, stuck] = stacks
  if (working === undefined || travelling === undefined || also === undefined || stuck === undefined)
    throw new Error('there are fewer stacks than reasons')
  return view({
    transitions: stacks.map((stack) =>
      transition(stack, {
        exactness: 'bounded',
        changes: [stack === stuck ? shards('4', '6') : shards('4', '8')],
        fedBy: stacks.indexOf(stack) === 4 ? [{ parameter: 'Vpc', stack: 'network', output: 'VpcId' }] : [],
      }),
    ),
    behind: [
      { stack: working, reason: 'AWS is at work on it (UPDATE_IN_PROGRESS)', because: 'aws-at-work' },
      { stack: travelling, reason: '#11 has yet to reach it (waiting)', because: 'rollout-on-its-way' },
      { stack: also, reason: '#11 has yet to reach it (waiting)', because: 'rollout-on-its-way' },
      {
        stack: stuck,
        reason: 'its last rollback failed and has to be continued (UPDATE_ROLLBACK_FAILED)',
        because: 'rollback-failed',
      },
    ],
  })
}

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

export const PLAN_SITUATIONS: { readonly [name: string]: () => PlanView } = {
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
  'two-accounts-cannot-be-reached': () =>
    view({
      transitions: [transition(ref())],
      unplanned: [unreachable('globex', '222222222222'), unreachable('hooli', '444444444444')],
    }),
  'behind-the-default-branch': () =>
    view({
      behind: [{ stack: ref(), reason: '#11 has yet to reach it (waiting)' }],
      approvals: { needed: 2, given: ['reviewer-1'], against: [], discounted: [] },
    }),
  'others-of-the-fleet-are-behind': () =>
    view({
      elsewhere: [
        { by: '#7', stacks: 12, isLeft: true },
        { by: '#11', stacks: 37 },
        { by: '#12', stacks: 1 },
      ],
    }),
  'behind-two-changes-of-others': () =>
    view({
      elsewhere: [{ by: '#11', stacks: 1_204 }],
      behind: [{ stack: ref(), reason: '#11 has yet to reach it (waiting)', because: 'rollout-on-its-way' }],
      preceding: [
        {
          rollout: 'r-1a2b3c4d5e6f',
          isOnItsWay: false,
          classes: group([transition(ref(), { changes: [shards('2', '3')] })]),
        },
        {
          rollout: 'r-2b3c4d5e6f1a',
          pull: 11,
          isOnItsWay: true,
          classes: group([
            transition(ref(), {
              changes: [shards('3', '4'), change({ logicalId: 'BadRows', type: 'AWS::SQS::Queue' })],
            }),
          ]),
        },
      ],
    }),
  'behind-and-left-by-two-changes-of-others': leftBehind,
  'behind-and-going-back': goingBack,
  'a-reviewer-asked-for-changes': () =>
    view({ approvals: { needed: 1, given: ['reviewer-1'], against: ['reviewer-2'], discounted: [] } }),
  'the-glass-is-broken': () =>
    view({
      transitions: renamed(),
      approvals: {
        needed: 2,
        destructive: true,
        given: ['on-call-1', 'on-call-2'],
        lacking: ['platform'],
        against: ['reviewer-2'],
        discounted: [],
        glass: [
          { login: 'on-call-1', reason: 'The stream rejects every record; @platform is asleep.' },
          { login: 'on-call-2', reason: 'confirmed on the phone' },
        ],
      },
    }),
  'merged-after-an-approval': () =>
    view({ ended: 'merged', approvals: { needed: 1, given: ['reviewer-1'], against: [], discounted: [] } }),
  'closed-without-a-merge': () =>
    view({
      ended: 'closed',
      transitions: renamed(),
      approvals: {
        needed: 2,
        destructive: true,
        given: ['reviewer-1'],
        against: [],
        discounted: [{ login: 'author', reason: 'wrote or pushed part of this change' }],
      },
    }),
  'someone-of-a-group-has-to-approve': () =>
    view({ approvals: { needed: 1, given: ['reviewer-1'], lacking: ['platform'], against: [], discounted: [] } }),
  'two-groups-have-to-approve': () =>
    view({ approvals: { needed: 2, given: [], lacking: ['platform', 'security'], against: [], discounted: [] } }),
  'policy-rules-ask-for-more': () =>
    view({
      transitions: renamed(),
      approvals: {
        needed: 2,
        destructive: true,
        given: ['reviewer-1'],
        lacking: ['data'],
        against: [],
        discounted: [],
        rules: [
          { name: 'data-people', reason: 'it holds events', stacks: 2, require: { approvals: 2, approvers: ['data'] } },
          { name: 'catalog', reason: 'releases are read twice', stacks: 0, require: { approvals: 2, approvers: [] } },
        ],
        unseen: ['data-team'],
      },
    }),
  'a-policy-rule-refuses': () =>
    view({
      transitions: renamed(),
      approvals: {
        needed: 1,
        destructive: true,
        given: [],
        against: [],
        discounted: [],
        rules: [{ name: 'never-all', reason: 'ring by ring; ask @platform', stacks: 2 }],
      },
    }),
  'pipelines-that-are-not-active': () =>
    view({
      leftOut: [
        { pipeline: 'acme/web', lifecycle: 'paused', waiting: [ref(), ref({ key: 'collector' })] },
        { pipeline: 'globex/app', lifecycle: 'paused', waiting: [] },
        { pipeline: 'initech/web', lifecycle: 'retiring', waiting: [ref({ customer: 'initech' })] },
        { pipeline: 'umbrella/web', lifecycle: 'retiring', waiting: [] },
      ],
    }),
  'protection-changes': protectedStacks,
  'stack-policy-changes': otherPolicy,
  'rollback-alarms': watchedStacks,
  'service-role-changes': () => {
    const rollback = { monitoringMinutes: 0, alarmArns: [] }
    const [before = '', after = ''] = ['', '-2'].map(
      (end) => `arn:aws:iam::111111111111:role/fleetwright-service${end}`,
    )
    const protections = withSet({ rollback, serviceRoleArn: before }, { rollback, serviceRoleArn: after })
    return view({
      transitions: ['acme', 'globex'].flatMap((customer, index) =>
        ['network', 'streams', 'collector', 'enrich'].map((key, order) =>
          transition(ref({ customer, key, order, account: String(200_000_000_000 + index) }), {
            changes: [],
            protections,
            parameters: [],
          }),
        ),
      ),
      rules: ['acme, globex: service fleetwright-service → fleetwright-service-2'],
    })
  },
  'new-accounts-are-tried': () =>
    view({
      probed: (['sound', 'sound', 'refused', 'open'] as const).map((outcome, index) => {
        const { accountId } = ref({ account: String(700_000_000_000 + index) })
        return { customer: 'hooli', account: `prod-${index}`, accountId, outcome }
      }),
      approvals: {
        needed: 1,
        given: ['reviewer-1'],
        against: [],
        discounted: [],
        rules: [
          {
            name: 'new-account-is-open',
            reason: 'a new account lets in whoever knows its role',
            stacks: 0,
            accounts: 1,
          },
        ],
      },
    }),
  'stacks-leave-the-fleet': () => view({ transitions: [], leaving: [ref(), ref({ key: 'collector' })] }),
  'nothing-changes': () => view({ transitions: [] }),
  'rules-of-rollouts-change': () =>
    view({ transitions: [], rules: ['acme, globex: ring broad → canary', 'ring canary: soak 1 → 0 min'] }),
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
  'stack-in-progress': () =>
    view({
      transitions: [transition(ref(), { exactness: 'bounded' })],
      behind: [{ stack: ref(), reason: 'AWS is at work on it (UPDATE_IN_PROGRESS)', because: 'aws-at-work' }],
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
  'others-change-the-same-stacks': () =>
    view({
      others: [
        { pull: 7, stacks: [ref()] },
        { pull: 31, stacks: [ref(), ...['collector', 'enrich', 'loader', 'network'].map((key) => ref({ key }))] },
      ],
    }),
  'bounded-for-reasons-of-their-own': boundedEach,
  'access-opens': opening,
  'values-that-differ-by-customer': () => view({ transitions: regular(), publicUrl: 'https://fleet.example' }),
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
  'live-state-unknown': () =>
    view({
      transitions: [
        transition(ref(), { from: 'unknown' }),
        transition(ref({ customer: 'globex', account: '222222222222' })),
      ],
      behind: [{ stack: ref(), reason: 'its live state is not what the default branch wants now' }],
    }),
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
  'hostile-strings': hostile,
}
