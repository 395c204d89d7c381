/**
 * Which policy rules does this plan meet?
 *
 * The rules stand in the base's fleet.yml, so no change chooses what it is
 * judged by. What a rule says of stacks has to hold of the same stacks, all of
 * it at once; a stack that nobody could look at is not said to do anything.
 */
import { posix } from 'node:path'
import type { Fleet, SourceTree } from '../fleet/model.ts'
import type { PolicyCondition, PolicyRule } from '../fleet/policy.ts'
import { changedPaths } from '../fleet/sharing.ts'
import { isWorse } from './classify.ts'
import type { Risk, StackRef } from './model.ts'

/** One stack of a plan, as far as a rule asks. */
export interface StackFacts extends Pick<StackRef, 'customer' | 'ring' | 'accountId'> {
  /** `unknown`: the plan is gone, so whatever a rule asks for may be true. */
  readonly changes: 'unknown' | readonly { readonly risk: Risk; readonly type: string }[]
  readonly touches: ReadonlySet<'identity' | 'secret'>
  readonly isUnplanned: boolean
}

export interface PolicyFacts {
  readonly stacks: readonly StackFacts[]
  /** Names of the rules whose files the change alters: `rulesOfPaths`. */
  readonly paths: readonly string[]
}

/** A rule that the plan meets. */
export interface PolicyResult {
  readonly rule: PolicyRule
  /** Stacks that it is about; 0 where it looks at files or accounts. */
  readonly stacks: number
  readonly accounts?: number
}

type Base = Pick<Fleet, 'policyRules' | 'customers'>

export function policyResults(facts: PolicyFacts, base: Base): readonly PolicyResult[] {
  if (base.policyRules.length === 0) return []
  const rings = new Map(base.customers.map(({ name, ring }) => [name, ring]))
  const accounts = base.customers.reduce((sum, customer) => sum + customer.accounts.length, 0)
  // Of a customer that the base has, the ring that it has there: no change moves it out of a rule's way.
  const stacks = facts.stacks.map((each) => ({ ...each, ring: rings.get(each.customer) ?? each.ring }))
  return base.policyRules.flatMap((rule) => {
    const { when, name } = rule
    if (when.paths !== undefined && !facts.paths.includes(name)) return []
    if (!asksOfStacks(when)) return [{ rule, stacks: 0 }]
    const found = stacks.filter((each) => isMeant(each, when))
    return found.length > 0 && isMoreThan(found, when, accounts) ? [{ rule, stacks: found.length }] : []
  })
}

/** Names of the rules that ask for files, and of these for one that differs between the two trees. */
export function rulesOfPaths(rules: readonly PolicyRule[], before: SourceTree, after: SourceTree): readonly string[] {
  const asking = rules.filter(({ when }) => when.paths !== undefined)
  if (asking.length === 0) return []
  const changed = changedPaths(before, after)
  return asking
    .filter(({ when }) => when.paths?.some((glob) => changed.some((path) => posix.matchesGlob(path, glob))))
    .map(({ name }) => name)
}

function asksOfStacks({ paths: _paths, ...ofStacks }: PolicyCondition): boolean {
  return Object.keys(ofStacks).length > 0
}

function isMeant(stack: StackFacts, when: PolicyCondition): boolean {
  const { risk, rings, resourceTypes, identitySettings, secrets, unplanned } = when
  if (rings !== undefined && !rings.includes(stack.ring)) return false
  if (stack.changes === 'unknown') return true
  if (unplanned === true && !stack.isUnplanned) return false
  if (identitySettings === true && !stack.touches.has('identity')) return false
  if (secrets === true && !stack.touches.has('secret')) return false
  if (risk === undefined && resourceTypes === undefined) return true
  return stack.changes.some(
    (change) =>
      (risk === undefined || !isWorse(risk, change.risk)) &&
      (resourceTypes === undefined || resourceTypes.some((type) => isOfType(change.type, type))),
  )
}

function isOfType(type: string, wanted: string): boolean {
  return wanted.endsWith('::*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted
}

function isMoreThan(
  found: readonly StackFacts[],
  { moreThan = {} }: PolicyCondition,
  accountsOfFleet: number,
): boolean {
  const { stacks = 0, accounts = 0, percent = 0 } = moreThan
  const own = new Set(found.map(({ accountId }) => accountId)).size
  return found.length > stacks && own > accounts && own * 100 > percent * accountsOfFleet
}
