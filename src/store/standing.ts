/**
 * Which plans do people read right now, and which of them meet on a stack?
 *
 * Asked of columns beside the records: whether two plans meet must not cost
 * the reading of hundreds of them.
 */
import { sql } from 'kysely'
import type { StandingPlans } from '../actions/standing-port.ts'
import type { StackId } from '../fleet/model.ts'
import type { Database } from './database.ts'
import { asOurs } from './errors.ts'

export function openStanding({ rows }: Database): StandingPlans {
  return {
    list: () =>
      asOurs('reading which plans stand', async () => {
        const query = rows.selectFrom('plans').select(['pull', 'compared']).where('standing', '=', 'open')
        const found = await query.orderBy('pull').execute()
        return found.flatMap(({ pull, compared }) => (pull === null || compared === null ? [] : [{ pull, compared }]))
      }),
    compare: ({ pulls, from, to }) =>
      asOurs('noting what plans were compared with', async () => {
        if (pulls.length === 0) return
        const query = rows.updateTable('plans').set({ compared: to }).where('standing', '=', 'open')
        await query.where('pull', 'in', pulls).where('compared', '=', from).execute()
      }),
    naming: (stacks) =>
      asOurs('reading which plans name a stack', async () => {
        const wanted = sql<string[]>`${stacks}::text[]`
        const found = await rows
          .selectFrom('plans')
          .select([
            'pull',
            sql<StackId[]>`array(select unnest(stacks) intersect select unnest(${wanted}) order by 1)`.as('shared'),
          ])
          .where('standing', '=', 'open')
          .where(sql<boolean>`stacks && ${wanted}`)
          .orderBy('pull')
          .execute()
        return found.flatMap(({ pull, shared }) => (pull === null ? [] : [{ pull, stacks: shared }]))
      }),
    withdraw: (pull) =>
      asOurs('withdrawing a plan', async () => {
        await rows.updateTable('plans').set({ standing: 'past' }).where('pull', '=', pull).execute()
      }),
    close: (pull) =>
      asOurs('closing a plan', async () => {
        const query = rows.updateTable('plans').set({ standing: 'closed' }).where('pull', '=', pull)
        await query.where('standing', '=', 'open').execute()
      }),
  }
}
