/**
 * What was planned lately?
 *
 * The newest plan of each pull request, without its content: a page of them
 * costs the same however large the plans are.
 */
import type { Database } from './database.ts'
import { asOurs } from './errors.ts'

export interface RecentPlan {
  /** Absent for a commit of the default branch. */
  readonly pull?: number
  readonly head: string
  readonly digest: string
  /** ISO 8601, by the database's clock. */
  readonly keptAt: string
}

const MOST = 30
/** Plans of one pull request follow each other: enough of them for a page of different ones. */
const LOOKED_AT = 300

export function recentPlans({ rows }: Database): Promise<readonly RecentPlan[]> {
  return asOurs('listing the newest plans', async () => {
    const found = await rows
      .selectFrom('plans')
      .select(['pull', 'head', 'digest', 'written_at'])
      .orderBy('id', 'desc')
      .limit(LOOKED_AT)
      .execute()
    const newest = new Map<number | string, RecentPlan>()
    for (const { pull, head, digest, written_at } of found) {
      const of = pull ?? digest
      if (newest.has(of)) continue
      newest.set(of, { ...(pull === null ? {} : { pull }), head, digest, keptAt: written_at.toISOString() })
    }
    return [...newest.values()].slice(0, MOST)
  })
}
