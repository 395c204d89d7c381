/**
 * Is every account of the base still the same account, of the same customer?
 *
 * An account id that changes under a pipeline would point the bot at other
 * people's resources; one that changes hands would take a customer's stacks
 * along. How an account is reached may change, apart from everything that
 * renders (plan/rules-apart.ts).
 */
import { unlike } from '../../lib/sorted.ts'
import { byPath, type Sourced } from '../draft.ts'
import type { Problem } from '../model.ts'
import { valueAt } from '../places.ts'
import type { RuleContext, Side } from './rule.ts'

export function accountsStay({ draft, base }: RuleContext): readonly Problem[] {
  if (base === undefined) return []
  const { come: edited } = unlike(base.draft.customer, draft.customer, byPath)
  if (edited.length === 0) return []
  const owners = new Map<string, string>()
  for (const { raw, kind } of base.draft.customer) {
    for (const { id } of raw.accounts) owners.set(id, kind.customer)
  }
  const deployed = deployedIn(base)
  const claims = new Set<string>()
  for (const { raw, kind } of draft.customer) for (const { id } of raw.accounts) claims.add(`${kind.customer}/${id}`)
  const problems: Problem[] = []
  for (const file of edited) {
    const { customer } = file.kind
    for (const [index, { account, id }] of file.raw.accounts.entries()) {
      const was = deployed.get(`${customer}/${account}`)
      if (was !== undefined && was !== id) problems.push(changed({ file, index, account, was }))
      const owner = owners.get(id)
      if (owner === undefined || owner === customer) continue
      // While its owner still has it, it is claimed twice, and that is another rule's finding.
      if (!claims.has(`${owner}/${id}`)) problems.push(moved({ file, index, id, owner }))
    }
  }
  return problems
}

/** Customer and account name → id, of the accounts with stacks that nobody has let go of. */
function deployedIn({ draft, fleet }: Side): ReadonlyMap<string, string> {
  const used = new Set<string>()
  for (const { customer, account, lifecycle } of fleet.pipelines) {
    if (lifecycle !== 'retiring') used.add(`${customer}/${account}`)
  }
  const deployed = new Map<string, string>()
  for (const { raw, kind } of draft.customer) {
    for (const { account, id } of raw.accounts) {
      const name = `${kind.customer}/${account}`
      if (used.has(name)) deployed.set(name, id)
    }
  }
  return deployed
}

interface Entry {
  readonly file: Sourced<'customer'>
  readonly index: number
}

function moved({ file, index, id, owner }: Entry & { readonly id: string; readonly owner: string }): Problem {
  return {
    code: 'account-moved',
    message: `account \`${id}\` belongs to \`${owner}\` and cannot move to \`${file.kind.customer}\``,
    expected: `the account under \`${owner}\``,
    at: valueAt(file.parsed, `/accounts/${index}/id`),
  }
}

function changed({ file, index, account, was }: Entry & { readonly account: string; readonly was: string }): Problem {
  return {
    code: 'account-changed',
    message: `account \`${account}\` has stacks, so its id cannot change`,
    expected: `\`${was}\``,
    hint: 'add the other account under a name of its own',
    at: valueAt(file.parsed, `/accounts/${index}/id`),
  }
}
