/**
 * Does a change of the rules come by itself?
 *
 * Golden: each rule that the base has, changed together with a setting, and alone.
 */
import { describe, expect, it } from 'vitest'
import { loadFleet } from '../../src/fleet/load.ts'
import { rulesChange } from '../../src/plan/rules-change.ts'
import { CUSTOMER, PIPELINE, replace } from '../fleet/told.ts'
import type { World } from '../support/world.ts'
import { base, OTHER, setting, told, WINDOW } from './ruled-fleet.ts'

const CHANGES: readonly {
  readonly title: string
  readonly change: (w: World) => World
  readonly told: readonly string[]
}[] = [
  {
    title: 'the policy',
    change: replace('fleet.yml', 'policy: { approvals: 1 }', 'policy: { approvals: 2 }'),
    told: [
      'fleet.yml:6:1-6:7 rules-change-with-stacks: the policy must not change in the same pull request as stack `fw-acme-web-queue` | expected a pull request in which the rules change and nothing else | split it in two, the one that shall hold for the other first',
    ],
  },
  {
    title: 'who asks for a plan of blueprints',
    change: (w) => w.edit('fleet.yml', (text) => `${text}blueprints: { secondPerson: false }\n`),
    told: [
      'fleet.yml:14:1-14:11 rules-change-with-stacks: who asks for a plan of blueprints must not change in the same pull request as stack `fw-acme-web-queue` | expected a pull request in which the rules change and nothing else | split it in two, the one that shall hold for the other first',
    ],
  },
  {
    title: 'how new accounts are met',
    change: (w) => w.edit('fleet.yml', (text) => `${text}newAccounts: { probe: true }\n`),
    told: [
      'fleet.yml:14:1-14:12 rules-change-with-stacks: how new accounts are met must not change in the same pull request as stack `fw-acme-web-queue` | expected a pull request in which the rules change and nothing else | split it in two, the one that shall hold for the other first',
    ],
  },
  {
    title: 'a named policy',
    change: replace('fleet.yml', 'approvals: 2', 'approvals: 1'),
    told: [
      'fleet.yml:7:13-7:20 rules-change-with-stacks: policy `careful` must not change in the same pull request as stack `fw-acme-web-queue` | expected a pull request in which the rules change and nothing else | split it in two, the one that shall hold for the other first',
    ],
  },
  {
    title: 'a policy that goes',
    change: replace('fleet.yml', /policies:.*\n/, ''),
    told: [
      'fleet.yml:1:1-1:6 rules-change-with-stacks: policy `careful` must not change in the same pull request as stack `fw-acme-web-queue` | expected a pull request in which the rules change and nothing else | split it in two, the one that shall hold for the other first',
    ],
  },
  {
    title: 'a group of approvers',
    change: replace('fleet.yml', 'octocat', 'hubot'),
    told: [
      'fleet.yml:8:14-8:22 rules-change-with-stacks: the group of approvers `platform` must not change in the same pull request as stack `fw-acme-web-queue` | expected a pull request in which the rules change and nothing else | split it in two, the one that shall hold for the other first',
    ],
  },
  {
    title: 'a first group that may break the glass',
    change: replace('fleet.yml', 'approvers: {', 'approvers: { break-glass: { users: [hubot, ann] },'),
    told: [
      'fleet.yml:8:14-8:25 rules-change-with-stacks: the group of approvers `break-glass` must not change in the same pull request as stack `fw-acme-web-queue` | expected a pull request in which the rules change and nothing else | split it in two, the one that shall hold for the other first',
    ],
  },
  {
    title: 'a policy rule',
    change: replace('fleet.yml', 'percent: 10 }', 'percent: 90 }'),
    told: [
      'fleet.yml:11:13-11:17 rules-change-with-stacks: policy rule `wide` must not change in the same pull request as stack `fw-acme-web-queue` | expected a pull request in which the rules change and nothing else | split it in two, the one that shall hold for the other first',
    ],
  },
  {
    title: 'the soak of a ring',
    change: replace('fleet.yml', 'soakMinutes: 1,', 'soakMinutes: 0,'),
    told: [
      'fleet.yml:3:13-3:19 rules-change-with-stacks: ring `canary` must not change in the same pull request as stack `fw-acme-web-queue` | expected a pull request in which the rules change and nothing else | split it in two, the one that shall hold for the other first',
    ],
  },
  {
    title: 'the policy of a ring',
    change: replace('fleet.yml', 'concurrency: 2,', 'concurrency: 2, policy: careful,'),
    told: [
      'fleet.yml:3:13-3:19 rules-change-with-stacks: ring `canary` must not change in the same pull request as stack `fw-acme-web-queue` | expected a pull request in which the rules change and nothing else | split it in two, the one that shall hold for the other first',
    ],
  },
  {
    title: 'the order of rings',
    change: (w) =>
      w.edit('fleet.yml', (text) => {
        const [early = ''] = /.*name: early.*\n/.exec(text) ?? []
        return text.replace(early, '').replace('rings:\n', `rings:\n${early}`)
      }),
    told: [
      'fleet.yml:2:1-2:6 rules-change-with-stacks: the order of rings must not change in the same pull request as stack `fw-acme-web-queue` | expected a pull request in which the rules change and nothing else | split it in two, the one that shall hold for the other first',
    ],
  },
  {
    title: 'a freeze',
    change: replace('fleet.yml', '2027-01-04', '2026-12-24'),
    told: [
      'fleet.yml:13:15-13:23 rules-change-with-stacks: freeze `year-end` must not change in the same pull request as stack `fw-acme-web-queue` | expected a pull request in which the rules change and nothing else | split it in two, the one that shall hold for the other first',
    ],
  },
  {
    title: 'a freeze that goes',
    change: replace('fleet.yml', /freezes:\n.*\n/, ''),
    told: [
      'fleet.yml:1:1-1:6 rules-change-with-stacks: freeze `year-end` must not change in the same pull request as stack `fw-acme-web-queue` | expected a pull request in which the rules change and nothing else | split it in two, the one that shall hold for the other first',
    ],
  },
  {
    title: 'roles by their name',
    change: replace('fleet.yml', 'fw-plan', 'fw-look'),
    told: [
      'fleet.yml:9:10-9:18 rules-change-with-stacks: the set of roles `standard` must not change in the same pull request as stack `fw-acme-web-queue` | expected a pull request in which the rules change and nothing else | split it in two, the one that shall hold for the other first',
    ],
  },
  {
    title: 'roles of one account',
    change: replace(CUSTOMER, 'fleetwright-apply', 'admin'),
    told: [
      'customers/acme/customer.yml:8:5-8:10 rules-change-with-stacks: the roles of account `prod` must not change in the same pull request as stack `fw-acme-web-queue` | expected a pull request in which the rules change and nothing else | split it in two, the one that shall hold for the other first',
    ],
  },
  {
    title: 'the service role alone',
    change: replace(CUSTOMER, 'fleetwright-service', 'admin'),
    told: [
      'customers/acme/customer.yml:8:5-8:10 rules-change-with-stacks: the roles of account `prod` must not change in the same pull request as stack `fw-acme-web-queue` | expected a pull request in which the rules change and nothing else | split it in two, the one that shall hold for the other first',
    ],
  },
  {
    title: 'an external id',
    change: replace(CUSTOMER, 'acme-prod-0123456789abcdef', 'acme-prod-fedcba9876543210'),
    told: [
      'customers/acme/customer.yml:12:17-12:43 rules-change-with-stacks: the external id of account `prod` must not change in the same pull request as stack `fw-acme-web-queue` | expected a pull request in which the rules change and nothing else | split it in two, the one that shall hold for the other first',
    ],
  },
  {
    title: 'the id of an account without stacks',
    change: (w) => w.edit('customers/globex/customer.yml', (text) => text.replace('"111111111113"', '"999999999999"')),
    told: [
      'customers/globex/customer.yml:11:9-11:23 rules-change-with-stacks: the id of account `spare` must not change in the same pull request as stack `fw-acme-web-queue` | expected a pull request in which the rules change and nothing else | split it in two, the one that shall hold for the other first',
    ],
  },
  {
    title: 'the ring of a customer',
    change: replace(CUSTOMER, 'ring: canary', 'ring: broad'),
    told: [
      'customers/acme/customer.yml:2:7-2:12 rules-change-with-stacks: the ring of `acme` must not change in the same pull request as stack `fw-acme-web-queue` | expected a pull request in which the rules change and nothing else | split it in two; what the two rings set differently is first written down in customer.yml, so that the ring changes no stack',
    ],
  },
  {
    title: "a customer's window",
    change: replace(CUSTOMER, 'from: "02:00"', 'from: "00:00"'),
    told: [
      'customers/acme/customer.yml:13:1-13:8 rules-change-with-stacks: the windows of `acme` must not change in the same pull request as stack `fw-acme-web-queue` | expected a pull request in which the rules change and nothing else | split it in two, the one that shall hold for the other first',
    ],
  },
  {
    title: "a customer's windows that go",
    change: replace(CUSTOMER, /windows:.*\n/, ''),
    told: [
      'customers/acme/customer.yml:1:1-1:9 rules-change-with-stacks: the windows of `acme` must not change in the same pull request as stack `fw-acme-web-queue` | expected a pull request in which the rules change and nothing else | split it in two, the one that shall hold for the other first',
    ],
  },
  {
    title: "a pipeline's window",
    change: replace(PIPELINE, 'days: [tue]', 'days: [mon, tue]'),
    told: [
      'customers/acme/pipelines/web.yml:9:20-9:93 rules-change-with-stacks: the window of pipeline `web` must not change in the same pull request as stack `fw-acme-web-queue` | expected a pull request in which the rules change and nothing else | split it in two, the one that shall hold for the other first',
    ],
  },
  {
    title: "a pipeline's window in the place of its customer's",
    change: (w) => replace(OTHER, 'release: ', `upgrade: { window: { ${WINDOW} } }\nrelease: `)(w),
    told: [
      'customers/acme/pipelines/app.yml:5:20-5:88 rules-change-with-stacks: the window of pipeline `app` must not change in the same pull request as stack `fw-acme-web-queue` | expected a pull request in which the rules change and nothing else | split it in two, the one that shall hold for the other first',
    ],
  },
  {
    title: 'several at once',
    change: (w) =>
      replace('fleet.yml', 'soakMinutes: 1,', 'soakMinutes: 0,')(replace(CUSTOMER, 'ring: canary', 'ring: early')(w)),
    told: [
      'customers/acme/customer.yml:2:7-2:12 rules-change-with-stacks: the ring of `acme` must not change in the same pull request as stack `fw-acme-web-queue` | expected a pull request in which the rules change and nothing else | split it in two; what the two rings set differently is first written down in customer.yml, so that the ring changes no stack',
      'fleet.yml:3:13-3:19 rules-change-with-stacks: ring `canary` must not change in the same pull request as stack `fw-acme-web-queue` | expected a pull request in which the rules change and nothing else | split it in two, the one that shall hold for the other first',
    ],
  },
]

describe('with a change of a stack, an author is told of', () => {
  it.each(CHANGES)('$title', ({ change, told: expected }) => {
    expect(told(setting(change(base)))).toEqual(expected)
  })
})

describe('by itself may change', () => {
  it.each(CHANGES)('$title', ({ change }) => {
    expect(told(change(base))).toEqual([])
  })

  it.each(CHANGES)('$title, which the plan then shows', ({ change }) => {
    const { base: was, fleet: is } = loadFleet(change(base).tree(), base.tree())
    expect(was && is ? rulesChange(was, is) : []).not.toEqual([])
  })
})
