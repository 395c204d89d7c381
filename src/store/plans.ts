/**
 * What was planned, and shown to people?
 *
 * Every plan that was published is kept for a while; the newest of a pull
 * request counts. A record never changes, so the few that are asked for again
 * and again, once for each step of each apply, are kept as values.
 */
import type { SelectQueryBuilder } from 'kysely'
import type { PlanRecord, Plans } from '../actions/ports.ts'
import type { Database } from './database.ts'
import { asOurs } from './errors.ts'
import type { Tables } from './tables.ts'

const MOST_KEPT = 8
/** A tree is planned once for each base it is merged into: a handful, unless somebody plays. */
const MOST_OF_A_TREE = 50

type Query = SelectQueryBuilder<Tables, 'plans', { readonly id: number }>

const PAST = { standing: 'past' } as const

export function openPlans({ rows }: Database): Plans {
  const kept = new Map<number, PlanRecord>()

  async function recordOf(id: number): Promise<PlanRecord | undefined> {
    const known = kept.get(id)
    if (known !== undefined) return known
    const row = await rows.selectFrom('plans').select('record').where('id', '=', id).executeTakeFirst()
    if (row === undefined) return undefined
    const record: PlanRecord = JSON.parse(row.record)
    kept.set(id, record)
    const [oldest] = kept.keys()
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest)
    return record
  }

  function newest(which: (query: Query) => Query): Promise<PlanRecord | undefined> {
    return asOurs('reading a plan', async () => {
      const query = which(rows.selectFrom('plans').select('id'))
      const found = await query.orderBy('id', 'desc').limit(1).executeTakeFirst()
      return found === undefined ? undefined : recordOf(found.id)
    })
  }

  return {
    save: (record) =>
      asOurs('saving a plan', async () => {
        const { pull, head, base, tree, plan } = record
        const known = { head, compared: base ?? null, tree, digest: plan.digest, stacks: stacksOf(record) }
        const standing = pull === undefined ? 'closed' : 'open'
        const row = { ...known, pull: pull ?? null, standing, record: JSON.stringify(record) }
        await rows.transaction().execute(async (changes) => {
          if (pull !== undefined) await changes.updateTable('plans').set(PAST).where('pull', '=', pull).execute()
          await changes.insertInto('plans').values(row).execute()
        })
      }),
    latest: (pull) => newest((query) => query.where('pull', '=', pull).where('standing', '!=', 'past')),
    ofCommit: (head) => newest((query) => query.where('head', '=', head).where('pull', 'is', null)),
    byDigest: (digest, of) =>
      newest((query) => {
        const same = query.where('digest', '=', digest)
        if (of === undefined) return same
        return of === 'none' ? same.where('pull', 'is', null) : same.where('pull', '=', of)
      }),
    byTree: (tree) =>
      asOurs('reading the plans of a tree', async () => {
        const query = rows.selectFrom('plans').select('record').where('tree', '=', tree)
        const found = await query.orderBy('id', 'desc').limit(MOST_OF_A_TREE).execute()
        return found.map((row): PlanRecord => JSON.parse(row.record))
      }),
  }
}

function stacksOf({ plan }: PlanRecord): readonly string[] {
  const named = [...plan.transitions, ...plan.unplanned].map(({ stack }) => stack.id)
  return [...named, ...(plan.leaving ?? []).map(({ id }) => id)]
}
