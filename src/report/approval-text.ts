/**
 * Who has to say yes, who has, and whose move is it?
 *
 * The same sentence in the comment's first line, in the check and on the
 * command line.
 */
import { GLASS_GROUP } from '../fleet/policy.ts'
import { inert, prose } from '../lib/markdown.ts'
import type { ApprovalsView, PolicyRuleView } from './model.ts'
import { count, firstOf, joined } from './words.ts'

const MOST_NAMES = 5

export function isMet(approvals: ApprovalsView): boolean {
  const { needed, given, lacking = [], against } = approvals
  return given.length >= needed && lacking.length === 0 && against.length === 0 && refusalsIn(approvals).length === 0
}

/** Nobody's approval makes such a plan pass. */
export function refusalsIn({ rules = [] }: ApprovalsView): readonly PolicyRuleView[] {
  return rules.filter(({ require }) => require === undefined)
}

/** One alone never passes by the policy. */
const BREAKERS = 2

export function isGlassBroken(approvals: ApprovalsView): boolean {
  return (approvals.glass?.length ?? 0) >= BREAKERS && !isMet(approvals)
}

/** Somebody has broken it alone. */
function isSecondDue(approvals: ApprovalsView): boolean {
  const broken = approvals.glass?.length ?? 0
  return broken > 0 && broken < BREAKERS && !isMet(approvals)
}

/** Without Markdown, for a check's title. */
export function missing(approvals: ApprovalsView): string {
  return `${lack(approvals)}${isSecondDue(approvals) ? `; 1 more of ${GLASS_GROUP} lets it pass` : ''}`
}

function lack(approvals: ApprovalsView): string {
  const { needed, destructive = false, given, lacking = [], against } = approvals
  const [refusal] = refusalsIn(approvals)
  if (refusal !== undefined) return `is refused by the policy rule ${refusal.name}`
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
  const { against, given } = approvals
  if (isGlassBroken(approvals)) return `${approvedBy(approvals)}Next: whoever merges.`
  const refusals = refusalsIn(approvals)
  if (refusals.length > 0)
    return `**Refused** by the policy rule ${codes(refusals.map(({ name }) => name))}. ${nextOf(approvals, 'the author')}`
  if (against.length > 0) return `${names(against)} asked for changes. ${nextOf(approvals, 'the author')}`
  if (isMet(approvals)) return `${approvedBy(approvals)}Next: whoever merges.`
  const so = given.length === 0 ? 'none so far' : `so far ${names(given)}`
  const reviewer = approvals.destructive ? 'a reviewer, by the command below' : 'a reviewer'
  return `This plan ${lack(approvals).replace(' of this plan', '')}, ${so}. ${nextOf(approvals, reviewer)}`
}

/** The nearest first: one voice may be all that is lacking while somebody waits for it at night. */
function nextOf(approvals: ApprovalsView, who: string): string {
  if (!isSecondDue(approvals)) return `Next: ${who}.`
  const breaking = names((approvals.glass ?? []).map(({ login }) => login))
  return `${breaking} breaks the glass. Next: one more of the group \`${GLASS_GROUP}\`; else ${who}.`
}

/** A sentence and the space after it; empty where nobody has. */
export function approvedBy(approvals: ApprovalsView): string {
  const { given, glass = [] } = approvals
  if (isGlassBroken(approvals))
    return `**The glass is broken**: approved past the policy by ${names(glass.map(({ login }) => login))}. `
  return isMet(approvals) && given.length > 0 ? `Approved by ${names(given)}. ` : ''
}

/** `digest`: as short as it may be typed. */
export function approvalLines(approvals: ApprovalsView, digest: string): readonly string[] {
  const command = `the comment \`/fleet approve ${digest}\``
  const how = approvals.destructive
    ? `To approve: ${command}. It destroys something, so a review alone does not count.`
    : `To approve: a review that approves, or ${command}.`
  const isDue = !isMet(approvals) && !isGlassBroken(approvals)
  const second = secondLines(approvals, digest)
  if (!isDue || refusalsIn(approvals).length > 0) return [...policyAndApprovals(approvals), ...second]
  return [`${how} Not by who wrote or pushed it.`, ...policyAndWords(approvals), ...second]
}

/** What that one person says. */
function secondLines(approvals: ApprovalsView, digest: string): readonly string[] {
  if (!isSecondDue(approvals)) return []
  return ['', `To break the glass with them: the comment \`/fleet approve ${digest} --break-glass "reason"\`.`]
}

/** Of a plan that waits for nobody's approval. */
export function policyAndApprovals(approvals: ApprovalsView): readonly string[] {
  const said = policyAndWords(approvals)
  // A paragraph in front: else it would be read as part of whichever list stands above.
  return said.length === 0 ? [] : ['**Policy and approvals:**', ...said]
}

/** Which rules there are, and whose word does not count. */
function policyAndWords(approvals: ApprovalsView): readonly string[] {
  const not = approvals.discounted
    .slice(0, MOST_NAMES)
    .map(({ login, reason }) => `- ${inert(login)}'s word does not count: ${prose(reason)}`)
  const left = approvals.discounted.length - not.length
  return [
    ...policyLines(approvals),
    ...glassLines(approvals),
    ...(not.length > 0 ? ['', ...not] : []),
    ...(left > 0 ? [`- … and ${left} more do not count`] : []),
  ]
}

/** Which rules of fleet.yml the plan meets, and what they make of it. */
function policyLines({ rules = [], unseen = [] }: ApprovalsView): readonly string[] {
  if (rules.length === 0 && unseen.length === 0) return []
  return ['', ...rules.map(policyLine), ...unseen.map(unseenLine)]
}

function policyLine(rule: PolicyRuleView): string {
  const { name, reason, require } = rule
  const approvers = require?.approvers ?? []
  const groups = joined(approvers.map((each) => inert(each)))
  const whose = approvers.length === 0 ? '' : `, ${approvers.length === 1 ? 'one' : 'one of each'} of ${groups}`
  const effect = require === undefined ? '**refuses it**' : `asks for ${count(require.approvals, 'approval')}${whose}`
  return `- Policy rule ${codes([name])} ${effect}, for ${aboutOf(rule)}: ${inert(reason, 300)}`
}

function aboutOf({ stacks, accounts }: PolicyRuleView): string {
  if (accounts !== undefined) return count(accounts, 'account')
  return stacks === 0 ? 'the files it changes' : count(stacks, 'stack')
}

function unseenLine(team: string): string {
  return `- GitHub shows this App no team ${codes([team])}, so nobody counts as one of it. Next: an operator: \`members: read\` for the App, or the team's name in fleet.yml`
}

/** Names of fleet.yml, as its schema let them through. */
function codes(of: readonly string[]): string {
  return of.map((name) => `\`${name}\``).join(', ')
}

/** Never cut: whoever reads it later asks who, and why. */
function glassLines(approvals: ApprovalsView): readonly string[] {
  const { glass = [], glassDenied = [] } = approvals
  if (isMet(approvals)) return []
  const denied = glassDenied.slice(0, MOST_NAMES).map((login) => {
    return `- ${inert(login)} may not break the glass: only people of the group \`${GLASS_GROUP}\` in fleet.yml may`
  })
  if (glass.length === 0) return denied.length === 0 ? [] : ['', ...denied]
  const left = BREAKERS - glass.length
  const due = left > 0 ? ` (${left} more of its group has to)` : ''
  const said = glass.map(({ login, reason }) => `- ${inert(login)} breaks the glass${due}: ${inert(reason, 500)}`)
  return ['', ...said, ...denied, ...(left > 0 ? [] : passedBy(approvals))]
}

function passedBy(approvals: ApprovalsView): readonly string[] {
  const heard = { ...approvals, against: [], rules: [] }
  return [
    ...refusalsIn(approvals).map(({ name }) => `- Passed by: the policy rule ${codes([name])} refuses it.`),
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
