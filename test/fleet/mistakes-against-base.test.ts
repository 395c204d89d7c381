/**
 * What is an author told who would change what is already deployed?
 *
 * Golden: place, words and count. One cause is one problem.
 */
import { describe, expect, it } from 'vitest'
import type { World } from '../support/world.ts'
import { CUSTOMER, ground, type Mistake, PIPELINE, QUEUE, replace, toldOf } from './told.ts'

const MISTAKES: readonly Mistake[] = [
  {
    title: 'a pipeline that disappears',
    change: (w) => w.without(PIPELINE),
    told: [
      'customers/acme/pipelines/web.yml:1:1-1:1 pipeline-removed: pipeline `web` of `acme` has disappeared, but its stacks are still there | expected `customers/acme/pipelines/web.yml`, as it was | restore the file, or merge `lifecycle: retiring` first; a pipeline cannot be renamed or moved',
    ],
  },
  {
    title: 'a renamed pipeline',
    change: (w) => w.without(PIPELINE).pipeline('acme', 'site'),
    told: [
      'customers/acme/pipelines/web.yml:1:1-1:1 pipeline-removed: pipeline `web` of `acme` has disappeared, but its stacks are still there | expected `customers/acme/pipelines/web.yml`, as it was | restore the file, or merge `lifecycle: retiring` first; a pipeline cannot be renamed or moved',
    ],
  },
  {
    title: 'a pipeline in another region',
    change: (w) =>
      w
        .customer('acme', { accounts: { prod: { regions: ['eu-west-1', 'eu-west-2'] } } })
        .edit(CUSTOMER, (text) => text.replace('111111111112', '111111111111'))
        .edit(PIPELINE, (text) => text.replace('eu-west-1', 'eu-west-2')),
    told: [
      'customers/acme/pipelines/web.yml:3:9-3:18 pipeline-moved: the region of a pipeline cannot change from `eu-west-1` to `eu-west-2`: its stacks are still there | expected `eu-west-1` | add a new pipeline beside this one, or merge `lifecycle: retiring` first',
    ],
  },
  {
    title: 'a pipeline in another account',
    change: (w) =>
      w
        .customer('acme', { accounts: { prod: { id: '111111111111' }, dev: { id: '999999999999' } } })
        .edit(PIPELINE, (text) => text.replace('prod', 'dev')),
    told: [
      'customers/acme/pipelines/web.yml:2:10-2:13 pipeline-moved: pipeline `web` cannot move from account `111111111111` to `999999999999`: its stacks are still there | expected an account of `acme` with the id `111111111111` | add a new pipeline beside this one, or merge `lifecycle: retiring` first',
    ],
  },
  {
    title: 'a pipeline of another blueprint',
    change: (w) =>
      withOther(w).edit(PIPELINE, (text) => text.replace('small@1.0.0', 'other@1.0.0').replace(/settings:[\s\S]*/, '')),
    told: [
      'customers/acme/pipelines/web.yml:4:12-4:23 pipeline-moved: the blueprint of a pipeline cannot change from `small` to `other`: its stacks are still there | expected `small` | add a new pipeline beside this one, or merge `lifecycle: retiring` first',
    ],
  },
  {
    title: 'a blueprint version without one of the stacks',
    change: (w) =>
      withShorter(w).edit(PIPELINE, (text) =>
        text.replace('small@1.0.0', 'small@2.0.0').replace(/settings:[\s\S]*/, ''),
      ),
    told: [
      'customers/acme/pipelines/web.yml:4:12-4:23 stack-removed: blueprint `small@2.0.0` has no stack `alarm`, which this pipeline has in AWS | expected a blueprint version with the stack `alarm`, or with `alarm` under `retires`',
    ],
  },
  {
    title: 'another account id under the same name',
    change: replace(CUSTOMER, '"111111111111"', '"999999999999"'),
    told: [
      'customers/acme/customer.yml:5:9-5:23 account-changed: account `prod` has stacks, so its id cannot change | expected `111111111111` | add the other account under a name of its own',
    ],
  },
  {
    title: 'an account that moves to another customer',
    change: (w) =>
      w
        .customer('acme', { accounts: { prod: { id: '999999999999' } } })
        .customer('globex', { accounts: { prod: { id: '111111111111' } } }),
    told: [
      'customers/acme/customer.yml:5:9-5:23 account-changed: account `prod` has stacks, so its id cannot change | expected `111111111111` | add the other account under a name of its own',
      'customers/globex/customer.yml:5:9-5:23 account-moved: account `111111111111` belongs to `acme` and cannot move to `globex` | expected the account under `acme`',
    ],
  },
  {
    title: 'an account and an external id that somebody earlier in the alphabet takes from their owner',
    change: (w) =>
      w.customer('aaa', { accounts: { prod: { id: '111111111111', externalId: 'acme-prod-0123456789abcdef' } } }),
    told: [
      'customers/aaa/customer.yml:5:9-5:23 account-claimed-twice: account `111111111111` already belongs to `acme` (customers/acme/customer.yml, line 5) | expected each account id in one place | see customers/acme/customer.yml:5:9',
      'customers/aaa/customer.yml:12:17-12:43 external-id-shared: this external id is already used in customers/acme/customer.yml, line 12 | expected an external id that no other account has | see customers/acme/customer.yml:12:17',
    ],
  },
  {
    title: 'a template edited in place',
    change: replace(QUEUE, 'DeletionPolicy: Retain', 'DeletionPolicy: Delete'),
    told: [
      'blueprints/small/1.0.0/queue.template.yml:1:1-1:1 version-frozen: blueprint `small@1.0.0` is in use and cannot be edited in place | expected the file as it was | make a new version beside it with `fleet new blueprint-version`, and move pipelines to that',
    ],
  },
  {
    title: 'a release set edited in place',
    change: replace('releases/sets/2026.08.0.yml', '3.6.0', '3.7.0'),
    told: [
      'releases/sets/2026.08.0.yml:1:1-1:1 version-frozen: release set `2026.08.0` is in use and cannot be edited in place | expected the file as it was | make a new version beside it and move pipelines to that',
    ],
  },
  {
    title: 'a release edited in place',
    change: replace('releases/collector/3.6.0.yml', 'example/', 'evil/'),
    told: [
      'releases/collector/3.6.0.yml:1:1-1:1 version-frozen: release `collector` `3.6.0` is in use and cannot be edited in place | expected the file as it was | make a new version beside it and move pipelines to that',
    ],
  },
]

function withOther(w: World): World {
  return w
    .file('blueprints/other/1.0.0/blueprint.yml', {
      blueprint: 'other',
      version: '1.0.0',
      settings: { type: 'object' },
      stacks: [{ stack: 'queue', template: 'topic.template.yml' }],
    })
    .file('blueprints/other/1.0.0/topic.template.yml', TOPIC)
}
function withShorter(w: World): World {
  return w
    .file('blueprints/small/2.0.0/blueprint.yml', {
      blueprint: 'small',
      version: '2.0.0',
      settings: { type: 'object' },
      stacks: [{ stack: 'queue', template: 'topic.template.yml' }],
    })
    .file('blueprints/small/2.0.0/topic.template.yml', TOPIC)
}
const TOPIC = { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } }

describe('an author is told of', () => {
  it.each(MISTAKES)('$title', ({ change, told }) => {
    expect(toldOf(change(ground), ground)).toEqual(told)
  })
})
