/**
 * What does the file of a new customer say?
 */
import customerSchema from '../../../schemas/customer.schema.json' with { type: 'json' }
import windowSchema from '../../../schemas/window.schema.json' with { type: 'json' }
import { customerPath } from '../layout.ts'
import { described, fileText, type NewFile, schemaAddress } from './text.ts'

export interface NewAccount {
  readonly account: string
  readonly id: string
  readonly regions: readonly string[]
  /** Made by chance, which no pure room has. */
  readonly externalId: string
}

export interface NewCustomer {
  readonly customer: string
  readonly ring: string
  readonly accounts: readonly NewAccount[]
  /** A name in `roles` of fleet.yml, or the names themselves. */
  readonly roles: string | { readonly plan: string; readonly apply: string; readonly service: string }
}

/** `fleetText`: fleet.yml, which says where the schemas are. */
export function newCustomer(wish: NewCustomer, fleetText: string): NewFile {
  const { account: accountSchema } = customerSchema.$defs
  const field = (key: string) => described(customerSchema, key)
  const ofAccount = (key: string) => described(accountSchema, key)
  const accounts = wish.accounts.map((account, index) => {
    // The words above the fields of the first account hold for all of them.
    const named = (key: string) => (index === 0 ? ofAccount(key) : { key })
    return [
      { key: 'account', value: account.account },
      { ...named('id'), value: account.id },
      { ...named('regions'), value: account.regions },
      { ...named('roles'), value: wish.roles },
      { ...named('externalId'), value: account.externalId },
    ]
  })
  const path = customerPath(wish.customer)
  return {
    path,
    text: fileText(schemaAddress(fleetText, 2, 'customer'), customerSchema.description, [
      { key: 'customer', value: wish.customer },
      { ...field('ring'), value: wish.ring },
      { ...field('accounts'), items: accounts },
      { ...field('windows'), open: windowSchema.examples },
      { ...field('contacts'), open: customerSchema.properties.contacts.examples[0] },
      { ...field('settings'), open: {} },
    ]),
  }
}
