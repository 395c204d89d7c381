/**
 * Which heads does another's merge have to mend?
 *
 * One row a pull request: the newest head that was found so.
 */
import type { UnsoundHeads } from '../actions/ports.ts'
import type { Database } from './database.ts'
import { asOurs } from './errors.ts'

export function openUnsound({ rows }: Database): UnsoundHeads {
  return {
    note: ({ pull, head, compared }) =>
      asOurs('noting an unsound head', async () => {
        await rows
          .insertInto('unsound_heads')
          .values({ pull, head, compared })
          .onConflict((conflict) => conflict.column('pull').doUpdateSet({ head, compared }))
          .execute()
      }),
    forget: (pull) =>
      asOurs('forgetting an unsound head', async () => {
        await rows.deleteFrom('unsound_heads').where('pull', '=', pull).execute()
      }),
    list: () =>
      asOurs('reading which heads are unsound', () =>
        rows.selectFrom('unsound_heads').select(['pull', 'head', 'compared']).orderBy('pull').execute(),
      ),
    compare: ({ pull, head, compared }, to) =>
      asOurs('noting what an unsound head was merged into', async () => {
        const query = rows.updateTable('unsound_heads').set({ compared: to }).where('pull', '=', pull)
        await query.where('head', '=', head).where('compared', '=', compared).execute()
      }),
  }
}
