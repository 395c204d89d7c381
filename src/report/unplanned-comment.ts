/**
 * What does the plan comment say while the pull request's head has no plan?
 *
 * What its check says, and that the plan which stood here counts no more. Of
 * that one only the commit stays, whose own check still shows it: a plan below
 * such a line would be read as the present one, on a phone above all.
 */
import type { CheckReport } from '../actions/ports.ts'
import { inert } from '../lib/markdown.ts'
import { commitLink } from './links.ts'
import { PLAN_MARKER } from './plan-comment.ts'

/** `voided`: the commit whose plan stood here. */
export function unplannedComment(
  report: Pick<CheckReport, 'sha' | 'title' | 'summary'>,
  of: { readonly repositoryUrl: string; readonly voided?: string },
): string {
  const { sha, title, summary } = report
  const lines = summary.split('\n')
  const next = lines.filter(isNext)
  const why = lines.filter((line) => !isNext(line)).join('\n')
  return [
    PLAN_MARKER,
    `**No plan of ${commitLink(sha, of.repositoryUrl)} counts. ${title}.** ${next.join(' ')}`.trim(),
    ...voidedLines(of),
    '',
    why.trim(),
    '',
  ]
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
}

/** A line of its own: within one stand strangers' words. */
const SHOWN = /^<!-- fleetwright:(?:shows|voids) ([0-9a-f]{40,64}) [^<>]*-->\r?$/m

/** The commit whose plan this text shows, or says to be void. */
export function voidedIn(body: string): string | undefined {
  return SHOWN.exec(body)?.[1]
}

function voidedLines({ voided, repositoryUrl }: { readonly repositoryUrl: string; readonly voided?: string }) {
  if (voided === undefined) return []
  const old = `[${inert(voided.slice(0, 12))}](${repositoryUrl}/commit/${encodeURIComponent(voided)}/checks)`
  return [
    '',
    `The plan that stood here is void: no approval of it counts here, and nothing of it will be applied. What it said stands in the checks of ${old}.`,
    `<!-- fleetwright:voids ${voided} -->`,
  ]
}

function isNext(line: string): boolean {
  return line.startsWith('Next: ')
}
