/**
 * Is every account of the base still the same account, reached the same way?
 *
 * An account id, a role or an external id that changes under a pipeline would
 * point the bot at other people's resources, or lock it out of ours.
 */
import type { Sourced } from '../draft.ts'
import type { Problem } from '../model.ts'
import { rolesOf } from '../normalise.ts'
import { valueAt } from '../places.ts'
import type { RawAccount, RawRoles } from '../raw.ts'
import type { RuleContext, Side } from './rule.ts'

interface Known {
  readonly customer: string
  readonly account: RawAccount
  readonly roles: RawRoles
}

export function accessStays({ draft, base }: RuleContext): readonly Problem[] {
  if (base === undefined) return []
  const byId = new Map<string, Known>()
  const byName = new Map<string, RawAccount>()
  for (const { raw, kind } of base.draft.customer) {
    for (const account of raw.accounts) {
      byId.set(account.id, { customer: kind.customer, account, roles: namedRoles(base, account) })
      byName.set(`${kind.customer}/${account.account}`, account)
    }
  }
  const claims = new Set(
    draft.customer.flatMap(({ raw, kind }) => raw.accounts.map(({ id }) => `${kind.customer}/${id}`)),
  )
  return draft.customer.flatMap((file) =>
    file.raw.accounts.flatMap((account, index) => {
      const { customer } = file.kind
      const named = byName.get(`${customer}/${account.account}`)
      if (named !== undefined && named.id !== account.id) return [changed({ file, index, field: 'id', was: named.id })]
      // By id: an account under a new name is still the account that the stacks are in.
      const was = byId.get(account.id)
      if (was === undefined) return []
      if (was.customer === customer)
        return accessChanges({ was, roles: namedRoles({ draft }, account), file, account, index })
      // While its owner still has it, it is claimed twice, and that is another rule's finding.
      return claims.has(`${was.customer}/${account.id}`) ? [] : [moved({ was, file, account, index })]
    }),
  )
}

interface Entry {
  readonly file: Sourced<'customer'>
  readonly account: RawAccount
  readonly index: number
}

function moved({ was, file, account, index }: Entry & { readonly was: Known }): Problem {
  return {
    code: 'account-moved',
    message: `account \`${account.id}\` belongs to \`${was.customer}\` and cannot move to \`${file.kind.customer}\``,
    expected: `the account under \`${was.customer}\``,
    at: valueAt(file.parsed, `/accounts/${index}/id`),
  }
}

function namedRoles({ draft }: Pick<Side, 'draft'>, { roles }: RawAccount): RawRoles {
  return rolesOf(roles, draft.fleet[0]?.raw.roles ?? {})
}

function accessChanges(of: Entry & { readonly was: Known; readonly roles: RawRoles }): Problem[] {
  const { was, roles, file, account, index } = of
  const fields = [
    ['externalId', was.account.externalId, account.externalId],
    ['roles.plan', was.roles.plan, roles.plan],
    ['roles.apply', was.roles.apply, roles.apply],
    ['roles.service', was.roles.service, roles.service],
  ] as const
  return fields
    .filter(([, before, after]) => before !== after)
    .map(([field, before]) => changed({ file, index, field, was: before }))
}

function changed(of: {
  readonly file: Sourced<'customer'>
  readonly index: number
  readonly field: string
  readonly was: string
}): Problem {
  const { file, index, field, was } = of
  return {
    code: 'access-changed',
    message: `\`${field}\` of account \`${file.raw.accounts[index]?.account}\` cannot change once it is merged`,
    // No secret to anybody who reads the base, but no reason to spread it either.
    expected: field === 'externalId' ? 'the external id as it was' : `\`${was}\``,
    at: valueAt(file.parsed, `/accounts/${index}/${field.replace('.', '/')}`),
  }
}
