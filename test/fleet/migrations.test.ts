/**
 * Does the example's catalog know every breaking edge of the product?
 *
 * One row an edge, as the product's upgrade guides tell them: the work that is
 * crossed, and what is refused on the other side.
 */
import { describe, expect, it } from 'vitest'
import type { Release } from '../../src/fleet/catalog.ts'
import { crossedMigrations } from '../../src/fleet/migrations.ts'
import type { ResolvedPipeline } from '../../src/fleet/model.ts'
import { releasesFit } from '../../src/fleet/rules/releases-fit.ts'
import { rollbackFloorRespected } from '../../src/fleet/rules/rollback-floor-respected.ts'
import { upgradePathAllowed } from '../../src/fleet/rules/upgrade-path-allowed.ts'
import { byVersion } from '../../src/fleet/versions.ts'
import { resolvedIn, type State, sideIn } from './example-catalog.ts'

interface Row {
  readonly edge: string
  readonly was: State
  readonly is: State
  readonly crossed?: readonly string[]
  readonly told?: readonly string[]
}

const refused = { license: { accept: false } }
const redshift = { warehouse: { kind: 'redshift' } }
const snowflake = { warehouse: { kind: 'snowflake' } }
const rawCompression = { collector: { compression: { enabled: true } } }
const compression = { enrich: { compression: { enabled: true } } }

const EDGES: readonly Row[] = [
  {
    edge: 'collector 3: a license, one port, other names in its configuration',
    was: {},
    is: { releases: { collector: '3.0.0' }, settings: refused },
    crossed: ['config-rewrite: collector-3-config'],
    told: [
      'setting-demanded: `collector` `3.0.0` cannot run without `license.accept: true`: it runs only where the Snowplow Limited Use License is accepted',
    ],
  },
  {
    edge: 'collector 3.6 with compression: enrich first',
    was: { releases: { enrich: '6.0.0', collector: '3.5.0' } },
    is: { releases: { enrich: '6.0.0', collector: '3.6.0' }, settings: rawCompression },
    told: [
      'requirement-unmet: with `collector.compression.enabled: true`, `collector` `3.6.0` needs `enrich` `>=6.1.0`, and release set `asked` has `6.0.0`: older versions cannot read compressed records',
    ],
  },
  {
    edge: 'collector 3.6 with compression: no S3 loader of the raw stream',
    was: { releases: { enrich: '6.1.0', collector: '3.5.0' } },
    is: {
      releases: { enrich: '6.1.0', collector: '3.6.0' },
      settings: { ...rawCompression, loaders: { raw: { enabled: true } } },
    },
    told: [
      'settings-refused: `collector` `3.6.0` must not run with `collector.compression.enabled: true` and `loaders.raw.enabled: true`: the S3 loader cannot read compressed records from the raw stream',
    ],
  },
  {
    edge: 'enrich 4: a license',
    was: {},
    is: { releases: { enrich: '4.0.0' }, settings: refused },
    told: [
      'setting-demanded: `enrich` `4.0.0` cannot run without `license.accept: true`: it runs only where the Snowplow Limited Use License is accepted',
    ],
  },
  {
    edge: 'enrich 4: wider columns in Redshift',
    was: { settings: redshift },
    is: { releases: { enrich: '4.0.0' }, settings: redshift },
    crossed: ['human-gate: enrich-4-redshift-columns'],
  },
  {
    edge: 'enrich 4: no limits in Snowflake',
    was: { settings: snowflake },
    is: { releases: { enrich: '4.0.0' }, settings: snowflake },
    crossed: ['human-gate: enrich-4-snowflake-columns'],
  },
  {
    edge: 'enrich 4: nothing where there is no warehouse',
    was: {},
    is: { releases: { enrich: '4.0.0' } },
  },
  {
    edge: 'enrich 6: other names in its configuration, other metrics',
    was: { releases: { enrich: '5.4.0' } },
    is: { releases: { enrich: '6.0.0' } },
    crossed: ['config-rewrite: enrich-6-config', 'config-rewrite: enrich-6-alarms'],
  },
  {
    edge: 'enrich 6: over enrich 5 alone',
    was: { releases: { enrich: '4.2.1' } },
    is: { releases: { enrich: '6.13.1' } },
    crossed: [
      'config-rewrite: enrich-6-config',
      'config-rewrite: enrich-6-alarms',
      'human-gate: enrich-6.5-iglu-availability',
      'config-rewrite: enrich-6.7-alarms',
    ],
    told: ['upgrade-skips: `enrich` cannot go from `4.2.1` to `6.13.1` in one step'],
  },
  {
    edge: 'enrich 6.5: Iglu Server must be there',
    was: { releases: { enrich: '6.4.0' } },
    is: { releases: { enrich: '6.5.0' } },
    crossed: ['human-gate: enrich-6.5-iglu-availability'],
  },
  {
    edge: 'enrich 6.7: two metrics fall silent',
    was: { releases: { enrich: '6.6.0' } },
    is: { releases: { enrich: '6.7.0' } },
    crossed: ['config-rewrite: enrich-6.7-alarms'],
  },
  {
    edge: 'enrich 6.11 with compression: the S3 loader first',
    was: { releases: { enrich: '6.10.0', 's3-loader': '3.1.0' } },
    is: { releases: { enrich: '6.11.0', 's3-loader': '3.1.0' }, settings: compression },
    told: [
      'requirement-unmet: with `enrich.compression.enabled: true`, `enrich` `6.11.0` needs `s3-loader` `>=3.2.0`, and release set `asked` has `3.1.0`: older versions cannot read compressed records',
    ],
  },
  {
    edge: 'enrich 6.11 with compression: the Snowflake loader first',
    was: { releases: { enrich: '6.10.0', 's3-loader': '3.2.0' }, settings: snowflake },
    is: { releases: { enrich: '6.11.0', 's3-loader': '3.2.0' }, settings: { ...compression, ...snowflake } },
    told: [
      'requirement-unmet: with `enrich.compression.enabled: true` and `warehouse.kind: snowflake`, `enrich` `6.11.0` needs `snowflake-loader` `>=0.6.0`, and release set `asked` has `0.5.1`: older versions cannot read compressed records',
    ],
  },
  {
    edge: 'enrich 6.11 with compression: never with Redshift',
    was: { releases: { enrich: '6.10.0', 's3-loader': '3.2.0' }, settings: redshift },
    is: { releases: { enrich: '6.11.0', 's3-loader': '3.2.0' }, settings: { ...compression, ...redshift } },
    told: [
      'settings-refused: `enrich` `6.11.0` must not run with `enrich.compression.enabled: true` and `warehouse.kind: redshift`: the RDB transformer does not read compressed records',
    ],
  },
  {
    edge: 's3-loader 2: over 0.7 or 1.0 alone',
    was: { releases: { 's3-loader': '0.6.0' } },
    is: { releases: { 's3-loader': '2.3.0' } },
    crossed: ['config-rewrite: s3-loader-2-config', 'human-gate: s3-loader-2.2-lzo'],
    told: ['upgrade-skips: `s3-loader` cannot go from `0.6.0` to `2.3.0` in one step'],
  },
  {
    edge: 's3-loader 2: another configuration',
    was: { releases: { 's3-loader': '1.0.0' } },
    is: { releases: { 's3-loader': '2.2.7' } },
    crossed: ['config-rewrite: s3-loader-2-config', 'human-gate: s3-loader-2.2-lzo'],
  },
  {
    edge: 's3-loader 2.2: no LZO',
    was: { releases: { 's3-loader': '2.1.3' } },
    is: { releases: { 's3-loader': '2.3.0' } },
    crossed: ['human-gate: s3-loader-2.2-lzo'],
  },
  {
    edge: 's3-loader 3: another configuration, other names of files',
    was: { releases: { 's3-loader': '2.3.0' } },
    is: { releases: { 's3-loader': '3.0.0' } },
    crossed: ['config-rewrite: s3-loader-3-config', 'human-gate: s3-loader-3-file-names'],
  },
  {
    edge: 's3-loader 3: no raw events',
    was: { releases: { 's3-loader': '2.3.0' } },
    is: { releases: { 's3-loader': '3.0.0' }, settings: { loaders: { raw: { enabled: true } } } },
    crossed: ['config-rewrite: s3-loader-3-config', 'human-gate: s3-loader-3-file-names'],
    told: [
      'settings-refused: `s3-loader` `3.0.0` must not run with `loaders.raw.enabled: true`: it loads enriched events and bad rows only; raw events are no longer one of its purposes',
    ],
  },
  {
    edge: 'rdb 6: a license, recovery tables in Redshift',
    was: { settings: redshift },
    is: {
      releases: { 'rdb-loader': '6.0.0', 'transformer-kinesis': '6.0.0' },
      settings: { ...redshift, ...refused },
    },
    crossed: ['one-shot-job: rdb-6-table-check', 'human-gate: rdb-6-recovery-tables'],
    told: [
      'setting-demanded: `rdb-loader` `6.0.0` and `transformer-kinesis` `6.0.0` cannot run without `license.accept: true`: it runs only where the Snowplow Limited Use License is accepted',
    ],
  },
  {
    edge: 'rdb 6.3: another way to give the password',
    was: { releases: { 'rdb-loader': '6.2.0', 'transformer-kinesis': '6.2.0' }, settings: redshift },
    is: { releases: { 'rdb-loader': '6.3.0', 'transformer-kinesis': '6.3.0' }, settings: redshift },
    crossed: ['config-rewrite: rdb-6.3-jdbc-auth'],
  },
  {
    edge: 'from the RDB loader to the streaming loader of Snowflake',
    was: { settings: redshift },
    is: { settings: snowflake },
    crossed: ['human-gate: snowflake-streaming-from-rdb'],
  },
  {
    edge: 'a first warehouse',
    was: {},
    is: { settings: snowflake },
  },
  {
    edge: 'iglu-server 0.12: a license',
    was: {},
    is: { releases: { 'iglu-server': '0.12.0' }, settings: refused },
    told: [
      'setting-demanded: `iglu-server` `0.12.0` cannot run without `license.accept: true`: it runs only where the Snowplow Limited Use License is accepted',
    ],
  },
  {
    edge: 'back under what reads compressed raw records',
    was: { releases: { enrich: '6.12.0', collector: '3.6.0' }, settings: rawCompression },
    is: { releases: { enrich: '6.0.0', collector: '3.6.0' } },
    told: [
      'below-rollback-floor: `enrich` cannot go back from `6.12.0` to `6.0.0`: the raw stream holds compressed records, which older versions cannot read, until its retention has passed',
    ],
  },
  {
    edge: 'back under what reads compressed enriched records',
    was: {
      releases: { enrich: '6.12.0', 's3-loader': '3.2.0', 'snowflake-loader': '0.6.1' },
      settings: { ...compression, ...snowflake },
    },
    is: { releases: { enrich: '6.12.0', 's3-loader': '3.1.0', 'snowflake-loader': '0.5.1' }, settings: snowflake },
    told: [
      'below-rollback-floor: `s3-loader` cannot go back from `3.2.0` to `3.1.0`: the enriched stream holds compressed records, which older versions cannot read, until its retention has passed',
      'below-rollback-floor: `snowflake-loader` cannot go back from `0.6.1` to `0.5.1`: the enriched stream holds compressed records, which older versions cannot read, until its retention has passed',
    ],
  },
]

describe('the edge', () => {
  it.each(EDGES)('$edge', ({ was, is, crossed = [], told = [] }) => {
    const side = sideIn(is)
    const change = { was: resolvedIn(sideIn(was)), is: resolvedIn(side) }
    const work = crossedMigrations({ ...change, fleet: side.fleet })
    expect(work.map(({ migration }) => `${migration.kind}: ${migration.name}`)).toEqual(crossed)
    const problems = [
      ...releasesFit(change.is),
      ...upgradePathAllowed(change, side),
      ...rollbackFloorRespected(change),
    ].filter(({ code }) => code !== 'migration-unacknowledged')
    expect(problems.map(({ code, message }) => `${code}: ${message}`)).toEqual(told)
  })
})

describe('the way', () => {
  const side = sideIn({ settings: redshift })
  const ground = resolvedIn(side)
  const at = (release: Release): ResolvedPipeline => ({
    ...ground,
    releases: { ...ground.releases, [release.component]: release },
  })
  const work = (was: Release, is: Release) =>
    crossedMigrations({ was: at(was), is: at(is), fleet: side.fleet }).map(({ migration }) => migration.name)
  const own = [...side.fleet.releases.values()].filter(({ image }) => image.startsWith('snowplow/'))
  const components = Map.groupBy(own, ({ component }) => component)
  const ways = [...components.values()].map((all) => all.toSorted((a, b) => byVersion(a.version, b.version)))

  it('to where a pipeline is already has no work, nor has the way back', () => {
    for (const releases of ways) {
      for (const [index, to] of releases.entries()) {
        for (const from of releases.slice(index)) expect(work(from, to)).toEqual([])
      }
    }
  })

  it('has the same work with a stop or without', () => {
    for (const releases of ways) {
      const [first, last] = [releases[0], releases.at(-1)]
      if (first === undefined || last === undefined) throw new Error('a component without releases')
      for (const stop of releases) expect([...work(first, stop), ...work(stop, last)]).toEqual(work(first, last))
    }
  })
})
