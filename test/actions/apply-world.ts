/**
 * How does a test watch one stack being applied?
 *
 * One customer with one pipeline whose queue gets a delay, a rollout of that,
 * and hand-written fakes at the ports. What AWS answers is given look by
 * look; a wait is over at once.
 */

import type { ChangeSetOrder } from '../../src/actions/aws-ports.ts'
import type { ApplyRun } from '../../src/actions/verbs.ts'
import type { World } from '../../src/actions/world.ts'
import { loadFleet } from '../../src/fleet/load.ts'
import type { SourceTree } from '../../src/fleet/model.ts'
import { short } from '../../src/lib/digest.ts'
import { assemblePlan, transitionOf } from '../../src/plan/assemble.ts'
import type { DescribedChangeSet, LastOperation, LiveStack, Transition } from '../../src/plan/model.ts'
import { desiredDigest } from '../../src/render/desired.ts'
import type { DesiredStack } from '../../src/render/model.ts'
import { allStacks } from '../../src/render/stacks.ts'
import { isEnded } from '../../src/rollout/edits.ts'
import type { Rollout, RolloutStack, StackFailure } from '../../src/rollout/model.ts'
import { keptLog } from '../support/quiet-log.ts'
import { world as fleetWorld } from '../support/world.ts'

const PARENT = 'a'.repeat(40)
const COMMIT = 'b'.repeat(40)
const NOW = '2026-11-23T20:00:00Z'

export interface ApplyWorld {
  readonly world: World
  readonly run: ApplyRun
  /** What the merge wants, and what its first parent wanted. */
  readonly head: DesiredStack
  readonly base: DesiredStack
  rollout: Rollout
  row: RolloutStack
  /** How the stack looks, one after the other; the last stays. Undefined: there is none. */
  looks: (LiveStack | undefined)[]
  /** Of the operation that is waited for. */
  failure: StackFailure | undefined
  /** The operation that was begun last. */
  lastOperation: LastOperation | undefined
  /** Whether the events tell of our execution of the set that was executed last. */
  wasBegun: 'yes' | 'no' | 'untold'
  /** What stands in the account, by name. */
  readonly sets: Map<string, DescribedChangeSet>
  /** The one the reviewers' plan was read from. */
  reviewedArn: string | undefined
  /** What AWS was told to do: `execute NAME`, `create NAME`, `discard NAME`, `delete`. */
  readonly orders: string[]
  /** Of open pull request #8: stack id → ARN. */
  openPlan: { readonly [stackId: string]: string }
}

/** With `from: 'absent'` the reviewers saw the stack being created. */
export function applyWorld(wish: { readonly from?: 'absent' } = {}): ApplyWorld {
  const before = fleetWorld().customer('acme').pipeline('acme', 'web').tree()
  const after = fleetWorld()
    .customer('acme')
    .pipeline('acme', 'web', { settings: { queue: { delaySeconds: 60 } } })
    .tree()
  const [base, head] = [queueOf(before), queueOf(after)]
  const from = wish.from ?? short(desiredDigest(base))
  const seen = { stack: head, from, exactness: 'exact', changes: [], fedBy: [], parameters: [] } as const
  const reviewed = transitionOf(seen)
  const state = { ...stateOf(reviewed), head, base }
  const given: ApplyWorld = Object.assign(state, {
    run: { rollout: state.rollout.id, stack: head.id, attempt: 1 },
    world: {
      github: { pulls: { listOpen: async () => [{ number: 8 }] } },
      git: { files: async (commit: string) => (commit === PARENT ? before : after) },
      aws: awsOf(state),
      rows: rowsOf(state, reviewed),
      clock: { now: () => Temporal.Instant.from(NOW), sleep: async () => undefined },
      log: keptLog(),
      concurrency: 2,
    } as unknown as World,
  })
  return given
}

type State = Omit<ApplyWorld, 'world' | 'run'>

function stateOf(reviewed: Transition): Omit<State, 'head' | 'base'> {
  const { stack: ref, to, digest: transition } = reviewed
  return {
    rollout: {
      id: `r-${COMMIT.slice(0, 12)}`,
      commit: COMMIT,
      parent: PARENT,
      pull: 7,
      planDigest: assemblePlan({ transitions: [reviewed], unplanned: [] }).digest,
      state: 'running',
      rings: [],
      createdAt: NOW,
      approvedBy: ['reviewer'],
    },
    row: { ref, to, transition, state: 'applying', attempt: 1 },
    looks: [],
    failure: undefined,
    lastOperation: undefined,
    wasBegun: 'yes',
    sets: new Map(),
    reviewedArn: undefined,
    orders: [],
    openPlan: {},
  }
}

function awsOf(state: State) {
  return {
    reader: {
      live: async ({ id }: DesiredStack) =>
        id !== state.head.id ? undefined : state.looks.length > 1 ? state.looks.shift() : state.looks[0],
      template: async () => state.head.template,
      failure: async () => state.failure,
      lastOperation: async () => state.lastOperation,
      wasBegun: async () => state.wasBegun,
    },
    changeSets: {
      create: async ({ name, parameters }: ChangeSetOrder) => {
        state.orders.push(`create ${name}`)
        const set = state.sets.get(name) ?? standingSet(name, parameters)
        state.sets.set(name, set)
        return set
      },
      describe: async (_stack: DesiredStack, arn: string) => state.sets.get(nameIn(arn)),
      list: async () => [...state.sets.values()].map(({ arn, name }) => ({ arn, name })),
      refusal: async () => undefined,
      discard: async (_stack: DesiredStack, arn: string) => {
        state.orders.push(`discard ${nameIn(arn)}`)
        state.sets.delete(nameIn(arn))
      },
    },
    operations: {
      execute: async ({ arn }: { readonly arn: string }) => void state.orders.push(`execute ${nameIn(arn)}`),
      deleteLeftover: async () => void state.orders.push('delete'),
    },
  }
}

function rowsOf(state: State, reviewed: Transition) {
  const numbers = new Map<string, number>()
  const written = new Map<string, string>()
  return {
    rollouts: {
      get: async () => ({ rollout: state.rollout, stacks: [state.row] }),
      list: async ({ open }: { readonly open: boolean }) => (open && isEnded(state.rollout) ? [] : [state.rollout]),
      saveStack: async (_rollout: string, row: RolloutStack) => {
        state.row = row
      },
    },
    publications: {
      last: async (key: string) => written.get(key),
      wrote: async (key: string, digest: string) => void written.set(key, digest),
    },
    plans: {
      latest: async (pull: number) => ({ evidence: { changeSets: pull === 8 ? state.openPlan : {} } }),
      byDigest: async () => ({
        plan: { transitions: [reviewed] },
        evidence: { changeSets: state.reviewedArn === undefined ? {} : { [state.head.id]: state.reviewedArn } },
      }),
    },
    attempts: {
      number: async (_transition: string, of: string) => {
        const number = numbers.get(of) ?? numbers.size + 1
        numbers.set(of, number)
        return number
      },
    },
  }
}

/** A set that CloudFormation would execute, and that changes nothing the reviewers did not see. */
export function standingSet(
  name: string,
  parameters: { readonly [name: string]: string },
  different: Partial<DescribedChangeSet> = {},
): DescribedChangeSet {
  return {
    arn: `arn:aws:cloudformation:eu-west-1:111111111111:changeSet/${name}/1`,
    name,
    stackArn: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/fw-acme-web-queue/1',
    status: 'created',
    executionStatus: 'AVAILABLE',
    parameters,
    alarmArns: [],
    changes: [],
    ...different,
  }
}

export function nameIn(arn: string): string {
  return arn.split('/')[1] ?? ''
}

function queueOf(tree: SourceTree): DesiredStack {
  const { fleet } = loadFleet(tree)
  const stack = fleet && allStacks(fleet).find((each) => each.key === 'queue')
  if (stack === undefined) throw new Error('the world renders no queue')
  return stack
}
