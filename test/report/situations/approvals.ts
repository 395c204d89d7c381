/**
 * Who has said what of a plan, and what does the policy make of it?
 */
import type { PlanView } from '../../../src/report/model.ts'
import { ref, view } from '../../support/plan-views.ts'
import { renamed } from './streams.ts'

export const APPROVALS: { readonly [name: string]: () => PlanView } = {
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
  'one-of-two-has-broken-the-glass': () =>
    view({
      transitions: renamed(),
      approvals: {
        needed: 1,
        destructive: true,
        given: [],
        against: [],
        discounted: [],
        rules: [{ name: 'never-all', reason: 'ring by ring', stacks: 2 }],
        glass: [{ login: 'on-call-1', reason: 'The stream rejects every record.' }],
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
  'rules-of-rollouts-change': () =>
    view({
      transitions: [],
      rules: [
        'acme, globex: ring broad → canary',
        'policy rule never is new: risk routine: refused',
        'ring canary: soak 1 → 0 min',
      ],
    }),
}
