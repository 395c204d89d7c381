/**
 * What does this pull request do to the fleet?
 *
 * Ask AWS, assemble, lint, show. One run is one head against one base; a later
 * push starts another, and this one finds, before it writes, that nobody waits
 * for it any more.
 */

import { affected } from '../../plan/affected.ts'
import type { Plan } from '../../plan/model.ts'
import { rulesOfPaths } from '../../plan/policy.ts'
import { rulesChange } from '../../plan/rules-change.ts'
import { stackById } from '../../render/stacks.ts'
import { baselessReport, conflictReport, lintReport, planningReport } from '../../report/checks.ts'
import { mergedReport, overtakenReport } from '../../report/unplanned-checks.ts'
import { inRingsOf, rulesOfMerge } from '../../rollout/rules.ts'
import type { Conversation } from '../conversation-port.ts'
import { missedStacks, travelling } from '../planning/awaited.ts'
import { madeFor } from '../planning/change-set-care.ts'
import { collectLeftovers, discardPlan, leave, runEnded } from '../planning/leftovers.ts'
import { lineHomes } from '../planning/line-homes.ts'
import { lintPlan } from '../planning/lint-plan.ts'
import { planStacks } from '../planning/plan-stacks.ts'
import { probedIn } from '../planning/probe-accounts.ts'
import { CHECK_NAMES, type Leftover, type PlanRecord, type PublishedCheck } from '../ports.ts'
import { accountsOf, differingStacks, fleetAt, fleetOf } from '../read-fleet.ts'
import { isPlanId, planCheckId } from '../showing/plan-check-id.ts'
import { showPlan } from '../showing/publish-plan.ts'
import { endUnplanned } from '../showing/withdraw-plan.ts'
import { checkAt, publishCheck } from '../showing/written-checks.ts'
import type { PlanRun } from '../verbs.ts'
import type { World } from '../world.ts'
import { othersOf, tellOthers } from './others.ts'
import { isTurnOf, isTurnOver } from './plan-turn.ts'

export async function planPullRequest(world: World, run: PlanRun): Promise<void> {
  const pull = { number: run.pull, headSha: run.head }
  const shown = await planCheckAt(world, run)
  // By our rows: whether GitHub has moved on unheard is asked once, before anybody is shown anything.
  if (!(await isTurnOf(world, run.pull, run))) return overtaken(world, run, shown)
  // A head without a check needs none to say so. One that has it may be merged by it, so it takes that back; while we
  // look again, what people approved is still what is shown.
  if (shown !== undefined) {
    await publishCheck(world, run.pull, planningReport(pull, isPlanId(shown.externalId) ? shown : undefined))
  }
  const base = await fleetAt(world, run.base)
  const merge = await world.git.mergeResult({ base: run.base, head: run.head, pull: run.pull })
  if (merge.kind === 'conflict') {
    const reports = conflictReport(pull, { paths: merge.paths, branch: world.github.defaultBranch, isPlanned: true })
    return endUnplanned(world, pull, { reports, against: run.base })
  }
  if (base.fleet === undefined) {
    const reports = [baselessReport(pull, world.github.defaultBranch)]
    return endUnplanned(world, pull, { reports, against: run.base })
  }
  const { fleet } = base
  const head = await fleetOf(world, merge.files, { base: base.files })
  const differing = await differingStacks(base, head)
  const { changed, resumed } = affected(differing.before, differing.after)
  const before = await world.rows.plans.latest(run.pull)
  const of = `pull:${run.pull}:${run.head}:${run.base}:${run.ordinal}`
  const looked = [...changed, ...resumed].flatMap((each) => each.before?.id ?? [])
  const traces: Leftover = { pull: run.pull, of, base: run.base, stacks: looked }
  if (looked.length > 0) await world.rows.leftovers.note(traces)
  const planned = await planStacks(world, {
    before: differing.before,
    // The same rows, and the same words about them, as the rollout of the merge will have.
    after: inRingsOf(base.fleet, differing.after),
    rules: head.fleet === undefined ? [] : rulesChange(base.fleet, head.fleet),
    paths: rulesOfPaths(base.fleet.policyRules, base.files, head.files),
    examine: 'changed',
    reach: accountsOf(base),
    purpose: `pull-${run.pull}`,
    of,
    made: madeFor(run.pull),
    travelling: await travelling(world),
    missed: await missedStacks(world, (stack) => stackById(fleet, stack)?.id),
    ...(before === undefined ? {} : { known: before.evidence.changeSets }),
  })
  const probed = await probedIn(world, { base, head, purpose: `pull-${run.pull}` })
  const record = {
    pull: run.pull,
    head: run.head,
    base: run.base,
    tree: merge.tree,
    plan: planned.plan,
    rings: rulesOfMerge(base.fleet, head.fleet),
    evidence: { ...planned.evidence, ...lineHomes(planned.plan, merge, base.files), ...probed },
    publishedAt: firstShown({ before, shown }, planned.plan, run) ?? world.clock.now().toString(),
  } satisfies PlanRecord
  const due = changed.map((each) => each.after.id)
  const findings = lintPlan(record, { after: differing.after, affected: due })
  if (findings.length > 0) {
    const code = findings[0]?.code ?? 'lint'
    world.log.error('plan refused by its own lint', { pull: run.pull, plan: record.plan.digest, code })
    // Not saved: a plan that must not be shown can be neither judged nor merged as reviewed.
    if ((await waitingFor(world, run)) === undefined) return overtaken(world, run, shown)
    return endUnplanned(world, pull, { reports: [lintReport(pull, findings)] })
  }
  const was = before === undefined ? [] : await othersOf(world, before)
  if (!(await isShown(world, run, record))) return overtaken(world, run, shown)
  world.log.info('pull request planned', { pull: run.pull, plan: record.plan.digest })
  if (before !== undefined) await discardPlan(world, { ...before, pull: run.pull }, record.evidence.changeSets)
  await tellOthers(world, run.pull, { was, is: await othersOf(world, record) })
  await runEnded(world, traces, record.plan)
  await collectLeftovers(world, run.pull, of)
}

/** From now on what people read, unless nobody waits for it any more. */
function isShown(world: World, run: PlanRun, record: PlanRecord): Promise<boolean> {
  return world.exclusively(`pull-${run.pull}`, async () => {
    const said = await waitingFor(world, run)
    if (said === undefined || (await isTurnOver(world, run.pull))) return false
    const before = await world.rows.plans.latest(run.pull)
    if (before !== undefined) await leave(world, { ...before, pull: run.pull })
    await world.rows.plans.save(record)
    await showPlan(world, { said, record })
    return true
  })
}

/** Its check does not stay pending, and whatever it made goes, also what it made in a life before a kill. */
export async function overtaken(world: World, run: PlanRun, shown?: PublishedCheck): Promise<void> {
  const check = await planCheckAt(world, run)
  if (check?.status === 'in_progress') {
    const head = { headSha: run.head }
    const known = isPlanId(shown?.externalId) ? shown : undefined
    const isMerged = known?.conclusion === 'success' && (await world.github.pulls.get(run.pull)).merged
    await publishCheck(world, run.pull, isMerged ? mergedReport(head, known) : overtakenReport(head, known))
  }
  await collectLeftovers(world, run.pull)
}

function planCheckAt(world: World, { pull, head }: PlanRun): Promise<PublishedCheck | undefined> {
  return checkAt(world, { pull, sha: head, name: CHECK_NAMES.plan })
}

/** The same plan of the same head is no new plan: who approved it once it was shown has approved it. */
function firstShown(
  of: { readonly before: PlanRecord | undefined; readonly shown: PublishedCheck | undefined },
  plan: Plan,
  run: PlanRun,
): string | undefined {
  const { before, shown } = of
  if (before?.head === run.head && before.plan.digest === plan.digest) return before.publishedAt
  // With the rows gone, the check of this head still knows.
  return shown?.externalId === planCheckId(plan.digest) ? shown.startedAt : undefined
}

/** What is said of the pull request as long as it is open and this is its head: what is published goes to the head that was compared. */
async function waitingFor(world: World, run: PlanRun): Promise<Conversation | undefined> {
  const said = await world.github.pulls.conversation(run.pull)
  const { pull } = said
  const isWaiting = pull.state === 'open' && pull.headSha === run.head
  return isWaiting && pull.baseRef === world.github.defaultBranch ? said : undefined
}
