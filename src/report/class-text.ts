/**
 * How does a change class read, and how does it read when there is less room?
 *
 * Three lengths of the same truth. What a reviewer may never miss (how many
 * stacks, how dangerous, what happens) stands in the headline, which is in all
 * of them.
 */
import type { StackId } from '../fleet/model.ts'
import { inert } from '../lib/markdown.ts'
import { worstRisk } from '../plan/classify.ts'
import { type Behind, type ChangeClass, type ResourceChange, RISKS, type Transition } from '../plan/model.ts'
import { boundedMark } from './bounded-text.ts'
import { lineLink, type Repository } from './links.ts'
import { inShort, resourceLines } from './resource-text.ts'
import { listedStacks, namedStacks, stackCount, stackPlace } from './stack-names.ts'
import { capital, count, distinct, joined } from './words.ts'

interface Length {
  readonly resources: number
  readonly properties: number
  readonly stacks: number
  readonly causes: number
}

const FULL: Length = { resources: 40, properties: 12, stacks: 20, causes: 3 }
const BRIEF: Length = { resources: 4, properties: 3, stacks: 3, causes: 1 }
/** So many stacks may stand in the text itself; more go into a part that opens. */
const FEW = 3

/** `members`: the class's transitions; `behind`: those stacks of the plan that are. */
export interface ShownClass {
  readonly change: ChangeClass
  readonly members: readonly Transition[]
  readonly behind: ReadonlyMap<StackId, Behind>
  readonly number: number
}

/** The longest first, the headline alone last. */
export function classTexts(of: ShownClass, at: Repository): readonly string[] {
  const shown = concrete(of.change, of.members)
  const headline = `#### ${of.number}. ${headlineOf(shown)}`
  const texts = [FULL, BRIEF].map((length) => [headline, ...body(shown, of, { ...length, at })].join('\n'))
  return [...texts, headline]
}

/** A class of one needs no placeholders: the reader sees its own values. */
export function concrete(change: ChangeClass, members: readonly Transition[]): ChangeClass {
  const [only] = members
  if (members.length !== 1 || only === undefined) return change
  return { ...change, changes: only.changes, parameters: only.parameters }
}

function headlineOf(change: ChangeClass): string {
  return `${capital(change.risk)}, ${stackCount(change.stacks, change.kind === 'create' ? 'new stack' : 'stack')}: ${gist(change)}`
}

/** What it comes to: the worst resource by name, all others by number. */
function gist(change: Pick<ChangeClass, 'kind' | 'key' | 'changes'>): string {
  const { kind, key, changes } = change
  if (changes.length === 0) return `${inert(key)}, no resource changes`
  if (kind === 'create') return `${inert(key)} with ${count(changes.length, 'resource')}`
  const [worst, ...others] = byDanger(changes)
  if (worst === undefined) return inert(key)
  return others.length === 0 ? inShort(worst) : `${inShort(worst)}, and ${count(others.length, 'more resource')}`
}

function body(change: ChangeClass, of: ShownClass, length: Length & { readonly at: Repository }): readonly string[] {
  const changes = byDanger(change.changes)
  const shown = changes.slice(0, length.resources)
  const left = changes.length - shown.length
  const lines = [
    ...shown.flatMap((each) => resourceLines(each, length.properties)),
    ...(left > 0 ? [`- … and ${count(left, 'more resource')}`] : []),
  ]
  return [
    '',
    ...marks(change, of),
    ...(change.kind === 'create' && lines.length > 0 ? opened(count(changes.length, 'resource'), lines) : lines),
    '',
    ...causes(change, length),
    ...where(change, length.stacks),
  ]
}

/** Where the changes were not learnt from AWS's own plan, and what the placeholders mean. */
function marks(change: ChangeClass, { members, behind }: ShownClass): readonly string[] {
  const lines: string[] = []
  if (change.exactness === 'bounded') lines.push(boundedMark(members, behind))
  if (change.exactness === 'template' && change.kind === 'update')
    lines.push('Read from the template: AWS was not asked.')
  const values = change.changes.flatMap((each) => each.properties.flatMap(({ before, after }) => [before, after]))
  const placeholders = distinct(values.flatMap((value) => value?.match(/(?<!‹)‹[a-z]+›/g) ?? []))
  if (change.stacks.length > 1 && placeholders.length > 0)
    lines.push(`${joined(placeholders.map((each) => inert(each)))}: each stack's own.`)
  return lines.flatMap((line) => [line, ''])
}

function causes(
  change: ChangeClass,
  { causes: most, at }: Pick<Length, 'causes'> & { readonly at: Repository },
): readonly string[] {
  const lines = distinct(change.causes.map((cause) => lineLink(cause, at)))
  if (lines.length === 0) return []
  const left = lines.length - most
  const more = left > 0 ? ` and ${count(left, 'more place')}` : ''
  return [`Set by ${lines.slice(0, most).join(', ')}${more}`, '']
}

function where(change: ChangeClass, most: number): readonly string[] {
  const { stacks } = change
  const [only, ...others] = stacks
  if (only !== undefined && others.length === 0) return [`Stack ${stackPlace(only)}`]
  // A line of its own in front: two lists that follow each other would become one.
  if (stacks.length <= FEW) return ['Stacks:', '', ...listedStacks(stacks, most)]
  if (most <= FEW) return [`In ${namedStacks(stacks, most)}`]
  return opened(stackCount(stacks), listedStacks(stacks, most))
}

/** GitHub reads Markdown inside only after an empty line. */
function opened(summary: string, lines: readonly string[]): readonly string[] {
  return [`<details><summary>${summary}</summary>`, '', ...lines, '', '</details>']
}

export function byDanger(changes: readonly ResourceChange[]): readonly ResourceChange[] {
  return changes.toSorted((one, other) => RISKS.indexOf(other.verdict.risk) - RISKS.indexOf(one.verdict.risk))
}

/** Of the unabstracted changes: what a total or a first line says. */
export function riskOf(transitions: readonly Transition[]): ChangeClass['risk'] {
  return worstRisk(transitions.flatMap((each) => each.changes.map((change) => change.verdict.risk)))
}
