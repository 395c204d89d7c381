/**
 * Who may do more, or reach more, once this plan is applied?
 *
 * A table of its own, because it is what a reviewer is responsible for: what
 * everybody may first, then what is rare. A line that goes with one that comes
 * stands beside it, so that "wider" can be told from "new". The number comes
 * first and the rest is a sentence, so that a phone cuts neither off.
 */

import { inertCell, spelledOut } from '../lib/markdown.ts'
import { byText } from '../lib/sorted.ts'
import type { AccessEvidence, AccessRow } from '../plan/evidence.ts'
import type { StackRef, Transition } from '../plan/model.ts'
import { namedStacks, stackName } from './stack-names.ts'
import { count } from './words.ts'

export interface AccessView {
  readonly access?: AccessEvidence
  readonly transitions: readonly Transition[]
}

const MOST_LINES = 15
/** Of who, what and where. */
const MOST_UNITS = 160
const MOST_NAMES = 3

export interface AccessRoom {
  readonly most?: number
  /** What leads to the rest, such as a link to it. */
  readonly rest?: string | undefined
}

export function accessLines(view: AccessView, { most = MOST_LINES, rest }: AccessRoom): readonly string[] {
  const lines = linesOf(view)
  const left = lines.length - most
  const quote = (text: string) => inertCell(text, MOST_UNITS)
  const table = lines.slice(0, most).map(({ row, stacks }) => {
    const [only, ...others] = stacks
    const where = only !== undefined && others.length === 0 ? `, in ${quote(stackName(only))}` : ''
    return `| ${stacks.length.toLocaleString('en')} | ${sentence(row, quote)}${where} |`
  })
  return [
    ...(table.length === 0
      ? []
      : [`#### ${accessHeading(view)}`, '', '| Stacks | Access |', '| ---: | --- |', ...table, '']),
    ...(left > 0 ? [`… and ${count(left, 'more line')} of access${rest === undefined ? '' : `: ${rest}`}.`, ''] : []),
    ...(table.join('').includes('‹') ? ["`‹…›`: each stack's own.", ''] : []),
    ...unknownLines(view),
  ]
}

/** What closes is told only where something opens with it. */
export function accessHeading(view: AccessView): string {
  return linesOf(view).some(({ row }) => !row.opens)
    ? 'Access that opens, and what closes with it'
    : 'Access that opens'
}

export function accessInTerminal(view: AccessView, most: number): readonly string[] {
  const lines = linesOf(view)
  const left = lines.length - most
  return [
    ...lines.slice(0, most).map(({ row, stacks }) => {
      const [only, ...others] = stacks
      const where =
        only !== undefined && others.length === 0 ? spelledOut(stackName(only)) : count(stacks.length, 'stack')
      return `   ${row.sign === 'added' ? '+' : '-'} ${sentence(row, spelledOut)} (${where})`
    }),
    ...(left > 0 ? [`   … and ${left.toLocaleString('en')} more (--all lists them)`] : []),
    ...unknownStacks(view)
      .slice(0, 1)
      .map(() => `   ${UNKNOWN} ${count(unknownStacks(view).length, 'stack')}.`),
  ]
}

const UNKNOWN = 'Who may do what, and who reaches what, could not be compared for'

function unknownLines(view: AccessView): readonly string[] {
  const stacks = unknownStacks(view)
  if (stacks.length === 0) return []
  const names = namedStacks(stacks, MOST_NAMES)
  return [`**Access unknown**: ${UNKNOWN} ${names}. Such changes count as disruptive: read them.`]
}

function unknownStacks({ access, transitions }: AccessView): readonly StackRef[] {
  const unknown = new Set(access?.unknown ?? [])
  return transitions.map(({ stack }) => stack).filter(({ id }) => unknown.has(id))
}

interface Line {
  readonly row: AccessRow
  readonly stacks: readonly StackRef[]
}

function linesOf({ access, transitions }: AccessView): readonly Line[] {
  if (access === undefined) return []
  const found = new Map<string, { readonly row: AccessRow; readonly stacks: Set<StackRef> }>()
  for (const { stack } of transitions) {
    for (const row of access.tables[access.of[stack.id] ?? -1] ?? []) {
      const text = sentence(row, JSON.stringify)
      const line = found.get(text) ?? { row, stacks: new Set() }
      line.stacks.add(stack)
      found.set(text, line)
    }
  }
  return [...found.values()]
    .map(({ row, stacks }) => ({ row, stacks: [...stacks] }))
    .sort(
      (one, other) =>
        rank(one.row) - rank(other.row) ||
        one.stacks.length - other.stacks.length ||
        byText(one.row.logicalId, other.row.logicalId) ||
        // What comes before what it takes the place of.
        byText(one.row.sign, other.row.sign) ||
        byText(sentence(one.row, JSON.stringify), sentence(other.row, JSON.stringify)),
    )
}

/** What opens to everybody, then what opens, then what is only there to compare with. */
function rank({ opens, who }: AccessRow): number {
  if (!opens) return 2
  return /^(?:\*|Everyone)/.test(who) ? 0 : 1
}

function sentence({ kind, sign, who, what, on, when, denies }: AccessRow, quote: (text: string) => string): string {
  const [subject, object, target] = [who, what, on].map(quote)
  const end = when === undefined ? '' : ` where ${quote(when)}`
  const gone = sign === 'removed'
  if (kind === 'network') return `${subject} ${gone ? 'no longer reaches' : 'reaches'} ${target} by ${object}${end}`
  const verb = denies ? (gone ? 'is no longer kept from' : 'is kept from') : gone ? 'no longer may' : 'may'
  return `${subject} ${verb} ${object} on ${target}${end}`
}
