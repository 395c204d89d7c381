/**
 * Where is the fleet not yet what the default branch wants, and what is not exact?
 */
import { digestOf } from '../../../src/lib/digest.ts'
import { group } from '../../../src/plan/group.ts'
import type { Missed, PropertyChange, ResourceChange, Unplanned, Way } from '../../../src/plan/model.ts'
import { protectionChanges } from '../../../src/plan/protection.ts'
import type { PlanView } from '../../../src/report/model.ts'
import { change, ref, shards, transition, view } from '../../support/plan-views.ts'
import { STREAMS_NEW } from './streams.ts'

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

function unreachable(customer: string, account: string): Unplanned {
  const stack = ref({ customer, account, ring: 'early' })
  return {
    stack,
    to: digestOf(stack),
    code: 'account-unreachable',
    reason: `assuming the plan role of account ${account}: AccessDenied: User: arn:aws:sts::999999999999:assumed-role/bot is not authorized to perform: sts:AssumeRole`,
  }
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

export const BEHIND: { readonly [name: string]: () => PlanView } = {
  'two-accounts-cannot-be-reached': () =>
    view({
      transitions: [transition(ref())],
      unplanned: [unreachable('globex', '222222222222'), unreachable('hooli', '444444444444')],
    }),
  'nothing-can-be-planned': () =>
    view({
      transitions: [],
      unplanned: ['acme', 'globex'].map((customer, index) => {
        const stack = ref({ customer, account: String(111111111111 * (index + 1)) })
        const reason = `creating a change set on ${stack.stackName}: Template format error: Unrecognized resource types: [AWS::Glue::Databse]`
        return { stack, to: digestOf(stack), code: 'aws-refused', reason }
      }),
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
        { by: '#12', stacks: 1, still: 'paused until someone resumes it' },
      ],
    }),
  'behind-two-changes-of-others': () =>
    view({
      elsewhere: [{ by: '#11', stacks: 1_204, still: 'stopped until someone mends it' }],
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
  'stack-in-progress': () =>
    view({
      transitions: [transition(ref(), { exactness: 'bounded' })],
      behind: [{ stack: ref(), reason: 'AWS is at work on it (UPDATE_IN_PROGRESS)', because: 'aws-at-work' }],
    }),
  'others-change-the-same-stacks': () =>
    view({
      others: [
        { pull: 7, stacks: [ref()] },
        { pull: 31, stacks: [ref(), ...['collector', 'enrich', 'loader', 'network'].map((key) => ref({ key }))] },
      ],
    }),
  'bounded-for-reasons-of-their-own': boundedEach,
  'live-state-unknown': () =>
    view({
      transitions: [
        transition(ref(), { from: 'unknown' }),
        transition(ref({ customer: 'globex', account: '222222222222' })),
      ],
      behind: [{ stack: ref(), reason: 'its live state is not what the default branch wants now' }],
    }),
}
