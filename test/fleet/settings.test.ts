/**
 * Does a setting know who spoke of it, and what that overrode?
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NO_POSITIONS } from '../../src/fleet/layers.ts'
import { loadFleet } from '../../src/fleet/load.ts'
import type { ResolvedSetting } from '../../src/fleet/model.ts'
import { resolvePipeline } from '../../src/fleet/resolve.ts'
import { resolveSettings, settingsOf } from '../../src/fleet/settings.ts'
import { exampleFleet } from '../support/world.ts'
import { layersOf, NOWHERE, someLayers, type Values } from './some-layers.ts'

function resolved(...values: readonly Values[]): ReadonlyMap<string, ResolvedSetting> {
  return resolveSettings(layersOf(values), NOWHERE)
}

describe('settings', () => {
  it('remember what a value overrode, the weakest first', () => {
    const setting = resolved({ a: { b: 1 } }, { a: { b: 2 } }, { a: null }, { a: { b: 3 } }).get('a.b')
    expect(setting?.origin.layer).toBe('customer')
    expect(setting?.overrode.map(({ value, origin }) => [value, origin.layer])).toEqual([
      [1, 'blueprint default'],
      [2, 'fleet default'],
      [null, 'ring'],
    ])
  })

  it('remember the map that a scalar took the place of', () => {
    const setting = resolved({ a: { b: 1 } }, { a: 7 }).get('a')
    expect(setting?.overrode.map(({ value }) => value)).toEqual([1])
  })

  it('answer in the order of names, whatever the order of layers', () => {
    expect([...resolved({ b: 1 }, { a: 2, c: { d: 1 } }).keys()]).toEqual(['a', 'b', 'c.d'])
  })

  it('of a pipeline are what all layers give, one after the other', () => {
    const { fleet } = loadFleet(exampleFleet())
    const [pipeline] = fleet?.pipelines ?? []
    if (fleet === undefined || pipeline === undefined) throw new Error('the example has a pipeline')
    const whole = resolvePipeline(fleet, pipeline)
    fc.assert(
      fc.property(someLayers, (values) => {
        const layers = layersOf(values)
        const [blueprint, defaults, ring, customer, own] = layers
        const none = { name: 'ring', values: {}, positions: NO_POSITIONS } as const
        const settings = settingsOf({
          ...whole,
          defaults: defaults ?? none,
          ring: { ...whole.ring, layer: ring ?? none },
          customer: { ...whole.customer, layer: customer ?? none },
          pipeline: { ...whole.pipeline, layer: own ?? none },
          blueprint: { ...whole.blueprint, layer: blueprint ?? none },
        })
        expect(told(settings)).toEqual(told(resolveSettings(layers, pipeline.placeOf('pipeline'))))
      }),
      { numRuns: 300, seed: 20261126 },
    )
  })
})

function told(settings: ReadonlyMap<string, ResolvedSetting>): readonly unknown[] {
  return [...settings].map(([path, { value, origin, overrode }]) => [
    path,
    value,
    origin.layer,
    overrode.map((each) => [each.value, each.origin.layer]),
  ])
}
