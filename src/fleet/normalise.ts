/**
 * Which fleet do these files describe?
 *
 * Raw files → the types that everything else uses, sorted so that equal trees
 * give equal fleets. Nothing is judged here; a file that is missing leaves its
 * part of the fleet empty, and the rules have already said so.
 */
import type { Draft, Sourced } from './draft.ts'
import { layerAt } from './layers.ts'
import type { Account, AccountId, Customer, Fleet, Pipeline, Policy, Ring } from './model.ts'
import { normaliseBlueprint } from './normalise-blueprint.ts'
import { channelsOf, releaseOf, releaseSetOf } from './normalise-catalog.ts'
import { acknowledgedIn, freezesOf, pinAt, rulePlaces, windowAt } from './normalise-parts.ts'
import { keyAt, pointer, valueAt } from './places.ts'
import type { RawPolicy, RawRoles } from './raw.ts'

export function normalise(draft: Draft): Fleet {
  const [file] = draft.fleet
  return {
    name: file?.raw.fleet ?? '',
    rings: file === undefined ? [] : ringsOf(file),
    policy: policyOf(file?.raw.policy ?? { approvals: 1 }),
    policies: new Map(Object.entries(file?.raw.policies ?? {}).map(([name, policy]) => [name, policyOf(policy)])),
    approvers: new Map(Object.entries(file?.raw.approvers ?? {}).map(([name, { users }]) => [name, users])),
    roles: new Map(Object.entries(file?.raw.roles ?? {})),
    freezes: file === undefined ? [] : freezesOf(file),
    allowed: file === undefined ? [] : allowedIn(file),
    defaults:
      file === undefined
        ? { name: 'fleet default', values: {}, positions: new Map() }
        : layerAt({
            name: 'fleet default',
            parsed: file.parsed,
            path: '/defaults/settings',
            settings: file.raw.defaults?.settings,
          }),
    acknowledged: file === undefined ? [] : acknowledgedIn(file.parsed, file.raw.acknowledge),
    places: file === undefined ? new Map() : rulePlaces(file),
    customers: draft.customer
      .map((each) => customerOf(each, file?.raw.roles ?? {}))
      .toSorted(by((customer) => customer.name)),
    pipelines: draft.pipeline
      .map(pipelineOf)
      .toSorted(by((pipeline) => pipeline.name))
      .toSorted(by((pipeline) => pipeline.customer)),
    blueprints: named(
      draft.blueprint.map((each) => normaliseBlueprint(each, draft)),
      (blueprint) => versioned(blueprint.name, blueprint.version),
    ),
    releases: named(draft.release.map(releaseOf), (release) => versioned(release.component, release.version)),
    releaseSets: named(draft.releaseSet.map(releaseSetOf), (set) => set.name),
    channels: named(draft.channels.flatMap(channelsOf), (channel) => channel.name),
  }
}

/** The key of blueprints and releases. */
export function versioned(name: string, version: string): string {
  return `${name}@${version}`
}

/** `name@1.2.3`, as the schema let it through. */
export function nameAndVersion(text: string): { readonly name: string; readonly version: string } {
  const at = text.lastIndexOf('@')
  return { name: text.slice(0, at), version: text.slice(at + 1) }
}

function ringsOf(file: Sourced<'fleet'>): Ring[] {
  return file.raw.rings.map(({ settings, ...ring }, index) => ({
    ...ring,
    layer: layerAt({ name: 'ring', parsed: file.parsed, path: `/rings/${index}/settings`, settings }),
  }))
}

function policyOf({ approvals, approvers = [] }: RawPolicy): Policy {
  return { approvals, approvers: approvers.toSorted() }
}

function allowedIn(file: Sourced<'fleet'>): Fleet['allowed'] {
  return (file.raw.templates?.allow ?? []).map(({ blueprint, type }, index) => ({
    blueprint,
    type,
    at: valueAt(file.parsed, `/templates/allow/${index}/type`),
  }))
}

type NamedRoles = { readonly [name: string]: RawRoles }

/** A name that nothing has leaves the roles empty; a rule has said so. */
export function rolesOf(roles: string | RawRoles, known: NamedRoles): RawRoles {
  if (typeof roles !== 'string') return roles
  return (Object.hasOwn(known, roles) ? known[roles] : undefined) ?? { plan: '', apply: '', service: '' }
}

function customerOf(file: Sourced<'customer'>, roles: NamedRoles): Customer {
  const { raw, parsed } = file
  return {
    name: raw.customer,
    ring: raw.ring,
    accounts: raw.accounts
      .map(
        (account, index): Account => ({
          name: account.account,
          id: account.id as AccountId,
          regions: account.regions.toSorted(),
          roles: rolesOf(account.roles, roles),
          ...(typeof account.roles === 'string' ? { rolesName: account.roles } : {}),
          externalId: account.externalId,
          at: valueAt(parsed, `/accounts/${index}/account`),
          places: {
            id: valueAt(parsed, `/accounts/${index}/id`),
            roles: keyAt(parsed, `/accounts/${index}/roles`),
            externalId: valueAt(parsed, `/accounts/${index}/externalId`),
          },
        }),
      )
      .toSorted(by((account) => account.name)),
    windows: (raw.windows ?? []).map((window, index) => windowAt(parsed, pointer('windows', index), window)),
    contacts: raw.contacts ?? [],
    layer: layerAt({ name: 'customer', parsed, path: '/settings', settings: raw.settings }),
    acknowledged: acknowledgedIn(parsed, raw.acknowledge),
    at: valueAt(parsed, '/customer'),
    places: { ring: valueAt(parsed, '/ring'), windows: keyAt(parsed, '/windows') },
  }
}

function pipelineOf(file: Sourced<'pipeline'>): Pipeline {
  const { raw, parsed, kind } = file
  const fields = ['pipeline', 'account', 'region', 'blueprint', 'release', 'lifecycle'] as const
  const { channel, window, pin } = raw.upgrade ?? {}
  return {
    // The folder says whose it is; a pipeline's file does not repeat it.
    customer: kind.customer,
    name: raw.pipeline,
    account: raw.account,
    region: raw.region,
    blueprint: nameAndVersion(raw.blueprint),
    releaseSet: raw.release,
    lifecycle: raw.lifecycle ?? 'active',
    secrets: new Map(
      Object.entries(raw.secrets ?? {}).map(([name, text]) => [
        name,
        { text, at: valueAt(parsed, pointer('secrets', name)) },
      ]),
    ),
    upgrade: {
      ...(channel === undefined ? {} : { channel }),
      ...(window === undefined ? {} : { window: windowAt(parsed, '/upgrade/window', window) }),
      ...(pin === undefined ? {} : { pin: pinAt(parsed, pin) }),
    },
    acknowledged: acknowledgedIn(parsed, raw.acknowledge),
    layer: layerAt({ name: 'pipeline', parsed, path: '/settings', settings: raw.settings }),
    positions: new Map([
      ...fields.map((field) => [field, valueAt(parsed, `/${field}`)] as const),
      ['settings', keyAt(parsed, '/settings')],
      ...(raw.secrets === undefined ? [] : [['secrets', keyAt(parsed, '/secrets')] as const]),
    ]),
    at: valueAt(parsed, '/pipeline'),
  }
}

function named<Value>(values: readonly Value[], nameOf: (value: Value) => string): ReadonlyMap<string, Value> {
  return new Map(values.toSorted(by(nameOf)).map((value) => [nameOf(value), value]))
}

/** By code unit: the order of a fleet does not depend on anybody's language. */
function by<Value>(nameOf: (value: Value) => string): (a: Value, b: Value) => number {
  return (a, b) => (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0)
}
