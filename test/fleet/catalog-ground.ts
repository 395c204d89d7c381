/**
 * What is a small catalog to break?
 *
 * Three components whose releases have every kind of condition, four release
 * sets of different age, and a blueprint that deploys the three and knows the
 * settings that the conditions speak of.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what the author of a blueprint writes
import { type World, world } from '../support/world.ts'

export const OLD = '2024.01.0'
export const MIDDLE = '2025.01.0'
export const RECENT = '2026.01.0'
export const NEWEST = '2026.06.0'

/** A file of the catalog, with what is said of it in `more`. */
export function release(component: string, version: string, more: object = {}): readonly [string, object] {
  const image = `example/${component}@sha256:${'0'.repeat(64)}`
  return [`releases/${component}/${version}.yml`, { component, version, image, ...more }]
}

const compressed = { 'enrich.compression.enabled': true }
const license = { demands: [{ setting: 'license.accept', is: true, reason: 'it is under a license' }] }

const RELEASES = [
  release('loader', '2.0.0'),
  release('loader', '3.2.0', { rollback: { floor: '3.2.0', when: compressed, reason: 'records are compressed' } }),
  release('enrich', '3.9.0'),
  release('enrich', '4.0.0', {
    ...license,
    migrations: [
      {
        migration: 'enrich-4-columns',
        from: '<4.0.0',
        when: { 'warehouse.kind': 'redshift' },
        kind: 'human-gate',
        does: 'widen the columns',
        doc: 'https://docs.example/4',
      },
    ],
  }),
  release('enrich', '6.0.0', {
    ...license,
    upgradesFrom: '>=4.0.0',
    migrations: [
      { migration: 'enrich-6-config', from: '<6.0.0', kind: 'config-rewrite', does: 'write the new configuration' },
    ],
  }),
  release('enrich', '6.11.0', {
    ...license,
    upgradesFrom: '>=4.0.0',
    requires: [{ component: 'loader', range: '>=3.2.0', when: compressed, reason: 'older ones cannot read that' }],
    refuses: [{ when: { ...compressed, 'warehouse.kind': 'redshift' }, reason: 'nothing there can read that' }],
  }),
  release('collector', '3.0.0', license),
  release('collector', '3.7.0', {
    ...license,
    requires: [{ component: 'enrich', range: '>=3.0.0', reason: 'they speak one protocol' }],
    migrations: [
      {
        migration: 'to-snowflake',
        from: '*',
        before: { 'warehouse.kind': 'redshift' },
        when: { 'warehouse.kind': 'snowflake' },
        kind: 'human-gate',
        does: 'make the tables',
      },
    ],
  }),
]

const SETS = {
  [OLD]: { collector: '3.0.0', enrich: '3.9.0', loader: '2.0.0' },
  [MIDDLE]: { collector: '3.7.0', enrich: '4.0.0', loader: '2.0.0' },
  [RECENT]: { collector: '3.7.0', enrich: '6.11.0', loader: '2.0.0' },
  [NEWEST]: { collector: '3.7.0', enrich: '6.11.0', loader: '3.2.0' },
}

const switchSchema = { type: 'object', properties: { enabled: { type: 'boolean', default: false } } }
const PARAMETERS = {
  Collector: '${release.collector.image}',
  Enrich: '${release.enrich.image}',
  Loader: '${release.loader.image}',
  Accepted: '${settings.license.accept}',
  Compression: '${settings.enrich.compression.enabled}',
  Warehouse: '${settings.warehouse.kind}',
}
const names = Object.keys(PARAMETERS)

const BLUEPRINT = {
  blueprint: 'events',
  version: '1.0.0',
  settings: {
    type: 'object',
    additionalProperties: false,
    properties: {
      license: { type: 'object', properties: { accept: { type: 'boolean', default: false } } },
      enrich: { type: 'object', properties: { compression: switchSchema } },
      warehouse: { type: 'object', properties: { kind: { enum: ['none', 'redshift', 'snowflake'], default: 'none' } } },
    },
  },
  stacks: [{ stack: 'all', template: 'all.template.yml', parameters: PARAMETERS }],
}
const TEMPLATE = {
  Parameters: Object.fromEntries(names.map((name) => [name, { Type: 'String' }])),
  Resources: { Topic: { Type: 'AWS::SNS::Topic' } },
  Outputs: { All: { Value: { 'Fn::Join': [' ', names.map((name) => ({ Ref: name }))] } } },
}

/** The pipeline `web` of `acme` on the newest set, the license accepted. */
export const catalog: World = [
  ...RELEASES,
  ...Object.entries(SETS).map(
    ([releaseSet, releases]) => [`releases/sets/${releaseSet}.yml`, { releaseSet, releases }] as const,
  ),
  ['releases/channels.yml', { channels: { rapid: NEWEST, stable: OLD } }] as const,
  ['blueprints/events/1.0.0/blueprint.yml', BLUEPRINT] as const,
  ['blueprints/events/1.0.0/all.template.yml', TEMPLATE] as const,
]
  .reduce((ground: World, [path, content]) => ground.file(path, content), world())
  .without('releases/collector/3.6.0.yml')
  .without('releases/sets/2026.08.0.yml')
  .without('releases/sets/2026.11.0.yml')
  .customer('acme')
  .pipeline('acme', 'web', { blueprint: 'events@1.0.0', release: NEWEST, settings: { license: { accept: true } } })

export interface Runs {
  readonly set: string
  readonly settings?: object
  /** Names of migrations. */
  readonly acknowledge?: readonly string[]
}

/** The ground with its pipeline on another set, with further settings. */
export function runs({ set, settings = {}, acknowledge = [] }: Runs): World {
  return catalog.pipeline('acme', 'web', {
    blueprint: 'events@1.0.0',
    release: set,
    settings: { license: { accept: true }, ...settings },
    ...(acknowledge.length === 0
      ? {}
      : { more: { acknowledge: acknowledge.map((migration) => ({ migration, reason: 'done' })) } }),
  })
}
