/** How often is the same fleet read? */
import { describe, expect, it } from 'vitest'
import { fleetOf } from '../../src/actions/read-fleet.ts'
import { catalog } from '../fleet/catalog-ground.ts'
import { PIPELINE } from '../fleet/told.ts'
import { world } from '../support/world.ts'

const pinned = catalog.edit(
  PIPELINE,
  (text) => `${text}upgrade: { pin: { reason: under review, until: 2026-11-30 } }\n`,
)

describe('a fleet', () => {
  it('is read once while others are read between', async () => {
    const acme = world().customer('acme').pipeline('acme', 'web').tree()
    const read = await fleetOf({}, acme)
    const globex = await fleetOf({}, world().customer('globex').pipeline('globex', 'web').tree())
    expect((await fleetOf({}, acme)) === read).toBe(true)
    expect(globex.stacks).not.toEqual(read.stacks)
  })

  it('is read once by all who ask at the same time', async () => {
    const acme = world().customer('acme').pipeline('acme', 'web').tree()
    const [one, other] = await Promise.all([fleetOf({}, acme), fleetOf({}, acme)])
    expect(one === other).toBe(true)
  })

  it('is read anew against another base', async () => {
    const before = world().customer('acme').pipeline('acme', 'web').tree()
    const after = world().customer('acme').tree()
    expect((await fleetOf({}, after)).problems).toEqual([])
    expect((await fleetOf({}, after, { base: before })).problems).not.toEqual([])
  })

  it('is not read again without a day once nothing was wrong with it on one', async () => {
    const [base, files] = [catalog.tree(), pinned.tree()]
    const read = await fleetOf({}, files, { base, today: '2026-11-30' })
    expect(read.problems).toEqual([])
    expect((await fleetOf({}, files, { base })) === read).toBe(true)
  })

  it('is read again without a day where something was wrong on one', async () => {
    const [base, files] = [catalog.tree(), pinned.tree()]
    expect((await fleetOf({}, files, { base, today: '2026-12-01' })).problems.length).toBe(1)
    expect((await fleetOf({}, files, { base })).problems).toEqual([])
  })
})
