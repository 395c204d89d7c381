/**
 * Do the schemas alone tell an editor, and a person, everything about every field?
 *
 * Held with a validator of the test's own, over the files as they lie in schemas/: what the product's code adds helps
 * no editor.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { kindOf } from '../../src/fleet/layout.ts'
import { fieldPaths, fieldReference, NAMES_OF, REFERENCE_PATH } from '../support/field-reference.ts'
import { exampleFleet } from '../support/world.ts'

const FOLDER = new URL('../../schemas/', import.meta.url).pathname
const schemas = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name) => [name, JSON.parse(readFileSync(`${FOLDER}${name}`, 'utf8'))] as const)

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true })
for (const [, schema] of schemas) ajv.addSchema(schema)

/** All that somebody writes in YAML; the roles that a customer makes are a template beside the blueprints. */
const WRITTEN = [...exampleFleet().values()].filter(({ path }) => path.endsWith('.yml'))

describe('the schemas', () => {
  it('are what the field reference was made from', async () => {
    await expect(fieldReference()).toMatchFileSnapshot(REFERENCE_PATH)
  })

  it.each(schemas)('describe every field of %s', (_name, schema) => {
    expect(undescribed(schema, '')).toEqual([])
  })

  it.each(schemas)('give examples and defaults in %s that are valid', (name, schema) => {
    const given = examplesIn(schema, '')
    if (name !== 'channels.schema.json') expect(given.length).toBeGreaterThan(0)
    for (const { path, value } of given) {
      const validate = ajv.compile({ $ref: `${name}#${path}` })
      expect(validate(value), `${path}: ${JSON.stringify(value)} ${ajv.errorsText(validate.errors)}`).toBe(true)
    }
  })

  it('know every region of the partitions that roles can be reached in', () => {
    // The tables by which AWS's own SDK knows a region; the isolated partitions are nobody's whom we could reach.
    const { partitionsInfo } = tableOf('client/util-endpoints/lib/aws/partitions.js')
    const known = partitionsInfo.partitions
      .filter(({ id }) => ['aws', 'aws-cn', 'aws-us-gov'].includes(id))
      .flatMap(({ regions }) => Object.keys(regions).filter((region) => /-\d$/.test(region)))
    expect(known.length).toBeGreaterThan(30)
    expect(Object.fromEntries(schemas)['customer.schema.json'].$defs.region.enum).toEqual(known.toSorted())
  })

  it('know each field that the reference calls a name of something else', () => {
    const fields = fieldPaths()
    expect([...NAMES_OF.keys()].filter((path) => !fields.includes(path))).toEqual([])
  })
})

describe('the example fleet', () => {
  it('is written in files of every kind', () => {
    expect(new Set(WRITTEN.map(({ path }) => kindOf(path).kind)).size).toBe(9)
  })

  it.each(WRITTEN.map(({ path, text }) => [path, text] as const))('%s names its schema and fits it', (path, text) => {
    const [, address = 'missing'] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text) ?? []
    const target = new URL(address, `file:///fleet/${path}`).pathname
    expect(target).toBe(`/schemas/${SCHEMA_OF[kindOf(path).kind]}.schema.json`)
    const validate = ajv.getSchema(target.slice('/schemas/'.length))
    // A tag such as !Ref becomes what it stands before: schemas say nothing of functions.
    expect(validate?.(parse(text, { logLevel: 'error' })), ajv.errorsText(validate?.errors ?? [])).toBe(true)
  })
})

const SCHEMA_OF: { readonly [kind: string]: string } = {
  fleet: 'fleet',
  customer: 'customer',
  pipeline: 'pipeline',
  blueprint: 'blueprint',
  release: 'release',
  releaseSet: 'release-set',
  channels: 'channels',
  template: 'template',
  other: 'template',
}

/** Pointers of properties that neither describe themselves nor stand beside a description. */
function undescribed(schema: unknown, path: string): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([key, value]) => {
    const here = `${path}/${key}`
    if (key !== 'properties') return undescribed(value, here)
    return Object.entries(value ?? {}).flatMap(([name, property]) => [
      ...(typeof property === 'object' && property !== null && 'description' in property ? [] : [`${here}/${name}`]),
      ...undescribed(property, `${here}/${name}`),
    ])
  })
}

interface Partitions {
  readonly partitionsInfo: {
    readonly partitions: readonly { readonly id: string; readonly regions: { readonly [region: string]: object } }[]
  }
}

function tableOf(path: string): Partitions {
  const text = readFileSync(
    new URL(`../../node_modules/@aws-sdk/core/dist-es/submodules/${path}`, import.meta.url),
    'utf8',
  )
  return JSON.parse(`{"partitionsInfo":${/partitionsInfo = (\{[\s\S]*?\n\});/.exec(text)?.[1] ?? '{"partitions":[]}'}}`)
}

interface Given {
  /** Pointer of the schema that gives it. */
  readonly path: string
  readonly value: unknown
}

function examplesIn(schema: unknown, path: string): readonly Given[] {
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([key, value]) => {
    if (key === 'examples' && Array.isArray(value)) return value.map((each: unknown) => ({ path, value: each }))
    if (key === 'default') return [{ path, value }]
    return examplesIn(value, `${path}/${key}`)
  })
}
