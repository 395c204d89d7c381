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

/** Without Markdown, for a check's title. */
export function missing({ needed, given, lacking = [], against }: ApprovalsView): string {
  if (against.length > 0) return 'a reviewer asked for changes'
  const left = Math.max(0, needed - given.length)
  const groups = lacking.map((group) => `of ${group}`).join(' and ')
  if (left === 0)
    return `needs ${lacking.length === 1 ? '1 more approving review' : 'more approving reviews'} of this plan, ${groups}`
  const one = groups === '' ? '' : `, ${lacking.length === 1 ? 'one ' : ''}${groups}`
  return `needs ${left === needed ? '' : `${left} more of `}${count(needed, 'approving review')} of this plan${one}`
}

export function approvalSentence(approvals: ApprovalsView): string {
  const { against, given } = approvals
  if (against.length > 0) return `${names(against)} asked for changes. Next: the author.`
  if (isMet(approvals))
    return given.length === 0 ? 'Next: whoever merges.' : `Approved by ${names(given)}. Next: whoever merges.`
  const so = given.length === 0 ? 'none so far' : `so far ${names(given)}`
  return `This plan ${missing(approvals).replace(' of this plan', '')}, ${so}. Next: a reviewer.`
}

/** `digest`: as short as it may be typed. */
export function approvalLines(approvals: ApprovalsView, digest: string): readonly string[] {
  const how = isMet(approvals)
    ? []
    : [
        `To approve: a review that approves, or the comment \`/fleet approve ${digest}\`. Not by who wrote or pushed it.`,
      ]
  const not = approvals.discounted
    .slice(0, MOST_NAMES)
    .map(({ login, reason }) => `- ${inert(login)}'s word does not count: ${prose(reason)}`)
  const left = approvals.discounted.length - not.length
  return [...how, ...(not.length > 0 ? ['', ...not] : []), ...(left > 0 ? [`- … and ${left} more do not count`] : [])]
}

function names(logins: readonly string[]): string {
  return firstOf(
    logins.map((login) => inert(login)),
    MOST_NAMES,
  )
}
