/**
 * What was planned lately, and what is read right now?
 *
 * Without its content: a page of them costs the same however large the plans
 * are. Of open pull requests all are listed, since somebody may wait for any.
 */
import type { Database } from './database.ts'
import { asOurs } from './errors.ts'

export interface KeptPlan {
  /** Absent for a commit of the default branch. */
  readonly pull?: number
  readonly head: string
  readonly digest: string
  /** ISO 8601, by the database's clock. */
  readonly keptAt: string
}

/** The newest of each pull request, newest first. */
export interface RecentPlans {
  /** Those that people of open pull requests read. */
  readonly open: readonly KeptPlan[]
  readonly others: readonly KeptPlan[]
}

const MOST_OPEN = 1_000
const MOST_OTHERS = 30
/** Plans of one pull request follow each other: enough of them for a page of different ones. */
const LOOKED_AT = 300

export function recentPlans({ rows }: Database): Promise<RecentPlans> {
  return asOurs('listing the newest plans', async () => {
    const newest = rows.selectFrom('plans').select(['pull', 'head', 'digest', 'written_at']).orderBy('id', 'desc')
    const [open, past] = await Promise.all([
      newest.where('standing', '=', 'open').limit(MOST_OPEN).execute(),
      newest.where('standing', '!=', 'open').limit(LOOKED_AT).execute(),
    ])
    const known = new Set<number | string | null>(open.map(({ pull }) => pull))
    const others = past.filter(({ pull, digest }) => {
      const isNew = !known.has(pull ?? digest)
      known.add(pull ?? digest)
      return isNew
    })
    return { open: open.map(kept), others: others.slice(0, MOST_OTHERS).map(kept) }
  })
}

interface Row {
  readonly pull: number | null
  readonly head: string
  readonly digest: string
  readonly written_at: Date
}

function kept({ pull, head, digest, written_at }: Row): KeptPlan {
  return { ...(pull === null ? {} : { pull }), head, digest, keptAt: written_at.toISOString() }
}
