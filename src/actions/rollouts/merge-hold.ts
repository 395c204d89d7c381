/**
 * The default branch has what no reviewer has let through: why is it held, and for whom?
 *
 * What nobody approved waits for an approval. What the policy refuses waits for
 * what the refusal is about: for a customer's account, which can be mended
 * where it stands, or for people who take the change back or answer for it.
 */
import { isEmpty } from '../../plan/assemble.ts'
import type { Plan, PlanEvidence } from '../../plan/model.ts'
import type { PolicyResult } from '../../plan/policy.ts'
import { count } from '../../report/words.ts'
import type { Hold } from '../../rollout/model.ts'
import type { Approvals } from '../approving/approvals.ts'
import type { PullRequest } from '../ports.ts'
import type { ReadFleet } from '../read-fleet.ts'

export function unseen(plan: Plan, reason: string): Hold | undefined {
  return isEmpty(plan) ? undefined : { waitingOn: 'approval', reason }
}

interface Unheard {
  readonly pull: PullRequest | undefined
  readonly approvals: Approvals | undefined
  /** The policy rules that the plan meets; one that requires nothing lets nobody approve it. */
  readonly rules: readonly PolicyResult[]
}

/** What is refused is held though no stack moves: somebody wanted it never to be merged. */
export function unheard(
  { plan, evidence }: { readonly plan: Plan; readonly evidence: Pick<PlanEvidence, 'probed'> },
  { pull, approvals, rules }: Unheard,
): Hold | undefined {
  const refusals = rules.filter(({ rule }) => rule.require === undefined)
  const [first] = refusals
  if (first === undefined) return unseen(plan, why(pull, approvals))
  const how = pull === undefined ? 'it was pushed without a pull request' : `#${pull.number} was merged`
  const { name, reason } = first.rule
  const which = first.accounts === undefined ? '' : `; open is ${openIn(evidence)}`
  return {
    // A second refusal stands however well the account is mended.
    waitingOn: refusals.every(({ accounts }) => accounts !== undefined) ? 'account' : 'policy',
    reason: `${how} although the policy rule \`${name}\` refuses this plan: ${reason}${which}`,
  }
}

/** Somebody wanted it never to be merged; an approval alone frees none of these. */
export function isRefused(hold: Hold | undefined): hold is Hold {
  return hold?.waitingOn === 'account' || hold?.waitingOn === 'policy'
}

const MOST_NAMED = 3

function openIn({ probed = [] }: Pick<PlanEvidence, 'probed'>): string {
  const open = probed.filter(({ outcome }) => outcome === 'open')
  const named = open.slice(0, MOST_NAMED).map(({ customer, account, accountId }) => {
    return `\`${customer}/${account}\` in \`${accountId}\``
  })
  const left = open.length - named.length
  return `${named.join(', ')}${left > 0 ? ` and ${left} more` : ''}`
}

function why(pull: PullRequest | undefined, approvals: Approvals | undefined): string {
  if (pull === undefined || approvals === undefined)
    return 'it was pushed without a pull request, so no reviewer saw this plan'
  if (approvals.against.length > 0) return `#${pull.number} was merged although a reviewer asked for changes`
  const { given, needed, lacking, discounted } = approvals
  const whose = lacking.length === 0 ? '' : `, without one of ${lacking.join(' or ')}`
  const not = discounted.map(({ login, reason }) => `${login}, who ${reason}`).join('; nor ')
  const others = not === '' ? '' : `, not counting ${not}`
  return `#${pull.number} was merged with ${given.length} of ${count(needed, 'approval')} of this plan${whose}${others}`
}

export function broken({ unreadable, problems }: ReadFleet): Hold {
  const what =
    unreadable === undefined ? `does not validate (${problems.length} problems)` : `cannot be read (${unreadable})`
  return { waitingOn: 'fix', reason: `the default branch ${what}: merge a fix` }
}
