/**
 * What is an author told whose names lead nowhere?
 *
 * Golden: place, words and count. One cause is one problem.
 */
import { describe, expect, it } from 'vitest'
import { BLUEPRINT, CUSTOMER, ground, type Mistake, PIPELINE, replace, toldOf } from './told.ts'

const MISTAKES: readonly Mistake[] = [
  {
    title: 'a misspelt ring',
    change: replace(CUSTOMER, 'ring: canary', 'ring: canry'),
    told: [
      'customers/acme/customer.yml:2:7-2:12 unknown-ring: there is no ring `canry` | expected `canary`, `early` or `broad` | did you mean `canary`?',
    ],
  },
  {
    title: 'a misspelt account',
    change: replace(PIPELINE, 'account: prod', 'account: prd'),
    told: [
      'customers/acme/pipelines/web.yml:2:10-2:13 unknown-account: `acme` has no account `prd` | expected `prod` | did you mean `prod`?',
    ],
  },
  {
    title: 'a region that the account does not list',
    change: replace(PIPELINE, 'region: eu-west-1', 'region: eu-west-2'),
    told: [
      'customers/acme/pipelines/web.yml:3:9-3:18 unknown-region: account `prod` does not list the region `eu-west-2` | expected `eu-west-1` | did you mean `eu-west-1`?',
    ],
  },
  {
    title: 'a blueprint version that is not there',
    change: replace(PIPELINE, 'small@1.0.0', 'small@1.0.1'),
    told: [
      'customers/acme/pipelines/web.yml:4:12-4:23 unknown-blueprint: there is no blueprint `small@1.0.1` | expected `small@1.0.0` | did you mean `small@1.0.0`?',
    ],
  },
  {
    title: 'a misspelt release set',
    change: replace(PIPELINE, '2026.08.0', '2026.8.0'),
    told: [
      'customers/acme/pipelines/web.yml:5:10-5:18 unknown-release-set: there is no release set `2026.8.0` | expected `2026.08.0` or `2026.11.0` | did you mean `2026.08.0`?',
    ],
  },
  {
    title: 'a channel to nowhere',
    change: (w) => w.file('releases/channels.yml', 'channels: { rapid: 2026.12.0 }\n'),
    told: [
      'releases/channels.yml:1:20-1:29 unknown-release-set: there is no release set `2026.12.0` | expected `2026.08.0` or `2026.11.0` | did you mean `2026.11.0`?',
    ],
  },
  {
    title: 'a release that was never made',
    change: replace('releases/sets/2026.08.0.yml', '3.6.0', '3.6.1'),
    told: [
      'releases/sets/2026.08.0.yml:2:24-2:29 unknown-release: `collector` has no release `3.6.1` | expected `3.6.0` or `3.7.0` | did you mean `3.6.0`?',
    ],
  },
  {
    title: 'a misspelt component',
    change: replace('releases/sets/2026.11.0.yml', 'collector', 'colector'),
    told: [
      'releases/sets/2026.11.0.yml:2:13-2:21 unknown-component: there is no component `colector` | expected `collector` | did you mean `collector`?',
    ],
  },
  {
    title: 'a pipeline of nobody',
    change: (w) => w.without(CUSTOMER),
    told: [
      'customers/acme/pipelines/web.yml:1:11-1:14 customer-missing: the customer `acme` has no customer.yml | expected `customers/acme/customer.yml`',
    ],
  },
  {
    title: 'an account of two customers',
    change: (w) => w.customer('globex', { accounts: { prod: { id: '111111111111' } } }),
    told: [
      'customers/globex/customer.yml:5:9-5:23 account-claimed-twice: account `111111111111` already belongs to `acme` (customers/acme/customer.yml, line 5) | expected each account id in one place | see customers/acme/customer.yml:5:9',
    ],
  },
  {
    title: 'an external id of two accounts',
    change: (w) => w.customer('globex', { accounts: { prod: { externalId: 'acme-prod-0123456789abcdef' } } }),
    told: [
      'customers/globex/customer.yml:12:17-12:43 external-id-shared: this external id is already used in customers/acme/customer.yml, line 12 | expected an external id that no other account has | see customers/acme/customer.yml:12:17',
    ],
  },
  {
    title: 'two pipelines whose stacks get one name',
    change: (w) =>
      w
        .pipeline('acme', 'web-b', { blueprint: 'small@2.0.0' })
        .pipeline('acme', 'web', { blueprint: 'small@2.0.0' })
        .file('blueprints/small/2.0.0/blueprint.yml', {
          blueprint: 'small',
          version: '2.0.0',
          settings: { type: 'object' },
          stacks: [
            { stack: 'c', template: 'topic.template.yml' },
            { stack: 'b-c', template: 'topic.template.yml' },
          ],
        })
        .file('blueprints/small/2.0.0/topic.template.yml', { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } }),
    told: [
      'customers/acme/pipelines/web-b.yml:1:11-1:16 stack-name-taken: the stack `fw-acme-web-b-c` would also be a stack of pipeline `web` in the same account and region | expected a pipeline name whose stacks are called otherwise | see customers/acme/pipelines/web.yml:1:11',
    ],
  },
  {
    title: 'a misspelt setting, told on its name',
    change: replace(PIPELINE, 'delaySeconds: 5', 'delaySecs: 5'),
    told: [
      'customers/acme/pipelines/web.yml:8:5-8:14 unknown-field: `delaySecs` is not a field of `queue` | expected `delaySeconds` (settings of blueprint `small@1.0.0`) | did you mean `delaySeconds`?',
    ],
  },
  {
    title: 'a setting out of bounds',
    change: replace(PIPELINE, 'delaySeconds: 5', 'delaySeconds: 5000'),
    told: [
      'customers/acme/pipelines/web.yml:8:19-8:23 wrong-value: `delaySeconds` is `5000` | expected at most 900 (settings of blueprint `small@1.0.0`)',
    ],
  },
  {
    title: 'a setting of the wrong type',
    change: replace(PIPELINE, 'delaySeconds: 5', 'delaySeconds: "5"'),
    told: [
      'customers/acme/pipelines/web.yml:8:19-8:22 wrong-type: `delaySeconds` is the text `5` | expected a whole number (settings of blueprint `small@1.0.0`) | remove the quotes',
    ],
  },
  {
    title: 'a scalar where settings are a map',
    change: replace(PIPELINE, 'queue:\n    delaySeconds: 5', 'queue: 7'),
    told: [
      'customers/acme/pipelines/web.yml:7:10-7:11 wrong-type: `queue` is the number `7` | expected a map (settings of blueprint `small@1.0.0`)',
    ],
  },
  {
    title: 'a wrong default of the fleet, told once for all its pipelines',
    change: (w) =>
      w
        .pipeline('acme', 'app')
        .edit('fleet.yml', (text) => `${text}defaults: { settings: { alarm: { tone: louder } } }\n`),
    told: [
      'fleet.yml:7:40-7:46 wrong-value: `tone` is `louder` | expected one of `quiet` or `loud` (settings of blueprint `small@1.0.0`) | did you mean `loud`?',
    ],
  },
  {
    title: 'a default that another setting rules out, where that one was set',
    change: (w) =>
      replace(
        PIPELINE,
        'queue:\n    delaySeconds: 5',
        'alarm: { tone: loud }',
      )(
        replace(
          BLUEPRINT,
          'stacks:',
          '      if: { properties: { tone: { const: loud } } }\n      then: { properties: { threshold: { maximum: 50 } } }\nstacks:',
        )(w),
      ),
    told: [
      "customers/acme/pipelines/web.yml:7:3-7:8 wrong-value: `threshold` is `100`, since `tone` is `loud` | expected at most 50 (settings of blueprint `small@1.0.0`) | set `alarm.threshold`: so far it has the blueprint's default",
    ],
  },
]

describe('an author is told of', () => {
  it.each(MISTAKES)('$title', ({ change, told }) => {
    expect(toldOf(change(ground))).toEqual(told)
  })
})
