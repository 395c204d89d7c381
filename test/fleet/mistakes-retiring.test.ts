/**
 * What is an author told who lets go of stacks?
 *
 * Golden. Only what an earlier pull request called retiring may disappear.
 */
import { describe, expect, it } from 'vitest'
import type { World } from '../support/world.ts'
import { CUSTOMER, ground, PIPELINE, toldOf } from './told.ts'

interface Change {
  readonly title: string
  readonly base: World
  readonly change: (base: World) => World
  readonly told: readonly string[]
}

const retiring = ground.pipeline('acme', 'web', { more: { lifecycle: 'retiring' } })
const paused = ground.pipeline('acme', 'web', { more: { lifecycle: 'paused' } })

const TOPIC = { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } }

/** Of one stack `queue`, without the earlier version's `alarm`. */
function shorter(w: World, more: object): World {
  return w
    .file('blueprints/small/2.0.0/blueprint.yml', {
      blueprint: 'small',
      version: '2.0.0',
      ...more,
      settings: { type: 'object' },
      stacks: [{ stack: 'queue', template: 'topic.template.yml' }],
    })
    .file('blueprints/small/2.0.0/topic.template.yml', TOPIC)
}

const moved = (w: World) => w.pipeline('acme', 'web', { blueprint: 'small@2.0.0' })

const CHANGES: readonly Change[] = [
  {
    title: 'a pipeline that is called retiring and removed at once',
    base: ground,
    change: (w) => w.pipeline('acme', 'app', { more: { lifecycle: 'retiring' } }).without(PIPELINE),
    told: [
      'customers/acme/pipelines/web.yml:1:1-1:1 pipeline-removed: pipeline `web` of `acme` has disappeared, but its stacks are still there | expected `customers/acme/pipelines/web.yml`, as it was | restore the file, or merge `lifecycle: retiring` first; a pipeline cannot be renamed or moved',
    ],
  },
  {
    title: 'a paused pipeline that is removed',
    base: paused,
    change: (w) => w.without(PIPELINE),
    told: [
      'customers/acme/pipelines/web.yml:1:1-1:1 pipeline-removed: pipeline `web` of `acme` has disappeared, but its stacks are still there | expected `customers/acme/pipelines/web.yml`, as it was | restore the file, or merge `lifecycle: retiring` first; a pipeline cannot be renamed or moved',
    ],
  },
  {
    title: 'a customer who disappears with a pipeline',
    base: ground.customer('globex'),
    change: (w) => w.without(CUSTOMER).without(PIPELINE),
    told: [
      'customers/acme/pipelines/web.yml:1:1-1:1 pipeline-removed: pipeline `web` of `acme` has disappeared, but its stacks are still there | expected `customers/acme/pipelines/web.yml`, as it was | restore the file, or merge `lifecycle: retiring` first; a pipeline cannot be renamed or moved',
    ],
  },
  {
    title: 'a customer whose pipeline stays',
    base: retiring,
    change: (w) => w.without(CUSTOMER),
    told: [
      'customers/acme/pipelines/web.yml:1:11-1:14 customer-missing: the customer `acme` has no customer.yml | expected `customers/acme/customer.yml`',
    ],
  },
  {
    title: 'a stack that a version drops without a word',
    base: shorter(ground, {}),
    change: moved,
    told: [
      'customers/acme/pipelines/web.yml:4:12-4:23 stack-removed: blueprint `small@2.0.0` has no stack `alarm`, which this pipeline has in AWS | expected a blueprint version with the stack `alarm`, or with `alarm` under `retires`',
    ],
  },
  {
    title: 'a misspelt key of a dropped stack',
    base: ground,
    change: (w) => shorter(w, { retires: ['alrm'] }),
    told: [
      'blueprints/small/2.0.0/blueprint.yml:4:5-4:9 unknown-stack: no version of `small` before 2.0.0 has a stack `alrm` | expected `queue` or `alarm` | did you mean `alarm`?',
    ],
  },
  {
    title: 'a dropped stack that is still there',
    base: ground,
    change: (w) => shorter(w, { retires: ['alarm', 'queue'] }),
    told: [
      'blueprints/small/2.0.0/blueprint.yml:5:5-5:10 retires-what-it-has: `queue` is a stack of this version | expected keys of stacks that it has no more',
    ],
  },
]

describe('an author is told of', () => {
  it.each(CHANGES)('$title', ({ base, change, told }) => {
    expect(toldOf(change(base), base)).toEqual(told)
  })
})

it('what is merged stays sound without anything to compare it with, whatever was cleared away', () => {
  const merged = moved(shorter(ground, { retires: ['alarm'] }))
  const cleared = ['blueprint.yml', 'queue.template.yml', 'alarm.template.yml'].reduce(
    (left, file) => left.without(`blueprints/small/1.0.0/${file}`),
    merged,
  )
  expect(toldOf(cleared)).toEqual([])
})

describe('nothing is told of', () => {
  it.each([
    ['a pipeline that the base calls retiring, and that disappears', retiring, (w: World) => w.without(PIPELINE)],
    [
      'a customer whose pipelines all are retiring',
      retiring.customer('globex'),
      (w: World) => w.without(PIPELINE).without(CUSTOMER),
    ],
    [
      'a retiring pipeline in another region',
      retiring,
      (w: World) =>
        w
          .edit(CUSTOMER, (text) => text.replace('- eu-west-1', '- eu-west-1\n      - eu-west-2'))
          .pipeline('acme', 'web', { region: 'eu-west-2' }),
    ],
    [
      'another account id where all pipelines are retiring',
      retiring,
      (w: World) => w.edit(CUSTOMER, (text) => text.replace('111111111111', '999999999999')),
    ],
    ['a dropped stack that its version names', shorter(ground, { retires: ['alarm'] }), moved],
    [
      'a dropped stack of a version that is gone',
      moved(shorter(ground, { retires: ['alarm'] })),
      (w: World) =>
        ['blueprint.yml', 'queue.template.yml', 'alarm.template.yml'].reduce(
          (left, file) => left.without(`blueprints/small/1.0.0/${file}`),
          w,
        ),
    ],
    ['a pipeline that is paused', ground, (w: World) => w.edit(PIPELINE, (text) => `${text}lifecycle: paused\n`)],
  ])('%s', (_what, base, change) => {
    expect(toldOf(change(base), base)).toEqual([])
  })
})
