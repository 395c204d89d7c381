/**
 * Someone approves on a merged pull request: what may move now?
 *
 * Only what is this pull request's own, and only once the policy of the base
 * it was merged into is met for exactly that digest: counted as before the
 * merge, by the same rules, from GitHub alone.
 */
import { type Required, requiredFor, touchedBy } from '../plan/required.ts'
import { missing } from '../report/approval-text.ts'
import type { Answer } from '../report/model.ts'
import type { Rollout } from '../rollout/model.ts'
import { type Approvals, approvalsOf, asOnePerson, isApproved } from './approvals.ts'
import { approveDigest, waitingFor } from './approve-rollout.ts'
import type { PullRequest } from './ports.ts'
import { fleetAt } from './read-fleet.ts'
import type { World } from './world.ts'

/** `digest`: at least 12 hex digits of it. `login`: who says it, in a comment that GitHub shows by now. */
export async function approveMerged(
  world: World,
  pull: PullRequest,
  said: { readonly digest: string; readonly login: string },
): Promise<Answer> {
  const waiting = await waitingFor(world, { digest: said.digest, pull: pull.number })
  if (waiting.length === 0) return { kind: 'refused', reason: 'nothing of this pull request waits for that digest' }
  let rollouts = 0
  let stacks = 0
  // Outside the lock: GitHub may be slow, and a person's `/fleet pause` must not wait for it.
  for (const { rollout, digest } of waiting) {
    const approvals = await approvalsOf(world, pull, { digest, ...(await requiredOf(world, rollout)) })
    const refusal = refusalOf(approvals, said.login)
    if (refusal !== undefined) return refusal
    if (!isApproved(approvals)) return { kind: 'done', what: `your approval is counted; it ${missing(approvals)}` }
    const freed = await approveDigest(world, { digest, by: approvals.given, pull: pull.number })
    rollouts += freed.rollouts.length
    stacks += freed.stacks.length
  }
  return { kind: 'done', what: `${rollouts} rollouts and ${stacks} stacks may move now` }
}

/** A rollout of a pull request has a base with a policy: a merge into an unreadable one is held as nobody's. */
async function requiredOf(world: World, { id, parent, planDigest }: Rollout): Promise<Required> {
  const base = parent === undefined ? undefined : await fleetAt(world, parent)
  const found = await world.rows.rollouts.get(id)
  const record = await world.rows.plans.byDigest(planDigest)
  const stacks = found?.stacks.map(({ ref }) => ref) ?? []
  const plan = record === undefined ? undefined : touchedBy(record.plan)
  // What a plan does that we no longer have, nobody knows: whoever agrees to it names it.
  const { changesRules, destructive } = plan ?? { changesRules: false, destructive: true }
  return requiredFor({ stacks, changesRules, destructive }, base?.fleet)
}

export function refusalOf(approvals: Approvals, login: string): Answer | undefined {
  const own = approvals.discounted.find((each) => asOnePerson(each.login) === asOnePerson(login))
  if (own !== undefined) return { kind: 'refused', reason: `your approval does not count: you ${own.reason}` }
  if (approvals.against.length === 0) return undefined
  return { kind: 'refused', reason: `${approvals.against.join(', ')} asked for changes and has not taken it back` }
}
