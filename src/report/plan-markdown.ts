/**
 * How does a plan read as Markdown that somebody wants to paste?
 *
 * The classes as the comment has them, without what only the bot knows: who
 * approved, whose move it is, in which order it goes out.
 */
import type { AccessEvidence } from '../plan/evidence.ts'
import type { ChangeClass, LeftOut, Plan } from '../plan/model.ts'
import { accessLines } from './access-table.ts'
import { changesText } from './changes-text.ts'
import { leavingLines, leftOutLines } from './left-out-text.ts'
import { rulesLines } from './plan-comment.ts'
import { protectionLines } from './protection-text.ts'
import { unplannedLines } from './unplanned-text.ts'
import { sizeOf, type WholePlan } from './whole-plan.ts'

export function planMarkdown(of: {
  readonly plan: Plan
  readonly classes: readonly ChangeClass[]
  readonly behind?: WholePlan['evidence']['behind']
  readonly leftOut?: readonly LeftOut[]
  readonly access?: AccessEvidence
  /** For links to lines; without it lines are named. */
  readonly at?: { readonly repositoryUrl: string; readonly head: string }
  /** What it was read from. */
  readonly note: string
}): string {
  const { plan, classes, behind = [], leftOut = [], access, at = { repositoryUrl: '', head: '' } } = of
  const parts = [
    `**${sizeOf(of)}**`,
    of.note,
    rulesLines(plan).join('\n'),
    leavingLines(plan).join('\n'),
    leftOutLines(leftOut).join('\n'),
    unplannedLines(plan.unplanned).join('\n'),
    protectionLines(plan.transitions).join('\n'),
    accessLines({ transitions: plan.transitions, ...(access === undefined ? {} : { access }) }, {}).join('\n'),
    // Without a limit everything fits.
    changesText({ plan, classes, behind, ...at }, Number.POSITIVE_INFINITY)?.text ?? '',
  ]
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n\n')
}
