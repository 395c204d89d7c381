/**
 * What is this word: text, a number, true or false, nothing?
 *
 * YAML 1.2's core schema, in the parser's own definition of it. A tag such as
 * `!!int` may only say what the word is anyway.
 */
import {
  boolCoreTag,
  floatCoreTag,
  getScalarValue,
  intCoreTag,
  NOT_RESOLVED,
  nullCoreTag,
  SCALAR_STYLE,
  type ScalarEvent,
} from 'js-yaml'

export type Word = string | number | boolean | null

export const CORE = 'tag:yaml.org,2002:'

const IMPLICIT = [nullCoreTag, boolCoreTag, intCoreTag, floatCoreTag] as const
type Implicit = (typeof IMPLICIT)[number]

/** Nearly every word begins with a character that none of them can begin with. */
const BY_FIRST_CHARACTER: ReadonlyMap<string, readonly Implicit[]> = new Map(
  IMPLICIT.flatMap(({ implicitFirstChars }) => implicitFirstChars ?? []).map((first) => [
    first,
    IMPLICIT.filter(({ implicitFirstChars }) => implicitFirstChars?.includes(first)),
  ]),
)
/** The parser leaves what no number can hold as text; its reader has seen a number. */
const TOO_LARGE = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)[eE][-+]?\d+$/

const EXPLICIT: ReadonlyMap<string, readonly Implicit[]> = new Map([
  ['null', [nullCoreTag]],
  ['bool', [boolCoreTag]],
  ['int', [intCoreTag]],
  ['float', [intCoreTag, floatCoreTag]],
])

/** The word as it is written, quotes and escapes taken off. */
export function sourceOf(text: string, event: ScalarEvent): string {
  return getScalarValue(text, event)
}

/** Of a word without a tag. */
export function plainValue(source: string, event: ScalarEvent): Word {
  const tags = event.style === SCALAR_STYLE.PLAIN ? BY_FIRST_CHARACTER.get(source.charAt(0)) : undefined
  if (tags === undefined) return source
  const found = resolved(source, tags)
  if (found !== NOT_RESOLVED) return found
  return TOO_LARGE.test(source) ? Number(source) : source
}

/** Of a word that its author calls text, a number …; `isSo`: whether it is. */
export function coreValue(source: string, tag: string): { readonly value: Word; readonly isSo: boolean } {
  const name = tag.slice(CORE.length)
  if (name === 'str') return { value: source, isSo: true }
  const found = resolved(source, EXPLICIT.get(name) ?? [])
  return found === NOT_RESOLVED ? { value: source, isSo: false } : { value: found, isSo: true }
}

function resolved(source: string, tags: readonly Implicit[]): Word | typeof NOT_RESOLVED {
  for (const tag of tags) {
    const value = tag.resolve(source, false, tag.tagName)
    if (value !== NOT_RESOLVED) return value
  }
  return NOT_RESOLVED
}
