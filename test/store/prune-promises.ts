/** What does the store promise to forget, and to keep, whichever database it stands on? */
import { describe, expect, it } from 'vitest'
import type { Database } from '../../src/store/database.ts'
import type { Store } from '../../src/store/open.ts'
import { rowsOf } from '../rollout/fleet.ts'
import { planOf, rolloutNumber, unused } from './rows.ts'

export function prunePromises(store: () => Store, databaseOf: () => Database): void {
  describe('pruning', () => {
    it('forgets what ended long ago, and neither the newest rollout nor the plan of an open one', async () => {
      const { rows } = databaseOf()
      const { plans, rollouts, prune, deliveries, pushers } = store()
      const [old, open, newest] = [unused(), unused(), unused()]
      const held = { ...rolloutNumber(open), planDigest: planOf(open, `p-${open}`).plan.digest }
      for (const each of [rolloutNumber(old), held, rolloutNumber(newest)])
        await rollouts.create(each, rowsOf('canary', 'acme'))
      for (const number of [old, open]) await plans.save(planOf(number, `p-${number}`))
      for (const number of [old, newest]) await rollouts.save({ ...rolloutNumber(number), state: 'done' })
      await deliveries.accept(`guid-${old}`, 1)
      await pushers.noteHead(`head-${old}`, 'ann')
      for (const table of ['rollouts', 'plans', 'deliveries', 'pushed_heads'] as const) await age(rows, table)
      await pushers.noteHead(`head-${newest}`, 'ann')
      await prune()
      expect(await rollouts.get(rolloutNumber(old).id)).toBeUndefined()
      expect(await rollouts.get(rolloutNumber(newest).id)).toBeDefined()
      expect(await plans.latest(old)).toBeUndefined()
      expect(await plans.latest(open)).toBeDefined()
      expect(await pushers.ofHeads([`head-${old}`])).toEqual([])
      expect(await pushers.ofHeads([`head-${newest}`])).toEqual(['ann'])
      expect(await deliveries.accept(`guid-${old}`, 1)).toBe('new')
    })
  })
}

/** The age is the database's own and cannot be written by the store, so the test reaches around it. */
async function age(rows: Database['rows'], table: 'rollouts' | 'plans' | 'deliveries' | 'pushed_heads'): Promise<void> {
  const { sql } = await import('kysely')
  await sql`update fleetwright.${sql.table(table)} set written_at = now() - interval '500 days'`.execute(rows)
}
