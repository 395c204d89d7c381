/** How often is the same fleet read? */
import { describe, expect, it } from 'vitest'
import { readFleet } from '../../src/actions/read-fleet.ts'
import { world } from '../support/world.ts'

describe('a fleet', () => {
  it('is read once while others are read between', () => {
    const acme = world().customer('acme').pipeline('acme', 'web').tree()
    const read = readFleet(acme)
    const globex = readFleet(world().customer('globex').pipeline('globex', 'web').tree())
    expect(readFleet(acme)).toBe(read)
    expect(globex).not.toEqual(read)
  })

  it('is read anew against another base', () => {
    const before = world().customer('acme').pipeline('acme', 'web').tree()
    const after = world().customer('acme').tree()
    expect(readFleet(after).problems).toEqual([])
    expect(readFleet(after, before).problems).not.toEqual([])
  })
})
