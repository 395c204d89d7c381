/**
 * What is an author told whose pipeline cannot go where it is sent?
 *
 * Golden: place, words and count. One cause is one problem.
 */
import { describe, expect, it } from 'vitest'
import type { World } from '../support/world.ts'
import { catalog, MIDDLE, NEWEST, OLD, RECENT, release, runs } from './catalog-ground.ts'
import { CUSTOMER, PIPELINE, toldOf } from './told.ts'

interface Wrong {
  readonly title: string
  readonly was: World
  readonly is: World
  readonly told: readonly string[]
}

const redshift = { warehouse: { kind: 'redshift' } }
const snowflake = { warehouse: { kind: 'snowflake' } }
const compression = { enrich: { compression: { enabled: true } } }
const deprecated = (world: World) => world.edit('releases/enrich/6.11.0.yml', (text) => `${text}status: deprecated\n`)
const revoked = (world: World) =>
  world
    .edit('releases/enrich/6.11.0.yml', (text) => `${text}status: revoked\n`)
    .file('releases/channels.yml', { channels: { stable: MIDDLE } })

const WRONG: readonly Wrong[] = [
  {
    title: 'a step over versions that must be stopped at, with the set to stop at',
    was: runs({ set: OLD }),
    is: runs({ set: NEWEST }),
    told: [
      'customers/acme/pipelines/web.yml:5:10-5:19 upgrade-skips: `enrich` cannot go from `3.9.0` to `6.11.0` in one step | expected `enrich` `>=4.0.0` before `6.11.0` | move to release set `2025.01.0` first',
    ],
  },
  {
    title: 'a step over versions that no set stops at',
    was: runs({ set: OLD }).without(`releases/sets/${MIDDLE}.yml`),
    is: runs({ set: NEWEST }).without(`releases/sets/${MIDDLE}.yml`),
    told: [
      'customers/acme/pipelines/web.yml:5:10-5:19 upgrade-skips: `enrich` cannot go from `3.9.0` to `6.11.0` in one step | expected `enrich` `>=4.0.0` before `6.11.0` | make a release set with such a version and move to that first',
    ],
  },
  {
    title: 'work that a person must have done',
    was: runs({ set: OLD, settings: redshift }),
    is: runs({ set: MIDDLE, settings: redshift }),
    told: [
      "customers/acme/pipelines/web.yml:5:10-5:19 migration-unacknowledged: before `enrich` `4.0.0` a person must: widen the columns | expected `acknowledge: [{ migration: enrich-4-columns, reason: … }]` in the pipeline's file, once it is done | see https://docs.example/4",
    ],
  },
  {
    title: 'work that the same change takes out of the catalog',
    was: runs({ set: OLD, settings: redshift }),
    is: runs({ set: RECENT, settings: redshift }).file(...release('enrich', '4.0.0')),
    told: [
      "customers/acme/pipelines/web.yml:5:10-5:19 migration-unacknowledged: before `enrich` `6.11.0` a person must: widen the columns | expected `acknowledge: [{ migration: enrich-4-columns, reason: … }]` in the pipeline's file, once it is done | see https://docs.example/4",
      'customers/acme/pipelines/web.yml:5:10-5:19 upgrade-skips: `enrich` cannot go from `3.9.0` to `6.11.0` in one step | expected `enrich` `>=4.0.0` before `6.11.0` | move to release set `2025.01.0` first',
    ],
  },
  {
    title: 'a step that the same change allows',
    was: runs({ set: OLD }),
    is: runs({ set: NEWEST }).edit('releases/enrich/6.11.0.yml', (text) => text.replace('>=4.0.0', '>=3.0.0')),
    told: [
      'customers/acme/pipelines/web.yml:5:10-5:19 upgrade-skips: `enrich` cannot go from `3.9.0` to `6.11.0` in one step | expected `enrich` `>=4.0.0` before `6.11.0` | move to release set `2025.01.0` first',
    ],
  },
  {
    title: 'work before a change of settings',
    was: runs({ set: NEWEST, settings: redshift }),
    is: runs({ set: NEWEST, settings: snowflake }),
    told: [
      "customers/acme/pipelines/web.yml:10:11-10:20 migration-unacknowledged: before `warehouse.kind: snowflake` a person must: make the tables | expected `acknowledge: [{ migration: to-snowflake, reason: … }]` in the pipeline's file, once it is done",
    ],
  },
  {
    title: 'an acknowledged migration that is misspelt, and so is still to be done',
    was: runs({ set: OLD, settings: redshift }),
    is: runs({ set: MIDDLE, settings: redshift, acknowledge: ['enrich-4-colums'] }),
    told: [
      "customers/acme/pipelines/web.yml:5:10-5:19 migration-unacknowledged: before `enrich` `4.0.0` a person must: widen the columns | expected `acknowledge: [{ migration: enrich-4-columns, reason: … }]` in the pipeline's file, once it is done | see https://docs.example/4",
      'customers/acme/pipelines/web.yml:12:16-12:31 unknown-migration: no release has a migration `enrich-4-colums` | expected `to-snowflake` or `enrich-4-columns` | did you mean `enrich-4-columns`?',
    ],
  },
  {
    title: 'an acknowledged migration that is not on the way',
    was: runs({ set: OLD, settings: redshift }),
    is: runs({ set: OLD, settings: redshift, acknowledge: ['enrich-4-columns', 'to-snowflake'] }),
    told: [
      'customers/acme/pipelines/web.yml:12:16-12:32 migration-not-crossed: this change does not cross migration `enrich-4-columns`, which is on the way from `enrich` `<4.0.0` to `4.0.0` or newer with `warehouse.kind: redshift` | expected the acknowledgement in the change that crosses it',
      'customers/acme/pipelines/web.yml:14:16-14:28 migration-not-crossed: this change does not cross migration `to-snowflake`, which is on the way from `warehouse.kind: redshift` to `warehouse.kind: snowflake` | expected the acknowledgement in the change that crosses it',
    ],
  },
  {
    title: 'an acknowledged migration of a new pipeline',
    was: catalog.without(PIPELINE),
    is: runs({ set: MIDDLE, settings: redshift, acknowledge: ['enrich-4-columns'] }),
    told: [
      'customers/acme/pipelines/web.yml:12:16-12:32 migration-not-crossed: this change does not cross migration `enrich-4-columns`, which is on the way from `enrich` `<4.0.0` to `4.0.0` or newer with `warehouse.kind: redshift` | expected the acknowledgement in the change that crosses it',
    ],
  },
  {
    title: 'an acknowledged migration that needs nobody',
    was: runs({ set: MIDDLE }),
    is: runs({ set: NEWEST, acknowledge: ['enrich-6-config'] }),
    told: [
      'customers/acme/pipelines/web.yml:10:16-10:31 migration-needs-nobody: migration `enrich-6-config` is not done by a person, so nobody has to acknowledge it | expected no such entry',
    ],
  },
  {
    title: 'a migration that a customer acknowledges for all pipelines',
    was: runs({ set: OLD }),
    is: runs({ set: OLD }).edit(
      CUSTOMER,
      (text) => `${text}acknowledge: [{ migration: enrich-4-columns, reason: done }]\n`,
    ),
    told: [
      'customers/acme/customer.yml:13:28-13:44 migration-misplaced: migration `enrich-4-columns` is acknowledged for many pipelines at once | expected an acknowledgement in the file of each pipeline for which the work is done',
    ],
  },
  {
    title: 'a way back under the floor, by the settings it comes from',
    was: runs({ set: NEWEST, settings: compression }),
    is: runs({ set: RECENT }),
    told: [
      'customers/acme/pipelines/web.yml:5:10-5:19 below-rollback-floor: `loader` cannot go back from `3.2.0` to `2.0.0`: records are compressed | expected a release set with `loader` `3.2.0` or newer',
    ],
  },
  {
    title: 'a move to what is revoked',
    was: revoked(runs({ set: MIDDLE })),
    is: revoked(runs({ set: NEWEST })),
    told: [
      'customers/acme/pipelines/web.yml:5:10-5:19 release-revoked: release set `2026.06.0` has `enrich` `6.11.0`, which is revoked: no pipeline may move to it | expected a release set with another `enrich`',
    ],
  },
  {
    title: 'a new pipeline on what is revoked',
    was: revoked(catalog.without(PIPELINE)),
    is: revoked(runs({ set: NEWEST })),
    told: [
      'customers/acme/pipelines/web.yml:5:10-5:19 release-revoked: release set `2026.06.0` has `enrich` `6.11.0`, which is revoked: no pipeline may move to it | expected a release set with another `enrich`',
    ],
  },
  {
    title: 'an upgrade to what is deprecated',
    was: deprecated(runs({ set: MIDDLE })),
    is: deprecated(runs({ set: NEWEST })),
    told: [
      'customers/acme/pipelines/web.yml:5:10-5:19 release-deprecated: release set `2026.06.0` has `enrich` `6.11.0`, which is deprecated: no pipeline may be upgraded to it | expected a release set with another `enrich`',
    ],
  },
  {
    title: 'a template added to a version in use',
    was: catalog,
    is: catalog.file('blueprints/events/1.0.0/more.template.yml', { Resources: { T: { Type: 'AWS::SNS::Topic' } } }),
    told: [
      'blueprints/events/1.0.0/more.template.yml:1:1-1:1 template-unused: no stack of this blueprint uses this template | expected a stack in blueprint.yml with this template',
    ],
  },
  {
    title: 'a set and a release that are removed with the last move away from them',
    was: runs({ set: MIDDLE }),
    is: runs({ set: NEWEST }).without(`releases/sets/${MIDDLE}.yml`).without('releases/enrich/4.0.0.yml'),
    told: [
      'releases/enrich/4.0.0.yml:1:1-1:1 version-frozen: release `enrich` `4.0.0` is in use until this change is merged and cannot be removed by it | expected the files as they were | remove it in a later change, when nobody has to go back to it',
      'releases/sets/2025.01.0.yml:1:1-1:1 version-frozen: release set `2025.01.0` is in use until this change is merged and cannot be removed by it | expected the files as they were | remove it in a later change, when nobody has to go back to it',
    ],
  },
  {
    title: 'a release edited together with its status',
    was: catalog,
    is: catalog.edit('releases/enrich/6.11.0.yml', (text) =>
      text.replace('cannot read', 'can read').concat('status: deprecated\n'),
    ),
    told: [
      'releases/enrich/6.11.0.yml:1:1-1:1 version-frozen: release `enrich` `6.11.0` is in use and cannot be edited in place | expected the file as it was | make a new version beside it and move pipelines to that',
    ],
  },
]

describe('an author is told of', () => {
  it.each(WRONG)('$title', ({ was, is, told }) => {
    expect(toldOf(was)).toEqual([])
    expect(toldOf(is, was)).toEqual(told)
  })
})

const blueprintText = (file: string) => catalog.tree().get(`blueprints/events/1.0.0/${file}`)?.text ?? ''
/** A version of the blueprint without Enrich. */
const EARLIER = [
  [
    'blueprints/events/0.9.0/blueprint.yml',
    blueprintText('blueprint.yml')
      .replace('1.0.0', '0.9.0')
      .replace(/\S+release.enrich.image\S/, 'none'),
  ],
  ['blueprints/events/0.9.0/all.template.yml', blueprintText('all.template.yml')],
] as const
const withoutEnrich = (world: World) =>
  world
    .file(...EARLIER[0])
    .file(...EARLIER[1])
    .edit(PIPELINE, (text) => text.replace('events@1.0.0', 'events@0.9.0'))

const newer = runs({ set: '2026.07.0' })
  .file(...release('enrich', '6.12.0'))
  .file('releases/sets/2026.07.0.yml', {
    releaseSet: '2026.07.0',
    releases: { collector: '3.7.0', enrich: '6.12.0', loader: '3.2.0' },
  })
const backAgain = newer.file(PIPELINE, runs({ set: NEWEST }).tree().get(PIPELINE)?.text)

describe('nobody is told of', () => {
  it.each([
    ['an upgrade without work', runs({ set: RECENT }), runs({ set: NEWEST })],
    ['an upgrade whose work the blueprint does', runs({ set: MIDDLE }), runs({ set: RECENT })],
    ['work for a warehouse that the pipeline does not have', runs({ set: OLD }), runs({ set: MIDDLE })],
    [
      'work that is acknowledged',
      runs({ set: OLD, settings: redshift }),
      runs({ set: MIDDLE, settings: redshift, acknowledge: ['enrich-4-columns'] }),
    ],
    [
      'what was acknowledged for an earlier change',
      runs({ set: MIDDLE, settings: redshift, acknowledge: ['enrich-4-columns'] }),
      runs({ set: RECENT, settings: redshift, acknowledge: ['enrich-4-columns'] }),
    ],
    [
      'work on a component that the pipeline did not deploy before',
      withoutEnrich(runs({ set: OLD, settings: redshift })),
      runs({ set: MIDDLE, settings: redshift })
        .file(...EARLIER[0])
        .file(...EARLIER[1]),
    ],
    ['a way back above the floor', runs({ set: NEWEST }), runs({ set: RECENT })],
    ['a way back over a step that could not be taken upwards', runs({ set: NEWEST }), runs({ set: OLD })],
    ['a release that is revoked while pipelines run it', runs({ set: NEWEST }), revoked(runs({ set: NEWEST }))],
    [
      'another set with the revoked release that it runs already',
      revoked(runs({ set: RECENT })),
      revoked(runs({ set: NEWEST })),
    ],
    ['a way back to what is deprecated', deprecated(newer), deprecated(backAgain)],
    ['a new pipeline on what is deprecated', deprecated(catalog.without(PIPELINE)), deprecated(catalog)],
    ['an unused set that is removed', runs({ set: NEWEST }), catalog.without(`releases/sets/${MIDDLE}.yml`)],
  ])('%s', (_title, was, is) => {
    expect(toldOf(was)).toEqual([])
    expect(toldOf(is, was)).toEqual([])
  })
})
