/**
 * Do the schemas say what the product does, and say it to people?
 */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fieldReference, REFERENCE_PATH } from '../support/field-reference.ts'
import { exampleFleet } from '../support/world.ts'

const FOLDER = new URL('../../schemas/', import.meta.url).pathname
const schemas = readdirSync(FOLDER).map((name) => [name, JSON.parse(readFileSync(`${FOLDER}${name}`, 'utf8'))] as const)

describe('the schemas', () => {
  it('are what the field reference was made from', () => {
    expect(readFileSync(REFERENCE_PATH, 'utf8'), 'run: npx node test/support/field-reference.ts').toBe(fieldReference())
  })

  it.each(schemas)('describe every field of %s', (_name, schema) => {
    expect(undescribed(schema, '')).toEqual([])
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

  it('are named by every YAML file of the example fleet, at a path that exists', () => {
    const named = [...exampleFleet().values()]
      .filter(({ path }) => /^(fleet|customers|releases)/.test(path) || path.endsWith('blueprint.yml'))
      .map(({ path, text }) => ({ path, schema: /^# yaml-language-server: \$schema=(\S+)\n/.exec(text)?.[1] }))
    expect(named.length).toBeGreaterThan(15)
    for (const { path, schema } of named) {
      const target = new URL(schema ?? 'missing', `file:///fleet/${path}`).pathname
      expect(
        schemas.map(([name]) => `/schemas/${name}`),
        path,
      ).toContain(target)
    }
  })
})

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
