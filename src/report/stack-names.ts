/**
 * Which stacks does this mean?
 *
 * By the names that people use (customer, pipeline, the stack's key), with the
 * account and region where it matters. Long lists are cut after the first few,
 * and the number that is left is never lost.
 */
import { inert } from '../lib/markdown.ts'
import type { Plan, StackRef } from '../plan/model.ts'
import type { Totals } from '../plan/totals.ts'
import type { Repository } from './links.ts'
import { count, distinct, firstOf, joined } from './words.ts'

const MOST_KEYS = 3

function pipelineName(ref: StackRef): string {
  return `${ref.customer}/${ref.pipeline}`
}

/** `acme/web/streams` */
export function stackName(ref: StackRef): string {
  return `${pipelineName(ref)}/${ref.key}`
}

/** `acme/web/streams` in `111111111111`, `eu-west-1` */
export function stackPlace(ref: StackRef): string {
  return `${inert(stackName(ref))} in ${inert(ref.accountId)}, ${inert(ref.region)}`
}

/** "40 stacks in 38 accounts". */
export function stackCount(stacks: readonly StackRef[], what = 'stack'): string {
  return `${count(stacks.length, what)} in ${count(accountsIn(stacks), 'account')}`
}

export function accountsIn(stacks: readonly StackRef[]): number {
  return distinct(stacks.map((each) => each.accountId)).length
}

/** "1 pipeline, 2 stacks (1 new), 1 account". */
export function sizeText({ pipelines, stacks, created, accounts }: Omit<Totals, 'risk' | 'unplanned'>): string {
  const isNew = created === 0 ? '' : ` (${created === stacks ? 'all' : created.toLocaleString('en')} new)`
  return [count(pipelines, 'pipeline'), `${count(stacks, 'stack')}${isNew}`, count(accounts, 'account')].join(', ')
}

/** Of a plan in which none does: what else it does. */
export function noStackText({ rules, leaving = [] }: Pick<Plan, 'rules' | 'leaving'>): string {
  if (rules.length > 0) return 'No stack changes; the rules of rollouts do.'
  return leaving.length > 0 ? 'No stack changes; some leave the fleet.' : 'No stack changes.'
}

export function customersIn(stacks: readonly StackRef[]): number {
  return distinct(stacks.map((each) => each.customer)).length
}

/** One line of customers, at most `most` of them. */
export function namedCustomers(stacks: readonly StackRef[], most: number): string {
  const names = distinct(stacks.map((each) => each.customer)).map((name) => inert(name))
  const left = names.length - most
  return left > 0 ? joined([...names.slice(0, most), count(left, 'more customer')]) : joined(names)
}

interface MostListed {
  readonly customers: number
  /** Of one customer; its others are counted. */
  readonly stacks: number
}

/** A bulleted list of customers, each with its stacks, at most so many lines and one that counts the rest. */
export function listedCustomers(
  stacks: readonly StackRef[],
  most: MostListed,
  { planUrl }: Pick<Repository, 'planUrl'>,
): readonly string[] {
  const customers = [...Map.groupBy(stacks, (each) => each.customer)]
  const lines = customers.slice(0, most.customers).map(([name, own]) => {
    const places = own
      .slice(0, most.stacks)
      .map((ref) => `${inert(`${ref.pipeline}/${ref.key}`)} in ${inert(ref.accountId)}, ${inert(ref.region)}`)
    const more = own.length - places.length
    return `- ${inert(name)}: ${places.join('; ')}${more > 0 ? ` and ${count(more, 'more stack')}` : ''}`
  })
  const left = customers.length - lines.length
  if (left <= 0) return lines
  const all = planUrl === undefined ? '' : `: [all of them](${planUrl})`
  return [...lines, `- … and ${count(left, 'more customer')}${all}`]
}

/** "network, streams, collector and 6 more": as the stacks are called in their pipelines, in the order of applies. */
export function namedKeys(stacks: readonly StackRef[], spelt: (name: string) => string): string {
  const inOrder = stacks.toSorted((one, other) => one.order - other.order)
  const keys = distinct(inOrder.map(({ key }) => key))
  return firstOf(
    keys.map((key) => spelt(key)),
    MOST_KEYS,
  )
}

/** One line of names, at most `most` of them. */
export function namedStacks(stacks: readonly StackRef[], most: number): string {
  return firstOf(
    stacks.map((each) => inert(stackName(each))),
    most,
  )
}

/** A bulleted list with accounts and regions, at most `most` lines and one that counts the rest. */
export function listedStacks(stacks: readonly StackRef[], most: number): readonly string[] {
  const lines = stacks.slice(0, most).map((each) => `- ${stackPlace(each)}`)
  const left = stacks.length - most
  return left > 0 ? [...lines, `- … and ${left.toLocaleString('en')} more`] : lines
}
