/**
 * How many columns of a terminal does this text take?
 *
 * A mark under a line must stand under what it marks: a tab takes as many
 * columns as are missing to the next stop, a Chinese character or an emoji
 * takes two, an accent that is put on top of a letter none.
 */
import { spelledOut } from '../lib/markdown.ts'

const TAB = 4

/** Emoji, and what Unicode (UAX #11) calls wide: East Asian scripts, their punctuation, full-width forms. */
const WIDE =
  /^(?:\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|[\u3000-\u303e\uff01-\uff60\uffe0-\uffe6])/u
const WEIGHTLESS = /^\p{Mark}+$/u

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

export interface Line {
  /** Tabs as spaces, control characters spelled out. */
  readonly text: string
  readonly columns: number
}

/** `line`, shown from column `start` of the terminal on: tabs go by it. */
export function inColumns(line: string, start = 0): Line {
  let text = ''
  let columns = start
  for (const { segment } of graphemes.segment(line)) {
    const shown = segment === '\t' ? ' '.repeat(TAB - (columns % TAB)) : spelledOut(segment)
    text += shown
    columns += shown === segment ? widthOf(segment) : shown.length
  }
  return { text, columns: columns - start }
}

function widthOf(grapheme: string): number {
  if (WEIGHTLESS.test(grapheme)) return 0
  return WIDE.test(grapheme) ? 2 : 1
}
