/**
 * How does a change class read, and how does it read when there is less room?
 *
 * Three lengths of the same truth. What a reviewer may never miss (how many
 * stacks, how dangerous, what happens) stands in the headline, which is in all
 * of them.
 */

import type { StackId } from '../fleet/model.ts'
import { inert } from '../lib/markdown.ts'
import { type Family, merged } from '../plan/families.ts'
import { type Behind, type ChangeClass, type ResourceChange, RISKS, type Transition, type Way } from '../plan/model.ts'
import { changesIn } from '../plan/two-ways.ts'
import { boundedMark, unknownText } from './bounded-text.ts'
import { lineLink, type Repository } from './links.ts'
import { movingPart } from './moving-part.ts'
import { outputLines, outputsGist, parameterLines } from './outputs-text.ts'
import { ownProtectionLines, protectionGist } from './protection-text.ts'
import { inShort, type MostOfResource, resourceLines } from './resource-text.ts'
import {
  customersIn,
  listedCustomers,
  listedStacks,
  namedCustomers,
  namedKeys,
  stackCount,
  stackPlace,
} from './stack-names.ts'
import type { Extent } from './values.ts'
import { labelOf, variantsOf } from './variants.ts'
import { shownWaysOf, wayFate, wayName, wayNote, waysMark } from './ways-text.ts'
import { capital, count, distinct, joined } from './words.ts'

interface Length {
  /** Of those that are not destructive. */
  readonly resources: number
  readonly properties: number
  /** Of one property, where it differs by customer. */
  readonly values: number
  readonly extent: Extent
  /** Sets of values, where they differ by customer. */
  readonly variants: number
  readonly customers: number
  /** Of one customer. */
  readonly stacks: number
  readonly causes: number
  /** Of a stack policy, beyond its line. */
  readonly policyUnits: number
}

const ALL = Number.POSITIVE_INFINITY
const WHOLE: Length = {
  resources: ALL,
  properties: ALL,
  values: ALL,
  extent: 'whole',
  variants: ALL,
  customers: ALL,
  stacks: ALL,
  causes: ALL,
  policyUnits: ALL,
}
/** Of many customers, and the lines that set them, whatever the room: nobody reads four thousand on a phone. */
export const MOST_IN_LISTS = 20
/** More have no room, and drawing thousands in vain would hold up everything else. */
export const MOST_IN_FULL = 300
const FULL: Length = {
  ...WHOLE,
  values: MOST_IN_FULL,
  variants: MOST_IN_FULL,
  customers: MOST_IN_LISTS,
  causes: MOST_IN_LISTS,
}
const LONG: Length = {
  resources: 40,
  properties: 12,
  values: 12,
  extent: 'first',
  variants: 12,
  customers: MOST_IN_LISTS,
  stacks: 3,
  causes: 3,
  policyUnits: 20_000,
}
const BRIEF: Length = { ...LONG, resources: 4, properties: 3, values: 3, customers: 3, causes: 1, policyUnits: 0 }
/** So many stacks may stand in the text itself; more go into a part that opens. */
const FEW = 3

/** `members`: the plan's transitions; `behind`: those stacks of the plan that are. */
export interface ShownClass {
  readonly family: Family
  readonly members: ReadonlyMap<string, Transition>
  readonly behind: ReadonlyMap<StackId, Behind>
  readonly number: number
}

/** Headline and body at one length, and the headline alone. */
interface Drawn {
  readonly at: (length: Length) => string
  readonly headline: string
}

function drawn(of: ShownClass, at: Repository): Drawn {
  const family = concrete(of.family, of.members)
  const change = merged(family)
  const headline = `#### ${of.number}. ${headlineOf(change, family.length)}`
  return { headline, at: (length) => [headline, ...body(change, { ...of, family }, { ...length, at })].join('\n') }
}

/** The longest first, the headline alone last. `isLate`: so many stand before it that there is no room for all of it. */
export function classTexts(of: ShownClass, at: Repository, isLate = false): readonly string[] {
  const text = drawn(of, at)
  const long = text.at(LONG)
  return [isLate ? long : text.at(FULL), long, text.at(BRIEF), text.headline]
}

/** Whether the longest of `classTexts` cuts a list. */
export function isCutShort({ family }: ShownClass): boolean {
  return (
    family.length > MOST_IN_FULL ||
    merged(family).causes.length > MOST_IN_LISTS ||
    family.some(({ stacks }) => customersIn(stacks) > MOST_IN_LISTS)
  )
}

/** Its whole text but for customers, or, without a limit of them, its whole text. */
export function longClassText(of: ShownClass, at: Repository, customers = ALL): string {
  return drawn(of, at).at(Number.isFinite(customers) ? { ...FULL, customers } : WHOLE)
}

/** A class of one needs no placeholders: the reader sees its own values. */
export function concrete(family: Family, members: ReadonlyMap<string, Transition>): Family {
  const [change, ...others] = family
  const [only, ...more] = change.stacks
  const transition = only === undefined ? undefined : members.get(only.id)
  if (others.length > 0 || more.length > 0 || transition === undefined) return family
  const { changes, parameters, ways, outputs } = transition
  const told = { ...(ways === undefined ? {} : { ways }), ...(outputs === undefined ? {} : { outputs }) }
  return [{ ...change, changes, parameters, ...told }]
}

function headlineOf(change: ChangeClass, ways: number): string {
  const size = stackCount(change.stacks, change.kind === 'create' ? 'new stack' : 'stack')
  return `${capital(change.risk)}, ${size}: ${gist(change)}${ways === 1 ? '' : `, in ${ways.toLocaleString('en')} ways`}`
}

/** What it comes to: the worst resource by name, all others by number. */
function gist(
  change: Pick<ChangeClass, 'kind' | 'stacks' | 'changes' | 'outputs' | 'parameters' | 'protections' | 'ways'>,
): string {
  const { kind, stacks, changes, protections = [] } = change
  const keys = namedKeys(stacks, inert)
  if (changes.length === 0 && protections.length > 0) return `${keys}, ${protectionGist(change)}`
  if (changes.length === 0) return `${keys}, ${outputsGist(change)}`
  if (kind === 'create') return `${keys} with ${count(changes.length, 'resource')}`
  const [worst, ...others] = byDanger(changes)
  if (worst === undefined) return keys
  return others.length === 0 ? inShort(worst) : `${inShort(worst)}, and ${count(others.length, 'more resource')}`
}

function body(change: ChangeClass, of: ShownClass, length: Length & { readonly at: Repository }): readonly string[] {
  const isApart = change.ways !== undefined
  const drawing = { ...length, isOfNewStack: change.kind === 'create', movesAt: movingPart(change, of.members) }
  const lines = isApart
    ? shownWaysOf(change).flatMap((way) => wayLines(way, of.family, drawing))
    : changeLines(change.changes, of.family, drawing)
  const beside = isApart ? [] : ownProtectionLines(change, length)
  return [
    '',
    ...marks(change, of),
    ...(change.kind === 'create' && lines.length > 0 ? opened(count(change.changes.length, 'resource'), lines) : lines),
    ...outputLines(change, length),
    ...(isApart ? [] : parameterLines(change, of.family, inert).map((line) => `- ${line}`)),
    ...(beside.length === 0 ? [] : ['', ...beside]),
    '',
    ...causes(change, length),
    ...where(change, of.family, length),
  ]
}

function changeLines(
  changes: readonly ResourceChange[],
  family: Family,
  length: Length & Omit<MostOfResource, keyof Length>,
): readonly string[] {
  const sorted = byDanger(changes)
  const destroyed = changes.filter(({ verdict }) => verdict.risk === 'destructive').length
  const shown = sorted.slice(0, Math.max(length.resources, destroyed))
  const left = changes.length - shown.length
  return [
    ...shown.flatMap((each) => resourceLines(each, variantsOf(family, each), length)),
    ...(left > 0 ? [`- … and ${count(left, 'more resource')}`] : []),
  ]
}

function wayLines(way: Way, family: Family, length: Length & Omit<MostOfResource, keyof Length>): readonly string[] {
  const lines = [
    ...changeLines(way.changes, family, { ...length, instead: wayFate(way) }),
    ...ownProtectionLines(way, length),
  ]
  const title = `**${wayName(way)}** (${wayNote(way, inert)})`
  return lines.length === 0 ? [title, ''] : [`${title}:`, '', ...lines, '']
}

/** Where the changes were not learnt from AWS's own plan, and what the placeholders mean. */
function marks(change: ChangeClass, { family, members, behind }: ShownClass): readonly string[] {
  const lines: string[] = []
  const own = change.stacks.flatMap((stack) => members.get(stack.id) ?? [])
  if (change.exactness === 'bounded') lines.push(boundedMark(own, behind))
  if (change.ways !== undefined) lines.push(`**${waysMark(change)}.**`)
  const unknown = unknownText(own, (words) => `**${words}**`)
  if (unknown !== undefined) lines.push(unknown)
  if (change.exactness === 'template' && change.kind === 'update')
    lines.push('Read from the template: AWS was not asked.')
  const placeholders = placeholdersIn(family)
  if (change.stacks.length > 1 && placeholders.length > 0)
    lines.push(`${joined(placeholders.map((each) => inert(each)))}: each stack's own.`)
  return lines.flatMap((line) => [line, ''])
}

/** What stands in their values for each stack's own; a bracket that somebody wrote is doubled, and is none. */
export function placeholdersIn(
  classes: readonly Pick<ChangeClass, 'changes' | 'ways' | 'outputs'>[],
): readonly string[] {
  const properties = classes.flatMap((each) => changesIn(each).flatMap((change) => change.properties))
  const outputs = classes.flatMap((each) => each.outputs ?? [])
  const values = [...properties, ...outputs].flatMap(({ before, after }) => [before, after])
  return distinct(values.flatMap((value) => value?.match(/(?<!‹)‹[^‹›]+›/g) ?? []))
}

function causes(
  change: ChangeClass,
  { causes, at }: Pick<Length, 'causes'> & { readonly at: Repository },
): readonly string[] {
  const lines = [...new Map(change.causes.map((cause) => [`${cause.at.file}:${cause.at.line}`, cause])).values()]
  if (lines.length === 0) return []
  // So many are each customer's own file: a few of them say as much.
  const most = lines.length > causes ? Math.min(causes, MOST_EXAMPLES) : causes
  const left = lines.length - most
  const more = left > 0 ? ` and ${count(left, 'more place')}` : ''
  const links = lines.slice(0, most).map((cause) => lineLink(cause, at))
  return [`Set by ${links.join(', ')}${more}`, '']
}

const MOST_EXAMPLES = 3

function where(
  change: ChangeClass,
  family: Family,
  length: Pick<Length, 'customers' | 'stacks' | 'variants'> & { readonly at: Repository },
): readonly string[] {
  const { customers } = length
  const { stacks } = change
  const [only, ...others] = stacks
  if (only !== undefined && others.length === 0) return [`Stack ${stackPlace(only)}`]
  // A line of its own in front: two lists that follow each other would become one.
  if (stacks.length <= FEW && family.length === 1) return ['Stacks:', '', ...listedStacks(stacks, FEW)]
  if (customers <= FEW) return [`For ${namedCustomers(stacks, customers)}`]
  const summary = `${count(customersIn(stacks), 'customer')}: ${stackCount(stacks)}`
  return opened(
    summary,
    family.length === 1
      ? listedCustomers(stacks, { customers, stacks: length.stacks }, length.at)
      : byVariant(family, length),
  )
}

/** Whose are which values: told apart by the first place in which they differ, which is another in each. */
function byVariant(
  family: Family,
  { customers, stacks, variants, at }: Pick<Length, 'customers' | 'stacks' | 'variants'> & { readonly at: Repository },
): readonly string[] {
  const each = family.length > FEW && Number.isFinite(variants) ? FEW : customers
  const shown = family.slice(0, variants).flatMap((variant) => {
    return ['', `${labelOf(family, variant)}:`, '', ...listedCustomers(variant.stacks, { customers: each, stacks }, at)]
  })
  const left = family.slice(variants).flatMap((variant) => variant.stacks)
  return left.length === 0
    ? shown
    : [...shown, '', `And ${count(customersIn(left), 'more customer')} with other values.`]
}

/** GitHub reads Markdown inside only after an empty line. */
function opened(summary: string, lines: readonly string[]): readonly string[] {
  return [`<details><summary>${summary}</summary>`, '', ...lines, '', '</details>']
}

export function byDanger(changes: readonly ResourceChange[]): readonly ResourceChange[] {
  return changes.toSorted((one, other) => RISKS.indexOf(other.verdict.risk) - RISKS.indexOf(one.verdict.risk))
}
