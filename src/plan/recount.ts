/**
 * Do the numbers that people are told add up to the plan they approve?
 *
 * The second half of the lint: reads what is shown (classes, totals) beside the
 * plan, and counts again without the code that made either. A stack that no
 * class shows would be approved unseen; one that two classes show would be
 * counted twice; a class milder than its stacks would be overlooked.
 */
import type { StackId } from '../fleet/model.ts'
import { finding } from './lint.ts'
import type { ChangeClass, LintFinding, Plan, ResourceChange, Risk } from './model.ts'
import type { ProtectionCount } from './protection.ts'
import type { Totals } from './totals.ts'

export interface Shown {
  readonly classes: readonly ChangeClass[]
  readonly totals: Totals
  /** What is told of what is set beside change sets. */
  readonly protections: readonly ProtectionCount[]
}

export function recount(plan: Plan, { classes, totals, protections }: Shown): readonly LintFinding[] {
  return [
    ...partition(plan, classes),
    ...likeness(plan, classes),
    ...classes.flatMap(apart),
    ...sums(plan, totals),
    ...besides(plan, protections),
  ]
}

/** What is told in two ways is all of it, and no milder than as a whole. */
function apart({ changes, protections = [], ways, stacks }: ChangeClass): readonly LintFinding[] {
  if (ways === undefined) return []
  const done = ways.filter(({ whose }) => whose !== 'undone')
  const told = new Map<string, ResourceChange[]>()
  for (const way of done)
    for (const change of way.changes) told.set(change.logicalId, [...(told.get(change.logicalId) ?? []), change])
  const beside = new Set(done.flatMap((way) => way.protections ?? []).map(({ what }) => what))
  const isTold =
    told.size === changes.length &&
    changes.every(({ logicalId, properties, verdict }) => {
      const parts = told.get(logicalId) ?? []
      const paths = new Set(parts.flatMap((part) => part.properties).map(({ path }) => path))
      return parts.some((part) => part.verdict.risk === verdict.risk) && properties.every(({ path }) => paths.has(path))
    }) &&
    protections.every(({ what }) => beside.has(what))
  return isTold ? [] : [finding('class-ways', 'its ways together do not say what the whole does', stacks[0]?.id)]
}

/** Each change of protection stands on one line, and each line says of how many stacks. */
function besides({ transitions }: Plan, told: readonly ProtectionCount[]): readonly LintFinding[] {
  const counted = new Map<string, number>()
  for (const { protections = [] } of transitions) {
    for (const { what, before = '', after = '', verdict } of protections) {
      const line = JSON.stringify([what, before, after, verdict.risk])
      counted.set(line, (counted.get(line) ?? 0) + 1)
    }
  }
  const lines = new Map<string, number>()
  for (const { what, before = '', after = '', verdict, stacks } of told)
    lines.set(JSON.stringify([what, before, after, verdict.risk]), stacks)
  const wrong = [...counted].filter(([line, number]) => lines.get(line) !== number)
  if (wrong.length === 0 && lines.size === counted.size && lines.size === told.length) return []
  return [finding('protection-count', 'what is said of protection is not what the stacks do')]
}

/** Each transition in exactly one class, and nothing else in any. */
function partition({ transitions }: Plan, classes: readonly ChangeClass[]): readonly LintFinding[] {
  const times = new Map<StackId, number>()
  for (const { stacks } of classes) for (const { id } of stacks) times.set(id, (times.get(id) ?? 0) + 1)
  const planned = new Set<StackId>()
  const found: LintFinding[] = []
  for (const { stack } of transitions) {
    planned.add(stack.id)
    const number = times.get(stack.id) ?? 0
    if (number !== 1) found.push(finding('class-partition', `stands in ${number} classes, not in one`, stack.id))
  }
  for (const id of times.keys())
    if (!planned.has(id)) found.push(finding('class-stranger', 'stands in a class and not in the plan', id))
  return found
}

/** What a class says of all its stacks is true of each. */
function likeness({ transitions }: Plan, classes: readonly ChangeClass[]): readonly LintFinding[] {
  const shown = new Map<StackId, ChangeClass>()
  for (const each of classes) for (const { id } of each.stacks) shown.set(id, each)
  return transitions.flatMap(({ stack, from, exactness, changes, protections = [] }) => {
    const own = shown.get(stack.id)
    if (own === undefined) return []
    const isLike =
      own.risk === dangerOf([...changes, ...protections]) &&
      JSON.stringify(own.protections ?? []) === JSON.stringify(protections) &&
      own.exactness === exactness &&
      (own.kind === 'create') === (from === 'absent') &&
      own.changes.length === changes.length &&
      own.changes.every(({ logicalId, action, replacement, verdict }, index) => {
        const change = changes[index]
        return (
          change !== undefined &&
          logicalId === change.logicalId &&
          action === change.action &&
          replacement === change.replacement &&
          verdict.risk === change.verdict.risk
        )
      })
    return isLike ? [] : [finding('class-unlike', 'changes otherwise than its class says', stack.id)]
  })
}

function sums(plan: Plan, totals: Totals): readonly LintFinding[] {
  const pipelines = new Map<string, Set<string>>()
  const accounts = new Map<string, number>()
  for (const { stack } of [...plan.transitions, ...plan.unplanned]) {
    const own = pipelines.get(stack.customer) ?? new Set()
    pipelines.set(stack.customer, own.add(stack.pipeline))
    accounts.set(stack.accountId, (accounts.get(stack.accountId) ?? 0) + 1)
  }
  const counted = {
    pipelines: [...pipelines.values()].reduce((sum, { size }) => sum + size, 0),
    stacks: [...accounts.values()].reduce((sum, number) => sum + number, 0),
    created: plan.transitions.reduce((sum, { from }) => (from === 'absent' ? sum + 1 : sum), 0),
    unplanned: plan.unplanned.length,
    accounts: accounts.size,
    risk: dangerOf(plan.transitions.flatMap(({ changes, protections = [] }) => [...changes, ...protections])),
  } satisfies Totals
  return NUMBERS.filter((name) => totals[name] !== counted[name]).map((name) =>
    finding('totals', `${name}: said are ${totals[name]}, counted ${counted[name]}`),
  )
}

const NUMBERS = [
  'pipelines',
  'stacks',
  'created',
  'unplanned',
  'accounts',
  'risk',
] as const satisfies readonly (keyof Totals)[]

function dangerOf(changes: readonly Pick<ResourceChange, 'verdict'>[]): Risk {
  const risks = new Set(changes.map(({ verdict }) => verdict.risk))
  if (risks.has('destructive')) return 'destructive'
  return risks.has('disruptive') ? 'disruptive' : 'routine'
}
