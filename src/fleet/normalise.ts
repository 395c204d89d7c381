/**
 * Which fleet do these files describe?
 *
 * Raw files → the types that everything else uses, sorted so that equal trees
 * give equal fleets. Nothing is judged here; a file that is missing leaves its
 * part of the fleet empty, and the rules have already said so.
 */
import { byText, mended, sorted, type Unlike, unlike } from '../lib/sorted.ts'
import { atOnce } from '../lib/turns.ts'
import { byPath, type Draft, type Sourced } from './draft.ts'
import { layerAt, NO_POSITIONS } from './layers.ts'
import type {
  Account,
  AccountId,
  Blueprint,
  Customer,
  Fleet,
  Pipeline,
  PipelineField,
  Policy,
  Range,
  Ring,
  SecretSource,
} from './model.ts'
import { normaliseBlueprint } from './normalise-blueprint.ts'
import { channelsOf, releaseOf, releaseSetOf } from './normalise-catalog.ts'
import { acknowledgedIn, freezesOf, pinAt, rulePlaces, windowAt } from './normalise-parts.ts'
import { keyAt, type Parsed, pointer, valueAt } from './places.ts'
import type { RawAccount, RawPipeline, RawPolicy, RawRoles } from './raw.ts'
import { later, remembered } from './remembered.ts'

export function normalise(draft: Draft): Fleet {
  return atOnce(normaliseSteps(draft))
}

const FILES_A_STEP = 128

/** In steps of some milliseconds where many files are new. */
export function* normaliseSteps(draft: Draft): Generator<undefined, Fleet> {
  const [file] = draft.fleet
  const customerFor = customerOf(file?.raw.roles ?? NO_ROLES)
  const customers = yield* eachSteps(draft.customer, customerFor)
  const pipelines = yield* eachSteps(draft.pipeline, pipelineOf)
  const blueprints: Blueprint[] = []
  for (const each of draft.blueprint) {
    yield undefined
    blueprints.push(normaliseBlueprint(each, draft))
  }
  yield undefined
  return {
    ...(file === undefined ? NO_FLEET_FILE : ownPartOf(file)),
    customers: sorted(customers, byName),
    pipelines: sorted(pipelines, byCustomerAndName),
    blueprints: named(blueprints, (blueprint) => versioned(blueprint.name, blueprint.version)),
    releases: named(draft.release.map(releaseFor), (release) => versioned(release.component, release.version)),
    releaseSets: named(draft.releaseSet.map(releaseSetFor), (set) => set.name),
    channels: named(draft.channels.flatMap(channelsOf), (channel) => channel.name),
  }
}

function* eachSteps<From, Made>(files: readonly From[], make: (file: From) => Made): Generator<undefined, Made[]> {
  const made: Made[] = []
  for (const [index, file] of files.entries()) {
    if (index % FILES_A_STEP === 0) yield undefined
    made.push(make(file))
  }
  return made
}

/**
 * The same as `normalise`, for the price of what differs, where that is files of customers alone. Undefined where one of
 * them is not called as its path is: then two things may have one name, and their order is no business of names.
 */
export function* editedFleetSteps(
  known: { readonly draft: Draft; readonly fleet: Fleet },
  draft: Draft,
): Generator<undefined, Fleet | undefined> {
  const customers = unlike(known.draft.customer, draft.customer, byPath)
  const pipelines = unlike(known.draft.pipeline, draft.pipeline, byPath)
  const isCalledSo =
    customers.come.every(({ raw, kind }) => raw.customer === kind.customer) &&
    pipelines.come.every(({ raw, kind }) => raw.pipeline === kind.pipeline)
  if (!isCalledSo) return undefined
  const customerFor = customerOf(draft.fleet[0]?.raw.roles ?? NO_ROLES)
  return {
    ...known.fleet,
    customers: mended(known.fleet.customers, yield* bothSteps(customers, customerFor), byName),
    pipelines: mended(known.fleet.pipelines, yield* bothSteps(pipelines, pipelineOf), byCustomerAndName),
  }
}

function* bothSteps<From, Made>(
  { gone, come }: Unlike<From>,
  make: (file: From) => Made,
): Generator<undefined, Unlike<Made>> {
  return { gone: yield* eachSteps(gone, make), come: yield* eachSteps(come, make) }
}

type PipelineName = Pick<Pipeline, 'customer' | 'name'>

export function byName(one: Customer, other: Customer): number {
  return byText(one.name, other.name)
}

export function byCustomerAndName(one: PipelineName, other: PipelineName): number {
  return byText(one.customer, other.customer) || byText(one.name, other.name)
}

type CatalogPart = 'customers' | 'pipelines' | 'blueprints' | 'releases' | 'releaseSets' | 'channels'
type OwnPart = Omit<Fleet, CatalogPart>

const NO_ROLES: NamedRoles = {}
const NO_FLEET_FILE: OwnPart = {
  name: '',
  rings: [],
  policy: policyOf({ approvals: 1 }),
  policies: new Map(),
  approvers: new Map(),
  roles: new Map(),
  freezes: [],
  allowed: [],
  defaults: { name: 'fleet default', values: {}, positions: NO_POSITIONS },
  acknowledged: [],
  places: NO_POSITIONS,
}

/** What fleet.yml says. Remembered as one, like every other file: equal files give the same objects, not equal ones. */
const ownPartOf = remembered((file: Sourced<'fleet'>): OwnPart => {
  const { raw, parsed } = file
  return {
    name: raw.fleet,
    rings: ringsOf(file),
    policy: policyOf(raw.policy),
    policies: new Map(Object.entries(raw.policies ?? {}).map(([name, policy]) => [name, policyOf(policy)])),
    approvers: new Map(Object.entries(raw.approvers ?? {}).map(([name, { users }]) => [name, users])),
    roles: new Map(Object.entries(raw.roles ?? {})),
    freezes: freezesOf(file),
    allowed: allowedIn(file),
    defaults: layerAt({
      name: 'fleet default',
      parsed,
      path: '/defaults/settings',
      settings: raw.defaults?.settings,
    }),
    acknowledged: acknowledgedIn(parsed, raw.acknowledge),
    places: later(() => rulePlaces(file)),
  }
})

const customerOf = remembered((roles: NamedRoles) =>
  remembered((file: Sourced<'customer'>) => normaliseCustomer(file, roles)),
)
const pipelineOf = remembered(normalisePipeline)
const releaseFor = remembered(releaseOf)
const releaseSetFor = remembered(releaseSetOf)

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
    at: () => valueAt(file.parsed, `/templates/allow/${index}/type`),
  }))
}

type NamedRoles = { readonly [name: string]: RawRoles }

/** A name that nothing has leaves the roles empty; a rule has said so. */
export function rolesOf(roles: string | RawRoles, known: NamedRoles): RawRoles {
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

function named<Value>(values: readonly Value[], nameOf: (value: Value) => string): ReadonlyMap<string, Value> {
  const inOrder = sorted(values, (one, other) => byText(nameOf(one), nameOf(other)))
  return new Map(inOrder.map((value) => [nameOf(value), value]))
}
