/**
 * What does this pull request do to the fleet?
 *
 * Ask AWS, assemble, lint, show. One run is one head against one base; a later
 * push starts another, and this one finds, before it writes, that nobody waits
 * for it any more.
 */

import { affected } from '../plan/affected.ts'
import { lint } from '../plan/lint.ts'
import type { Plan } from '../plan/model.ts'
import { rulesOfPaths } from '../plan/policy.ts'
import { rulesChange } from '../plan/rules-change.ts'
import { baselessReport, lintReport, planningReport } from '../report/checks.ts'
import { inRingsOf } from '../rollout/rules.ts'
import { isPlanId, planCheckId } from './approvals.ts'
import { travelling } from './awaited.ts'
import { discardSets } from './change-set-care.ts'
import { planStacks } from './plan-stacks.ts'
import { CHECK_NAMES, type PlanRecord, type PublishedCheck, type PullRequest } from './ports.ts'
import { publishPlan } from './publish-plan.ts'
import { accountsOf, differingStacks, fleetAt, fleetOf } from './read-fleet.ts'
import type { PlanRun } from './verbs.ts'
import type { World } from './world.ts'

export async function planPullRequest(world: World, run: PlanRun): Promise<void> {
  const pull = await waitingFor(world, run)
  if (pull === undefined) return
  // While we look again, what people approved is still what is shown.
  const shown = await world.github.checks.find(run.head, CHECK_NAMES.plan)
  await world.github.checks.publish(planningReport(pull, isPlanId(shown?.externalId) ? shown : undefined))
  const base = await fleetAt(world, run.base)
  const merge = await world.git.mergeResult({ base: run.base, head: run.head, pull: run.pull })
  if (merge.kind === 'conflict') return
  if (base.fleet === undefined) {
    await world.github.checks.publish(baselessReport(pull, world.github.defaultBranch))
    return
  }
  const head = await fleetOf(world, merge.files, { base: base.files })
  const differing = await differingStacks(base, head)
  const before = await world.rows.plans.latest(run.pull)
  const planned = await planStacks(world, {
    before: differing.before,
    // The same rows, and the same words about them, as the rollout of the merge will have.
    after: inRingsOf(base.fleet, differing.after),
    rules: head.fleet === undefined ? [] : rulesChange(base.fleet, head.fleet),
    paths: rulesOfPaths(base.fleet.policyRules, base.files, head.files),
    examine: 'changed',
    reach: accountsOf(base),
    purpose: `pull-${run.pull}`,
    of: `pull:${run.pull}:${run.head}:${run.base}:${run.ordinal}`,
    made: `Made by Fleetwright for review of #${run.pull}. Do not execute.`,
    travelling: await travelling(world),
    ...(before === undefined ? {} : { known: before.evidence.changeSets }),
  })
  const record: PlanRecord = {
    pull: run.pull,
    head: run.head,
    base: run.base,
    tree: merge.tree,
    ...planned,
    publishedAt: firstShown({ before, shown }, planned.plan, run) ?? world.clock.now().toString(),
  }
  if ((await waitingFor(world, run)) === undefined) {
    await discardSets(world, record, before?.evidence.changeSets)
    return
  }
  const due = affected(differing.before, differing.after).changed.map((each) => each.after.id)
  const findings = lint(record.plan, { after: differing.after, affected: due })
  if (findings.length > 0) {
    const code = findings[0]?.code ?? 'lint'
    world.log.error('plan refused by its own lint', { pull: run.pull, plan: record.plan.digest, code })
    // Not saved: a plan that must not be shown can be neither judged nor merged as reviewed.
    await discardSets(world, record, before?.evidence.changeSets)
    await world.github.checks.publish(lintReport(pull, findings))
    return
  }
  if (before !== undefined) await discardSets(world, before, record.evidence.changeSets)
  await world.rows.plans.save(record)
  world.log.info('pull request planned', { pull: run.pull, plan: record.plan.digest })
  await publishPlan(world, pull, record)
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

/** The pull request as long as it is open and this is its head: what is published goes to the head that was compared. */
async function waitingFor(world: World, run: PlanRun): Promise<PullRequest | undefined> {
  const pull = await world.github.pulls.get(run.pull)
  return pull.state === 'open' && pull.headSha === run.head ? pull : undefined
}
