/**
 * What small things must not be forgotten between two steps?
 *
 * What was last published where, which attempt this is, who pushed.
 */
import { CompiledQuery, sql } from 'kysely'
import type { Attempts, Publications, Pushers } from '../actions/ports.ts'
import { type Database, SCHEMA } from './database.ts'
import { asOurs } from './errors.ts'

export function openPublications({ rows }: Database): Publications {
  return {
    last: (key) =>
      asOurs('reading what was published', async () => {
        const query = rows.selectFrom('publications').select('digest').where('key', '=', key)
        return (await query.executeTakeFirst())?.digest
      }),
    lastOf: (keys) =>
      asOurs('reading what was published', async () => {
        const query = rows.selectFrom('publications').select(['key', 'digest'])
        const found = keys.length === 0 ? [] : await query.where('key', 'in', keys).execute()
        return new Map(found.map(({ key, digest }) => [key, digest]))
      }),
    wrote: (key, digest) =>
      asOurs('noting what was published', async () => {
        await rows
          .insertInto('publications')
          .values({ key, digest })
          .onConflict((conflict) => conflict.column('key').doUpdateSet({ digest, written_at: sql<Date>`now()` }))
          .execute()
      }),
  }
}

/** As text, because each stack of each plan asks it: to put it together takes a third as long as to answer it. */
const TAKE = `insert into ${SCHEMA}.attempts (transition, wanted_by, number)
  select $1::text, $2::text, coalesce(max(number), 0) + 1 from ${SCHEMA}.attempts where transition = $1
  on conflict do nothing returning number`

export function openAttempts({ rows }: Database): Attempts {
  async function known(transition: string, of: string): Promise<number | undefined> {
    const query = rows.selectFrom('attempts').select('number').where('transition', '=', transition)
    return (await query.where('wanted_by', '=', of).executeTakeFirst())?.number
  }

  /** Undefined where it has one already, or another was as fast. */
  async function taken(transition: string, of: string): Promise<number | undefined> {
    const { rows: found } = await rows.executeQuery<{ readonly number: number }>(
      CompiledQuery.raw(TAKE, [transition, of]),
    )
    return found[0]?.number
  }

  /** A plan of thousands numbers each of its stacks for the first time: one question for each. */
  async function number(transition: string, of: string): Promise<number> {
    for (;;) {
      const found = (await taken(transition, of)) ?? (await known(transition, of))
      // Who loses the race for a number finds it taken, and asks for the next.
      if (found !== undefined) return found
    }
  }

  return { number: (transition, of) => asOurs('numbering an attempt', () => number(transition, of)) }
}

export function openPushers({ rows }: Database): Pushers {
  return {
    note: (pull, login) =>
      asOurs('noting who pushed', async () => {
        await rows
          .insertInto('pushers')
          .values({ pull, login })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      }),
    of: (pull) =>
      asOurs('reading who pushed', async () => {
        const found = await rows
          .selectFrom('pushers')
          .select('login')
          .where('pull', '=', pull)
          .orderBy('login')
          .execute()
        return found.map((row) => row.login)
      }),
    noteHead: (head, login) =>
      asOurs('noting who pushed', async () => {
        await rows
          .insertInto('pushed_heads')
          .values({ head, login })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      }),
    ofHeads: (heads) =>
      asOurs('reading who pushed', async () => {
        const query = rows.selectFrom('pushed_heads').select('login').distinct().orderBy('login')
        const found = heads.length === 0 ? [] : await query.where('head', 'in', heads).execute()
        return found.map((row) => row.login)
      }),
  }
}
