/**
 * What small things must not be forgotten between two steps?
 *
 * What was last published where, which attempt this is, who pushed.
 */
import { sql } from 'kysely'
import type { Attempts, Publications, Pushers } from '../actions/ports.ts'
import type { Database } from './database.ts'
import { asOurs } from './errors.ts'

export function openPublications({ rows }: Database): Publications {
  return {
    last: (key) =>
      asOurs('reading what was published', async () => {
        const query = rows.selectFrom('publications').select('digest').where('key', '=', key)
        return (await query.executeTakeFirst())?.digest
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

export function openAttempts({ rows }: Database): Attempts {
  async function known(transition: string, of: string): Promise<number | undefined> {
    const query = rows.selectFrom('attempts').select('number').where('transition', '=', transition)
    return (await query.where('wanted_by', '=', of).executeTakeFirst())?.number
  }

  /** Undefined where it has one already, or another was as fast. */
  async function taken(transition: string, of: string): Promise<number | undefined> {
    const query = rows
      .insertInto('attempts')
      .columns(['transition', 'wanted_by', 'number'])
      .expression((from) =>
        from
          .selectFrom('attempts')
          .select((each) => [
            sql<string>`${transition}::text`.as('transition'),
            sql<string>`${of}::text`.as('wanted_by'),
            sql<number>`coalesce(${each.fn.max('number')}, 0) + 1`.as('number'),
          ])
          .where('transition', '=', transition),
      )
      .onConflict((conflict) => conflict.doNothing())
      .returning('number')
    return (await query.executeTakeFirst())?.number
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
  }
}
