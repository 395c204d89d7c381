/**
 * Which of the rollouts that did not reach a stack named what this stack still lacks?
 *
 * Only what one of their plans named was reviewed there, and only from the
 * value that its reviewers saw: what somebody changed by hand since, no plan
 * has named. Said of each property, because one change set brings what several
 * plans named, and perhaps what none did.
 */
import { canonicalJson } from '../lib/digest.ts'
import { covers } from './compare.ts'
import type { Missed, PropertyChange, ProtectionChange, ResourceChange, Transition, Way } from './model.ts'
import { isMap, type Json, parseJson } from './template.ts'
import { partOf } from './two-ways.ts'

/** One such rollout, and what of its plan's changes of the stack was its own. */
export interface MissedPlan {
  readonly missed: Missed
  readonly changes: readonly ResourceChange[]
  readonly protections: readonly ProtectionChange[]
}

export function missedPlan(missed: Missed, { changes, protections = [], ways }: Transition): MissedPlan {
  const own = ways?.filter(({ whose }) => whose === 'own' || whose === 'both')
  return {
    missed,
    changes: own?.flatMap((way) => way.changes) ?? changes,
    protections: own?.flatMap((way) => way.protections ?? []) ?? protections,
  }
}

/** `plans`: the earliest first. */
export function attributed(ways: readonly Way[], plans: readonly MissedPlan[]): readonly Way[] {
  return ways.flatMap((way) => (way.whose === 'earlier' || way.whose === 'undone' ? named(way, plans) : [way]))
}

/** One way for each set of rollouts that named a part of it; what none named comes last. */
function named({ whose, changes, protections = [] }: Way, plans: readonly MissedPlan[]): readonly Way[] {
  const parts = changes.flatMap((change) => partsOf(change, { whose, plans }))
  const beside = protections.map((each) => ({
    protection: each,
    by: plans.filter((plan) => plan.protections.some(({ what }) => what === each.what)),
  }))
  const groups = new Map([...parts, ...beside].map(({ by }) => [keyOf(by), by]))
  return [...groups]
    .sort(([, one], [, other]) => rank(one, plans) - rank(other, plans))
    .map(([key, by]) => {
      const own = beside.filter((each) => keyOf(each.by) === key).map(({ protection }) => protection)
      return {
        whose,
        ...(by.length === 0 ? {} : { by: by.map(({ missed }) => missed) }),
        changes: parts.filter((each) => keyOf(each.by) === key).map(({ change }) => change),
        ...(own.length === 0 ? {} : { protections: own }),
      }
    })
}

interface Part {
  readonly change: ResourceChange
  readonly by: readonly MissedPlan[]
}

function partsOf(
  change: ResourceChange,
  { whose, plans }: { readonly whose: Way['whose']; readonly plans: readonly MissedPlan[] },
): readonly Part[] {
  const naming = plans.flatMap((plan) => {
    const seen = plan.changes.find(({ logicalId }) => logicalId === change.logicalId)
    return seen === undefined ? [] : [{ plan, seen }]
  })
  const isUndone = whose === 'undone'
  if (change.action !== 'modify' || change.properties.length === 0) {
    // What would have been made is what is not to be made any more.
    const isNamed = isUndone || naming.some(({ seen }) => seen.action === change.action)
    return [{ change, by: isNamed ? naming.map(({ plan }) => plan) : [] }]
  }
  const byOf = (property: PropertyChange) =>
    isUndone || startsAsSeen(property, naming) ? naming.flatMap((each) => namedIn(each, property)) : []
  const found = change.properties.map((property) => ({ property, by: byOf(property) }))
  const groups = Map.groupBy(found, ({ by }) => keyOf(by))
  if (groups.size === 1) return [{ change, by: found[0]?.by ?? [] }]
  return [...groups.values()].map((group) => {
    const properties = group.map(({ property }) => property)
    return { change: isUndone ? { ...change, properties } : partOf(change, properties), by: group[0]?.by ?? [] }
  })
}

interface Naming {
  readonly plan: MissedPlan
  readonly seen: ResourceChange
}

function namedIn({ plan, seen }: Naming, property: PropertyChange): readonly MissedPlan[] {
  return seen.properties.some((each) => covers(each, property)) ? [plan] : []
}

/** The first of them that named it saw the value that it has. */
function startsAsSeen({ path, before }: PropertyChange, naming: readonly Naming[]): boolean {
  const [first] = naming.flatMap(({ seen }) => seen.properties.filter((each) => each.path === path))
  return first === undefined || sameText(first.before, before)
}

/** AWS and templates order the keys of one value in two ways. */
function sameText(one: string | undefined, other: string | undefined): boolean {
  if (one === other || one === undefined || other === undefined) return one === other
  const [left, right] = [parseJson(one), parseJson(other)]
  return isStructure(left) && isStructure(right) && canonicalJson(left) === canonicalJson(right)
}

function isStructure(value: Json | undefined): boolean {
  return isMap(value) || Array.isArray(value)
}

function keyOf(by: readonly MissedPlan[]): string {
  return by.map(({ missed }) => missed.rollout).join(' ')
}

function rank(by: readonly MissedPlan[], plans: readonly MissedPlan[]): number {
  const [first] = by
  return first === undefined ? plans.length : plans.indexOf(first)
}
