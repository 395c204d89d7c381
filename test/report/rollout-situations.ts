/**
 * Which rollouts do people meet?
 *
 * One value each; `rollout-<name>.md` beside this file is how it reads.
 */
import { type Digest, digestOf } from '../../src/lib/digest.ts'
import type { RolloutView } from '../../src/report/model.ts'
import type { Rollout, RolloutStack, StackFailure } from '../../src/rollout/model.ts'
import { REPOSITORY, ref } from '../support/plan-views.ts'
import { HOSTILE } from './situations/hostile.ts'

const COMMIT = '1a2b3c4d5e6f708192a3b4c5d6e7f80912345678'

const RULES = { concurrency: 5, failureBudget: 0, unreachablePercent: 10 } as const

function rollout(wish: Partial<Rollout> = {}): Rollout {
  return {
    id: 'r-1a2b3c4d5e6f',
    commit: COMMIT,
    pull: 12,
    planDigest: digestOf('plan'),
    state: 'running',
    rings: [
      { name: 'canary', waves: [100], soakMinutes: 60, ...RULES },
      { name: 'early', waves: [50, 100], soakMinutes: 120, ...RULES },
    ],
    createdAt: '2026-11-23T20:45:12Z',
    approvedBy: ['reviewer-1'],
    ...wish,
  }
}

function row(customer: string, state: RolloutStack['state'], wish: Partial<RolloutStack> = {}): RolloutStack {
  const account = { acme: '111111111111', globex: '222222222222', hooli: '444444444444' }[customer] ?? '555555555555'
  const to = digestOf(customer)
  const stack = ref({ customer, account, key: 'collector', ring: customer === 'acme' ? 'canary' : 'early' })
  return { ref: stack, to, transition: to, state, attempt: state === 'waiting' ? 0 : 1, ...wish }
}

const FAILED: StackFailure = {
  code: 'stack-failed',
  reason: 'CloudFormation rolled the stack back',
  resource: {
    logicalId: 'CollectorTopic',
    type: 'AWS::SNS::Topic',
    reason:
      'Resource handler returned message: "Invalid parameter: Topic Name (Service: Sns, Status Code: 400)" (RequestToken: 1, HandlerErrorCode: InvalidRequest)',
  },
  status: 'UPDATE_ROLLBACK_COMPLETE',
  hint: 'mend what AWS refuses, then `/fleet retry`',
}

const UNREACHABLE: StackFailure = {
  code: 'account-unreachable',
  reason: 'assuming the apply role of account 444444444444: AccessDenied',
  hint: 'the customer restores the role, then `/fleet retry`',
}

const DIFFERS: StackFailure = {
  code: 'difference',
  reason: 'it would also replace `RawStream`, which nobody reviewed',
  hint: 'read the difference and approve its digest, or merge what undoes it',
  difference: '77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa77aa' as Digest,
}

const AT = { ring: 'early', wave: 1, waves: 2 } as const

function view(wish: Partial<Rollout>, stacks: readonly RolloutStack[], at?: RolloutView['at']): RolloutView {
  return { rollout: rollout(wish), stacks, repositoryUrl: REPOSITORY, ...(at === undefined ? {} : { at }) }
}

export const ROLLOUT_SITUATIONS: { readonly [name: string]: RolloutView } = {
  'applying-in-the-first-ring': view({}, [row('acme', 'applying'), row('globex', 'waiting'), row('hooli', 'waiting')], {
    ring: 'canary',
    wave: 1,
    waves: 1,
  }),
  soaking: view(
    {
      hold: {
        waitingOn: 'soak',
        reason: 'wave 1 of ring canary soaks for 60 min; nobody has to act',
        until: '2026-11-23T21:52:07Z',
      },
    },
    [row('acme', 'done'), row('globex', 'waiting'), row('hooli', 'waiting')],
    AT,
  ),
  'outside-of-a-window': view(
    {
      hold: {
        waitingOn: 'window',
        reason: '2 pipelines outside of their windows: globex/web, hooli/web; nobody has to act',
        until: '2026-11-24T02:00:00Z',
      },
    },
    [row('acme', 'done'), row('globex', 'waiting'), row('hooli', 'waiting')],
    AT,
  ),
  'windows-that-never-meet': view(
    {
      hold: {
        waitingOn: 'window',
        reason:
          '1 pipeline outside of its window: globex/web; no time is in sight; `/fleet abort`, then mend the windows',
      },
    },
    [row('acme', 'done'), row('globex', 'waiting')],
    AT,
  ),
  frozen: view(
    {
      hold: {
        waitingOn: 'freeze',
        reason: 'freeze year-end holds all starts: nobody is at work; nobody has to act',
        until: '2027-01-04T00:00:00Z',
      },
    },
    [row('acme', 'done'), row('globex', 'waiting')],
    AT,
  ),
  'stopped-by-a-failure': view(
    {
      state: 'stopped',
      hold: {
        waitingOn: 'failure',
        reason:
          '1 stack failed in wave 1 of ring early, where none may: globex/web collector; mend the cause, then `/fleet retry`, or `/fleet skip`',
      },
    },
    [row('acme', 'done'), row('globex', 'failed', { failure: FAILED }), row('hooli', 'waiting')],
    AT,
  ),
  'held-for-a-difference': view(
    {
      hold: {
        waitingOn: 'difference',
        reason:
          '1 stack would change otherwise than reviewed: globex/web collector; someone who may approve reads the difference and answers it',
      },
    },
    [row('acme', 'done'), row('globex', 'held', { failure: DIFFERS }), row('hooli', 'waiting')],
    AT,
  ),
  'all-through-but-an-unreachable-account': view(
    {
      state: 'stopped',
      hold: {
        waitingOn: 'unreachable',
        reason:
          'everything else is through; 1 stack in accounts that cannot be reached: hooli/web collector; restore the roles, then `/fleet retry`, or `/fleet skip`',
      },
    },
    [row('acme', 'done'), row('globex', 'done'), row('hooli', 'unreachable', { failure: UNREACHABLE })],
  ),
  'done-but-for-a-skipped-stack': view({ state: 'done', endedAt: '2026-11-24T00:02:40Z' }, [
    row('acme', 'done'),
    row('globex', 'done'),
    row('hooli', 'skipped', { failure: UNREACHABLE }),
  ]),
  done: view({ state: 'done', endedAt: '2026-11-23T20:59:40Z' }, [row('acme', 'done'), row('globex', 'done')]),
  'nothing-to-do': view({ state: 'done', endedAt: '2026-11-23T20:45:40Z', approvedBy: [] }, []),
  'held-after-a-direct-push': (() => {
    const { pull: _none, ...pushed } = rollout({
      state: 'held',
      approvedBy: [],
      hold: {
        waitingOn: 'approval',
        reason: 'it was pushed without a pull request, so no reviewer saw this plan',
      },
    })
    return { rollout: pushed, stacks: [row('acme', 'waiting')], repositoryUrl: REPOSITORY }
  })(),
  'stopped-without-a-pull-request': (() => {
    const { pull: _none, ...pushed } = rollout({
      state: 'stopped',
      approvedBy: ['operator'],
      hold: {
        waitingOn: 'failure',
        reason:
          '1 stack failed in wave 1 of ring canary, where none may: acme/web collector; mend the cause, then `/fleet retry`, or `/fleet skip`',
      },
    })
    const stacks = [row('acme', 'failed', { failure: FAILED }), row('globex', 'held', { failure: DIFFERS })]
    return { rollout: pushed, stacks, repositoryUrl: REPOSITORY }
  })(),
  'held-after-a-merge-past-the-check': view(
    {
      state: 'held',
      approvedBy: [],
      hold: {
        waitingOn: 'approval',
        reason:
          '#12 was merged with 0 of 1 approval of this plan, not counting engineer-1, who wrote or pushed part of this change',
      },
    },
    [row('acme', 'waiting')],
  ),
  'held-for-an-open-account': view(
    {
      state: 'held',
      approvedBy: [],
      hold: {
        waitingOn: 'account',
        reason:
          '#12 was merged although the policy rule `new-account-is-open` refuses this plan: a new account lets in whoever knows the name of its role: its trust policy has to ask for sts:ExternalId; open is `hooli/prod` in `111111111112`',
      },
    },
    [],
  ),
  'held-by-the-policy': view(
    {
      state: 'held',
      approvedBy: [],
      hold: {
        waitingOn: 'policy',
        reason: '#12 was merged although the policy rule `no-new-customers` refuses this plan: Full.',
      },
    },
    [],
  ),
  'pushed-past-the-policy': (() => {
    const { pull: _none, ...pushed } = rollout({
      state: 'held',
      approvedBy: [],
      hold: {
        waitingOn: 'policy',
        reason:
          'it was pushed without a pull request although the policy rule `no-new-customers` refuses this plan: Full.',
      },
    })
    return { rollout: pushed, stacks: [], repositoryUrl: REPOSITORY }
  })(),
  queued: view(
    {
      state: 'queued',
      hold: { waitingOn: 'queue', reason: 'it waits for #11, which was merged before it' },
    },
    [row('acme', 'waiting')],
  ),
  'queued-behind-one-that-is-held': view(
    {
      state: 'queued',
      hold: {
        waitingOn: 'queue',
        reason: 'it waits for #11, which was merged before it and is held until someone approves it',
        ahead: { id: 'r-99887766554a', pull: 11 },
      },
    },
    [row('acme', 'waiting')],
  ),
  paused: view({ state: 'paused', hold: { waitingOn: 'pause', reason: 'it is paused' } }, [
    row('acme', 'done'),
    row('globex', 'applying'),
  ]),
  aborted: view({ state: 'aborted', endedAt: '2026-11-23T21:00:00Z' }, [row('acme', 'done'), row('globex', 'waiting')]),
  superseded: view({ state: 'superseded', endedAt: '2026-11-23T21:00:00Z' }, [row('acme', 'waiting')]),
  'hostile-words-of-aws': view(
    { state: 'stopped', approvedBy: [HOSTILE], hold: { waitingOn: 'failure', reason: HOSTILE } },
    [
      row(HOSTILE, 'failed', {
        failure: {
          code: HOSTILE,
          reason: HOSTILE,
          resource: { logicalId: HOSTILE, type: HOSTILE, reason: HOSTILE },
          status: HOSTILE,
          hint: HOSTILE,
        },
      }),
    ],
  ),
}
