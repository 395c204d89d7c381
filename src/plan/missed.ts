/**
 * Which of the rollouts that did not reach a stack named what this stack still lacks?
 *
 * Only what their plans named was reviewed there, from the value that reviewers
 * saw to the value that they saw: what somebody changed by hand since, or
 * merged while nobody could plan the stack, no plan has named. Said of each
 * property, because one change set brings what several plans named, and perhaps
 * what none did.
 */
import { covers } from './compare.ts'
import type { Missed, PropertyChange, ProtectionChange, ResourceChange, Transition, Way } from './model.ts'
import { leading, leads, type Step } from './seen.ts'
import { gentler, partOf } from './two-ways.ts'

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
  return ways.flatMap((way) => (way.whose === 'earlier' || way.whose === 'undone' ? byPlans(way, plans) : [way]))
}

/** One way for each set of rollouts that named a part of it; what none named comes last. */
function byPlans({ whose, changes, protections = [] }: Way, plans: readonly MissedPlan[]): readonly Way[] {
  const isUndone = whose === 'undone'
  const parts = changes.flatMap((change) => partsOf(change, { isUndone, plans }))
  const beside = protections.map((protection) => ({ protection, by: settingOf(protection, { isUndone, plans }) }))
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

interface Among {
  readonly isUndone: boolean
  readonly plans: readonly MissedPlan[]
}

function partsOf(change: ResourceChange, { isUndone, plans }: Among): readonly Part[] {
  const naming = plans.flatMap((plan) => {
    const seen = plan.changes.find(({ logicalId, type }) => logicalId === change.logicalId && type === change.type)
    return seen === undefined ? [] : [{ plan, seen, steps: seen.properties }]
  })
  if (change.action !== 'modify' || change.properties.length === 0) {
    const by = isUndone ? unmade(change, naming) : namedAtOnce(change, naming)
    return [{ change, by: by.map(({ plan }) => plan) }]
  }
  const found = change.properties.map((property) => {
    const led = leading(isUndone ? backwards(property) : property, naming)
    const isNamed = isUndone || isFateSeen(change, property, led)
    return { property, by: isNamed ? led.map(({ plan }) => plan) : [] }
  })
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
  readonly steps: readonly PropertyChange[]
}

/** Where it makes a new resource: the last of them saw that, and what becomes of the old one. */
function isFateSeen(change: ResourceChange, property: PropertyChange, led: readonly Naming[]): boolean {
  const { replacement, leftover } = partOf(change, [property])
  return replacement === 'no' || led.slice(-1).every(({ seen }) => isAsGrave(seen, { replacement, leftover }))
}

function isAsGrave(
  seen: ResourceChange,
  { replacement, leftover }: Pick<ResourceChange, 'replacement'> & { readonly leftover: ResourceChange['leftover'] },
): boolean {
  return gentler(seen.replacement, replacement) === replacement && seen.leftover === leftover
}

/** What is made, removed or done without saying more: since it was last named so, nothing else may have come of it. */
function namedAtOnce(change: ResourceChange, naming: readonly Naming[]): readonly Naming[] {
  const since = naming.slice(naming.findLastIndex(({ seen }) => seen.action === change.action))
  const [first] = since
  if (first === undefined || first.seen.action !== change.action) return []
  if (!isAsGrave(first.seen, { replacement: change.replacement, leftover: change.leftover })) return []
  const steps = since.flatMap((each) => each.steps)
  const others = steps.filter(
    (step) => step.path.startsWith('Properties.') && !change.properties.some((each) => covers(each, step)),
  )
  const ends = [...change.properties, ...others.map(({ path }) => ({ path }))]
  return ends.every((end) => leads(end, steps)) ? since : []
}

const OPPOSITES = new Map<ResourceChange['action'], ResourceChange['action']>([
  ['add', 'remove'],
  ['remove', 'add'],
])

/** What would have been made is what is not to be made any more. */
function unmade({ action }: ResourceChange, naming: readonly Naming[]): readonly Naming[] {
  const first = naming.findLastIndex(({ seen }) => seen.action === OPPOSITES.get(action))
  return first === -1 ? [] : naming.slice(first)
}

/** Whose plans named what is set beside the change set. */
function settingOf(protection: ProtectionChange, { isUndone, plans }: Among): readonly MissedPlan[] {
  const step = stepOf(protection)
  const naming = plans.map((plan) => ({ plan, steps: plan.protections.map(stepOf) }))
  return leading(isUndone ? backwards(step) : step, naming).map(({ plan }) => plan)
}

function stepOf({ what, before, after }: ProtectionChange): Step {
  return { path: what, before, after }
}

/** What was to come leads from what is live, to which this change goes back. */
function backwards({ path, before, after }: Step): Step {
  return { path, before: after, after: before }
}

function keyOf(by: readonly MissedPlan[]): string {
  return by.map(({ missed }) => missed.rollout).join(' ')
}

function rank(by: readonly MissedPlan[], plans: readonly MissedPlan[]): number {
  const [first] = by
  return first === undefined ? plans.length : plans.indexOf(first)
}
