/**
 * Has CloudFormation finished with this stack, and how?
 *
 * Only an answer that names our own change set counts: right after an execute,
 * AWS may still show the state from before, and a wave that believed it would
 * let the next ring go on old evidence.
 */
import { type Backoff, waitMs } from '../../lib/backoff.ts'
import { FleetwrightError } from '../../lib/errors.ts'
import { isInProgress } from '../../plan/live.ts'
import type { LastOperation, LiveStack } from '../../plan/model.ts'
import type { DesiredStack } from '../../render/model.ts'
import type { StackFailure } from '../../rollout/model.ts'
import { failureOf } from '../failure.ts'
import { isUnreachable } from '../planning/look.ts'
import type { ApplyRun, Outcome, Watch } from '../verbs.ts'
import type { World } from '../world.ts'
import { subjectOf } from './apply-subject.ts'

/** Gentle: CloudFormation's rate is shared with the customer's own tools. */
const LOOKS: Backoff = { firstMs: 2_000, factor: 1.3, mostMs: 10_000, jitter: 0.3 }
/** How long an accepted execution may stay invisible before a person is told. */
const MOST_BLIND_LOOKS = 60
const SUCCEEDED = new Set(['CREATE_COMPLETE', 'UPDATE_COMPLETE'])

export async function awaitApply(world: World, run: ApplyRun, watch: Watch): Promise<Outcome> {
  const { stack, purpose } = await subjectOf(world, run)
  try {
    const live = await untilSettled(world, stack, { arn: watch.arn, purpose })
    const last = await world.aws.reader.lastOperation(stack, purpose)
    // The set stays on a stack that somebody updated after us without one: then the status speaks of their operation.
    const isOurs = live?.lastChangeSetArn === watch.arn && (last === undefined || last.token === watch.token)
    if (isOurs && SUCCEEDED.has(live.status)) return { state: 'done' }
    const failure = await world.aws.reader.failure(stack, { token: watch.token, purpose })
    if (failure !== undefined || live === undefined || isOurs)
      return { state: 'failed', failure: failure ?? unexplained(live) }
    const set = await world.aws.changeSets.describe(stack, watch.arn, purpose)
    return set?.executionStatus === 'AVAILABLE'
      ? { state: 'failed', failure: UNSEEN }
      : { state: 'held', failure: overtaken(live, { last, watch }) }
  } catch (error) {
    if (isUnreachable(error)) return { state: 'unreachable', failure: failureOf(error) }
    throw error
  }
}

/** Undefined if the stack is gone. */
async function untilSettled(
  world: World,
  stack: DesiredStack,
  of: { readonly arn: string; readonly purpose: string },
): Promise<LiveStack | undefined> {
  let blind = 0
  for (let look = 0; ; look++) {
    const live = await world.aws.reader.live(stack, of.purpose)
    if (live?.lastChangeSetArn === of.arn && !isInProgress(live.status)) return live
    if (live?.lastChangeSetArn !== of.arn && ++blind > MOST_BLIND_LOOKS) return live
    await world.clock.sleep(waitMs(LOOKS, look, spread(stack.id, look)))
  }
}

/** While AWS deletes it we wait, however long that takes. */
export async function untilGone(
  world: Pick<World, 'aws' | 'clock'>,
  stack: DesiredStack,
  purpose: string,
): Promise<void> {
  let blind = 0
  for (let look = 0; blind < MOST_BLIND_LOOKS; look++) {
    const live = await world.aws.reader.live(stack, purpose)
    if (live === undefined) return
    if (live.status === 'DELETE_FAILED') break
    if (live.status !== 'DELETE_IN_PROGRESS') blind++
    await world.clock.sleep(waitMs(LOOKS, look, spread(stack.id, look)))
  }
  throw new FleetwrightError(`deleting what is left of ${stack.stackName}: it is still there`, {
    code: 'leftover-stays',
    nextMove: 'customer',
    retryable: false,
    hint: `find out in account ${stack.accountId} why the stack cannot be deleted, then \`/fleet retry\``,
  })
}

/** What CloudFormation tells of an operation that is not ours. */
export function told(last: LastOperation | undefined, status: string): string {
  if (last === undefined) return `${status}, of which no event tells`
  const when = last.since === undefined ? '' : ` since ${last.since}`
  const whose = last.token === undefined ? 'without a request token' : `under the request token ${last.token}`
  return `${last.status}${when}, begun ${whose}`
}

/** Chance that is none: many stacks must not knock together, and a replay must wait the same. */
function spread(id: string, look: number): number {
  let sum = look * 7919
  for (let index = 0; index < id.length; index++) sum = (sum * 31 + id.charCodeAt(index)) % 1_000_003
  return sum / 1_000_003
}

/** AWS took our order and shows nothing of it: the set still stands as if nobody had asked. */
const UNSEEN: StackFailure = {
  code: 'execution-unseen',
  reason: 'AWS accepted the change set, and never began to execute it',
  hint: '`/fleet retry` looks again and makes the change set anew',
}

/** Whatever the stack says now, it says of somebody else's operation. */
function overtaken(
  { status, lastChangeSetArn, lastChangeSetName }: LiveStack,
  of: { readonly last: LastOperation | undefined; readonly watch: Watch },
): StackFailure {
  const isBySet = lastChangeSetArn !== undefined && lastChangeSetArn !== of.watch.arn
  const by = isBySet ? `the change set ${lastChangeSetName}` : `another operation (${told(of.last, status)})`
  return {
    code: 'overtaken',
    reason: `not our change set, but ${by} was executed last (${status})`,
    hint: "find out in the account's CloudTrail who moves this stack, then `/fleet retry`",
  }
}

function unexplained(live: LiveStack | undefined): StackFailure {
  const reason =
    live === undefined
      ? 'the stack is gone'
      : `the stack ended in ${live.status}${live.statusReason === undefined ? '' : `: ${live.statusReason}`}`
  return {
    code: 'apply-failed',
    reason,
    hint: "look at the stack's events in CloudFormation, mend the cause, then `/fleet retry`",
  }
}
