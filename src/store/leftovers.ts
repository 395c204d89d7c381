/**
 * Where may change sets stand that no plan names?
 *
 * Written before the first is made: whoever is killed in between leaves the
 * row behind too.
 */
import type { Leftovers } from '../actions/ports.ts'
import type { Database } from './database.ts'
import { asOurs } from './errors.ts'

export function openLeftovers({ rows }: Database): Leftovers {
  return {
    note: ({ pull, of, base, stacks }) =>
      asOurs('noting where change sets may be left', async () => {
        await rows
          .insertInto('leftovers')
          .values({ pull, of, base, stacks })
          .onConflict((conflict) => conflict.columns(['pull', 'of']).doUpdateSet({ base, stacks }))
          .execute()
      }),
    forget: ({ pull, of }) =>
      asOurs('forgetting where change sets were left', async () => {
        await rows.deleteFrom('leftovers').where('pull', '=', pull).where('of', '=', of).execute()
      }),
    of: (pull) =>
      asOurs('reading where change sets may be left', async () => {
        const query = rows
          .selectFrom('leftovers')
          .select(['pull', 'of', 'base', 'stacks'])
          .where('pull', '=', pull)
          .orderBy('of')
        return query.execute()
      }),
    pulls: () =>
      asOurs('reading which pull requests left change sets', async () => {
        const query = rows.selectFrom('leftovers').select('pull').distinct().orderBy('pull')
        return (await query.execute()).map(({ pull }) => pull)
      }),
  }
}
