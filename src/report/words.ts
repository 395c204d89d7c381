/**
 * How do numbers, lists and times read?
 *
 * The same everywhere, so that a reviewer who learns one comment has learnt
 * them all.
 */

const NUMERALS = new Intl.NumberFormat('en')

/** "3,998". `toLocaleString` would look for its rules each of thousands of times. */
export function numeral(number: number): string {
  return NUMERALS.format(number)
}

/** "1 stack", "3,998 stacks". */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${numeral(number)} ${number === 1 ? one : many}`
}

/** "a, b and c". */
export function joined(items: readonly string[], last = 'and'): string {
  const [first = '', ...rest] = items
  const end = rest.pop()
  return end === undefined ? first : `${[first, ...rest].join(', ')} ${last} ${end}`
}

/** "a, b and 3,978 more". */
export function firstOf(items: readonly string[], most: number): string {
  const left = items.length - most
  return left > 0 ? joined([...items.slice(0, most), `${left.toLocaleString('en')} more`]) : joined(items)
}

/** `2026-11-23T20:45:01Z` → "2026-11-23 20:45 UTC". */
export function stamp(iso: string): string {
  const minute = Temporal.Instant.from(iso).toString({ smallestUnit: 'minute' })
  return `${minute.replace('T', ' ').replace('Z', '')} UTC`
}

/** "40 s", "14 min", "3 h 5 min". */
export function span(fromIso: string, toIso: string): string {
  const seconds = Math.max(
    0,
    Math.round(Temporal.Instant.from(fromIso).until(Temporal.Instant.from(toIso)).total('seconds')),
  )
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

export function distinct<Value>(values: Iterable<Value>): Value[] {
  return [...new Set(values)]
}
