/**
 * Which releases, release sets and channels do these files describe?
 */
import type { Channel, Release, ReleaseSet } from './catalog.ts'
import type { Sourced } from './draft.ts'
import { pointer, valueAt } from './places.ts'

export function releaseOf({ raw, parsed }: Sourced<'release'>): Release {
  const { requires = [], demands = [], refuses = [], migrations = [], rollback, changelog = [] } = raw
  return {
    component: raw.component,
    version: raw.version,
    image: raw.image,
    ...(raw.released === undefined ? {} : { released: raw.released }),
    ...(raw.dateSource === undefined ? {} : { dateSource: raw.dateSource }),
    status: raw.status ?? 'stable',
    severity: raw.severity ?? 'normal',
    ...(raw.upgradesFrom === undefined ? {} : { upgradesFrom: raw.upgradesFrom }),
    requires: requires.map(({ component, range, when = {}, reason }, index) => {
      return { component, range, when, reason, at: () => valueAt(parsed, pointer('requires', index, 'range')) }
    }),
    demands,
    refuses,
    migrations: migrations.map(({ migration, ...rest }) => ({ name: migration, when: {}, ...rest })),
    ...(rollback === undefined ? {} : { rollback: { when: {}, ...rollback } }),
    changelog,
    at: () => valueAt(parsed, '/version'),
  }
}

export function releaseSetOf({ raw, parsed }: Sourced<'releaseSet'>): ReleaseSet {
  return {
    name: raw.releaseSet,
    releases: raw.releases,
    ...(raw.released === undefined ? {} : { released: raw.released }),
    ...(raw.notes === undefined ? {} : { notes: raw.notes }),
    at: () => valueAt(parsed, '/releaseSet'),
  }
}

export function channelsOf(file: Sourced<'channels'>): Channel[] {
  return Object.entries(file.raw.channels).map(([name, releaseSet]) => {
    return { name, releaseSet, at: () => valueAt(file.parsed, pointer('channels', name)) }
  })
}
