/**
 * Where are our rows, as the verbs know them?
 *
 * Every port of rows over one database.
 */
import type {
  Attempts,
  Leftovers,
  MissedStacks,
  Plans,
  Publications,
  Pushers,
  Rollouts,
  UnsoundHeads,
} from '../actions/ports.ts'
import type { StandingPlans } from '../actions/standing-port.ts'
import type { Sessions } from '../actions/visitor-port.ts'
import type { Digest } from '../lib/digest.ts'
import type { Database } from './database.ts'
import { type Deliveries, openDeliveries } from './deliveries.ts'
import { wholeDigest } from './digests.ts'
import { openLeftovers } from './leftovers.ts'
import { openMissed } from './missed.ts'
import { openAttempts, openPublications, openPushers } from './notes.ts'
import { openPlans } from './plans.ts'
import { prune } from './prune.ts'
import { type RecentPlans, recentPlans } from './recent-plans.ts'
import { openRollouts } from './rollouts.ts'
import { openServed, type ServedRepository } from './served.ts'
import { openSessions } from './sessions.ts'
import { openStanding } from './standing.ts'
import { openUnsound } from './unsound.ts'

export interface Store {
  readonly plans: Plans
  readonly standing: StandingPlans
  readonly unsound: UnsoundHeads
  readonly leftovers: Leftovers
  readonly rollouts: Rollouts
  readonly missed: MissedStacks
  readonly publications: Publications
  readonly attempts: Attempts
  readonly pushers: Pushers
  readonly deliveries: Deliveries
  readonly repository: ServedRepository
  readonly sessions: Sessions
  /** Whole, by its first 12 digits or more; undefined where no plan has it or several have. */
  readonly digestOf: (digits: string) => Promise<Digest | undefined>
  readonly recentPlans: () => Promise<RecentPlans>
  /** True if the database answers; throws or hangs where it does not. */
  readonly ready: () => Promise<boolean>
  /** Forgets what ended long ago; from time to time. */
  readonly prune: () => Promise<void>
}

export function openStore(database: Database): Store {
  return {
    plans: openPlans(database),
    standing: openStanding(database),
    unsound: openUnsound(database),
    leftovers: openLeftovers(database),
    rollouts: openRollouts(database),
    missed: openMissed(database),
    publications: openPublications(database),
    attempts: openAttempts(database),
    pushers: openPushers(database),
    deliveries: openDeliveries(database),
    repository: openServed(database),
    sessions: openSessions(database),
    digestOf: (digits) => wholeDigest(database, digits),
    recentPlans: () => recentPlans(database),
    ready: async () => (await database.pool.query('select 1')).rowCount === 1,
    prune: () => prune(database),
  }
}
