/**
 * Does each AWS account belong to one customer, once?
 *
 * Two customers who claim one account would deploy into each other.
 */
import type { Problem, Range } from '../model.ts'
import { valueAt } from '../places.ts'
import type { RuleContext } from './rule.ts'

export function accountClaimedOnce({ draft }: RuleContext): readonly Problem[] {
  const claims = new Map<string, { readonly customer: string; readonly at: Range }>()
  const problems: Problem[] = []
  for (const { raw, parsed } of draft.customer) {
    for (const [index, account] of raw.accounts.entries()) {
      const at = valueAt(parsed, `/accounts/${index}/id`)
      const claim = claims.get(account.id)
      if (claim === undefined) claims.set(account.id, { customer: raw.customer, at })
      else
        problems.push({
          code: 'account-claimed-twice',
          message: `account \`${account.id}\` already belongs to \`${claim.customer}\` (${claim.at.file}, line ${claim.at.line})`,
          expected: 'each account id in one place',
          at,
          related: [claim.at],
        })
    }
  }
  return problems
}
