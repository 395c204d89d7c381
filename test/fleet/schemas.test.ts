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

  it('are named by every YAML file of the example fleet, at a path that exists', () => {
    const named = [...exampleFleet().values()]
      .filter(({ path }) => /^(fleet|customers|releases).*\.yml$/.test(path) || path.endsWith('blueprint.yml'))
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
