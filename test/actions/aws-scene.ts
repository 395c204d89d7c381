/**
 * What can be planned, applied and read in one customer's account?
 *
 * Git is the three commits of its seat, rows are kept in memory, and the
 * engine is the real order of steps without its database.
 */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { verbsOf } from '../../src/actions/carry-out.ts'
import { type PlanRequest, planStacks } from '../../src/actions/planning/plan-stacks.ts'
import type { Reach } from '../../src/actions/planning/reach.ts'
import type { PlanRecord } from '../../src/actions/ports.ts'
import { accountsOf } from '../../src/actions/read-fleet.ts'
import type { ApplyVerbs, Outcome } from '../../src/actions/verbs.ts'
import type { World } from '../../src/actions/world.ts'
import type { Aws } from '../../src/aws/open.ts'
import { loadFleet } from '../../src/fleet/load.ts'
import type { Fleet } from '../../src/fleet/model.ts'
import type { Clock } from '../../src/lib/clock.ts'
import type { DesiredStack } from '../../src/render/model.ts'
import { allStacks } from '../../src/render/stacks.ts'
import type { Rollout, RolloutStack } from '../../src/rollout/model.ts'
import type { OperationEntry, RequestEntry } from '../../src/sim/aws/journal.ts'
import type { AwsSim, StackView } from '../../src/sim/aws/server.ts'
import { runApply } from '../../src/workflows/applies.ts'
import type { MovedClock } from '../aws/world.ts'
import { type FakeWorld, fakeWorld } from '../support/fake-world.ts'
import type { KeptLog } from '../support/quiet-log.ts'
import { patient, persistently } from './aws-patience.ts'
import { COMMIT, EMPTY, PARENT, type Seat } from './aws-seats.ts'

export const REGION = 'eu-west-1'
export const PULL = 7

/** What the next pull request asks to be planned by. */
export const LATER = {
  rules: [],
  examine: 'changed',
  purpose: 'pull-8',
  of: 'pull:8',
  made: 'Made by Fleetwright for review of #8. Do not execute.',
} as const

/** What the base says of how its account is reached. */
export function reachOf({ queue }: Scene): Reach {
  const roles = { plan: 'fleetwright-plan', apply: 'fleetwright-apply', service: 'fleetwright-service' }
  return new Map([[queue.accountId, { id: queue.accountId, roles, externalId: queue.access.externalId }]])
}

export interface Scene {
  readonly customer: string
  readonly accountId: string
  readonly world: World
  /** Where the world's rows and its GitHub are. */
  readonly fake: FakeWorld
  /** An administrator of the customer's. */
  readonly admin: CloudFormationClient
  /** The queue's stack as the merge wants it. */
  readonly queue: DesiredStack
  /** What the pull request plans: the pipeline's queue gets a delay. Kept as the plan that reviewers read. */
  plan(different?: PlanWish): Promise<PlanRecord>
  /** Creates the queue as it was before the pull request; the bot does that too. */
  found(attempt?: number, different?: Partial<Life>): Promise<Outcome>
  /** Carries the pull request's plan out on the queue; `of` is another commit, or another life of the bot. */
  apply(attempt?: number, different?: Partial<Life>): Promise<Outcome>
  /** The rollout of the pull request. */
  rollout(): Rollout
  edit(different: Partial<Rollout>): Promise<void>
  row(): RolloutStack
  requests(): readonly RequestEntry[]
  operations(): readonly OperationEntry[]
  stacks(): readonly StackView[]
}

export interface PlanWish extends Partial<Pick<PlanRequest, 'before' | 'of' | 'known' | 'travelling'>> {
  /** What the head makes of each of the customer's stacks. */
  readonly head?: (stack: DesiredStack) => DesiredStack
}

/** What one process of the bot has in its hands. */
export interface Life {
  readonly aws: Aws
  readonly clock: Clock
}

interface Given {
  readonly sim: AwsSim
  readonly clock: MovedClock
  readonly log: KeptLog
  readonly aws: Aws
  readonly seat: Seat
}

export function sceneIn({ sim, clock, log, aws, seat }: Given): Scene {
  const { customer, accountId, trees } = seat
  const rows = fakeWorld()
  const world: World = {
    ...rows.world,
    git: { ...rows.world.git, files: async (commit) => trees[commit] ?? refuse(commit) },
    aws,
    clock,
    log,
  }

  function fleetAt(commit: string): Fleet {
    return loadFleet(trees[commit] ?? refuse(commit)).fleet ?? refuse(commit)
  }
  function stacksAt(commit: string): readonly DesiredStack[] {
    return allStacks(fleetAt(commit)).filter((each) => each.customer === customer)
  }

  /** Reviewed and merged: the plan from one commit to the next, and its rollout. */
  async function planned(way: Way, { head = (stack) => stack, ...different }: PlanWish = {}): Promise<PlanRecord> {
    const { plan, evidence } = await persistently(clock, () =>
      planStacks(world, {
        before: stacksAt(way.parent),
        after: stacksAt(way.commit).map(head),
        rules: [],
        examine: 'changed',
        reach: accountsOf({ fleet: fleetAt(way.parent) }),
        purpose: `pull-${way.pull}`,
        of: `pull:${way.pull}`,
        made: `Made by Fleetwright for review of #${way.pull}. Do not execute.`,
        ...different,
      }),
    )
    const record: PlanRecord = {
      pull: way.pull,
      head: way.commit,
      base: way.parent,
      tree: way.commit,
      plan,
      evidence,
      publishedAt: clock.now().toString(),
    }
    await world.rows.plans.save(record)
    const stacks = [...plan.transitions, ...plan.unplanned].map((each): RolloutStack => {
      const transition = 'digest' in each ? { transition: each.digest } : {}
      const lifts = each.lifts && { lifts: each.lifts }
      return { ref: each.stack, to: each.to, ...transition, ...lifts, state: 'waiting', attempt: 0 }
    })
    await world.rows.rollouts.create(rolloutOf(way, record, clock), stacks)
    return record
  }

  async function applied(way: Way, of: { readonly key: string; readonly attempt: number; readonly life: Life }) {
    const id = rolloutIdOf(way)
    const row = await rowOf(world, id, of.key)
    await world.rows.rollouts.saveStack(id, { ...row, state: 'applying', attempt: of.attempt })
    const run = { rollout: id, stack: row.ref.id, attempt: of.attempt }
    return runApply(patient(of.life.clock), verbsWith(world, of.life), run)
  }

  const founding: Way = { parent: EMPTY, commit: PARENT, pull: 1 }
  const change: Way = { parent: PARENT, commit: COMMIT, pull: PULL }
  const queue = stacksAt(COMMIT).find((each) => each.key === 'queue') ?? refuse('queue')
  async function edited(id: string, different: Partial<Rollout>): Promise<void> {
    const { rollout, stacks } = rows.rollouts.get(id) ?? refuse(id)
    rows.rollouts.set(id, { rollout: { ...rollout, ...different }, stacks })
  }
  const current = () => rows.rollouts.get(rolloutIdOf(change)) ?? refuse(rolloutIdOf(change))
  return {
    customer,
    accountId,
    world,
    fake: rows,
    queue,
    admin: new CloudFormationClient({
      endpoint: sim.url,
      region: REGION,
      maxAttempts: 1,
      credentials: sim.addPrincipal({ accountId, name: 'admin' }),
    }),
    plan: (different) => planned(change, different),
    async found(attempt = 1, different = {}) {
      if (attempt === 1) await planned(founding)
      const outcome = await applied(founding, { key: 'queue', attempt, life: { aws, clock, ...different } })
      if (outcome.state === 'done') await edited(rolloutIdOf(founding), { state: 'done' })
      return outcome
    },
    apply: (attempt = 1, different = {}) =>
      applied(change, { key: 'queue', attempt, life: { aws, clock, ...different } }),
    rollout: () => current().rollout,
    edit: (different) => edited(rolloutIdOf(change), different),
    row: () => current().stacks.find(({ ref }) => ref.key === 'queue') ?? refuse('queue'),
    requests: () => sim.journal.requests.filter((each) => each.accountId === accountId),
    operations: () => sim.journal.operations.filter((each) => each.accountId === accountId),
    stacks: () => sim.stacks(accountId, REGION),
  }
}

interface Way {
  readonly parent: string
  readonly commit: string
  readonly pull: number
}

function rolloutIdOf({ commit }: Way): string {
  return `r-${commit.slice(0, 12)}`
}

function rolloutOf(way: Way, record: PlanRecord, clock: Clock): Rollout {
  return {
    id: rolloutIdOf(way),
    commit: way.commit,
    parent: way.parent,
    pull: way.pull,
    planDigest: record.plan.digest,
    state: 'running',
    rings: [],
    createdAt: clock.now().toString(),
    approvedBy: ['reviewer'],
  }
}

async function rowOf(world: World, rollout: string, key: string): Promise<RolloutStack> {
  const found = await world.rows.rollouts.get(rollout)
  return found?.stacks.find(({ ref }) => ref.key === key) ?? refuse(`${rollout} ${key}`)
}

function verbsWith(world: World, { aws, clock }: Life): ApplyVerbs {
  return verbsOf({ ...world, aws, clock }).applies
}

/** A stack and its template are asked for side by side: which of the two AWS hears first says nothing. */
export function ordered(actions: readonly string[]): readonly string[] {
  const [first, second] = ['DescribeStacks', 'GetTemplate']
  return actions.map((action, index) => {
    if (action === second && actions[index + 1] === first) return first
    return action === first && actions[index - 1] === second ? second : action
  })
}

function refuse(what: string): never {
  throw new Error(`the scene has no ${what}`)
}
