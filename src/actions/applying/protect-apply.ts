/**
 * Is the stack protected as the fleet wants it, now that it is where it is wanted?
 *
 * Last of all, so that a guard is never lifted by the very change it guards
 * against, and a stack whose change failed keeps what it had. Looked at anew:
 * the change set may have taken an hour, in which somebody may have set
 * something else; what nobody reviewed is held like any other difference. A
 * repetition finds done what is done.
 */
import { isProtected } from '../../fleet/protection.ts'
import { short } from '../../lib/digest.ts'
import { FleetwrightError } from '../../lib/errors.ts'
import { difference, type Now } from '../../plan/compare.ts'
import { differenceFacts } from '../../plan/difference-facts.ts'
import { LIFTED } from '../../plan/lift.ts'
import { isOurs } from '../../plan/live.ts'
import type { LiveStack, ProtectionChange } from '../../plan/model.ts'
import type { Ends } from '../../plan/normalise.ts'
import { due, hadBy, NEW, protectionChanges, protectionDigest } from '../../plan/protection.ts'
import type { StackFailure } from '../../rollout/model.ts'
import { failureOf } from '../failure.ts'
import { isUnreachable, protectionOf } from '../planning/look.ts'
import type { ApplyRun, Outcome, Protect } from '../verbs.ts'
import type { World } from '../world.ts'
import { isWanted, type Subject, subjectOf } from './apply-subject.ts'

export async function protectApply(world: World, run: ApplyRun, { agreed }: Protect): Promise<Outcome> {
  try {
    return await protect(world, { run, subject: await subjectOf(world, run), agreed })
  } catch (error) {
    if (isUnreachable(error)) return { state: 'unreachable', failure: failureOf(error) }
    if (error instanceof FleetwrightError && !error.retryable) return { state: 'failed', failure: failureOf(error) }
    throw error
  }
}

async function protect(
  world: World,
  of: { readonly run: ApplyRun; readonly subject: Subject; readonly agreed: Protect['agreed'] },
): Promise<Outcome> {
  const { run, subject, agreed } = of
  const { stack, purpose } = subject
  const live = await world.aws.reader.live(stack, purpose)
  if (live === undefined || !isOurs(live)) return { state: 'failed', failure: GONE }
  const protections = await protectionsDue(world, subject, live)
  if (protections.length === 0) return { state: 'done' }
  // Taken up again with its rollout: what is left to do is found by looking.
  if (!isWanted(subject, run)) return { state: 'not-started' }
  if (protectionDigest(protections) !== agreed) {
    const held = heldFor(subject, { from: short(subject.row.to), changes: [], protections })
    if (held !== undefined) return held
  }
  for (const change of protections) await setOne(world, subject, { change, live })
  world.log.info('stack protected', { rollout: run.rollout, stack: run.stack, account: stack.accountId })
  return { state: 'done' }
}

/** What is to be set beside the change set, as AWS has it now. Of a stack that is none yet: what a new one lacks. */
export async function protectionsDue(
  world: Pick<World, 'aws'>,
  { stack, row, purpose }: Subject,
  live: LiveStack | undefined,
): Promise<readonly ProtectionChange[]> {
  // Of what a lift finds gone nothing is made again.
  if (row.lifts)
    return live === undefined ? [] : due(protectionChanges({ wanted: LIFTED, had: hadBy(live, undefined) }))
  if (!isProtected(stack.protection)) return []
  const had = live === undefined ? NEW : await protectionOf(world, live, { stack, purpose })
  return due(protectionChanges({ wanted: stack.protection, had }))
}

/** Nothing but its protection is looked at; where it is, and who is at work on it, is its owner's. */
export async function lift(
  world: Pick<World, 'aws'>,
  subject: Subject,
  live: LiveStack | undefined,
): Promise<Outcome | Protect> {
  const ours = live !== undefined && isOurs(live) ? live : undefined
  const protections = await protectionsDue(world, subject, ours)
  if (protections.length === 0) return { state: 'done' }
  const agreed = protectionDigest(protections)
  return (
    heldFor(subject, { from: short(subject.row.to), changes: [], protections }) ??
    (agreed === undefined ? {} : { agreed })
  )
}

/** Held until someone has agreed to exactly this difference. */
export function heldFor(
  { row, reviewed, stack, base }: Subject,
  now: Omit<Now, 'stack' | 'to'> & { readonly ends?: Ends },
): Outcome | undefined {
  const found = difference(reviewed, { ...now, to: row.to, stack: row.ref })
  if (found === undefined || found.digest === row.approvedDifference) return undefined
  const hint = `read the difference; someone who may approve answers \`/fleet approve ${short(found.digest)}\``
  return {
    state: 'held',
    failure: {
      code: 'difference',
      reason: found.lines.join('\n'),
      hint,
      difference: found.digest,
      does: differenceFacts({ ...now, stack, ...(base === undefined ? {} : { base }) }),
    },
  }
}

async function setOne(
  world: Pick<World, 'aws'>,
  { stack, purpose }: Subject,
  { change, live }: { readonly change: ProtectionChange; readonly live: LiveStack },
): Promise<void> {
  const { stackArn } = live
  const { terminationProtection: on, stackPolicy: policy } = stack.protection
  if (change.what === 'termination-protection' && on !== undefined)
    await world.aws.protection.switchTermination(stack, { stackArn, purpose, on })
  if (change.what === 'stack-policy' && policy !== undefined)
    await world.aws.protection.setPolicy(stack, { stackArn, purpose, policy })
}

const GONE: StackFailure = {
  code: 'stack-gone',
  reason: 'the stack that was to be protected is gone, or is none of ours any more',
  hint: "find out in the account's CloudTrail who deleted it, then `/fleet retry`",
}
