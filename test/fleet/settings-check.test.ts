/**
 * Are settings found to fit by parts exactly where they fit the whole schema?
 */
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { startOf } from '../../src/fleet/places.ts'
import { laidOver } from '../../src/fleet/setting-values.ts'
import { compileSettings, compileSettingsSteps } from '../../src/fleet/settings-check.ts'
import { atOnce } from '../../src/lib/turns.ts'
import { someLayers } from './some-layers.ts'

const INNER = {
  type: ['object', 'integer', 'string'],
  properties: { a: { type: 'integer' }, b: { enum: ['x', true] } },
  required: ['a'],
  additionalProperties: { type: 'array' },
}

const SCHEMAS: readonly { readonly title: string; readonly schema: { readonly [key: string]: unknown } }[] = [
  { title: 'closed', schema: { type: 'object', additionalProperties: false, properties: { a: INNER, b: {} } } },
  { title: 'open', schema: { type: 'object', properties: { a: INNER }, additionalProperties: { type: 'integer' } } },
  { title: 'with nothing of its own', schema: { type: 'object', maxProperties: 2 } },
  {
    title: 'with conditions over several settings',
    schema: {
      type: 'object',
      properties: { a: INNER, b: true, c: { type: ['string', 'boolean', 'integer'] } },
      if: { properties: { a: { type: 'integer' } }, required: ['a'] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { required: ['c'] },
      else: { properties: { b: { not: { const: 1 } } } },
      dependentRequired: { b: ['a'] },
    },
  },
  {
    title: 'that counts what its branches describe',
    schema: {
      type: 'object',
      properties: { a: { type: ['integer', 'string'] } },
      anyOf: [{ properties: { b: { type: 'integer' } }, required: ['b'] }, { properties: { c: INNER } }],
      unevaluatedProperties: false,
    },
  },
  {
    title: 'of patterns and references',
    schema: {
      type: 'object',
      $defs: { inner: INNER },
      patternProperties: { '^[bd]$': { $ref: '#/$defs/inner' } },
      properties: { a: { type: 'object', minProperties: 1 }, c: { $ref: '#/$defs/inner' } },
      propertyNames: { enum: ['a', 'b', 'c'] },
    },
  },
]

describe('settings', () => {
  it.each(SCHEMAS)('fit a schema $title as a whole where they fit it by parts', ({ schema }) => {
    const check = compileSettings(schema)
    if (!check.ok) throw new Error('the schema of this test is none')
    const fitsWhole = new Ajv2020({ strict: false }).compile(schema)
    const seen = new Set<boolean>()
    fc.assert(
      fc.property(someLayers, ([first, second, third]) => {
        const shared = laidOver({}, { values: first })
        for (const values of [shared, laidOver(shared, { values: second }), laidOver(shared, { values: third })]) {
          const isFit = check.problems({ values, shared }, () => startOf('x')).length === 0
          expect(isFit).toBe(fitsWhole(values))
          seen.add(isFit)
        }
      }),
      { numRuns: 300, seed: 20261126 },
    )
    expect([...seen].sort()).toEqual([false, true])
  })

  it.each(SCHEMAS)('fit a schema $title whoever found out before, and whatever fitted before', ({ schema }) => {
    const check = compileSettings(schema)
    const known = atOnce(compileSettingsSteps(structuredClone(schema), true))
    if (!check.ok || !known.ok) throw new Error('the schema of this test is none')
    const seen = new Set<boolean>()
    fc.assert(
      fc.property(someLayers, ([first, second, third]) => {
        const shared = laidOver({}, { values: first })
        const fit = laidOver(shared, { values: second })
        const values = laidOver(shared, { values: third })
        fc.pre(check.problems({ values: fit, shared }, () => startOf('x')).length === 0)
        const problems = known.problems({ values, shared, fit: structuredClone(fit) }, () => startOf('x'))
        expect(problems).toEqual(check.problems({ values, shared }, () => startOf('x')))
        seen.add(problems.length === 0)
      }),
      { numRuns: 200, seed: 20261126 },
    )
    expect([...seen].sort()).toEqual([false, true])
  })

  it('are judged by a schema that is compiled in steps, once', () => {
    const schema = { type: 'object', properties: { a: INNER, b: {} } }
    const steps = [...compileSettingsSteps(schema)]
    expect(steps.length).toBeGreaterThan(2)
    expect([...compileSettingsSteps(schema)]).toEqual([])
  })
})
