/**
 * Does each AWS account belong to one customer, once?
 *
 * Two customers who claim one account would deploy into each other.
 */
import type { Sourced } from '../draft.ts'
import type { Problem } from '../model.ts'
import { valueAt } from '../places.ts'
import { remembered } from '../remembered.ts'
import { hasOldCustomers, oldCustomersFirst, type RuleContext } from './rule.ts'

interface Claim {
  readonly file: Sourced<'customer'>
  readonly index: number
}

export function accountClaimedOnce(context: RuleContext): readonly Problem[] {
  return hasOldCustomers(context) ? [] : claimedTwiceIn(oldCustomersFirst(context))
}

const claimedTwiceIn = remembered((files: readonly Sourced<'customer'>[]): readonly Problem[] => {
  const claims = new Map<string, Claim>()
  const problems: Problem[] = []
  for (const file of files) {
    for (const [index, account] of file.raw.accounts.entries()) {
      const claim = claims.get(account.id)
      if (claim === undefined) claims.set(account.id, { file, index })
      else problems.push(claimedTwice(claim, { file, index }))
    }
  }
  return problems
})

function claimedTwice(first: Claim, second: Claim): Problem {
  const at = placeOf(first)
  const { customer, accounts } = first.file.raw
  return {
    code: 'account-claimed-twice',
    message: `account \`${accounts[first.index]?.id}\` already belongs to \`${customer}\` (${at.file}, line ${at.line})`,
    expected: 'each account id in one place',
    at: placeOf(second),
    related: [at],
  }
}

function placeOf({ file, index }: Claim) {
  return valueAt(file.parsed, `/accounts/${index}/id`)
}
