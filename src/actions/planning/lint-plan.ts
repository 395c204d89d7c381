/**
 * May this plan be shown, with everything that will be said of it?
 *
 * The plan itself, and the classes and numbers that people read instead of it:
 * both are checked before anybody sees either.
 */
import { group } from '../../plan/group.ts'
import { type Expectation, lint } from '../../plan/lint.ts'
import type { LintFinding, Plan, PlanEvidence } from '../../plan/model.ts'
import { protectionCounts } from '../../plan/protection.ts'
import { recount } from '../../plan/recount.ts'
import { totalsOf } from '../../plan/totals.ts'

export function lintPlan(
  { plan, evidence }: { readonly plan: Plan; readonly evidence: PlanEvidence },
  expected: Expectation,
): readonly LintFinding[] {
  const { transitions } = plan
  const shown = {
    classes: group(transitions, evidence.own),
    totals: totalsOf(plan),
    protections: protectionCounts(transitions),
  }
  return [...lint(plan, expected), ...recount(plan, shown)]
}
