/**
 * What does a reviewer read about a plan?
 *
 * The one sticky comment. The first line is the answer, the rest is why: what
 * could not be planned, the change classes with the dangerous and the rare
 * first, the order of the rollout. Written for a phone: short lines, no wide
 * tables.
 */

import { short } from '../lib/digest.ts'
import { inert, prose } from '../lib/markdown.ts'
import { isEmpty } from '../plan/assemble.ts'
import { type Family, families, merged } from '../plan/families.ts'
import type { Plan, StackRef } from '../plan/model.ts'
import { RISKS } from '../plan/model.ts'
import { totalsOf } from '../plan/totals.ts'
import { accessLines } from './access-table.ts'
import { approvalLines, approvalSentence } from './approval-text.ts'
import { bytesOf, type Fitted, fitted } from './budget.ts'
import { classTexts } from './class-text.ts'
import { leavingLines, leftOutLines } from './left-out-text.ts'
import { commitLink, planPage, type Repository } from './links.ts'
import type { PlanView } from './model.ts'
import { rolloutPicture } from './rollout-picture.ts'
import { namedStacks, sizeText, stackCount } from './stack-names.ts'
import { unplannedLines } from './unplanned-text.ts'
import { count, stamp } from './words.ts'

export const PLAN_MARKER = '<!-- fleetwright:plan -->'

/** In UTF-8 bytes, which are never fewer than the UTF-16 units that GitHub counts to 65,536. */
export const MOST_BYTES = 60_000
/** Kept for the lines that say what was left out. */
const NOTES_BYTES = 500
/** A line names all customers that go the same way. */
const MOST_RULE_UNITS = 50_000

export type PlanComment =
  | { readonly kind: 'fits'; readonly text: string }
  /** Not even the numbers, verdicts and headlines of what is dangerous fit. */
  | { readonly kind: 'too-large' }

export function planComment(view: PlanView): PlanComment {
  const { above, below } = frame(view)
  const changes = changesText(view, MOST_BYTES - bytesOf(above) - bytesOf(below))
  if (changes === undefined) return { kind: 'too-large' }
  return { kind: 'fits', text: joinedParts([above, changes, below]) }
}

type Changes = Pick<
  PlanView,
  'plan' | 'classes' | 'behind' | 'access' | 'lines' | 'repositoryUrl' | 'publicUrl' | 'head'
> &
  Partial<Pick<PlanView, 'base'>>

/** The change classes in so many bytes; undefined where not even the headlines of what is dangerous fit. */
export function changesText(view: Changes, most: number): string | undefined {
  const members = new Map(view.plan.transitions.map((each) => [each.stack.id, each]))
  const behind = new Map(view.behind.map((each) => [each.stack.id, each]))
  const at = placeOf(view)
  const shown = families(view.classes)
  const parts = shown.map((family, index) => ({
    risk: family[0].risk,
    texts: classTexts({ family, members, behind, number: index + 1 }, at),
  }))
  const fit = fitted(parts, most - NOTES_BYTES)
  return fit === undefined ? undefined : joinedParts([...fit.texts, leftOut(shown, fit, at)])
}

/** Who may do or reach more; before everything that changes in place. */
export function openedLines({ access, plan, ...view }: Changes): readonly string[] {
  const { transitions } = plan
  return accessLines({ transitions, ...(access === undefined ? {} : { access }) }, placeOf({ plan, ...view }))
}

function placeOf({ repositoryUrl, head, base, lines, publicUrl, plan }: Omit<Changes, 'access'>): Repository {
  return {
    repositoryUrl,
    head,
    ...(base === undefined ? {} : { base }),
    ...(lines === undefined ? {} : { lines }),
    ...(publicUrl === undefined ? {} : { planUrl: planPage(publicUrl, plan.digest) }),
  }
}

function frame(view: PlanView): { readonly above: string; readonly below: string } {
  const stacks = stacksOf(view)
  const above = [
    PLAN_MARKER,
    planAnswer(view),
    ...behindLines(view),
    '',
    ...rulesLines(view.plan),
    '',
    ...leavingLines(view.plan),
    '',
    ...leftOutLines(view.leftOut),
    '',
    ...(!isEmpty(view.plan) ? approvalLines(view.approvals, short(view.plan.digest)) : []),
    '',
    ...unplannedLines(view.plan.unplanned),
    '',
    ...openedLines(view),
  ]
  const below = [...rolloutPicture(view.rings, stacks), '---', ...footer(view)]
  return { above: above.join('\n').trim(), below: below.join('\n') }
}

/** How much, how dangerous, who must approve, whose move: in one line. */
function planAnswer(view: PlanView): string {
  const stacks = stacksOf(view)
  if (stacks.length === 0 && !isEmpty(view.plan)) {
    const instead = view.plan.rules.length === 0 ? 'some leave the fleet' : 'the rules of rollouts do'
    return `**No stack changes; ${instead}.** ${approvalSentence(view.approvals)}`
  }
  if (stacks.length === 0) return '**No stack changes.** Nothing will be applied. Next: whoever merges.'
  const { unplanned, risk, ...size } = totalsOf(view.plan)
  const gap = unplanned === 0 ? '' : `, **${count(unplanned, 'stack')} not planned**`
  return `**${sizeText(size)}. Highest risk: ${risk}**${gap}. ${approvalSentence(view.approvals)}`
}

/** Never cut: what guards the next rollout is read in full, or split into several pull requests. */
export function rulesLines({ rules }: Plan): readonly string[] {
  if (rules.length === 0) return []
  return ['**Changes the rules of rollouts:**', '', ...rules.map((rule) => `- ${inert(rule, MOST_RULE_UNITS)}`)]
}

const MOST_REASONS = 3
const MOST_NAMES = 3

function behindLines({ behind }: PlanView): readonly string[] {
  if (behind.length === 0) return []
  const reasons = [...Map.groupBy(behind, (each) => each.reason)]
  const lines = reasons.slice(0, MOST_REASONS).map(([reason, entries]) => {
    const names = namedStacks(
      entries.map((each) => each.stack),
      MOST_NAMES,
    )
    return `- ${names}: ${prose(reason, 300)}`
  })
  const left = reasons.length - lines.length
  return [
    '',
    `**Behind**: ${count(behind.length, 'stack')} not yet where the default branch wants ${behind.length === 1 ? 'it' : 'them'}.`,
    ...lines,
    ...(left > 0 ? [`- … and ${count(left, 'more reason')}`] : []),
  ]
}

function leftOut(shown: readonly Family[], fit: Fitted, { planUrl }: Repository): string {
  const folded = shown.filter((_family, index) => fit.folded.includes(index))
  const lines = RISKS.toReversed().flatMap((risk) => {
    const own = folded.filter(([each]) => each.risk === risk)
    if (own.length === 0) return []
    const stacks = own.flatMap((family) => merged(family).stacks)
    return [`**And ${count(own.length, `more ${risk} class`, `more ${risk} classes`)}**: ${stackCount(stacks)}.`]
  })
  if (fit.shortened === 0 && folded.length === 0) return ''
  const rest = planUrl === undefined ? 'the details of the check go on' : `[the whole plan](${planUrl})`
  return [...lines, `Shortened to fit: ${rest}.`].join('\n')
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

function joinedParts(parts: readonly string[]): string {
  return `${parts
    .map((part) => part.replace(/\n{3,}/g, '\n\n').trim())
    .filter((part) => part !== '')
    .join('\n\n')}\n`
}
