/**
 * How does a plan read as Markdown that somebody wants to paste?
 *
 * Every part that the comment has, without what only a pull request knows: who
 * approved, whose move it is, in which order it goes out.
 */
import type { ChangeClass, Plan, PlanEvidence, StackRef } from '../plan/model.ts'
import { accessLines } from './access-table.ts'
import { alarmLines } from './alarm-text.ts'
import { behindLines } from './behind-text.ts'
import { changesText } from './changes-text.ts'
import { leavingLines, leftOutLines, resumedLines } from './left-out-text.ts'
import { rulesLines } from './plan-comment.ts'
import { precedingLines } from './preceding-text.ts'
import { probeLines } from './probe-text.ts'
import { protectionLines } from './protection-text.ts'
import { unplannedLines } from './unplanned-text.ts'
import { sizeOf } from './whole-plan.ts'

type Told = 'behind' | 'elsewhere' | 'preceding' | 'leftOut' | 'access' | 'lines' | 'probed' | 'alarms'

export function planMarkdown(
  of: {
    readonly plan: Plan
    readonly classes: readonly ChangeClass[]
    /** As far as it was asked for. */
    readonly evidence: Partial<Pick<PlanEvidence, Told>>
    /** Of pipelines that are active again, what the two trees have alike. */
    readonly resumed?: readonly StackRef[]
    /** For links to lines; without it lines are named. */
    readonly at?: { readonly repositoryUrl: string; readonly head: string; readonly base?: string }
    /** What it was read from; inert. */
    readonly note: string
  },
  { all }: { readonly all: boolean },
): string {
  const { plan, classes, evidence, resumed, at = { repositoryUrl: '', head: '' } } = of
  const { transitions } = plan
  const { behind = [], access, lines, alarms } = evidence
  const most = all ? Number.POSITIVE_INFINITY : undefined
  const parts = [
    [`**${sizeOf(of)}**`],
    [of.note],
    behindLines({ ...evidence, behind }, all),
    precedingLines(evidence.preceding),
    rulesLines(plan),
    leavingLines(plan, most),
    leftOutLines(evidence.leftOut, most),
    resumedLines(resumed, most),
    probeLines(evidence.probed),
    unplannedLines(plan, all),
    protectionLines(transitions, most),
    alarmLines({ transitions, ...(alarms && { alarms }) }, most),
    accessLines(
      { transitions, ...(access && { access }) },
      { rest: '`--all` lists them', ...(most !== undefined && { most }) },
    ),
    // Without a limit everything fits.
    [changesText({ plan, classes, behind, ...at, ...(lines && { lines }) }, Number.POSITIVE_INFINITY)?.text ?? ''],
  ]
  return parts
    .map((part) => part.join('\n').trim())
    .filter((part) => part !== '')
    .join('\n\n')
}
