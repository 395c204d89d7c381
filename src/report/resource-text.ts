/**
 * What happens to one resource?
 *
 * A line that says it in words ("is replaced", never "Replacement: True"),
 * with the reason where it is more than routine, and its properties before and
 * after below it.
 */
import { fenced, inert, prose } from '../lib/markdown.ts'
import type { PropertyChange, ResourceChange } from '../plan/model.ts'
import { differingLines, hasLines } from './differences.ts'
import type { MovingPart } from './moving-part.ts'
import { type Extent, fromTo, initial, isLong } from './values.ts'
import type { Variant } from './variants.ts'
import { count, joined, numeral } from './words.ts'

/** "is replaced" and so on; `bounded` weakens what is only the worst that may happen. */
export function happens(change: ResourceChange): string {
  switch (change.action) {
    case 'add':
      return 'is new'
    case 'remove':
      return 'is removed'
    case 'import':
      return 'exists already and comes under management'
    case 'dynamic':
      return 'may be created, changed or deleted'
    case 'modify':
      return { yes: 'is replaced', maybe: 'may be replaced', no: 'changes in place' }[change.replacement]
  }
}

/** The headline's part: `RawStream` is replaced. */
export function inShort(change: ResourceChange): string {
  return `${inert(change.logicalId)} ${happens(change)}`
}

export interface MostOfResource {
  readonly properties: number
  readonly values: number
  readonly extent: Extent
  /** Of what happens by itself. */
  readonly instead?: string | undefined
  /** The whole stack is new, so nobody has to be told that of each resource. */
  readonly isOfNewStack?: boolean
  readonly movesAt?: MovingPart
}

/** `variants`: the same resource in each class that is read together with this one. */
export function resourceLines(
  change: ResourceChange,
  variants: readonly Variant[],
  most: MostOfResource,
): readonly string[] {
  const { verdict, logicalId, type } = change
  const shown = change.properties.slice(0, most.properties)
  const left = change.properties.length - shown.length
  const danger = verdict.risk === 'routine' ? '' : ` (${verdict.risk})`
  const isSaid = most.isOfNewStack === true && change.action === 'add' && danger === '' && most.instead === undefined
  const what = isSaid ? '' : `: **${most.instead ?? fate(change)}**${danger}`
  return [
    `- ${inert(logicalId)} (${inert(type)})${what}`,
    ...shown.flatMap((property, index) => {
      const name = inert(property.path.replace(/^Properties\./, ''))
      if (most.extent === 'whole' && isText(property)) return textLines(change, property, name)
      return [`  - ${name}: ${valueText(change, variants, { ...most, index, most: most.values })}`]
    }),
    ...(left > 0 ? [`  - … and ${count(left, 'more property', 'more properties')}`] : []),
  ]
}

/** Of several lines, and too long to be said in one. It is no plain value, so it is the same in all variants. */
function isText(property: PropertyChange): boolean {
  const { before, after } = property
  return isLong(property) && before !== after && (hasLines(before) || hasLines(after))
}

function textLines(change: ResourceChange, property: PropertyChange, name: string): readonly string[] {
  const { before, after, knownAfterApply } = property
  const what = after === undefined ? 'removed' : before === undefined ? 'new' : 'changes'
  const open = knownAfterApply ? ', known after apply' : ''
  const lines = fenced(differingLines(before, after), 'diff').map((line) => `    ${line}`)
  return [`  - ${name}: ${what}${open}${change.action === 'add' ? '' : forced(property)}`, '', ...lines, '']
}

interface ValueWish {
  readonly index: number
  readonly most: number
  readonly extent: Extent
  readonly say?: (value: string) => string
  readonly movesAt?: MovingPart
}

/** Of one property of `change`: what it becomes, or, where that differs by customer, what it becomes on how many stacks. */
export function valueText(
  change: ResourceChange,
  variants: readonly Variant[],
  { index, most, extent, say, movesAt }: ValueWish,
): string {
  const told = variants.flatMap(({ properties, stacks }) => {
    const property = properties[index]
    return property === undefined ? [] : [{ property, stacks }]
  })
  const [first, ...others] = told
  if (first === undefined) return 'changes'
  // Of thousands only those that are shown are put into words.
  const textOf = ({ property }: typeof first) =>
    change.action === 'add' ? initial(property, say, extent) : fromTo({ ...property, movesAt }, say, extent)
  const end = change.action === 'add' ? '' : forced(first.property)
  const isAlike = ({ property }: typeof first) =>
    property.before === first.property.before && property.after === first.property.after
  if (others.every(isAlike)) return `${textOf(first)}${end}`
  const shown = told.slice(0, most).map((each) => `${textOf(each)} on ${numeral(each.stacks)}`)
  const left = told.slice(most)
  const more = left.reduce((sum, each) => sum + each.stacks, 0)
  const rest = left.length === 0 ? [] : [`${count(left.length, 'other value')} on ${numeral(more)}`]
  return `${joined([...shown, ...rest])}${end}`
}

/** What happens and why it matters, without saying one thing twice. `say` makes the reason harmless where it stands. */
export function fate(change: ResourceChange, say: (reason: string) => string = prose): string {
  const { action, verdict } = change
  const happening = happens(change)
  if (verdict.risk === 'routine') return happening
  const reason = say(verdict.reason)
  if (verdict.reason === happening) return `${happening}${leftover(change)}`
  const isSaid = action === 'remove' || action === 'dynamic' || verdict.reason.startsWith(happening)
  return isSaid ? reason : `${happening}: ${reason}`
}

function leftover({ leftover }: ResourceChange): string {
  if (leftover === undefined) return ''
  return {
    deleted: '; the old one is deleted',
    retained: '; the old one is left behind',
    snapshot: '; a snapshot of the old one is kept',
  }[leftover]
}

export function forced({ recreation }: PropertyChange): string {
  if (recreation === 'never') return ''
  return recreation === 'always' ? ' (makes a new resource)' : ' (may make a new resource)'
}
