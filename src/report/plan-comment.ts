/**
 * What does a reviewer read about a plan?
 *
 * The one sticky comment. The first line is the answer, the rest is why: what
 * could not be planned, the change classes with the dangerous and the rare
 * first, the order of the rollout. Written for a phone: short lines, no wide
 * tables.
 */

import { short } from '../lib/digest.ts'
import { inert } from '../lib/markdown.ts'
import { isEmpty } from '../plan/assemble.ts'
import type { Plan, StackRef } from '../plan/model.ts'
import { totalsOf } from '../plan/totals.ts'
import { accessLines } from './access-table.ts'
import { alarmLines } from './alarm-text.ts'
import { approvalLines, approvalSentence, approvedBy, policyAndApprovals, refusalsIn } from './approval-text.ts'
import { behindLines } from './behind-text.ts'
import { bytesOf } from './budget.ts'
import { type Changes, changesText, joinedParts, placeOf } from './changes-text.ts'
import { leavingLines, leftOutLines } from './left-out-text.ts'
import { commitLink } from './links.ts'
import type { PlanView } from './model.ts'
import { othersLines } from './others-text.ts'
import { precedingLines } from './preceding-text.ts'
import { probeLines } from './probe-text.ts'
import { protectionLines } from './protection-text.ts'
import { rolloutPicture } from './rollout-picture.ts'
import { noStackText, sizeText } from './stack-names.ts'
import { riskText, unplannedLines } from './unplanned-text.ts'
import { count, stamp } from './words.ts'

export const PLAN_MARKER = '<!-- fleetwright:plan -->'

/** In UTF-8 bytes, which are never fewer than the UTF-16 units that GitHub counts to 65,536. */
export const MOST_BYTES = 60_000
/**
 * Of that, kept for what the comment remembers for us in hidden marks (actions/showing/carried.ts), so that the text is not cut
 * elsewhere with each command: the plan that it shows, a hundred answered commands, a withdrawal and 45 pushers.
 */
const MARKS_BYTES = 4_096
/** The mark of the plan that it shows. */
const SHOWN_MARK_BYTES = 512
/** A line names all customers that go the same way. */
const MOST_RULE_UNITS = 50_000

export type PlanComment =
  /** `details`: where the comment was shortened, what goes on in the check; empty where it was not. */
  | { readonly kind: 'fits'; readonly text: string; readonly details: string }
  /** Not even the numbers, verdicts and headlines of what is dangerous fit. */
  | { readonly kind: 'too-large' }

export function planComment(view: PlanView): PlanComment {
  const { above, below } = frame(view)
  const marks = Math.max(MARKS_BYTES, SHOWN_MARK_BYTES + (view.carriedBytes ?? 0))
  const changes = changesText(view, MOST_BYTES - marks - bytesOf(above) - bytesOf(below))
  if (changes === undefined) return { kind: 'too-large' }
  return { kind: 'fits', text: joinedParts([above, changes.text, below]), details: changes.more }
}

/** Who may do or reach more; before everything that changes in place. */
export function openedLines({ access, plan, ...view }: Changes): readonly string[] {
  const { transitions } = plan
  const { planUrl } = placeOf({ plan, ...view })
  const rest = planUrl === undefined ? undefined : `[all of it](${planUrl})`
  return accessLines({ transitions, ...(access === undefined ? {} : { access }) }, { rest })
}

function frame(view: PlanView): { readonly above: string; readonly below: string } {
  const stacks = stacksOf(view)
  const above = [
    PLAN_MARKER,
    planAnswer(view),
    ...behindLines(view),
    ...precedingLines(view.preceding),
    ...othersLines(view),
    '',
    ...rulesLines(view.plan),
    '',
    ...leavingLines(view.plan),
    '',
    ...leftOutLines(view.leftOut),
    '',
    ...probeLines(view.probed),
    '',
    ...saidLines(view),
    '',
    ...unplannedLines(view.plan),
    '',
    ...protectionLines(view.plan.transitions),
    '',
    ...alarmLines({ transitions: view.plan.transitions, ...(view.alarms && { alarms: view.alarms }) }),
    '',
    ...openedLines(view),
  ]
  const below = [...rolloutPicture(view.rings, stacks), '---', ...footer(view)]
  return { above: above.join('\n').trim(), below: below.join('\n') }
}

/** Who may say yes and how, as long as anybody may. */
function saidLines(view: PlanView): readonly string[] {
  const { approvals, plan, ended } = view
  if (isEmpty(plan) && !isRefused(view)) return []
  return ended === undefined ? approvalLines(approvals, short(plan.digest)) : policyAndApprovals(approvals)
}

/** A plan of nothing needs nobody, and may be refused all the same. */
function isRefused({ approvals }: PlanView): boolean {
  return refusalsIn(approvals).length > 0
}

/** How much, how dangerous, who must approve, whose move: in one line. */
function planAnswer(view: PlanView): string {
  const stacks = stacksOf(view)
  const said = view.ended === undefined ? approvalSentence(view.approvals) : endedSentence(view, view.ended)
  if (stacks.length === 0) {
    const isAsked = !isEmpty(view.plan) || isRefused(view) || view.ended !== undefined
    return `**${noStackText(view.plan)}** ${isAsked ? said : 'Nothing will be applied. Next: whoever merges.'}`
  }
  const totals = totalsOf(view.plan)
  const { unplanned, risk: _, ...size } = totals
  const gap = unplanned === 0 ? '' : `, **${count(unplanned, 'stack')} not planned**`
  return `**${sizeText(size)}. Highest risk: ${riskText(totals)}**${gap}. ${said}`
}

/** Nobody approves or merges it any more. */
function endedSentence({ plan, approvals }: PlanView, ended: NonNullable<PlanView['ended']>): string {
  if (ended === 'closed') return '**Closed without a merge:** nothing of it is applied. Next: nobody.'
  if (isEmpty(plan)) return '**Merged:** nothing had to be applied. Next: nobody.'
  return `${approvedBy(approvals)}**Merged:** what becomes of it stands in the comment of its rollout. Next: whom that comment names.`
}

/** Never cut: what guards the next rollout is read in full, or split into several pull requests. */
export function rulesLines({ rules }: Plan): readonly string[] {
  if (rules.length === 0) return []
  return ['**Changes the rules of rollouts:**', '', ...rules.map((rule) => `- ${inert(rule, MOST_RULE_UNITS)}`)]
}

function footer({ plan, head, base, repositoryUrl, plannedAt }: PlanView): readonly string[] {
  return [
    '',
    `Plan ${inert(short(plan.digest))} of ${commitLink(head, repositoryUrl)} into ${commitLink(base, repositoryUrl)}, ${stamp(plannedAt)}.`,
    'Changes made by hand in AWS were not looked for.',
  ]
}

function stacksOf({ plan }: Pick<PlanView, 'plan'>): readonly StackRef[] {
  return [...plan.transitions, ...plan.unplanned].map((each) => each.stack)
}
