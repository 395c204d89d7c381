/**
 * Does a setting have the value of the strongest layer that speaks of it?
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { laidOver, valueAt, valuesOf } from '../../src/fleet/setting-values.ts'
import { resolveSettings } from '../../src/fleet/settings.ts'
import { layersOf, NOWHERE, someLayers } from './some-layers.ts'

describe('layers', () => {
  it.each([
    ['maps merge', [{ a: { b: 1, c: 2 } }, { a: { c: 3, d: 4 } }], { a: { b: 1, c: 3, d: 4 } }],
    ['lists replace', [{ a: [1, 2, 3] }, { a: [4] }], { a: [4] }],
    ['null removes', [{ a: 1, b: 2 }, { a: null }], { b: 2 }],
    ['null removes a whole map', [{ a: { b: 1, c: 2 } }, { a: null }], {}],
    ['what was removed can be set again', [{ a: { b: 1 } }, { a: null }, { a: { c: 2 } }], { a: { c: 2 } }],
    ['a scalar takes the place of a map', [{ a: { b: 1 } }, { a: 7 }], { a: 7 }],
    ['a map takes the place of a scalar', [{ a: 7 }, { a: { b: 1 } }], { a: { b: 1 } }],
    ['an empty map adds nothing', [{ a: { b: 1 } }, { a: {} }], { a: { b: 1 } }],
    ['an empty map is a value where nothing is', [{ a: {} }], { a: {} }],
    [
      'false and zero are values',
      [
        { a: true, b: 5 },
        { a: false, b: 0 },
      ],
      { a: false, b: 0 },
    ],
    [
      'any name is a name',
      [{ constructor: { b: 1 } }, { constructor: { toString: 2 } }],
      { constructor: { b: 1, toString: 2 } },
    ],
    ['null in a list stands for nothing', [{ a: [1, null, 2] }], { a: [1, 2] }],
  ] as const)('%s', (_title, layers, expected) => {
    expect(valuesOf(layersOf(layers))).toEqual(expected)
  })

  it('give what is told with who said so, leaf by leaf', () => {
    fc.assert(
      fc.property(someLayers, (values) => {
        const layers = layersOf(values)
        const before = JSON.stringify(layers)
        const settled = valuesOf(layers)
        const settings = resolveSettings(layers, NOWHERE)
        expect(leavesOf(settled, [])).toEqual([...settings].map(([path, { value }]) => [path, value]))
        for (const [path, { value }] of settings) expect(valueAt(settled, path.split('.'))).toEqual(value)
        // What layers say belongs to all pipelines that have them.
        expect(JSON.stringify(layers)).toBe(before)
      }),
      { numRuns: 500, seed: 20261126 },
    )
  })

  it('that do not speak of a map leave it the very same', () => {
    const settled = valuesOf(layersOf([{ a: { b: { c: 1 } }, d: { e: 2 } }]))
    expect(laidOver(settled, { values: { d: { e: 3 } } }).a).toBe(settled.a)
  })
})

/** Sorted by path. */
function leavesOf(value: unknown, parts: readonly string[]): readonly (readonly [string, unknown])[] {
  const isLeaf = typeof value !== 'object' || value === null || Array.isArray(value)
  if (isLeaf || (parts.length > 0 && Object.keys(value).length === 0)) return [[parts.join('.'), value]]
  const leaves = Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...parts, key]))
  return leaves.toSorted(([one], [other]) => (one < other ? -1 : 1))
}
