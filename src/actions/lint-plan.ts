/**
 * May this plan be shown, with everything that will be said of it?
 *
 * The plan itself, and the classes and numbers that people read instead of it:
 * both are checked before anybody sees either.
 */
import { group } from '../plan/group.ts'
import { type Expectation, lint } from '../plan/lint.ts'
import type { LintFinding, Plan, PlanEvidence } from '../plan/model.ts'
import { recount } from '../plan/recount.ts'
import { totalsOf } from '../plan/totals.ts'

export function lintPlan(
  { plan, evidence }: { readonly plan: Plan; readonly evidence: PlanEvidence },
  expected: Expectation,
): readonly LintFinding[] {
  const shown = { classes: group(plan.transitions, evidence.own), totals: totalsOf(plan) }
  return [...lint(plan, expected), ...recount(plan, shown)]
}
