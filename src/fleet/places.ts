/**
 * Where in the file does this value stand?
 *
 * A parsed file remembers, per JSON pointer, the place of each key and value,
 * so that every later rule can point at the exact node it objects to. A
 * pointer that leads nowhere answers its nearest ancestor: a problem always
 * has a place.
 */
import type { Problem, Range } from './model.ts'

export interface Place {
  /** Absent for items of a list and for the whole document. */
  readonly key?: Range
  readonly value: Range
}

/** By JSON pointer (RFC 6901); the document itself is `''`. */
export type Places = ReadonlyMap<string, Place>

export interface Parsed {
  readonly file: string
  /** Undefined where the file could not be read at all. */
  readonly value: unknown
  /** Found out when the first of them is asked for: nobody points into most files. */
  readonly places: () => Places
  readonly problems: readonly Problem[]
}

/** Of a file that could not be read. */
export const NO_PLACES: Places = new Map()

/** A JSON pointer from its parts. */
export function pointer(...parts: readonly (string | number)[]): string {
  return parts.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** The parts of a JSON pointer. */
export function partsOf(path: string): string[] {
  return path
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** The place of a value. */
export function valueAt(parsed: Parsed, path: string): Range {
  const place = parsed.places().get(path)
  if (place === undefined) return path === '' ? startOf(parsed.file) : keyAt(parsed, parentOf(path))
  // `settings:` with nothing after it has a value of no width; nobody finds that on a screen.
  return isEmpty(place.value) ? (place.key ?? place.value) : place.value
}

/** The place of a key; of an item of a list or of the document, where its first key or else its value stands. */
export function keyAt(parsed: Parsed, path: string): Range {
  const place = parsed.places().get(path)
  if (place?.key !== undefined) return place.key
  return (
    firstChildKey(parsed, path) ?? place?.value ?? (path === '' ? startOf(parsed.file) : keyAt(parsed, parentOf(path)))
  )
}

export function startOf(file: string): Range {
  return { file, line: 1, column: 1, endLine: 1, endColumn: 1 }
}

/** What is said, wherever it stands. */
export function withoutPlace<Value extends { readonly at: () => Range }>({
  at: _place,
  ...value
}: Value): Omit<Value, 'at'> {
  return value
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'))
}

/** By where it stands: the order of keys in a value is not that of the file where they look like numbers. */
function firstChildKey(parsed: Parsed, path: string): Range | undefined {
  let first: Range | undefined
  for (const [each, { key }] of parsed.places().entries()) {
    if (key === undefined || !each.startsWith(`${path}/`) || each.lastIndexOf('/') !== path.length) continue
    if (first === undefined || key.line < first.line || (key.line === first.line && key.column < first.column))
      first = key
  }
  return first
}

function isEmpty(range: Range): boolean {
  return range.line === range.endLine && range.column === range.endColumn
}
