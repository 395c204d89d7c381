/**
 * Which customer, and which pipeline, does this file describe?
 *
 * Of thousands that an earlier process has read, only those that somebody looks
 * at: until then something stands in their place.
 */
import { byText, sorted } from '../lib/sorted.ts'
import { isUnmade, standIn } from '../lib/stand-in.ts'
import type { Sourced } from './draft.ts'
import { layerAt } from './layers.ts'
import type { Account, AccountId, Customer, Pipeline, PipelineField, Range, SecretSource } from './model.ts'
import { acknowledgedIn, pinAt, windowAt } from './normalise-parts.ts'
import { keyAt, type Parsed, pointer, valueAt } from './places.ts'
import type { RawAccount, RawPipeline, RawRoles } from './raw.ts'
import type { ReadFile } from './read-file.ts'
import { remembered } from './remembered.ts'

type NamedRoles = { readonly [name: string]: RawRoles }

export const NO_ROLES: NamedRoles = {}

/** Of a fleet with these named roles. */
export const customersWith = remembered((roles: NamedRoles) =>
  remembered((file: Sourced<'customer'>) => onceSeen(file, () => normaliseCustomer(file, roles))),
)

export const pipelineOf = remembered((file: Sourced<'pipeline'>) => onceSeen(file, () => normalisePipeline(file)))

/** What nobody has looked at is normalised when somebody does. */
function onceSeen<Made extends object>({ raw }: ReadFile, make: () => Made): Made {
  return isUnmade(raw) ? standIn(make) : make()
}
/** `name@1.2.3`, as the schema let it through. */
export function nameAndVersion(text: string): { readonly name: string; readonly version: string } {
  const at = text.lastIndexOf('@')
  return { name: text.slice(0, at), version: text.slice(at + 1) }
}

/** A name that nothing has leaves the roles empty; a rule has said so. */
function rolesOf(roles: string | RawRoles, known: NamedRoles): RawRoles {
  if (typeof roles !== 'string') return roles
  return (Object.hasOwn(known, roles) ? known[roles] : undefined) ?? { plan: '', apply: '', service: '' }
}

function normaliseCustomer(file: Sourced<'customer'>, roles: NamedRoles): Customer {
  const { raw, parsed } = file
  return {
    name: raw.customer,
    ring: raw.ring,
    accounts: sorted(
      raw.accounts.map((_, index) => accountOf(file, index, roles)),
      (one, other) => byText(one.name, other.name),
    ),
    windows: raw.windows?.map((window, index) => windowAt(parsed, pointer('windows', index), window)) ?? NONE,
    contacts: raw.contacts ?? NONE,
    layer: layerAt({ name: 'customer', parsed, path: '/settings', settings: raw.settings }),
    acknowledged: acknowledgedIn(parsed, raw.acknowledge),
    placeOf: (field) => (field === 'windows' ? keyAt : valueAt)(parsed, pointer(field)),
  }
}

function accountOf({ raw, parsed }: Sourced<'customer'>, index: number, known: NamedRoles): Account {
  const { account, id, regions, roles, externalId } = raw.accounts[index] as RawAccount
  const rolesName = typeof roles === 'string' ? roles : undefined
  return {
    name: account,
    id: id as AccountId,
    regions: sorted(regions, byText),
    roles: rolesOf(roles, known),
    ...(rolesName === undefined ? {} : { rolesName }),
    externalId,
    placeOf: (field) => (field === 'roles' ? keyAt : valueAt)(parsed, pointer('accounts', index, field)),
  }
}

function normalisePipeline(file: Sourced<'pipeline'>): Pipeline {
  const { raw, parsed, kind } = file
  return {
    // The folder says whose it is; a pipeline's file does not repeat it.
    customer: kind.customer,
    name: raw.pipeline,
    account: raw.account,
    region: raw.region,
    blueprint: nameAndVersion(raw.blueprint),
    releaseSet: raw.release,
    lifecycle: raw.lifecycle ?? 'active',
    secrets: raw.secrets === undefined ? NO_SECRETS : secretsOf(parsed, raw.secrets),
    upgrade: raw.upgrade === undefined ? NO_UPGRADE : upgradeOf(parsed, raw.upgrade),
    acknowledged: acknowledgedIn(parsed, raw.acknowledge),
    layer: layerAt({ name: 'pipeline', parsed, path: '/settings', settings: raw.settings }),
    placeOf: (field) => placeOfField(parsed, field),
  }
}

const NONE: readonly never[] = []
const NO_SECRETS: Pipeline['secrets'] = new Map()
const NO_UPGRADE: Pipeline['upgrade'] = {}

function secretsOf(parsed: Parsed, raw: NonNullable<RawPipeline['secrets']>): Pipeline['secrets'] {
  const secrets = new Map<string, SecretSource>()
  for (const [name, text] of Object.entries(raw)) {
    secrets.set(name, { text, at: () => valueAt(parsed, pointer('secrets', name)) })
  }
  return secrets
}

function upgradeOf(parsed: Parsed, { channel, window, pin }: NonNullable<RawPipeline['upgrade']>): Pipeline['upgrade'] {
  return {
    ...(channel === undefined ? {} : { channel }),
    ...(window === undefined ? {} : { window: windowAt(parsed, '/upgrade/window', window) }),
    ...(pin === undefined ? {} : { pin: pinAt(parsed, pin) }),
  }
}

function placeOfField(parsed: Parsed, field: PipelineField): Range {
  // Of a map, the key: its value is the whole block below it.
  if (field === 'settings') return keyAt(parsed, '/settings')
  if (field !== 'secrets') return valueAt(parsed, `/${field}`)
  return parsed.places().has('/secrets') ? keyAt(parsed, '/secrets') : valueAt(parsed, '/pipeline')
}
