/**
 * Someone approves on a merged pull request: what may move now?
 *
 * Only what is this pull request's own, and only once the policy of the base
 * it was merged into is met for exactly that digest: counted as before the
 * merge, by the same rules, from GitHub alone.
 */

import type { Fleet } from '../../fleet/model.ts'
import { GLASS_GROUP } from '../../fleet/policy.ts'
import type { Digest } from '../../lib/digest.ts'
import type { Probed } from '../../plan/evidence.ts'
import type { StackRef } from '../../plan/model.ts'
import { type Required, requiredFor, type Touched, touchedBy, touchedByDifference } from '../../plan/required.ts'
import { isGlassBroken, missing, refusalsIn } from '../../report/approval-text.ts'
import type { Answer } from '../../report/model.ts'
import { count, joined } from '../../report/words.ts'
import type { Rollout } from '../../rollout/model.ts'
import type { Conversation } from '../conversation-port.ts'
import { triedAgain } from '../planning/probe-accounts.ts'
import type { PlanRecord } from '../ports.ts'
import { fleetAt, type ReadFleet } from '../read-fleet.ts'
import type { World } from '../world.ts'
import { type Approvals, approvalsOf, approversIn, GLASS_BROKEN, isApproved } from './approvals.ts'
import { AMBIGUOUS, approveDigest, waitingFor } from './approve-rollout.ts'
import { asOnePerson } from './voices.ts'

/** Who says it, in a comment that GitHub shows by now. */
interface Saying {
  readonly login: string
  readonly comment: number
  /** Why they break the glass, if they do. */
  readonly glass?: string | undefined
}

/** `digest`: of the rollout's plan, or of a difference that a stack of it is held for. */
interface Waiting {
  readonly rollout: Rollout
  readonly digest: Digest
}

/** `digest`: at least 12 hex digits of it. */
export async function approveMerged(
  world: World,
  conversation: Conversation,
  said: Saying & { readonly digest: string },
): Promise<Answer> {
  const { pull } = conversation
  const wanted = await waitingFor(world, { digest: said.digest, pull: pull.number })
  if (wanted.length === 0) return { kind: 'refused', reason: 'nothing of this pull request waits for that digest' }
  if (new Set(wanted.map(({ digest }) => digest)).size > 1) return { kind: 'refused', reason: AMBIGUOUS }
  let rollouts = 0
  let stacks = 0
  // Outside the lock: GitHub may be slow, and a person's `/fleet pause` must not wait for it.
  for (const { rollout, digest } of wanted) {
    const required = await requiredOf(world, { rollout, digest })
    const approvals = await approvalsOf(world, conversation, { digest, ...required, answers: said.comment })
    const waiting = answerWhileWaiting(approvals, said)
    if (waiting !== undefined) return waiting
    if (isGlassBroken(approvals))
      world.log.error(GLASS_BROKEN, { pull: pull.number, rollout: rollout.id, plan: digest })
    const freed = await approveDigest(world, { digest, by: approversIn(approvals), pull: pull.number })
    rollouts += freed.rollouts.length
    stacks += freed.stacks.length
  }
  return { kind: 'done', what: freedText(rollouts, stacks) }
}

function freedText(rollouts: number, stacks: number): string {
  const told = [
    ...(rollouts === 0 ? [] : [count(rollouts, 'rollout')]),
    ...(stacks === 0 ? [] : [count(stacks, 'stack')]),
  ]
  // Somebody else was quicker.
  return told.length === 0 ? 'nothing waits for it any more' : `${joined(told)} may move now`
}

/** A rollout of a pull request has a base with a policy: a merge into an unreadable one is held as nobody's. */
async function requiredOf(world: World, { rollout, digest }: Waiting): Promise<Required> {
  const { id, parent } = rollout
  const base = parent === undefined ? undefined : await fleetAt(world, parent)
  const found = await world.rows.rollouts.get(id)
  const record = await planOf(world, rollout)
  const paths = record === undefined ? rulesOf(base?.fleet) : (record.evidence.paths ?? [])
  const held = found?.stacks.find(({ failure }) => failure?.difference === digest)
  if (held !== undefined) {
    const { ref, transition, failure } = held
    const of = { does: failure?.does, isUnplanned: transition === undefined, paths }
    return requiredFor(touchedByDifference(ref, of), base?.fleet)
  }
  const stacks = found?.stacks.map(({ ref }) => ref) ?? []
  if (record === undefined) return requiredFor(unknown(stacks, paths), base?.fleet)
  const probed = await probedNow(world, { rollout, record, base })
  return requiredFor(touchedBy(record.plan, { ...record.evidence, probed }), base?.fleet)
}

/** An account that was refused for being open counts as it is by now. */
async function probedNow(
  world: World,
  of: { readonly rollout: Rollout; readonly record: PlanRecord; readonly base: ReadFleet | undefined },
): Promise<readonly Probed[]> {
  const { rollout, record, base } = of
  const { probed = [] } = record.evidence
  const head = await fleetAt(world, rollout.commit, base)
  return triedAgain(world, probed, { base, head, purpose: `commit-${rollout.commit.slice(0, 12)}` })
}

/** Others may have a plan of the same digest, beside which something else was found: that says nothing of this one. */
async function planOf({ rows }: World, { commit, pull, planDigest }: Rollout): Promise<PlanRecord | undefined> {
  const own = [await rows.plans.ofCommit(commit), pull === undefined ? undefined : await rows.plans.latest(pull)]
  return own.find((record) => record?.plan.digest === planDigest) ?? rows.plans.byDigest(planDigest)
}

/** What a plan does that we no longer have, nobody knows: whoever agrees to it names it, and every policy rule counts. */
function unknown(stacks: readonly StackRef[], paths: readonly string[]): Touched {
  return {
    stacks: stacks.map(({ customer, ring, accountId }) => ({
      customer,
      ring,
      accountId,
      changes: 'unknown',
      touches: new Set(),
      isUnplanned: false,
    })),
    changesRules: false,
    destructive: true,
    paths,
  }
}

function rulesOf(base: Fleet | undefined): readonly string[] {
  return base?.policyRules.map(({ name }) => name) ?? []
}

const STILL_OPEN =
  "tried again just now, the account still lets in whoever knows its role's name; the customer mends it"

/** Why what they approve does not move yet; undefined where it does. */
function answerWhileWaiting(approvals: Approvals, { login, glass }: Saying): Answer | undefined {
  const isTheirs = (each: { readonly login: string }): boolean => asOnePerson(each.login) === asOnePerson(login)
  const own = approvals.discounted.find(isTheirs)
  if (own !== undefined) return { kind: 'refused', reason: `your approval does not count: you ${own.reason}` }
  if (glass !== undefined && approvals.glassDenied.some((each) => isTheirs({ login: each }))) {
    return { kind: 'refused', reason: `only people of the group \`${GLASS_GROUP}\` in fleet.yml break the glass` }
  }
  if (isApproved(approvals)) return undefined
  if (glass !== undefined) {
    return { kind: 'done', what: `your word is counted; one more of the group \`${GLASS_GROUP}\` has to say so` }
  }
  const [refusal] = refusalsIn(approvals)
  if (refusal !== undefined) {
    const rule = `the policy rule \`${refusal.name}\` lets nobody approve this plan`
    return { kind: 'refused', reason: refusal.accounts === undefined ? rule : `${rule}: ${STILL_OPEN}` }
  }
  if (approvals.against.length > 0) {
    return { kind: 'refused', reason: `${approvals.against.join(', ')} asked for changes and has not taken it back` }
  }
  return { kind: 'done', what: `your approval is counted; it ${missing(approvals)}` }
}
