/**
 * Is every character that shows nothing, or turns what stands around it, made visible wherever a stranger's text is shown?
 *
 * By Unicode's own list of what a reader is not shown, not by ours alone.
 */
import { describe, expect, it } from 'vitest'
import { fenced, inert, inertCell, prose, spelledOut } from '../../src/lib/markdown.ts'

/** First and last of each. */
const RANGES: readonly (readonly [what: string, first: number, last: number])[] = [
  ['control characters of ASCII', 0x00, 0x1f],
  ['delete and the control characters of Latin 1', 0x7f, 0x9f],
  ['the soft hyphen', 0xad, 0xad],
  ['the grapheme joiner', 0x34f, 0x34f],
  ['the mark of Arabic letters', 0x61c, 0x61c],
  ['fillers of Hangul', 0x115f, 0x1160],
  ['inherent vowels of Khmer', 0x17b4, 0x17b5],
  ['selectors and separators of Mongolian', 0x180b, 0x180f],
  ['spaces of no width and marks of direction', 0x200b, 0x200f],
  ['separators of lines and embeddings', 0x2028, 0x202e],
  ['joiners, isolates and what is out of use', 0x2060, 0x206f],
  ['the filler of Hangul', 0x3164, 0x3164],
  ['variation selectors', 0xfe00, 0xfe0f],
  ['the byte order mark', 0xfeff, 0xfeff],
  ['the narrow filler of Hangul', 0xffa0, 0xffa0],
  ['specials and annotations', 0xfff0, 0xfffb],
  ['halves of characters', 0xd800, 0xdfff],
  ['controls of shorthand', 0x1bca0, 0x1bca3],
  ['controls of musical notes', 0x1d173, 0x1d17a],
  ['tags and more variation selectors', 0xe0000, 0xe0fff],
]

function charactersIn(first: number, last: number): readonly string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index))
}

/** What each way of showing a text makes of this one between two letters. */
function shownWays(character: string): readonly string[] {
  const text = `a${character}b`
  return [inert(text), inertCell(text), prose(text), prose(`see ${text}, now`), ...fenced([text], 'text').slice(1, 2)]
}

describe('what shows nothing is spelled out everywhere', () => {
  it.each(RANGES)('%s', (_what, first, last) => {
    for (const character of charactersIn(first, last)) {
      const visible = `a\\u{${character.codePointAt(0)?.toString(16)}}b`
      expect(spelledOut(`a${character}b`)).toBe(visible)
      for (const shown of shownWays(character)) {
        expect(shown).toContain(visible)
        expect(shown).not.toContain(character)
      }
    }
  })

  it('all that Unicode says is shown to nobody, controls, and separators of lines', () => {
    const hidden = /^[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Cc}\p{Cs}\p{Zl}\p{Zp}]$/u
    const missed = charactersIn(0, 0x10ffff).filter((each) => hidden.test(each) && spelledOut(each) === each)
    expect(missed.map((each) => each.codePointAt(0)?.toString(16))).toEqual([])
  })
})

it('what is shown stays as it is', () => {
  const text = 'Zürich 東京 العربية עברית ελ ру 😀 ~ |'
  expect(spelledOut(text)).toBe(text)
  expect(inert(text)).toBe(`\`${text}\``)
})
