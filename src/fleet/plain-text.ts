/**
 * Do people and parsers see the same text in this file?
 *
 * A reviewer reads lines on a screen, a parser reads characters. Where the two
 * part (bytes that are no text, characters that hide or reorder others, line
 * ends that only some programs know) a review would be of something else than
 * what is deployed. So such a file is refused before it is parsed.
 */
import { LineCounter } from 'yaml'
import type { Problem, Range, SourceFile } from './model.ts'
import { startOf } from './places.ts'
import { later } from './remembered.ts'

/** UTF-16 units. Larger than any file a person edits; how long it takes to parse is density.ts's question. */
export const MOST_CHARACTERS = 1_048_576

interface Oddity extends Pick<Problem, 'code' | 'message' | 'expected' | 'hint'> {
  readonly found: RegExp
}

const ODDITIES: readonly Oddity[] = [
  {
    // NUL and its kin, and the replacement character that stands where bytes were not UTF-8.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: naming them is this pattern's purpose
    found: /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffd]/,
    code: 'not-text',
    message: 'the file holds a byte that is no text',
    expected: 'UTF-8 text without control characters',
    hint: 'save the file as UTF-8',
  },
  {
    // Marks of writing direction (CVE-2021-42574) and characters of no width.
    found: /[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/,
    code: 'hidden-character',
    message: 'the file holds a character that nobody sees, and that may hide or reorder others',
    expected: 'text that reads as it is',
    hint: 'delete the character, or type the line anew',
  },
  {
    // To the parser the line goes on, to an editor a new one begins: a comment would hide a setting, or show one.
    found: /\r(?!\n)|[\u0085\u2028\u2029]/,
    code: 'odd-line-end',
    message: 'a line ends here for some programs and goes on for others',
    expected: 'lines that end in LF or CRLF',
    hint: 'save the file with LF line ends',
  },
]

/** Why this file is not even parsed; undefined for plain text of a bearable size. */
export function unreadable(file: SourceFile): Problem | undefined {
  const { path, text } = file
  if (text.length > MOST_CHARACTERS) {
    return {
      code: 'file-too-large',
      message: `the file has ${text.length} characters`,
      expected: `at most ${MOST_CHARACTERS}`,
      hint: 'split it into smaller files',
      at: startOf(path),
    }
  }
  const body = withoutMark(text)
  for (const { found, ...words } of ODDITIES) {
    const offset = body.search(found)
    if (offset !== -1) return { ...words, at: placeIn(path, body, offset) }
  }
  return undefined
}

/** A byte order mark at the very beginning is no column of its own in any editor. */
export function withoutMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text
}

/** From offsets in a text, `end` after its last character, to lines and columns in UTF-16 units. */
export type RangeOf = (start: number, end: number) => Range

/** Lines are counted when the first one is asked for. */
export function rangesIn(file: string, text: string): RangeOf {
  const lines = later(() => linesIn(text))
  return (start, end) => {
    const from = lines().linePos(start)
    const to = lines().linePos(Math.max(start, end))
    return { file, line: from.line, column: from.col, endLine: to.line, endColumn: to.col }
  }
}

function linesIn(text: string): LineCounter {
  const lines = new LineCounter()
  lines.addNewLine(0)
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) lines.addNewLine(end + 1)
  return lines
}

/** One character of a text that was not parsed. */
function placeIn(file: string, text: string, offset: number): Range {
  return rangesIn(file, text)(offset, offset + 1)
}
