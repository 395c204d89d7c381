/**
 * Is this text worth parsing, or would it only hold everybody up?
 *
 * The parser takes some microseconds for each word and sign, so that a megabyte
 * of nothing but signs takes half a minute of the one thread that also answers
 * webhooks. The lexer tells the same for a fraction, and stops when it knows.
 */
import { Lexer } from 'yaml'

/** A template of CloudFormation's 51,200 bytes, written as densely as ours, has some 14,000. */
export const MOST_TOKENS = 50_000

/** What the lexer inserts where the text has nothing: a document's start, a flow's end, a scalar's start. */
const MARKERS = new Set(['\u0002', '\u0018', '\u001f'])

/** Where the text passes the limit; undefined while it keeps within. `text` holds no control characters of its own. */
export function tooDenseAt(text: string): number | undefined {
  // Even a text of nothing but signs, each with its marker, would have fewer tokens than that.
  if (text.length < MOST_TOKENS / 4) return undefined
  let tokens = 0
  let offset = 0
  for (const token of new Lexer().lex(text)) {
    tokens += 1
    if (tokens > MOST_TOKENS) return offset
    if (!MARKERS.has(token)) offset += token.length
  }
  return undefined
}
