/** Promise: a generated fleet is valid, varied, and the same every time. */
import { describe, expect, it } from 'vitest'
import { loadFleet } from '../../src/fleet/load.ts'
import type { Fleet, SourceTree } from '../../src/fleet/model.ts'
import { generatedCustomers, generatedFleet, withoutCustomers } from '../../src/generate/generate.ts'
import { exampleFleet } from '../support/world.ts'

const example = exampleFleet()
const ground = { fleet: sound(example), shared: withoutCustomers(example) }

function sound(tree: SourceTree): Fleet {
  const { fleet, problems } = loadFleet(tree)
  expect(problems).toEqual([])
  if (fleet === undefined) throw new Error('a tree without problems is a fleet')
  return fleet
}

describe('a generated fleet', () => {
  const fleet = sound(generatedFleet(ground, { customers: 120, seed: 7 }))

  it('has as many customers as were asked for, with one to three accounts and pipelines each', () => {
    expect(fleet.customers).toHaveLength(120)
    const pipelines = Map.groupBy(fleet.pipelines, ({ customer }) => customer)
    const counts = new Set(fleet.customers.map(({ name }) => pipelines.get(name)?.length))
    expect([...counts].sort()).toEqual([1, 2, 3])
    expect([...new Set(fleet.customers.map(({ accounts }) => accounts.length))].sort()).toEqual([1, 2, 3])
    expect(fleet.pipelines.length / fleet.customers.length).toBeCloseTo(1.5, 0)
  })

  it('has customers in every ring, most of them in the last', () => {
    const rings = Map.groupBy(fleet.customers, ({ ring }) => ring)
    const sizes = ground.fleet.rings.map(({ name }) => rings.get(name)?.length ?? 0)
    expect(Math.min(...sizes)).toBeGreaterThan(0)
    expect(sizes.at(-1)).toBe(Math.max(...sizes))
  })

  it('uses what the language has', () => {
    expect(fleet.customers.some(({ windows }) => windows.length > 0)).toBe(true)
    expect(fleet.customers.some(({ contacts }) => contacts.length > 0)).toBe(true)
    expect(fleet.pipelines.some(({ secrets }) => secrets.size > 0)).toBe(true)
    expect(new Set(fleet.pipelines.map(({ releaseSet }) => releaseSet)).size).toBeGreaterThan(1)
    expect(new Set(fleet.pipelines.map(({ blueprint }) => blueprint.name)).size).toBe(ground.fleet.blueprints.size)
  })

  it('is the same for the same seed, and another for another', () => {
    const texts = (seed: number): readonly string[] =>
      [...generatedCustomers(ground.fleet, { customers: 20, seed }).values()].map(
        ({ path, text }) => `${path}\n${text}`,
      )
    expect(texts(7)).toEqual(texts(7))
    expect(texts(8)).not.toEqual(texts(7))
  })

  it('keeps its customers when it grows', () => {
    const grown = generatedCustomers(ground.fleet, { customers: 21, seed: 7 })
    for (const [path, { text }] of generatedCustomers(ground.fleet, { customers: 20, seed: 7 })) {
      expect(grown.get(path)?.text).toBe(text)
    }
  })
})

it('its customers go together with those of the example', () => {
  sound(new Map([...example, ...generatedCustomers(ground.fleet, { customers: 30, seed: 1 })]))
})
