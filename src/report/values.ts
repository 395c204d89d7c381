/**
 * What did a value become?
 *
 * Before and after side by side, on one short line. Where both are long, the
 * part that differs is shown: two texts that were cut before they differ would
 * tell a reviewer that nothing changes.
 */
import { inert } from '../lib/markdown.ts'
import type { PropertyChange } from '../plan/model.ts'

const MOST_UNITS = 100
/** What stays of the equal text in front of a difference. */
const LEAD_UNITS = 20

type FromTo = Pick<PropertyChange, 'before' | 'after' | 'knownAfterApply'>

/** `quote` is what makes a foreign value harmless where this will stand. */
export function fromTo(change: FromTo, quote: (value: string) => string = quoted): string {
  const [before, after] = excerpts(change.before, change.after)
  const old = before === undefined ? undefined : quote(before)
  if (change.knownAfterApply) return old === undefined ? 'known after apply' : `${old} → known after apply`
  if (after === undefined) return old === undefined ? 'changes' : `${old} → removed`
  return old === undefined ? `new: ${quote(after)}` : `${old} → ${quote(after)}`
}

/** An invisible character may take ten units when it is spelled out. */
function quoted(value: string): string {
  return value === '' ? 'empty' : inert(value, MOST_UNITS * 12)
}

function excerpts(before: string | undefined, after: string | undefined): readonly (string | undefined)[] {
  if (before === undefined || after === undefined) return [before, after].map((each) => each && excerpt(each, 0))
  if (before.length <= MOST_UNITS && after.length <= MOST_UNITS) return [before, after]
  let same = 0
  while (same < before.length && before[same] === after[same]) same += 1
  const start = same <= LEAD_UNITS ? 0 : same - LEAD_UNITS
  return [excerpt(before, start), excerpt(after, start)]
}

function excerpt(text: string, start: number): string {
  const end = start + MOST_UNITS
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`
}
