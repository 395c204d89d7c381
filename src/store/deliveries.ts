/**
 * Have we dealt with this delivery before?
 *
 * A delivery is done when each of its tasks has been carried out, and not when
 * it was merely received: whoever redelivers unfinished work is let in again.
 */
import { sql } from 'kysely'
import type { Database } from './database.ts'
import { asOurs } from './errors.ts'

export type Seen = 'new' | 'again' | 'done'

export interface Deliveries {
  /** `again`: received before, and at least one of its tasks is not carried out. */
  accept(guid: string, tasks: number): Promise<Seen>
  /** The task of this number (from 0) has been carried out. */
  finished(guid: string, task: number): Promise<void>
}

export function openDeliveries({ rows }: Database): Deliveries {
  return {
    accept: (guid, tasks) =>
      asOurs('noting a delivery', async () => {
        const open = Array.from({ length: tasks }, (_, index) => index)
        const made = await rows
          .insertInto('deliveries')
          .values({ guid, open_tasks: open })
          .onConflict((conflict) => conflict.doNothing())
          .returning('guid')
          .executeTakeFirst()
        if (made !== undefined) return 'new'
        const query = rows.selectFrom('deliveries').select('open_tasks').where('guid', '=', guid)
        const found = await query.executeTakeFirst()
        return found?.open_tasks.length === 0 ? 'done' : 'again'
      }),
    finished: (guid, task) =>
      asOurs('noting that a delivery was dealt with', async () => {
        await rows
          .updateTable('deliveries')
          .set({ open_tasks: sql`array_remove(open_tasks, ${task}::integer)` })
          .where('guid', '=', guid)
          .execute()
      }),
  }
}
