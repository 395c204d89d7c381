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
import type { Blueprint, Customer, Fleet, Pipeline, Ring } from './model.ts'
import { normaliseBlueprint } from './normalise-blueprint.ts'
import { channelsOf, releaseOf, releaseSetOf } from './normalise-catalog.ts'
import { customersWith, NO_ROLES, pipelineOf } from './normalise-customer.ts'
import { acknowledgedIn, freezesOf, rulePlaces } from './normalise-parts.ts'
import { valueAt } from './places.ts'
import type { Approvers, Policy, PolicyRule } from './policy.ts'
import type { RawApprovers, RawPolicy, RawPolicyRule } from './raw.ts'
import { later, remembered } from './remembered.ts'

export function normalise(draft: Draft): Fleet {
  return atOnce(normaliseSteps(draft))
}

export interface NormaliseOptions {
  /** Nothing was wrong with it: so customers and pipelines are called as their paths are. */
  readonly wasSound?: boolean
}

const FILES_A_STEP = 128

/** In steps of some milliseconds where many files are new. */
export function* normaliseSteps(
  draft: Draft,
  { wasSound = false }: NormaliseOptions = {},
): Generator<undefined, Fleet> {
  const [file] = draft.fleet
  const customerFor = customersWith(file?.raw.roles ?? NO_ROLES)
  // By what the paths say, nobody has to look into the files.
  const customerFiles = wasSound ? sorted(draft.customer, byFolder) : draft.customer
  const pipelineFiles = wasSound ? sorted(draft.pipeline, byFolderAndPath) : draft.pipeline
  const customers = yield* eachSteps(customerFiles, customerFor)
  const pipelines = yield* eachSteps(pipelineFiles, pipelineOf)
  const blueprints: Blueprint[] = []
  for (const each of draft.blueprint) {
    yield undefined
    blueprints.push(normaliseBlueprint(each, draft))
  }
  yield undefined
  return {
    ...(file === undefined ? NO_FLEET_FILE : ownPartOf(file)),
    customers: wasSound ? customers : sorted(customers, byName),
    pipelines: wasSound ? pipelines : sorted(pipelines, byCustomerAndName),
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
  const customerFor = customersWith(draft.fleet[0]?.raw.roles ?? NO_ROLES)
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

function byFolder({ kind: one }: Sourced<'customer'>, { kind: other }: Sourced<'customer'>): number {
  return byText(one.customer, other.customer)
}

function byFolderAndPath({ kind: one }: Sourced<'pipeline'>, { kind: other }: Sourced<'pipeline'>): number {
  return byText(one.customer, other.customer) || byText(one.pipeline, other.pipeline)
}

type CatalogPart = 'customers' | 'pipelines' | 'blueprints' | 'releases' | 'releaseSets' | 'channels'
type OwnPart = Omit<Fleet, CatalogPart>

/** New accounts that are tried at the same time, unless fleet.yml says otherwise. */
const AT_ONCE = 5

const NO_FLEET_FILE: OwnPart = {
  name: '',
  rings: [],
  policy: policyOf({ approvals: 1 }),
  policies: new Map(),
  policyRules: [],
  approvers: new Map(),
  roles: new Map(),
  freezes: [],
  allowed: [],
  secondPerson: true,
  newAccounts: { probe: false, atOnce: AT_ONCE },
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
    policyRules: (raw.policyRules ?? []).map(policyRuleOf),
    approvers: new Map(Object.entries(raw.approvers ?? {}).map(([name, group]) => [name, approversOf(group)])),
    roles: new Map(Object.entries(raw.roles ?? {})),
    freezes: freezesOf(file),
    allowed: allowedIn(file),
    secondPerson: raw.blueprints?.secondPerson ?? true,
    newAccounts: { probe: raw.newAccounts?.probe ?? false, atOnce: raw.newAccounts?.atOnce ?? AT_ONCE },
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

const releaseFor = remembered(releaseOf)
const releaseSetFor = remembered(releaseSetOf)

/** The key of blueprints and releases. */
export function versioned(name: string, version: string): string {
  return `${name}@${version}`
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

function policyRuleOf({ rule, when, require, reason }: RawPolicyRule): PolicyRule {
  return { name: rule, when, ...(require === undefined ? {} : { require: policyOf(require) }), reason }
}

function approversOf({ users = [], teams = [] }: RawApprovers): Approvers {
  return { users, teams }
}

function allowedIn(file: Sourced<'fleet'>): Fleet['allowed'] {
  return (file.raw.templates?.allow ?? []).map(({ blueprint, type }, index) => ({
    blueprint,
    type,
    at: () => valueAt(file.parsed, `/templates/allow/${index}/type`),
  }))
}

function named<Value>(values: readonly Value[], nameOf: (value: Value) => string): ReadonlyMap<string, Value> {
  const inOrder = sorted(values, (one, other) => byText(nameOf(one), nameOf(other)))
  return new Map(inOrder.map((value) => [nameOf(value), value]))
}
