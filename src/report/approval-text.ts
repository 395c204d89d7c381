/**
 * Who has to say yes, who has, and whose move is it?
 *
 * The same sentence in the comment's first line, in the check and on the
 * command line.
 */
import { inert, prose } from '../lib/markdown.ts'
import type { ApprovalsView } from './model.ts'
import { count, firstOf } from './words.ts'

const MOST_NAMES = 5

export function isMet({ needed, given, lacking = [], against }: ApprovalsView): boolean {
  return given.length >= needed && lacking.length === 0 && against.length === 0
}

/** One alone never passes by the policy. */
const BREAKERS = 2

export function isGlassBroken(approvals: ApprovalsView): boolean {
  return (approvals.glass?.length ?? 0) >= BREAKERS && !isMet(approvals)
}

/** Without Markdown, for a check's title. */
export function missing({ needed, destructive = false, given, lacking = [], against }: ApprovalsView): string {
  if (against.length > 0) return 'a reviewer asked for changes'
  const left = Math.max(0, needed - given.length)
  const groups = lacking.map((group) => `of ${group}`).join(' and ')
  const approval = destructive ? 'approval' : 'approving review'
  const how = destructive ? ' by command' : ''
  if (left === 0)
    return `needs ${lacking.length === 1 ? `1 more ${approval}` : `more ${approval}s`} of this plan${how}, ${groups}`
  const one = groups === '' ? '' : `, ${lacking.length === 1 ? 'one ' : ''}${groups}`
  return `needs ${left === needed ? '' : `${left} more of `}${count(needed, approval)} of this plan${how}${one}`
}

export function approvalSentence(approvals: ApprovalsView): string {
  const { against, given, glass = [] } = approvals
  if (isGlassBroken(approvals))
    return `**The glass is broken**: approved past the policy by ${names(glass.map(({ login }) => login))}. Next: whoever merges.`
  if (against.length > 0) return `${names(against)} asked for changes. Next: the author.`
  if (isMet(approvals))
    return given.length === 0 ? 'Next: whoever merges.' : `Approved by ${names(given)}. Next: whoever merges.`
  const so = given.length === 0 ? 'none so far' : `so far ${names(given)}`
  const next = approvals.destructive ? 'a reviewer, by the command below' : 'a reviewer'
  return `This plan ${missing(approvals).replace(' of this plan', '')}, ${so}. Next: ${next}.`
}

/** `digest`: as short as it may be typed. */
export function approvalLines(approvals: ApprovalsView, digest: string): readonly string[] {
  const command = `the comment \`/fleet approve ${digest}\``
  const how = approvals.destructive
    ? `To approve: ${command}. It destroys something, so a review alone does not count.`
    : `To approve: a review that approves, or ${command}.`
  const isDue = !isMet(approvals) && !isGlassBroken(approvals)
  const not = approvals.discounted
    .slice(0, MOST_NAMES)
    .map(({ login, reason }) => `- ${inert(login)}'s word does not count: ${prose(reason)}`)
  const left = approvals.discounted.length - not.length
  return [
    ...(isDue ? [`${how} Not by who wrote or pushed it.`] : []),
    ...glassLines(approvals),
    ...(not.length > 0 ? ['', ...not] : []),
    ...(left > 0 ? [`- … and ${left} more do not count`] : []),
  ]
}

/** Never cut: whoever reads it later asks who, and why. */
function glassLines(approvals: ApprovalsView): readonly string[] {
  const { glass = [] } = approvals
  if (glass.length === 0 || isMet(approvals)) return []
  const left = BREAKERS - glass.length
  const due = left > 0 ? ` (${left} more of its group has to)` : ''
  const said = glass.map(({ login, reason }) => `- ${inert(login)} breaks the glass${due}: ${inert(reason, 500)}`)
  return ['', ...said, ...(left > 0 ? [] : passedBy(approvals))]
}

function passedBy(approvals: ApprovalsView): readonly string[] {
  const heard = { ...approvals, against: [] }
  return [
    ...(isMet(heard) ? [] : [`- Passed by: it ${missing(heard)}.`]),
    ...(approvals.against.length === 0 ? [] : [`- Passed by: ${names(approvals.against)} asked for changes.`]),
  ]
}

function names(logins: readonly string[]): string {
  return firstOf(
    logins.map((login) => inert(login)),
    MOST_NAMES,
  )
}
