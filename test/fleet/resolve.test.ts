/**
 * Does a setting have the value of the strongest layer that speaks of it, and know who spoke?
 */
import { describe, expect, it } from 'vitest'
import { loadFleet } from '../../src/fleet/load.ts'
import type { Layer, LayerName, LayerValue, Range } from '../../src/fleet/model.ts'
import { nested, resolvePipeline, resolveSettings } from '../../src/fleet/resolve.ts'
import { world } from '../support/world.ts'

const NOWHERE: Range = { file: 'nowhere', line: 1, column: 1, endLine: 1, endColumn: 1 }

function layer(name: LayerName, values: { readonly [key: string]: LayerValue }): Layer {
  return { name, values, positions: new Map() }
}

function resolved(...layers: readonly { readonly [key: string]: LayerValue }[]) {
  const names = ['blueprint default', 'ring', 'customer', 'pipeline'] as const
  return resolveSettings(
    layers.map((values, index) => layer(names[index] ?? 'pipeline', values)),
    NOWHERE,
  )
}

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
    expect(nested(resolved(...layers))).toEqual(expected)
  })

  it('remember what a value overrode, the weakest first', () => {
    const setting = resolved({ a: { b: 1 } }, { a: { b: 2 } }, { a: null }, { a: { b: 3 } }).get('a.b')
    expect(setting?.origin.layer).toBe('pipeline')
    expect(setting?.overrode.map(({ value, origin }) => [value, origin.layer])).toEqual([
      [1, 'blueprint default'],
      [2, 'ring'],
      [null, 'customer'],
    ])
  })

  it('remember the map that a scalar took the place of', () => {
    const setting = resolved({ a: { b: 1 } }, { a: 7 }).get('a')
    expect(setting?.overrode.map(({ value }) => value)).toEqual([1])
  })

  it('answer in the order of names, whatever the order of layers', () => {
    expect([...resolved({ b: 1 }, { a: 2, c: { d: 1 } }).keys()]).toEqual(['a', 'b', 'c.d'])
  })
})

describe('a resolved pipeline', () => {
  const fleet = (() => {
    const tree = world()
      .edit('fleet.yml', (text) =>
        text.replace('unreachablePercent: 0 }', 'unreachablePercent: 0, settings: { alarm: { threshold: 7 } } }'),
      )
      .edit('fleet.yml', (text) => `${text}defaults:\n  settings:\n    alarm: { threshold: 5, tone: loud }\n`)
      .customer('acme', { settings: { alarm: { threshold: 8 } } })
      .pipeline('acme', 'web', { settings: { alarm: { threshold: 9 } } })
      .tree()
    return loadFleet(tree).fleet
  })()
  const [pipeline] = fleet?.pipelines ?? []
  if (fleet === undefined || pipeline === undefined) throw new Error('the world of this test is not valid')
  const { settings, releases } = resolvePipeline(fleet, pipeline)

  it('names the line of each layer', () => {
    const threshold = settings.get('alarm.threshold')
    const lines = [...(threshold?.overrode ?? []), ...(threshold ? [threshold] : [])].map(
      ({ value, origin }) => `${value} ${origin.layer} ${origin.at.file}:${origin.at.line}:${origin.at.column}`,
    )
    expect(lines).toEqual([
      '100 blueprint default blueprints/small/1.0.0/blueprint.yml:16:58',
      '5 fleet default fleet.yml:9:25',
      '7 ring fleet.yml:3:140',
      '8 customer customers/acme/customer.yml:15:16',
      '9 pipeline customers/acme/pipelines/web.yml:8:16',
    ])
    expect(settings.get('alarm.tone')?.origin.layer).toBe('fleet default')
  })

  it('carries the releases of its set', () => {
    expect(releases.collector?.version).toBe('3.6.0')
  })
})
