/**
 * What does the plan comment say once its pull request goes somewhere else?
 *
 * That nothing of it counts any more. A hidden mark says so to ourselves, so
 * that GitHub alone tells which approvals came before.
 */
import { inert } from '../lib/markdown.ts'
import { PLAN_MARKER } from './plan-comment.ts'

export const WITHDRAWN_MARK = '<!-- fleetwright:withdrawn -->'

export function withdrawnComment(of: { readonly into: string; readonly branch: string }): string {
  return [
    PLAN_MARKER,
    `**No plan: this pull request goes into ${inert(of.into)}, not into ${inert(of.branch)}.** Nothing of it will be applied.`,
    '',
    'The plan that stood here and its approvals no longer count. Should it come back, it is planned and approved anew.',
    'Next: the author.',
    '',
    WITHDRAWN_MARK,
    '',
  ].join('\n')
}
