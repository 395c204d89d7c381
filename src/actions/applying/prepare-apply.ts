/**
 * May this stack be moved now, by which change set?
 *
 * Look, make or find the change set, compare it with what was reviewed. That
 * comparison is the contract; executing the reviewed change set by its ARN is
 * an optimisation. May be called again at any time: it looks before it acts.
 */
import { isProtected } from '../../fleet/protection.ts'
import { short } from '../../lib/digest.ts'
import { FleetwrightError } from '../../lib/errors.ts'
import type { Now } from '../../plan/compare.ts'
import type { Intervention } from '../../plan/intervention.ts'
import { isInProgress, isNeverSucceeded, isOurs, isStuck, resolveParameters } from '../../plan/live.ts'
import type { DescribedChangeSet, LiveStack, ProtectionChange } from '../../plan/model.ts'
import { parseChangeSetArn, parseChangeSetName, tokenFor } from '../../plan/names.ts'
import { type Ends, normalise } from '../../plan/normalise.ts'
import { protectionDigest } from '../../plan/protection.ts'
import { desiredDigest } from '../../render/desired.ts'
import { FOREIGN_OPERATION, failureOf } from '../failure.ts'
import { interventionIn, isUnreachable, lookAt, whereIs } from '../planning/look.ts'
import { type ChangeSetWish, leadsTheWay, makeChangeSet, stillFits } from '../planning/make-change-set.ts'
import type { ApplyRun, Outcome, Prepared, Protect } from '../verbs.ts'
import type { World } from '../world.ts'
import { isWanted, type Subject, subjectOf } from './apply-subject.ts'
import { heldFor, lift, protectionsDue } from './protect-apply.ts'
import { told, untilGone } from './watch-stack.ts'

type ChangeSetType = 'CREATE' | 'UPDATE'

export async function prepareApply(world: World, run: ApplyRun): Promise<Prepared> {
  try {
    return await prepare(world, await subjectOf(world, run), run)
  } catch (error) {
    if (isUnreachable(error)) return settled({ state: 'unreachable', failure: failureOf(error) })
    // Tried again by the engine; what AWS refuses for good is this stack's own failure.
    if (error instanceof FleetwrightError && !error.retryable)
      return settled({ state: 'failed', failure: failureOf(error) })
    throw error
  }
}

async function prepare(world: World, subject: Subject, run: ApplyRun): Promise<Prepared> {
  const { stack, purpose } = subject
  const looker = lookAt(world, subject.siblings, purpose)
  const found = await looker.live(stack)
  const own = found === undefined ? undefined : await ownOperation(world, subject, found)
  // What already runs is watched to its end, wanted or not.
  if (own !== undefined) return own
  if (!isWanted(subject, run)) return settled({ state: 'not-started' })
  if (subject.row.lifts) {
    const end = await lift(world, subject, found)
    return 'state' in end ? settled(end) : { next: 'protect', protect: end }
  }
  const obstacle = found === undefined ? undefined : obstacleIn(stack, found)
  if (obstacle !== undefined) return obstacle
  if (found !== undefined && isAtWork(found.status)) throw await foreignOperation(world, subject, found)
  const live = found !== undefined && isGoing(found.status) ? await withoutLeftover(world, subject, found) : found

  const candidates = subject.base === undefined ? [stack] : [stack, subject.base]
  const intervention = live && (await interventionOf(world, subject, live))
  const outputs = await looker.feeding(stack)
  const resolved = resolveParameters(stack, outputs)
  if ('missing' in resolved) return outputsMissing(resolved.missing)
  const { from, before } = await whereIs(world, live, { stack, candidates, outputs, purpose })
  const protections = await protectionsDue(world, subject, live)
  const now = { from, protections, ...(intervention === undefined ? {} : { intervention }) }
  if (from === short(desiredDigest(stack))) return unlike(subject, { ...now, changes: [] }) ?? ended(protections)

  const type = live === undefined ? 'CREATE' : 'UPDATE'
  const { existing: alarms, missing } = await looker.alarms(stack)
  const set = await changeSetOf(world, subject, {
    from,
    type,
    parameters: resolved.values,
    alarms,
    of: `${run.rollout}#${run.attempt}`,
  })
  const ends = { before, after: { stack, template: stack.template, parameters: resolved.values } }
  const lostAlarms = subject.watching.filter((arn) => missing.includes(arn))
  return judged(world, subject, { set, ends, type, now: { ...now, lostAlarms } })
}

/** What brought it to where the base wants it is nobody's question. */
function interventionOf(
  world: World,
  { stack, base, purpose }: Subject,
  live: LiveStack,
): Promise<Intervention | undefined> {
  const accounted = base === undefined ? [] : [base]
  return interventionIn(world, live, { stack, wanted: [stack, ...accounted], accounted, purpose })
}

/**
 * Our own operation from before a crash: nothing to start, only to watch. The set's name does not say so alone: it stays
 * on a stack that somebody updates without a set.
 */
async function ownOperation(world: World, subject: Subject, live: LiveStack): Promise<Prepared | undefined> {
  const { lastChangeSetArn: arn, lastChangeSetName: name } = live
  if (!isOurs(live) || !isAtWork(live.status) || arn === undefined || name === undefined) return undefined
  if (parseChangeSetName(name)?.desired !== short(subject.row.to)) return undefined
  const token = tokenFor('execute', name)
  const last = await world.aws.reader.lastOperation(subject.stack, subject.purpose)
  if (last?.token !== token) return undefined
  return { next: 'watch', watch: { arn, token }, ...(isProtected(subject.stack.protection) ? { protect: {} } : {}) }
}

function obstacleIn({ accountId }: Subject['stack'], live: LiveStack): Prepared | undefined {
  if (!isOurs(live)) {
    return held(
      'foreign-stack',
      `a stack named ${live.stackName} exists that Fleetwright did not make (${live.status})`,
      'have its owner remove it or rename the pipeline, then `/fleet retry`',
    )
  }
  if (!isStuck(live.status)) return undefined
  return held(
    'stack-stuck',
    `CloudFormation could not roll it back and takes no update of it (${live.status})`,
    `mend the cause in account ${accountId} and have CloudFormation continue the rollback, then \`/fleet retry\``,
  )
}

/** A deletion is for `withoutLeftover`. */
function isAtWork(status: string): boolean {
  return isInProgress(status) && !isGoing(status)
}

const LOOK_AGAIN_MS = 30_000

/** Waited for, as long as the engine has patience; then a person reads this. */
async function foreignOperation(world: World, { stack, purpose }: Subject, live: LiveStack): Promise<FleetwrightError> {
  const last = await world.aws.reader.lastOperation(stack, purpose)
  return new FleetwrightError(`another operation is running on ${stack.stackName} (${told(last, live.status)})`, {
    code: FOREIGN_OPERATION,
    nextMove: 'customer',
    retryable: true,
    retryAfterMs: LOOK_AGAIN_MS,
    hint: `find out in the CloudTrail of account ${stack.accountId} who began it; once it has ended, \`/fleet retry\``,
  })
}

/** A deletion that runs may be ours from before a crash; whether a stack may be made anew is for the comparison to say. */
function isGoing(status: string): boolean {
  return isNeverSucceeded(status) || status.startsWith('DELETE_')
}

/** CloudFormation cannot update a stack that never succeeded; ours is deleted, by ARN, and made anew. */
async function withoutLeftover(world: World, subject: Subject, live: LiveStack): Promise<undefined> {
  if (isNeverSucceeded(live.status)) await deleteLeftover(world, subject, live)
  await untilGone(world, subject.stack, subject.purpose)
  return undefined
}

async function deleteLeftover(world: World, subject: Subject, live: LiveStack): Promise<void> {
  const token = tokenFor('delete', live.lastChangeSetName ?? 'leftover')
  await world.aws.operations.deleteLeftover(subject.stack, { stackArn: live.stackArn, token, purpose: subject.purpose })
}

interface Wanted extends Pick<ChangeSetWish, 'from' | 'parameters' | 'alarms'> {
  readonly type: ChangeSetType
  readonly of: string
}

/** The very set that was reviewed, if it still stands and still starts where the stack is; else one made anew. */
async function changeSetOf(world: World, subject: Subject, wanted: Wanted): Promise<DescribedChangeSet> {
  const { stack, purpose, reviewedArn, rollout } = subject
  if (reviewedArn !== undefined && leadsTheWay(parseChangeSetArn(reviewedArn), { stack, ...wanted })) {
    const set = await world.aws.changeSets.describe(stack, reviewedArn, purpose)
    if (set !== undefined && stillFits(set, { stack, ...wanted })) return set
  }
  const origin = rollout.pull === undefined ? `commit ${rollout.commit.slice(0, 12)}` : `#${rollout.pull}`
  return makeChangeSet(world, {
    stack,
    ...wanted,
    description: `Made by Fleetwright to apply ${origin}. Do not execute.`,
    purpose,
  })
}

type Found = Pick<Now, 'from' | 'intervention' | 'lostAlarms'> & { readonly protections: readonly ProtectionChange[] }

async function judged(
  world: World,
  subject: Subject,
  made: {
    readonly set: DescribedChangeSet
    readonly ends: Ends
    readonly type: ChangeSetType
    readonly now: Found
  },
): Promise<Prepared> {
  const { set, ends, type, now } = made
  const { stack, purpose } = subject
  if (set.status === 'created') {
    const watch = { arn: set.arn, token: tokenFor('execute', set.name) }
    const unseen = unlike(subject, { ...now, changes: normalise(set, ends), ends })
    return unseen ?? { next: 'execute', type, watch, ...(isDue(now) ? { protect: agreed(now.protections) } : {}) }
  }
  await world.aws.changeSets.discard(stack, set.arn, purpose)
  if (set.status === 'no-changes') {
    // Nothing is left for a set to do; how it came there is asked only where somebody went past our rollouts.
    const from = now.intervention === undefined ? short(desiredDigest(stack)) : now.from
    return unlike(subject, { ...now, from, changes: [], lostAlarms: [] }) ?? ended(now.protections)
  }
  return settled({
    state: 'failed',
    failure: {
      code: 'change-set-failed',
      reason: set.reason ?? 'CloudFormation could not make the change set',
      hint: 'mend the cause, then `/fleet retry`',
    },
  })
}

function isDue({ protections }: Found): boolean {
  return protections.length > 0
}

function ended(protections: readonly ProtectionChange[]): Prepared {
  return protections.length === 0 ? settled({ state: 'done' }) : { next: 'protect', protect: agreed(protections) }
}

function agreed(protections: readonly ProtectionChange[]): Protect {
  const digest = protectionDigest(protections)
  return digest === undefined ? {} : { agreed: digest }
}

function unlike(subject: Subject, now: Parameters<typeof heldFor>[1]): Prepared | undefined {
  const outcome = heldFor(subject, now)
  return outcome === undefined ? undefined : settled(outcome)
}

function outputsMissing(missing: readonly { readonly stack: string; readonly output: string }[]): Prepared {
  const names = missing.map((each) => `${each.stack}.${each.output}`).join(', ')
  return settled({
    state: 'failed',
    failure: {
      code: 'outputs-missing',
      reason: `it needs outputs that do not exist: ${names}`,
      hint: 'mend the earlier stack, then `/fleet retry`',
    },
  })
}

function held(code: string, reason: string, hint: string): Prepared {
  return settled({ state: 'held', failure: { code, reason, hint } })
}

function settled(outcome: Outcome): Prepared {
  return { next: 'settle', outcome }
}
