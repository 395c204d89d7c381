/**
 * What may be forgotten?
 *
 * Rows are progress, and progress that has ended long ago helps nobody. The
 * newest rollout stays for ever: it says from which commit we look on. The
 * age is the database's own, so that a fast clock forgets nothing early.
 */
import { sql } from 'kysely'
import { ENDED } from '../rollout/model.ts'
import type { Database } from './database.ts'
import { asOurs } from './errors.ts'

const DELIVERY_DAYS = 14
const PLAN_DAYS = 120
const ROLLOUT_DAYS = 400
const NOTE_DAYS = 400
/** None lasts longer than some hours. */
const SESSION_DAYS = 1

export function prune({ rows, pool, kind }: Database): Promise<void> {
  return asOurs('forgetting old rows', async () => {
    await rows.deleteFrom('deliveries').where('written_at', '<', daysAgo(DELIVERY_DAYS)).execute()
    await rows
      .deleteFrom('rollouts')
      .where('written_at', '<', daysAgo(ROLLOUT_DAYS))
      .where('state', 'in', ENDED)
      .where('number', '<', (query) => query.selectFrom('rollouts').select(({ fn }) => fn.max('number').as('newest')))
      .execute()
    await rows
      .deleteFrom('plans')
      .where('written_at', '<', daysAgo(PLAN_DAYS))
      // An open rollout is still compared with the plan its reviewers read.
      .where('digest', 'not in', (query) =>
        query
          .selectFrom('rollouts')
          .select(sql<string>`record::json->>'planDigest'`.as('digest'))
          .where('state', 'not in', ENDED),
      )
      .execute()
    await rows.deleteFrom('leftovers').where('written_at', '<', daysAgo(PLAN_DAYS)).execute()
    await rows.deleteFrom('sessions').where('written_at', '<', daysAgo(SESSION_DAYS)).execute()
    for (const table of ['publications', 'attempts', 'pushers', 'pushed_heads'] as const) {
      await rows.deleteFrom(table).where('written_at', '<', daysAgo(NOTE_DAYS)).execute()
    }
    // The embedded database has no process of its own that would sweep up behind us.
    if (kind === 'embedded') await pool.query('vacuum')
  })
}

function daysAgo(days: number) {
  return sql<Date>`now() - make_interval(days => ${days}::integer)`
}
