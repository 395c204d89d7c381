/**
 * What did a value become?
 *
 * Before and after side by side, on one short line. Where both are long, the
 * part that differs is shown: two texts that were cut before they differ would
 * tell a reviewer that nothing changes.
 */
import { inert } from '../lib/markdown.ts'
import type { PropertyChange } from '../plan/model.ts'

/** A value that is no longer stands there whole. */
export const SHOWN_WHOLE_UNITS = 100
/** What stays of the equal text in front of a difference. */
const LEAD_UNITS = 20

/** What it became. `quote` is what makes a foreign value harmless where this will stand. */
export function fromTo(
  change: Pick<PropertyChange, 'before' | 'after' | 'knownAfterApply'>,
  quote: (value: string) => string = quoted,
): string {
  // A reference that stays as it is written: only its value will be another.
  const isSame = change.before === change.after
  const [before, after] = isSame ? [start(change.before), undefined] : excerpts(change.before, change.after)
  const old = before === undefined ? '' : `${quote(before)} → `
  if (change.knownAfterApply) return `${old}${after === undefined ? '' : `${quote(after)}, `}known after apply`
  if (after === undefined) return old === '' || isSame ? 'changes' : `${old}removed`
  return old === '' ? `new: ${quote(after)}` : `${old}${quote(after)}`
}

/** What a new resource has. */
export function initial(
  property: Pick<PropertyChange, 'after' | 'knownAfterApply'>,
  quote: (value: string) => string = quoted,
): string {
  const value = start(property.after)
  if (value === undefined || property.knownAfterApply) return 'known after apply'
  return quote(value)
}

/** An invisible character may take ten units when it is spelled out. */
function quoted(value: string): string {
  return value === '' ? 'empty' : inert(value, SHOWN_WHOLE_UNITS * 12)
}

function excerpts(before: string | undefined, after: string | undefined): readonly (string | undefined)[] {
  if (before === undefined || after === undefined) return [start(before), start(after)]
  if (before.length <= SHOWN_WHOLE_UNITS && after.length <= SHOWN_WHOLE_UNITS) return [before, after]
  let same = 0
  while (same < before.length && before[same] === after[same]) same += 1
  const from = same <= LEAD_UNITS ? 0 : same - LEAD_UNITS
  return [excerpt(before, from), excerpt(after, from)]
}

function start(text: string | undefined): string | undefined {
  return text === undefined ? undefined : excerpt(text, 0)
}

function excerpt(text: string, from: number): string {
  const end = from + SHOWN_WHOLE_UNITS
  return `${from > 0 ? '…' : ''}${text.slice(from, end)}${end < text.length ? '…' : ''}`
}
