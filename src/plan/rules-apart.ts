/**
 * Does a change of the rules come by itself?
 *
 * Policy, approvers, rings, windows, freezes, roles and external ids guard what
 * is rolled out next. A pull request that changes one of them that the base has,
 * and with it what any stack is to be, would hide the one behind the other: it is
 * split in two. What is new loosens no guard and hides nothing: the plan names
 * it (`rules-change.ts`). A ring's settings are no rule of it: they exist to
 * render.
 *
 * A service role stands in the desired state of its stacks. That much of
 * rendering is the change of the role itself, and may come with it.
 */
import { windowsFor } from '../fleet/calendar.ts'
import { FLEET_FILE } from '../fleet/layout.ts'
import type { Loaded } from '../fleet/load.ts'
import { pipelineOf } from '../fleet/made.ts'
import type { Account, Customer, Fleet, Pipeline, Range, Ring } from '../fleet/model.ts'
import { startOf, withoutPlace } from '../fleet/places.ts'
import { problemsInOrder } from '../fleet/problems.ts'
import { customersTouched, pipelinesTouched, touchedCustomers } from '../fleet/touched.ts'
import { canonicalJson } from '../lib/digest.ts'
import { type Differing, differingSteps } from '../render/stacks.ts'
import { affected } from './affected.ts'
import { withGlass } from './required.ts'

/** The same with these problems, and then without its fleet. */
export function* rulesApartSteps(loaded: Loaded): Generator<undefined, Loaded> {
  const { fleet, base } = loaded
  if (base === undefined || fleet === undefined) return loaded
  const rules = changedRules(base, fleet)
  // In most cases nothing more is looked at.
  if (rules.length === 0) return loaded
  const stacks = concernedStacks(yield* differingSteps(base, fleet))
  const [first] = stacks
  if (first === undefined) return loaded
  const others = stacks.length === 1 ? '' : ` and ${stacks.length - 1} more`
  const problems = rules.map(({ what, at, hint = SPLIT }) => ({
    code: 'rules-change-with-stacks',
    message: `${what} must not change in the same pull request as stack \`${first}\`${others}`,
    expected: 'a pull request in which the rules change and nothing else',
    hint,
    at,
  }))
  return { problems: problemsInOrder(problems) }
}

const SPLIT = 'split it in two, the one that shall hold for the other first'
/** It may be this one line that changes the stacks, and that cannot be split. */
const RING =
  'split it in two; what the two rings set differently is first written down in customer.yml, so that the ring changes no stack'

interface ChangedRule {
  readonly what: string
  readonly at: Range
  readonly hint?: string
}

function changedRules(base: Fleet, head: Fleet): readonly ChangedRule[] {
  const touched = touchedCustomers(base, head)
  return [...fleetRules(base, head), ...customerRules(base, head, touched), ...pipelineRules(base, head, touched)]
}

function fleetRules(base: Fleet, head: Fleet): ChangedRule[] {
  const at = (path: string, parent: string): Range =>
    head.places().get(path) ?? head.places().get(parent) ?? startOf(FLEET_FILE)
  const rings = (fleet: Fleet) => new Map(fleet.rings.map((ring) => [ring.name, ruleOf(ring)]))
  const freezes = (fleet: Fleet) => new Map(fleet.freezes.map((freeze) => [freeze.name, withoutPlace(freeze)]))
  const policyRules = (fleet: Fleet) => new Map(fleet.policyRules.map((rule) => [rule.name, rule]))
  const named = [
    ['policies', 'policy', base.policies, head.policies],
    ['policyRules', 'policy rule', policyRules(base), policyRules(head)],
    ['approvers', 'the group of approvers', withGlass(base.approvers), withGlass(head.approvers)],
    ['roles', 'the set of roles', base.roles, head.roles],
    ['rings', 'ring', rings(base), rings(head)],
    ['freezes', 'freeze', freezes(base), freezes(head)],
  ] as const
  const changed = named.flatMap(([field, what, before, after]) =>
    [...before.keys()]
      .filter((name) => differs(before.get(name), after.get(name)))
      .map((name) => ({ what: `${what} \`${name}\``, at: at(`${field}.${name}`, field) })),
  )
  const policy = differs(base.policy, head.policy) ? [{ what: 'the policy', at: at('policy', 'policy') }] : []
  const order = differs(...orders(base.rings, head.rings))
    ? [{ what: 'the order of rings', at: at('rings', 'rings') }]
    : []
  const second = differs(base.secondPerson, head.secondPerson)
    ? [{ what: 'who asks for a plan of blueprints', at: at('blueprints', 'blueprints') }]
    : []
  const met = differs(base.newAccounts, head.newAccounts)
    ? [{ what: 'how new accounts are met', at: at('newAccounts', 'newAccounts') }]
    : []
  return [...policy, ...second, ...met, ...order, ...changed]
}

function ruleOf({ layer: _settings, ...rule }: Ring): Omit<Ring, 'layer'> {
  return rule
}

/** Of the rings that both have. */
function orders(was: readonly Ring[], is: readonly Ring[]): [string[], string[]] {
  const names = (rings: readonly Ring[], others: readonly Ring[]): string[] =>
    rings.map(({ name }) => name).filter((name) => others.some((each) => each.name === name))
  return [names(was, is), names(is, was)]
}

type Touched = ReturnType<typeof touchedCustomers>

function customerRules(base: Fleet, head: Fleet, touched: Touched): ChangedRule[] {
  const later = new Map(customersTouched(head, touched).map((customer) => [customer.name, customer]))
  return customersTouched(base, touched).flatMap((was) => {
    const is = later.get(was.name)
    if (is === undefined || is === was) return []
    const ring =
      was.ring === is.ring ? [] : [{ what: `the ring of \`${is.name}\``, at: is.placeOf('ring'), hint: RING }]
    const windows = was.windows.length > 0 && differs(was.windows.map(withoutPlace), is.windows.map(withoutPlace))
    return [
      ...ring,
      ...(windows ? [{ what: `the windows of \`${is.name}\``, at: is.placeOf('windows') }] : []),
      ...was.accounts.flatMap((account) => accountRules(account, is)),
    ]
  })
}

/** By id, an account under a new name is the same account; by name, it is one that would be another. */
function accountRules(was: Account, { accounts }: Customer): ChangedRule[] {
  const is = accounts.find(({ id }) => id === was.id)
  if (is === undefined) {
    const other = accounts.find(({ name }) => name === was.name)
    return other === undefined ? [] : [{ what: `the id of account \`${other.name}\``, at: other.placeOf('id') }]
  }
  // Of roles that have a name and keep it, the name's own change is told once.
  const isNamed = is.rolesName !== undefined && is.rolesName === was.rolesName
  const roles = !isNamed && (['plan', 'apply', 'service'] as const).some((role) => was.roles[role] !== is.roles[role])
  return [
    ...(roles ? [{ what: `the roles of account \`${is.name}\``, at: is.placeOf('roles') }] : []),
    ...(was.externalId === is.externalId
      ? []
      : [{ what: `the external id of account \`${is.name}\``, at: is.placeOf('externalId') }]),
  ]
}

/** The window that holds for it, its own or its customer's: a first one of its own takes the place of the other. */
function pipelineRules(base: Fleet, head: Fleet, touched: Touched): ChangedRule[] {
  const customers = new Map(customersTouched(base, touched).map((customer) => [customer.name, customer]))
  return pipelinesTouched(base, touched).flatMap((was) => {
    const is = pipelineOf(head, was.customer, was.name)
    if (is === undefined || is === was) return []
    const isGuarded = windowsFor(was, customers.get(was.customer)).length > 0
    if (!isGuarded || !differs(windowOf(was), windowOf(is))) return []
    return [{ what: `the window of pipeline \`${is.name}\``, at: is.upgrade.window?.at() ?? is.placeOf('pipeline') }]
  })
}

function windowOf({ upgrade }: Pipeline): unknown {
  return upgrade.window === undefined ? undefined : withoutPlace(upgrade.window)
}

/** Asked of a few things only: a change of fleet.yml makes thousands of customers anew. */
function differs(one: unknown, other: unknown): boolean {
  return canonicalJson(one ?? null) !== canonicalJson(other ?? null)
}

/** Names, of the stacks that appear, disappear, are to be otherwise, or catch up on what they missed. */
function concernedStacks({ before, after }: Differing): string[] {
  const roles = new Map(before.map(({ id, serviceRoleArn }) => [id, serviceRoleArn]))
  const inOldRoles = after.map((stack) => ({ ...stack, serviceRoleArn: roles.get(stack.id) ?? stack.serviceRoleArn }))
  const { changed, resumed, lifted, removed, leftOut } = affected(before, inOldRoles)
  const kept = [...changed, ...resumed, ...lifted].map((each) => each.after)
  const waiting = leftOut.flatMap((each) => each.waiting)
  return [...kept, ...removed, ...waiting].map(({ stackName }) => stackName)
}
