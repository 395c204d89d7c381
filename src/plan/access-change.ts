/**
 * Does this change alter who must agree, when stacks may be touched, or how accounts are reached?
 *
 * The other half of `rules-change.ts`, in the same form: what it was, what it
 * becomes. What is new is said whole: one new freeze or refusal stops a fleet,
 * and whoever later gives a policy or group its first user names it alone. New
 * are left out only roles, which an account tells whole where it takes others,
 * and what comes with its own customer or pipeline. An external id is no
 * secret, and still not spread.
 */

import type { Freeze, Window } from '../fleet/calendar.ts'
import type { Account, Customer, Fleet, Pipeline, Roles } from '../fleet/model.ts'
import type { Approvers, Policy, PolicyCondition, PolicyRule } from '../fleet/policy.ts'
import { byText } from '../lib/sorted.ts'
import { withGlass } from './required.ts'

export type AccessRules = Pick<
  Fleet,
  | 'policy'
  | 'policies'
  | 'policyRules'
  | 'approvers'
  | 'roles'
  | 'freezes'
  | 'allowed'
  | 'secondPerson'
  | 'newAccounts'
  | 'customers'
  | 'pipelines'
>

/** In no order. */
export function accessChange(base: AccessRules, head: AccessRules): readonly string[] {
  return [
    ...changed('policy', policyText(base.policy), policyText(head.policy)),
    ...changed('change of blueprints', secondText(base), secondText(head)),
    ...changed('new accounts', metText(base), metText(head)),
    ...named('policy', texts(base.policies, policyText), texts(head.policies, policyText)),
    ...named('policy rule', ruleTexts(base), ruleTexts(head)),
    ...named('approvers', texts(withGlass(base.approvers), peopleText), texts(withGlass(head.approvers), peopleText)),
    ...known('roles', texts(base.roles, rolesText), texts(head.roles, rolesText)),
    ...named('freeze', freezeTexts(base), freezeTexts(head)),
    ...exceptions(base, head),
    ...customerLines(base.customers, head.customers),
    ...pipelineLines(base.pipelines, head.pipelines),
  ]
}

type Texts = ReadonlyMap<string, string>

function texts<Value>(values: ReadonlyMap<string, Value>, textOf: (value: Value) => string): Texts {
  return new Map([...values].map(([name, value]) => [name, textOf(value)]))
}

function named(what: string, was: Texts, is: Texts): readonly string[] {
  const fresh = [...is].filter(([name]) => !was.has(name))
  return [...known(what, was, is), ...fresh.map(([name, text]) => `${what} ${name} is new: ${text}`)]
}

/** Of what the base has. */
function known(what: string, was: Texts, is: Texts): readonly string[] {
  return [...was].flatMap(([name, before]) => {
    const after = is.get(name)
    return after === undefined ? [`${what} ${name} is removed`] : changed(`${what} ${name}`, before, after)
  })
}

function changed(what: string, was: string, is: string): readonly string[] {
  return was === is ? [] : [`${what}: ${was} → ${is}`]
}

function policyText({ approvals, approvers }: Policy): string {
  const count = `${approvals} ${approvals === 1 ? 'approval' : 'approvals'}`
  if (approvers.length === 0) return count
  return `${count}, with ${approvers.length === 1 ? 'one' : 'one of each'} of ${approvers.join(', ')}`
}

function secondText({ secondPerson }: AccessRules): string {
  return secondPerson ? 'planned once a second person asks' : 'planned at once'
}

function metText({ newAccounts: { probe, atOnce } }: AccessRules): string {
  return probe ? `tried when they are planned, ${atOnce} at once` : 'not called before they are merged'
}

function ruleTexts({ policyRules }: AccessRules): Texts {
  return new Map(policyRules.map((rule) => [rule.name, ruleText(rule)]))
}

function ruleText({ when, require }: PolicyRule): string {
  const effect = require === undefined ? 'refused' : policyText(require)
  return `${conditionText(when)}: ${effect}`
}

/** As it is written: `risk destructive, rings broad, more than 3 accounts`. */
function conditionText({ moreThan = {}, ...when }: PolicyCondition): string {
  const fields = Object.entries(when).map(([field, value]) => {
    return value === true ? field : `${field} ${typeof value === 'string' ? value : value.toSorted().join(' or ')}`
  })
  const limits = Object.entries(moreThan).map(([what, most]) => `more than ${most} ${what}`)
  return [...fields, ...limits].sort(byText).join(', ')
}

function peopleText({ users, teams }: Approvers): string {
  const people = [...users.toSorted(byText), ...teams.toSorted(byText).map((team) => `team ${team}`)]
  return people.length === 0 ? 'nobody' : people.join(', ')
}

function rolesText({ plan, apply, service }: Roles): string {
  return `plan ${plan}, apply ${apply}, service ${service}`
}

function freezeTexts({ freezes }: AccessRules): Texts {
  return new Map(freezes.map((freeze) => [freeze.name, freezeText(freeze)]))
}

function freezeText({ from, to, rings }: Freeze): string {
  return `${from} to ${to}, ${rings === undefined ? 'all rings' : `rings ${rings.join(', ')}`}`
}

/** Those of the head count from its merge on. */
function exceptions(base: AccessRules, head: AccessRules): readonly string[] {
  const keysOf = ({ allowed }: AccessRules) => new Set(allowed.map(({ blueprint, type }) => `${type} in ${blueprint}`))
  const [was, is] = [keysOf(base), keysOf(head)]
  return [
    ...[...is].filter((each) => !was.has(each)).map((each) => `templates may use ${each} from now on`),
    ...[...was].filter((each) => !is.has(each)).map((each) => `templates may not use ${each} any more`),
  ]
}

function customerLines(was: readonly Customer[], is: readonly Customer[]): readonly string[] {
  const later = new Map(is.map((customer) => [customer.name, customer]))
  return was.flatMap((before) => {
    const after = later.get(before.name)
    if (after === undefined || after === before) return []
    return [
      ...changed(`${after.name}: windows`, windowsText(before.windows), windowsText(after.windows)),
      ...before.accounts.flatMap((account) => accountLines(account, after)),
    ]
  })
}

function windowsText(windows: readonly Window[]): string {
  return windows.length === 0 ? 'at any time' : windows.map(windowText).join('; ')
}

function windowText({ days, from, to, timezone }: Window): string {
  return `${days.join(', ')} ${from} to ${to} ${timezone}`
}

function accountLines(was: Account, { name: customer, accounts }: Customer): readonly string[] {
  const is = accounts.find(({ id }) => id === was.id) ?? accounts.find(({ name }) => name === was.name)
  if (is === undefined) return []
  const account = `${customer}: account ${is.name}`
  // The roles behind a name that stays are told once, by that name.
  const isNamed = is.rolesName !== undefined && is.rolesName === was.rolesName
  return [
    ...changed(`${account}: id`, was.id, is.id),
    ...(isNamed ? [] : changed(`${account}: roles`, rolesText(was.roles), rolesText(is.roles))),
    ...(was.externalId === is.externalId ? [] : [`${account}: another external id`]),
  ]
}

function pipelineLines(was: readonly Pipeline[], is: readonly Pipeline[]): readonly string[] {
  const nameOf = ({ customer, name }: Pipeline): string => `${customer}/${name}`
  const later = new Map(is.map((pipeline) => [nameOf(pipeline), pipeline]))
  return was.flatMap((before) => {
    const after = later.get(nameOf(before))
    if (after === undefined || after === before) return []
    return changed(`${nameOf(after)}: window`, ownWindow(before), ownWindow(after))
  })
}

function ownWindow({ upgrade }: Pipeline): string {
  return upgrade.window === undefined ? "its customer's" : windowText(upgrade.window)
}
