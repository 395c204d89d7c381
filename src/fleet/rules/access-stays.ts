/**
 * Is every account of the base still the same account, reached the same way?
 *
 * An account id, a role or an external id that changes under a pipeline would
 * point the bot at other people's resources, or lock it out of ours.
 */
import type { Sourced } from '../draft.ts'
import type { Problem } from '../model.ts'
import { valueAt } from '../places.ts'
import type { RawAccount } from '../raw.ts'
import type { RuleContext } from './rule.ts'

interface Known {
  readonly customer: string
  readonly account: RawAccount
}

export function accessStays({ draft, base }: RuleContext): readonly Problem[] {
  if (base === undefined) return []
  const byId = new Map<string, Known>()
  const byName = new Map<string, Known>()
  for (const { raw } of base.draft.customer) {
    for (const account of raw.accounts) {
      byId.set(account.id, { customer: raw.customer, account })
      byName.set(`${raw.customer}/${account.account}`, { customer: raw.customer, account })
    }
  }
  return draft.customer.flatMap((file) =>
    file.raw.accounts.flatMap((account, index) => {
      // By id, too: an account under a new name is still the account that the stacks are in.
      const was = byId.get(account.id) ?? byName.get(`${file.raw.customer}/${account.account}`)
      return was === undefined ? [] : changes({ was, file, account, index })
    }),
  )
}

function changes(of: {
  readonly was: Known
  readonly file: Sourced<'customer'>
  readonly account: RawAccount
  readonly index: number
}): Problem[] {
  const { was, file, account, index } = of
  const fields = [
    ['id', was.account.id, account.id],
    ['externalId', was.account.externalId, account.externalId],
    ['roles/plan', was.account.roles.plan, account.roles.plan],
    ['roles/apply', was.account.roles.apply, account.roles.apply],
    ['roles/service', was.account.roles.service, account.roles.service],
  ] as const
  const moved: Problem[] =
    was.customer === file.raw.customer
      ? []
      : [
          {
            code: 'account-moved',
            message: `account \`${account.id}\` belongs to \`${was.customer}\` and cannot move to \`${file.raw.customer}\``,
            expected: `the account under \`${was.customer}\``,
            at: valueAt(file.parsed, `/accounts/${index}/id`),
          },
        ]
  const changed = fields
    .filter(([, before, after]) => before !== after)
    .map(([field, before]) => ({
      code: 'access-changed',
      message: `\`${field.replace('/', '.')}\` of account \`${account.account}\` cannot change once it is merged`,
      // Secret to nobody who reads the base, but no reason to spread it.
      expected: field === 'externalId' ? 'the external id as it was' : `\`${before}\``,
      at: valueAt(file.parsed, `/accounts/${index}/${field}`),
    }))
  return [...moved, ...changed]
}
