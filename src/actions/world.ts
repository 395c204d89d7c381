/**
 * Which parts of the world does a verb get?
 *
 * All ports under one roof, built once by compose.ts; a test builds the same
 * shape from simulators or from hand-written fakes. A verb takes what it needs
 * of it by name.
 */
import type { Clock } from '../lib/clock.ts'
import type { AccessReader } from './access-port.ts'
import type { AwsPorts } from './aws-ports.ts'
import type { Comments } from './comment-port.ts'
import type { DeliveryAttempts } from './delivery-port.ts'
import type { FleetGit } from './git-port.ts'
import type {
  Applies,
  Attempts,
  Checks,
  Leftovers,
  Log,
  MissedStacks,
  People,
  Plans,
  Publications,
  PullRequests,
  Pushers,
  Rollouts,
  TaskQueue,
  UnsoundHeads,
} from './ports.ts'
import type { FleetReader } from './reader-port.ts'
import type { StandingPlans } from './standing-port.ts'

export interface World {
  readonly git: FleetGit
  /** Absent: files are parsed where they are asked for, as on a laptop. */
  readonly reader?: FleetReader
  readonly github: {
    readonly pulls: PullRequests
    readonly checks: Checks
    readonly comments: Comments
    readonly people: People
    readonly deliveries: DeliveryAttempts
    readonly defaultBranch: string
    /** Page of the fleet repository, for links to lines. */
    readonly repositoryUrl: string
  }
  readonly aws: AwsPorts
  readonly access: AccessReader
  readonly rows: {
    readonly plans: Plans
    readonly standing: StandingPlans
    readonly unsound: UnsoundHeads
    readonly leftovers: Leftovers
    readonly rollouts: Rollouts
    readonly missed: MissedStacks
    readonly publications: Publications
    readonly attempts: Attempts
    readonly pushers: Pushers
  }
  readonly work: { readonly tasks: TaskQueue; readonly applies: Applies }
  /**
   * One at a time for each name, across processes: whoever edits a rollout's row, or says what people see of a pull
   * request's plan, has read it under the same name. Not to be nested under the same name.
   */
  readonly exclusively: <Result>(
    name: 'rollout-rows' | `pull-${number}`,
    work: () => Promise<Result>,
  ) => Promise<Result>
  readonly clock: Clock
  readonly log: Log
  /** Pipelines planned at the same time. */
  readonly concurrency: number
  /** Where people reach our own pages, for links; absent where they do not. */
  readonly publicUrl?: string
}
