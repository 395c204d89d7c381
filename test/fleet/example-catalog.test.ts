/**
 * Is the example's catalog what it says it is?
 *
 * Real versions and dates, digests that nobody could mistake for real ones, and
 * sets that a pipeline can be carried through one after the other.
 */
import { describe, expect, it } from 'vitest'
import { releasesFit } from '../../src/fleet/rules/releases-fit.ts'
import { upgradePathAllowed } from '../../src/fleet/rules/upgrade-path-allowed.ts'
import { byVersion } from '../../src/fleet/versions.ts'
import { exampleFleet } from '../support/world.ts'
import { resolvedIn, sideIn } from './example-catalog.ts'

const { fleet, draft } = sideIn({})
const inCatalog = (path: string) => exampleFleet().has(path)
const releases = [...fleet.releases.values()].filter(({ at }) => inCatalog(at().file))
const sets = [...fleet.releaseSets.values()].filter(({ at }) => inCatalog(at().file))

describe('the releases', () => {
  it('are all that the components had in these years', () => {
    const versions = Map.groupBy(releases, ({ component }) => component)
    const spans = [...versions].map(([component, all]) => {
      const sorted = all.map(({ version }) => version).toSorted(byVersion)
      return `${component}: ${sorted.length}, ${sorted[0]} to ${sorted.at(-1)}`
    })
    expect(spans).toEqual([
      'collector: 13, 2.10.0 to 3.7.0',
      'enrich: 33, 3.9.0 to 6.13.1',
      'iglu-server: 10, 0.10.0 to 0.14.2',
      'rdb-loader: 28, 5.6.3 to 6.7.2',
      's3-loader: 7, 2.2.7 to 3.2.0',
      'snowflake-loader: 12, 0.2.0 to 0.6.1',
      'transformer-kinesis: 28, 5.6.3 to 6.7.2',
    ])
  })

  it('have a digest each that is marked as made up', () => {
    for (const { at, image } of releases) {
      // 57 zeros, a sign for the component and two digits for each number of the version: no hash looks like that.
      expect(image, at().file).toMatch(/^snowplow\/[a-z0-9-]+@sha256:0{57}[0-9a-f][0-9]{6}$/)
      expect(draft.tree.get(at().file)?.text, at().file).toContain('\n# PLACEHOLDER: the digest below is made up')
    }
    expect(new Set(releases.map(({ image }) => image.split(':').at(-1))).size).toBe(releases.length)
  })

  it('say when they came out and where that is from', () => {
    for (const { at, released, dateSource } of releases) {
      expect(released, at().file).toMatch(/^202[3-6]-/)
      expect(draft.tree.get(at().file)?.text, at().file).toMatch(new RegExp(`^dateSource: ${dateSource} # \\S`, 'm'))
    }
  })

  it('came out in the order of their versions', () => {
    for (const all of Map.groupBy(releases, ({ component }) => component).values()) {
      const dates = all.toSorted((a, b) => byVersion(a.version, b.version)).map(({ released = '' }) => released)
      expect(dates).toEqual(dates.toSorted())
    }
  })
})

describe('the release sets', () => {
  it('hold nothing that came out after them', () => {
    for (const { name, released, releases: own } of sets) {
      for (const [component, version] of Object.entries(own)) {
        const came = fleet.releases.get(`${component}@${version}`)?.released ?? '9999'
        expect(came <= (released ?? ''), `${component} ${version} in ${name}`).toBe(true)
      }
    }
  })

  it('serve every kind of warehouse', () => {
    const components = ['collector', 'enrich', 'iglu-server', 'rdb-loader', 's3-loader', 'snowflake-loader']
    for (const { name, releases: own } of sets) {
      expect(Object.keys(own).toSorted(), name).toEqual([...components, 'transformer-kinesis'])
    }
  })

  it.each(['none', 'redshift', 'snowflake'])(
    'can be gone through one after the other with the warehouse %s',
    (kind) => {
      const work = sets.slice(1).flatMap((set, index) => {
        const settings = { warehouse: { kind } }
        const before = sideIn({ releases: sets[index]?.releases ?? {}, settings })
        const side = sideIn({ releases: set.releases, settings })
        const told = upgradePathAllowed({ was: resolvedIn(before), is: resolvedIn(side) }, side)
        return told.map(({ code, expected }) => `${set.name} ${code} ${/migration: ([^,]*)/.exec(expected ?? '')?.[1]}`)
      })
      // Nothing on the way between the sets that channels point at.
      expect(work).toEqual([
        '2026.02.0 migration-unacknowledged enrich-6.5-iglu-availability',
        '2026.02.0 migration-unacknowledged s3-loader-3-file-names',
      ])
    },
  )

  it('are of different age for the three channels', () => {
    const channels = ['rapid', 'regular', 'stable'].map((name) => fleet.channels.get(name)?.releaseSet)
    expect(channels).toEqual(['2026.11.0', '2026.08.0', '2026.05.0'])
  })
})

describe('compression', () => {
  const on = { compression: { enabled: true } }
  it.each([
    ['by collectors before 3.6', { collector: '3.5.0', enrich: '6.1.0' }, { collector: on }, ['settings-refused']],
    [
      'by collectors before Enrich 6.1',
      { collector: '3.6.0', enrich: '6.0.0' },
      { collector: on },
      ['requirement-unmet'],
    ],
    ['by both before they know it', { collector: '3.5.0', enrich: '6.0.0' }, { collector: on }, ['settings-refused']],
    ['by Enrich before 6.11', { enrich: '6.10.0', 's3-loader': '3.2.0' }, { enrich: on }, ['settings-refused']],
    ['by releases that know it', { collector: '3.6.0', enrich: '6.1.0' }, { collector: on }, []],
  ])('%s', (_title, releases, settings, told) => {
    const license = { accept: true }
    const problems = releasesFit(resolvedIn(sideIn({ releases, settings: { ...settings, license } })))
    expect(problems.map(({ code }) => code)).toEqual(told)
  })
})
