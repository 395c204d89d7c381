/**
 * How far has each merge come?
 *
 * A row a rollout, a row a stack. What has ended stays ended: a look that was
 * taken before an abort cannot write the rollout back to life.
 */
import type { Kysely } from 'kysely'
import type { Rollouts } from '../actions/ports.ts'
import { ENDED, type Rollout, type RolloutStack } from '../rollout/model.ts'
import type { Database } from './database.ts'
import { asOurs } from './errors.ts'
import type { Tables } from './tables.ts'

/** Rows of one insert: PostgreSQL takes 65,535 values at most. */
const AT_ONCE = 1_000

export function openRollouts({ rows }: Database): Rollouts {
  return {
    create: (rollout, stacks) =>
      asOurs('opening a rollout', () =>
        rows.transaction().execute(async (trx) => {
          const { id, pull, state } = rollout
          const row = { id, pull: pull ?? null, state, record: JSON.stringify(rollout) }
          const made = await trx
            .insertInto('rollouts')
            .values(row)
            .onConflict((conflict) => conflict.doNothing())
            .returning('id')
            .executeTakeFirst()
          if (made === undefined) return
          for (let from = 0; from < stacks.length; from += AT_ONCE) {
            const some = stacks.slice(from, from + AT_ONCE)
            await trx
              .insertInto('rollout_stacks')
              .values(some.map((stack) => stackRow(id, stack)))
              .execute()
          }
        }),
      ),
    get: (id) =>
      asOurs('reading a rollout', async () => {
        const found = await rows.selectFrom('rollouts').select('record').where('id', '=', id).executeTakeFirst()
        if (found === undefined) return undefined
        const query = rows.selectFrom('rollout_stacks').select('record').where('rollout', '=', id)
        const stacks = await query.orderBy('stack').execute()
        const rollout: Rollout = JSON.parse(found.record)
        return { rollout, stacks: stacks.map((row): RolloutStack => JSON.parse(row.record)) }
      }),
    list: ({ open, pull, newest }) =>
      asOurs('listing rollouts', async () => {
        let query = rows.selectFrom('rollouts').select('record').orderBy('number', 'desc')
        if (open) query = query.where('state', 'not in', ENDED)
        if (pull !== undefined) query = query.where('pull', '=', pull)
        if (newest !== undefined) query = query.limit(newest)
        const found = await query.execute()
        return found.map((row): Rollout => JSON.parse(row.record)).reverse()
      }),
    save: (rollout, stacks = []) =>
      asOurs('saving a rollout', async () => {
        await rows.transaction().execute(async (trx) => {
          const written = await trx
            .updateTable('rollouts')
            .set({ state: rollout.state, record: JSON.stringify(rollout) })
            .where('id', '=', rollout.id)
            .where('state', 'not in', ENDED)
            .executeTakeFirst()
          if (written.numUpdatedRows === 0n) return
          for (const stack of stacks) await writeStack(trx, rollout.id, stack)
        })
      }),
    saveStack: (rollout, stack) => asOurs('saving a stack of a rollout', () => writeStack(rows, rollout, stack)),
  }
}

async function writeStack(rows: Kysely<Tables>, rollout: string, stack: RolloutStack): Promise<void> {
  const { state, record } = stackRow(rollout, stack)
  await rows
    .updateTable('rollout_stacks')
    .set({ state, record })
    .where('rollout', '=', rollout)
    .where('stack', '=', stack.ref.id)
    .execute()
}

function stackRow(rollout: string, stack: RolloutStack) {
  return { rollout, stack: stack.ref.id, state: stack.state, record: JSON.stringify(stack) }
}
