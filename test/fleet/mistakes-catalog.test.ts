/**
 * What is an author told whose releases do not go together?
 *
 * Golden: place, words and count. One cause is one problem.
 */
import { describe, expect, it } from 'vitest'
import { loadFleet } from '../../src/fleet/load.ts'
import { catalog, NEWEST, RECENT, release, runs } from './catalog-ground.ts'
import { type Mistake, PIPELINE, replace, tell, toldOf } from './told.ts'

const ENRICH_6 = 'releases/enrich/6.11.0.yml'
const SET = `releases/sets/${NEWEST}.yml`
const compression = { enrich: { compression: { enabled: true } } }

/** Of a pipeline that its releases cannot run with these settings. */
const UNFIT: readonly Mistake[] = [
  {
    title: 'a license that nobody accepted, once for all that ask for it',
    change: replace(PIPELINE, /settings:[\s\S]*/, ''),
    told: [
      'customers/acme/pipelines/web.yml:5:10-5:19 setting-demanded: `collector` `3.7.0` and `enrich` `6.11.0` cannot run without `license.accept: true`: it is under a license | expected `license.accept: true` | set it here, or pin a release set whose `collector` and `enrich` can do without',
    ],
  },
  {
    title: 'a license that somebody refused, on that line',
    change: replace(PIPELINE, 'accept: true', 'accept: false'),
    told: [
      'customers/acme/pipelines/web.yml:8:13-8:18 setting-demanded: `collector` `3.7.0` and `enrich` `6.11.0` cannot run without `license.accept: true`: it is under a license | expected `license.accept: true` | set it here, or pin a release set whose `collector` and `enrich` can do without',
    ],
  },
  {
    title: 'a license that is refused for the whole fleet, once',
    change: (w) =>
      w
        .pipeline('acme', 'web', { blueprint: 'events@1.0.0', release: NEWEST })
        .pipeline('acme', 'app', { blueprint: 'events@1.0.0', release: NEWEST })
        .edit('fleet.yml', (text) => `${text}defaults: { settings: { license: { accept: false } } }\n`),
    told: [
      'fleet.yml:7:44-7:49 setting-demanded: `collector` `3.7.0` and `enrich` `6.11.0` cannot run without `license.accept: true`: it is under a license | expected `license.accept: true` | set it here, or pin a release set whose `collector` and `enrich` can do without',
    ],
  },
  {
    title: 'settings that a release refuses, on the line of the strongest layer',
    change: () =>
      runs({ set: NEWEST, settings: compression }).customer('acme', {
        settings: { warehouse: { kind: 'redshift' } },
      }),
    told: [
      'customers/acme/pipelines/web.yml:11:16-11:20 settings-refused: `enrich` `6.11.0` must not run with `enrich.compression.enabled: true` and `warehouse.kind: redshift`: nothing there can read that | expected another value for one of them, or a release set with another `enrich` | see customers/acme/customer.yml:15:11',
    ],
  },
  {
    title: 'a setting for which another release of the set is too old',
    change: () => runs({ set: RECENT, settings: compression }),
    told: [
      'customers/acme/pipelines/web.yml:11:16-11:20 requirement-unmet: with `enrich.compression.enabled: true`, `enrich` `6.11.0` needs `loader` `>=3.2.0`, and release set `2026.01.0` has `2.0.0`: older ones cannot read that | expected a release set with `loader` `>=3.2.0`, or other settings',
    ],
  },
  {
    title: 'a setting for which the set lacks a component',
    change: () =>
      runs({ set: RECENT, settings: compression })
        .edit(`releases/sets/${RECENT}.yml`, (text) => text.replace(/ {2}loader.*\n/, ''))
        .edit('blueprints/events/1.0.0/blueprint.yml', (text) => text.replace(/\S+release.loader.image\S/, 'none')),
    told: [
      'customers/acme/pipelines/web.yml:11:16-11:20 requirement-unmet: with `enrich.compression.enabled: true`, `enrich` `6.11.0` needs `loader` `>=3.2.0`, and release set `2026.01.0` has none: older ones cannot read that | expected a release set with `loader` `>=3.2.0`, or other settings',
    ],
  },
]

/** Of the catalog itself, whoever uses it. */
const UNSOUND: readonly Mistake[] = [
  {
    title: 'a set whose releases do not go together',
    change: (w) => w.file(...release('enrich', '2.9.0')).edit(SET, (text) => text.replace('6.11.0', '2.9.0')),
    told: [
      'releases/sets/2026.06.0.yml:4:11-4:16 requirement-unmet: `collector` `3.7.0` needs `enrich` `>=3.0.0`, and this set has `2.9.0`: they speak one protocol | expected `enrich` in a version of `>=3.0.0` | see releases/collector/3.7.0.yml:10:12',
    ],
  },
  {
    title: 'a set without a component that one of its releases needs',
    change: (w) => w.file('releases/sets/2026.07.0.yml', { releaseSet: '2026.07.0', releases: { collector: '3.7.0' } }),
    told: [
      'releases/sets/2026.07.0.yml:2:1-2:9 requirement-unmet: `collector` `3.7.0` needs `enrich` `>=3.0.0`, and this set has none: they speak one protocol | expected `enrich` in a version of `>=3.0.0` | see releases/collector/3.7.0.yml:10:12',
    ],
  },
  {
    title: 'a requirement of a component that nobody makes',
    change: replace(ENRICH_6, 'component: loader', 'component: loadr'),
    told: [
      'releases/enrich/6.11.0.yml:10:16-10:21 unknown-component: there is no component `loadr` | expected `collector`, `enrich` or `loader` | did you mean `loader`?',
    ],
  },
  {
    title: 'a range that is none',
    change: replace(ENRICH_6, 'upgradesFrom: ">=4.0.0"', 'upgradesFrom: "from 4 on"'),
    told: [
      'releases/enrich/6.11.0.yml:8:15-8:26 bad-range: `from 4 on` is no range of semantic versions | expected comparisons such as `>=5.0.0 <6.11.0`, or one version',
    ],
  },
  {
    title: 'a range of a requirement that is none',
    change: replace(ENRICH_6, 'range: ">=3.2.0"', 'range: "=>3.2.0.1"'),
    told: [
      'releases/enrich/6.11.0.yml:11:12-11:23 bad-range: `=>3.2.0.1` is no range of semantic versions | expected comparisons such as `>=5.0.0 <6.11.0`, or one version',
    ],
  },
  {
    title: 'a range of a migration that is none',
    change: replace('releases/enrich/6.0.0.yml', 'from: <6.0.0', 'from: before 6'),
    told: [
      'releases/enrich/6.0.0.yml:11:11-11:19 bad-range: `before 6` is no range of semantic versions | expected comparisons such as `>=5.0.0 <6.11.0`, or one version',
    ],
  },
  {
    title: 'a version that cannot be compared',
    change: (w) => w.file(...release('enrich', '6.12')),
    told: [
      'releases/enrich/6.12.yml:2:10-2:16 bad-version: `6.12` is no semantic version, so nothing can be newer or older | expected three numbers with dots, such as `6.11.0`, or with what follows a hyphen, such as `6.11.0-rc.1`',
    ],
  },
  {
    title: 'one name for two migrations',
    change: replace('releases/enrich/6.0.0.yml', 'enrich-6-config', 'enrich-4-columns'),
    told: [
      'releases/enrich/6.0.0.yml:10:16-10:32 repeated-migration: migration `enrich-4-columns` is already named in releases/enrich/4.0.0.yml, line 9 | expected a name that no other migration of any release has | see releases/enrich/4.0.0.yml:9:16',
    ],
  },
  {
    title: 'a rollback floor above the release',
    change: (w) => w.file(...release('loader', '1.0.0', { rollback: { floor: '3.2.0', reason: 'x' } })),
    told: [
      'releases/loader/1.0.0.yml:5:10-5:15 bad-rollback-floor: the rollback floor `3.2.0` is newer than the release itself | expected `1.0.0` or older',
    ],
  },
  {
    title: 'a rollback floor that nobody can go back to',
    change: replace('releases/loader/3.2.0.yml', 'floor: 3.2.0', 'floor: 3.1.9'),
    told: [
      'releases/loader/3.2.0.yml:5:10-5:15 bad-rollback-floor: the rollback floor `3.1.9` is no release of `loader` | expected a version that releases/loader has',
    ],
  },
  {
    title: 'a channel that offers what is revoked',
    change: (w) => w.edit(ENRICH_6, (text) => `${text}status: revoked\n`),
    told: [
      'releases/channels.yml:2:10-2:19 channel-revoked: channel `rapid` offers release set `2026.06.0`, whose `enrich` `6.11.0` is revoked | expected a release set without revoked releases',
    ],
  },
  {
    title: 'a day that the calendar does not have',
    change: (w) =>
      w
        .file(...release('loader', '1.0.0', { released: '2026-02-30', dateSource: 'tag' }))
        .edit(SET, (text) => `${text}released: 2026-13-01\n`)
        .edit(PIPELINE, (text) => `${text}upgrade: { pin: { reason: x, until: 2026-11-31 } }\n`),
    told: [
      'customers/acme/pipelines/web.yml:9:37-9:47 unreal-date: there is no day `2026-11-31` | expected a day of the calendar, as `2026-12-31`',
      'releases/loader/1.0.0.yml:4:11-4:21 unreal-date: there is no day `2026-02-30` | expected a day of the calendar, as `2026-12-31`',
      'releases/sets/2026.06.0.yml:6:11-6:21 unreal-date: there is no day `2026-13-01` | expected a day of the calendar, as `2026-12-31`',
    ],
  },
  {
    title: 'a day that nobody knows the source of',
    change: (w) => w.file(...release('loader', '1.0.0', { released: '2026-02-28' })),
    told: [
      "releases/loader/1.0.0.yml:1:1-1:10 missing-field: `dateSource` is missing in this file, since `released` is set | expected `dateSource`: where that day is from: the component's changelog, the day its documentation changed, or the Git tag",
    ],
  },
  {
    title: 'an edge of settings that leads to none',
    change: (w) =>
      w.edit('releases/collector/3.7.0.yml', (text) => text.replace(/ +when:\n +warehouse.kind: snowflake\n/, '')),
    told: [
      'releases/collector/3.7.0.yml:13:5-13:14 missing-field: `when` is missing in this entry of `migrations`, since `before` is set | expected `when`: settings and the values they must all have for this to hold',
    ],
  },
  {
    title: 'a misspelt channel',
    change: (w) => w.edit(PIPELINE, (text) => `${text}upgrade: { channel: rapit }\n`),
    told: [
      'customers/acme/pipelines/web.yml:9:21-9:26 unknown-channel: there is no channel `rapit` | expected `rapid` or `stable` | did you mean `rapid`?',
    ],
  },
  {
    title: 'a broken file of channels, and not of every channel',
    change: (w) =>
      w.file('releases/channels.yml', 'channels: [').edit(PIPELINE, (text) => `${text}upgrade: { channel: rapid }\n`),
    told: [
      'releases/channels.yml:1:12-1:13 yaml-syntax: a `{` or `[` was opened and is not closed before this | expected the closing bracket, on a line that is indented further than the key',
    ],
  },
  {
    title: 'a channel where there is none',
    change: (w) => w.without('releases/channels.yml').edit(PIPELINE, (text) => `${text}upgrade: { channel: rapid }\n`),
    told: [
      'customers/acme/pipelines/web.yml:9:21-9:26 unknown-channel: there is no channel `rapid` | expected nothing, there is none',
    ],
  },
]

describe('an author is told of', () => {
  it.each([...UNFIT, ...UNSOUND])('$title', ({ change, told }) => {
    expect(toldOf(change(catalog))).toEqual(told)
  })
})

describe('nobody is told of', () => {
  it.each([
    ['a catalog that holds together', catalog],
    ['compression where everything can read it', runs({ set: NEWEST, settings: compression })],
    [
      'what a release asks for that the blueprint does not deploy',
      catalog
        .edit('blueprints/small/1.0.0/blueprint.yml', (text) => text.replace(/\S+release.collector.image\S/, 'none'))
        .pipeline('acme', 'other', { release: NEWEST }),
    ],
    [
      'a candidate that fits the range of what it will be',
      runs({ set: NEWEST, settings: compression })
        .file(...release('loader', '3.3.0-rc.1'))
        .edit(SET, (text) => text.replace('3.2.0', '3.3.0-rc.1')),
    ],
  ])('%s', (_title, world) => {
    expect(toldOf(world)).toEqual([])
  })
})

describe('a pin', () => {
  const pinned = (until: string, reason = 'under review') =>
    catalog.edit(PIPELINE, (text) => `${text}upgrade: { pin: { reason: ${reason}, until: ${until} } }\n`)
  const told = (today: string | undefined, base = catalog) =>
    loadFleet(pinned('2026-11-30').tree(), base.tree(), today === undefined ? {} : { today }).problems.map(tell)

  it('that is over is told to whoever writes it', () => {
    expect(told('2026-12-01')).toEqual([
      'customers/acme/pipelines/web.yml:9:48-9:58 pin-expired: this pin ended on `2026-11-30` | expected `2026-12-01` or later, or no pin',
    ])
  })

  it('holds on its last day', () => {
    expect(told('2026-11-30')).toEqual([])
  })

  it('that ran out since it was merged makes nobody else’s change wrong', () => {
    expect(told('2026-12-01', pinned('2026-11-30'))).toEqual([])
  })

  it('until a day that is none is one mistake', () => {
    const { problems } = loadFleet(pinned('2026-11-31').tree(), catalog.tree(), { today: '2026-12-01' })
    expect(problems.map(({ code }) => code)).toEqual(['unreal-date'])
  })

  it('is asked about without a base as well', () => {
    expect(loadFleet(pinned('2026-11-30').tree(), undefined, { today: '2026-12-01' }).problems.length).toBe(1)
  })

  it('that gets another reason is written anew', () => {
    expect(told('2026-12-01', pinned('2026-11-30', 'something else')).length).toBe(1)
  })

  it('is over for nobody where nobody asks', () => {
    expect(told(undefined)).toEqual([])
  })
})
