/**
 * Which stacks did a rollout not bring to where the default branch wants them?
 *
 * Kept beside each row as rollouts end and stacks arrive, because every plan
 * asks, and the rows of rollouts that ended are thousands.
 */
import { type ExpressionBuilder, type Kysely, sql } from 'kysely'
import type { MissedStacks } from '../actions/ports.ts'
import { ENDED, type Rollout, type RolloutStack } from '../rollout/model.ts'
import type { Database } from './database.ts'
import { asOurs } from './errors.ts'
import type { Tables } from './tables.ts'

export function openMissed({ rows }: Database): MissedStacks {
  return {
    list: () =>
      asOurs('listing stacks that were left behind', async () => {
        const found = await rows
          .selectFrom('rollout_stacks as each')
          .innerJoin('rollouts', 'rollouts.id', 'each.rollout')
          .distinctOn('each.stack')
          .select(['each.stack', 'rollouts.record'])
          .where('each.missed', '=', true)
          .orderBy('each.stack')
          .orderBy('rollouts.number', 'desc')
          .execute()
        return found.map(({ stack, record }) => {
          const rollout: Rollout = JSON.parse(record)
          return { stack, rollout }
        })
      }),
  }
}

type Rows = Kysely<Tables>

/** It ends: what it did not reach, no rollout is on its way to. */
export async function missRest(rows: Rows, rollout: string): Promise<void> {
  await rows
    .updateTable('rollout_stacks')
    .set({ missed: true })
    .where('rollout', '=', rollout)
    .where(sql<string>`record::json->>'state'`, '<>', 'done' satisfies RolloutStack['state'])
    .execute()
}

/** Whether a row that is written now is of a stack that its rollout leaves behind. */
export function isMissed(rollout: string, { state }: RolloutStack) {
  return ({ lit, exists, selectFrom }: ExpressionBuilder<Tables, 'rollout_stacks'>) => {
    if (state === 'done' || state === 'skipped') return lit(state === 'skipped')
    const ended = selectFrom('rollouts').select('id').where('id', '=', rollout).where('state', 'in', ENDED)
    return exists(ended).$castTo<boolean>()
  }
}

/** It has arrived, and with it all that earlier rollouts did not bring it. */
export async function reach(rows: Rows, rollout: string, stack: string): Promise<void> {
  await rows
    .updateTable('rollout_stacks')
    .set({ missed: false })
    .where('stack', '=', stack)
    .where('missed', '=', true)
    .where('rollout', 'in', (query) =>
      query
        .selectFrom('rollouts')
        .select('id')
        .where('number', '<', (inner) => inner.selectFrom('rollouts').select('number').where('id', '=', rollout)),
    )
    .execute()
}
