/**
 * What did a value become?
 *
 * Before and after side by side, on one line. Where both are long, the parts
 * that differ are shown: two texts that were cut before they differ would tell
 * a reviewer that nothing changes. Where only what is referred to will be
 * another, that reference is shown. All of these parts where there is room, the
 * first alone where there is not.
 */
import { inert } from '../lib/markdown.ts'
import type { PropertyChange } from '../plan/model.ts'
import { differingPlaces } from './differences.ts'
import type { MovingPart } from './moving-part.ts'
import { joined } from './words.ts'

/** A value that is no longer stands there whole. */
export const SHOWN_WHOLE_UNITS = 100
/** What stays of the equal text in front of a difference. */
const LEAD_UNITS = 20

/** How much is said of a value: all of it, or where it begins to differ. */
export type Extent = 'whole' | 'first'

type Values = Pick<PropertyChange, 'before' | 'after' | 'knownAfterApply'>

/** What it became. `quote` is what makes a foreign value harmless where this will stand. */
export function fromTo(
  change: Values & { readonly movesAt?: MovingPart | undefined },
  quote: (value: string) => string = quoted,
  extent: Extent = 'first',
): string {
  const { before, after, movesAt } = change
  const open = change.knownAfterApply ? 'known after apply' : undefined
  // A reference that stays as it is written: only its value will be another.
  if (before === after) {
    if (before === undefined || open === undefined) return open ?? 'changes'
    return `${quote(around(before, isLong(change) ? movesAt?.(before) : undefined))} → ${open}`
  }
  const shown = (value: string) => quote(extent === 'whole' ? value : start(value))
  if (after === undefined) return `${shown(before ?? '')} → ${open ?? 'removed'}`
  if (before === undefined) return open === undefined ? `new: ${shown(after)}` : `${shown(after)}, ${open}`
  const places = extent === 'whole' && isLong(change) ? differingPlaces(before, after) : [firstPlace(before, after)]
  const told = joined(places.map((place) => `${quote(place.before)} → ${quote(place.after)}`))
  return open === undefined ? told : `${told}, ${open}`
}

/** What a new resource has. */
export function initial(
  property: Pick<PropertyChange, 'after' | 'knownAfterApply'>,
  quote: (value: string) => string = quoted,
  extent: Extent = 'first',
): string {
  const { after } = property
  if (after === undefined || property.knownAfterApply) return 'known after apply'
  return quote(extent === 'whole' ? after : start(after))
}

/** More than is taken in at a glance. */
export function isLong({ before = '', after = '' }: Pick<PropertyChange, 'before' | 'after'>): boolean {
  return Math.max(before.length, after.length) > SHOWN_WHOLE_UNITS
}

/** An invisible character may take ten units when it is spelled out. */
function quoted(value: string): string {
  return value === '' ? 'empty' : inert(value, value.length * 12)
}

function firstPlace(before: string, after: string): { readonly before: string; readonly after: string } {
  if (!isLong({ before, after })) return { before, after }
  let same = 0
  while (same < before.length && before[same] === after[same]) same += 1
  return { before: around(before, same), after: around(after, same) }
}

function around(text: string, place = 0): string {
  return excerpt(text, place <= LEAD_UNITS ? 0 : place - LEAD_UNITS)
}

function start(text: string): string {
  return excerpt(text, 0)
}

function excerpt(text: string, from: number): string {
  const end = from + SHOWN_WHOLE_UNITS
  return `${from > 0 ? '…' : ''}${text.slice(from, end)}${end < text.length ? '…' : ''}`
}
