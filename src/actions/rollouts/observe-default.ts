/**
 * The default branch has moved: does a reviewed plan cover what it says now?
 *
 * Every commit on the first-parent chain since the last one we know becomes a
 * rollout of its own, in order, so that nothing leaps over another's soak. A
 * commit that a reviewed plan covers may move; any other is planned and held:
 * the first start on a fleet, a direct push, a merge over a failing check.
 */
import { affected } from '../../plan/affected.ts'
import type { LintFinding, Plan, PlanEvidence } from '../../plan/model.ts'
import { rulesOfPaths } from '../../plan/policy.ts'
import { requiredFor, touchedBy } from '../../plan/required.ts'
import { rulesChange } from '../../plan/rules-change.ts'
import { freezesOf, windowsOf } from '../../rollout/calendar-rules.ts'
import { createRollout, rolloutId } from '../../rollout/create.ts'
import { superseded } from '../../rollout/edits.ts'
import type { Hold } from '../../rollout/model.ts'
import { inRingsOf, rulesOfMerge } from '../../rollout/rules.ts'
import { approvalsOf, approversIn, isApproved } from '../approving/approvals.ts'
import type { Commit } from '../git-port.ts'
import { travelling } from '../planning/awaited.ts'
import { discardSets } from '../planning/change-set-care.ts'
import { lintPlan } from '../planning/lint-plan.ts'
import { planStacks } from '../planning/plan-stacks.ts'
import { probedIn } from '../planning/probe-accounts.ts'
import type { PlanRecord, PullRequest } from '../ports.ts'
import { askForLook } from '../pull/look-again.ts'
import { planTouched } from '../pull/plan-again.ts'
import { accountsOf, differingStacks, everyStack, fleetAt, type ReadFleet } from '../read-fleet.ts'
import type { World } from '../world.ts'
import { leaveIdle } from './leave-idle.ts'
import { broken, isRefused, unheard, unseen } from './merge-hold.ts'

/** More merges than this since we last looked are planned and held as one: nobody reviews a flood one by one. */
const MOST_COMMITS = 50

export async function observeDefault(world: World): Promise<void> {
  const tip = await openRollouts(world)
  // Also without a new commit: a plan may have been made meanwhile against an older one.
  await planTouched(world, tip)
  await askForLook(world, tip)
}

/** Answers the commit that the branch is at. */
async function openRollouts(world: World): Promise<string> {
  // Before the tip: what another look has opened meanwhile must never be newer than the tip we fetch.
  const seen = await world.rows.rollouts.list({ open: false })
  const newest = seen.at(-1)
  const tip = await world.git.fetchDefault()
  if (newest?.commit === tip.sha) return tip.sha
  const chain = newest === undefined ? undefined : await world.git.firstParents(newest.commit, tip.sha, MOST_COMMITS)
  if (chain === undefined) await unknownPast(world, { id: rolloutId(tip.sha, seen), commit: tip })
  for (const merge of chain === undefined ? [] : await mergesIn(world, chain)) {
    await merged(world, { ...merge, id: rolloutId(merge.commit.sha, seen) })
  }
  return tip.sha
}

/** A commit, and the rollout that it is to have. */
interface Arrival {
  readonly id: string
  readonly commit: Commit
}

interface Merge {
  readonly commit: Commit
  /** What it was merged onto. */
  readonly parent: string | undefined
  readonly pull: PullRequest | undefined
}

/**
 * GitHub's "rebase and merge" leaves one commit for each of the branch, and tells of the last alone. Where a reviewed
 * plan leads from before the first to the tree of the last, they are one merge.
 */
async function mergesIn(world: World, chain: readonly Commit[]): Promise<readonly Merge[]> {
  const merges: Merge[] = []
  let since: Merge[] = []
  for (const commit of chain) {
    const [pull] = await world.github.pulls.mergedAs(commit.sha)
    const merge: Merge = { commit, parent: commit.parents[0], pull }
    since.push(merge)
    if (pull === undefined) continue
    const record = await world.rows.plans.latest(pull.number)
    const reviewed = since.findIndex(({ parent }) => isReviewed(record, { ...merge, parent }))
    const first = reviewed < 0 ? since.length - 1 : reviewed
    merges.push(...since.slice(0, first), { ...merge, parent: since[first]?.parent })
    since = []
  }
  return [...merges, ...since]
}

/** First start, a lost database, a rewritten branch: everything is held against what AWS says, and waits for a person. */
async function unknownPast(world: World, arrival: Arrival): Promise<void> {
  const head = await fleetAt(world, arrival.commit.sha)
  const planned = await planDefault(world, arrival, { after: head })
  const hold = unseen(planned.plan, 'no reviewer has seen what the default branch wants of AWS')
  // First, so that an older rollout of the same commit has said its last word on it.
  await supersedeWaiting(world, arrival.id)
  await open(world, { ...arrival, head, planned, ...(hold === undefined ? {} : { hold }) })
}

/** A plan of everything against AWS takes over what older rollouts still had to do; one that moves is let go on. */
async function supersedeWaiting(world: World, id: string): Promise<void> {
  await world.exclusively('rollout-rows', async () => {
    for (const rollout of await world.rows.rollouts.list({ open: true })) {
      if (rollout.id === id || !['held', 'queued', 'stopped'].includes(rollout.state)) continue
      const edited = superseded(rollout, world.clock.now().toString())
      if (!('refused' in edited)) await world.rows.rollouts.save(edited.rollout)
    }
  })
}

async function merged(world: World, arrival: Arrival & Merge): Promise<void> {
  const { id, commit, parent, pull } = arrival
  if (parent === undefined) return unknownPast(world, arrival)
  const base = await fleetAt(world, parent)
  const head = await fleetAt(world, commit.sha, base)
  // Without a readable base there are no rules to hold the merge against.
  if (base.fleet === undefined) return unknownPast(world, arrival)
  const record = pull === undefined ? undefined : await world.rows.plans.latest(pull.number)
  const planned: Planned = isReviewed(record, arrival)
    ? record
    : await planDefault(world, arrival, { before: base, after: head })
  const required = requiredFor(touchedBy(planned.plan, planned.evidence), base.fleet)
  const approvals =
    pull === undefined
      ? undefined
      : await approvalsOf(world, await world.github.pulls.conversation(pull.number), {
          digest: planned.plan.digest,
          ...required,
        })
  const covered = approvals !== undefined && isApproved(approvals)
  const hold = covered ? undefined : unheard(planned, { pull, approvals, rules: required.rules })
  await open(world, {
    id,
    commit,
    parent,
    head,
    base,
    planned,
    ...(pull === undefined ? {} : { pull }),
    ...(hold === undefined ? {} : { hold }),
    approvedBy: covered ? approversIn(approvals) : [],
  })
}

interface Planned {
  readonly plan: Plan
  readonly evidence: PlanEvidence
  /** What its independent reader found: it may be neither shown nor started. */
  readonly refused?: string
}

/** The plan that reviewers read, if the merge made exactly the tree and started from exactly the base it was made for. */
function isReviewed(record: PlanRecord | undefined, { commit, parent, pull }: Merge): record is PlanRecord {
  if (record === undefined || pull === undefined || record.head !== pull.headSha) return false
  return record.tree === commit.tree && record.base === parent
}

async function planDefault(
  world: World,
  { id, commit }: Arrival,
  of: { readonly before?: ReadFleet; readonly after: ReadFleet },
): Promise<Planned> {
  // Without a base everything is looked at, since nobody knows what it is at.
  const { before, after } =
    of.before === undefined
      ? { before: [], after: await everyStack(of.after) }
      : await differingStacks(of.before, of.after)
  const purpose = `commit-${commit.sha.slice(0, 12)}` as const
  const made = await planStacks(world, {
    before,
    rules: rulesOfPlan(of.before, of.after),
    paths:
      of.before?.fleet === undefined ? [] : rulesOfPaths(of.before.fleet.policyRules, of.before.files, of.after.files),
    after: of.before?.fleet === undefined ? after : inRingsOf(of.before.fleet, after),
    examine: of.before === undefined ? 'all' : 'changed',
    reach: accountsOf(of.before ?? of.after),
    purpose,
    of: `commit:${id}`,
    made: `Made by Fleetwright for commit ${commit.sha.slice(0, 12)}. Do not execute.`,
    // As the plan of a pull request: it begins where the rollouts before it end, and not where AWS is meanwhile.
    ...(of.before === undefined ? {} : { travelling: await travelling(world) }),
  })
  const probed = await probedIn(world, { base: of.before, head: of.after, purpose })
  const planned = { ...made, evidence: { ...made.evidence, ...probed } }
  const publishedAt = world.clock.now().toString()
  const base = of.before === undefined ? {} : { base: commit.parents[0] ?? '' }
  const record = { head: commit.sha, ...base, tree: commit.tree, ...planned, publishedAt }
  // Without a base only what AWS does not hold stands in the plan, and which that is only AWS knows.
  const due = of.before === undefined ? [] : affected(before, after).changed
  const findings = lintPlan(planned, { after, affected: due.map((each) => each.after.id) })
  if (findings.length > 0) {
    const code = findings[0]?.code ?? 'lint'
    world.log.error('plan refused by its own lint', { rollout: id, plan: planned.plan.digest, code })
    await discardSets(world, record)
    return { ...planned, refused: refusal(findings) }
  }
  await world.rows.plans.save(record)
  return planned
}

const MOST_FINDINGS = 5

function refusal(findings: readonly LintFinding[]): string {
  const named = findings
    .slice(0, MOST_FINDINGS)
    .map(({ message, stack }) => (stack === undefined ? message : `${stack}: ${message}`))
  const left = findings.length - named.length
  return `its plan was refused by its own check: ${named.join('; ')}${left > 0 ? `; and ${left} more` : ''}: mend it, then abort this rollout`
}

function rulesOfPlan(before: ReadFleet | undefined, after: ReadFleet): readonly string[] {
  return before?.fleet === undefined || after.fleet === undefined ? [] : rulesChange(before.fleet, after.fleet)
}

interface Opening extends Arrival {
  readonly parent?: string
  readonly head: ReadFleet
  readonly base?: ReadFleet
  readonly planned: Planned
  readonly pull?: PullRequest
  readonly hold?: Hold
  readonly approvedBy?: readonly string[]
}

async function open(world: World, opening: Opening): Promise<void> {
  const { id, commit, parent, head, base, planned, pull, approvedBy = [] } = opening
  const hold = head.fleet === undefined ? broken(head) : (refusedBy(planned) ?? opening.hold)
  const { rollout, stacks } = createRollout({
    id,
    commit: commit.sha,
    ...(parent === undefined ? {} : { parent }),
    ...(pull === undefined ? {} : { pull: pull.number }),
    plan: planned.plan,
    rings: rulesOfMerge(base?.fleet, head.fleet),
    windows: windowsOf(base?.fleet, head.fleet),
    freezes: freezesOf(base?.fleet, head.fleet),
    createdAt: world.clock.now().toString(),
    approvedBy,
    ...(hold === undefined ? {} : { hold }),
  })
  // Not while a person has to agree to it. First: whoever dies in between looks at this commit again.
  if (hold === undefined) await leaveIdle(world, { head, of: id })
  await world.rows.rollouts.create(rollout, stacks)
  world.log.info('rollout opened', {
    rollout: rollout.id,
    plan: rollout.planDigest,
    ...(pull === undefined ? {} : { pull: pull.number }),
  })
  // A direct push has no pull request on which it could be said.
  if (isRefused(hold)) world.log.error('merge held that the policy refuses', { rollout: id, code: hold.waitingOn })
}

function refusedBy({ refused }: Planned): Hold | undefined {
  return refused === undefined ? undefined : { waitingOn: 'fix', reason: refused }
}
