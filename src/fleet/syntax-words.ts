/**
 * How does a person hear that a file is no YAML?
 *
 * The parser names what its grammar expected. People see a line in which a
 * quote, a space or a bracket is missing: that is what they are told.
 */
import type { YAMLError } from 'yaml'
import type { Problem } from './model.ts'

type Words = Omit<Problem, 'at' | 'code'>

interface Row {
  readonly code: YAMLError['code']
  /** Where one code says several things: what the parser's message holds. */
  readonly says?: string
  readonly words: Words
}

const QUOTES = 'put the whole value in quotes; within single quotes a quote is written twice'

/** The first that fits. */
const ROWS: readonly Row[] = [
  {
    code: 'BLOCK_AS_IMPLICIT_KEY',
    words: {
      message: 'another key begins within this value',
      expected: 'one key and one value',
      hint: 'put a value that holds a colon in quotes; a key of the same map begins in the same column as the others',
    },
  },
  {
    code: 'MULTILINE_IMPLICIT_KEY',
    words: {
      message: 'a key begins here and does not end in its line',
      expected: '`key: value`, or `- item`, beneath those that belong to the same map or list',
      hint: 'look for a missing colon or quote, or for a line that is indented too little or too far',
    },
  },
  {
    code: 'BLOCK_IN_FLOW',
    words: {
      message: 'another key, or a list, begins within `{ }` or `[ ]`',
      expected: 'one value between two commas',
      hint: 'put text that holds `: ` or begins with `- ` in quotes',
    },
  },
  {
    code: 'MISSING_CHAR',
    says: 'quote',
    words: { message: 'a quote was opened and never closed', hint: 'close it where the text ends' },
  },
  {
    code: 'MISSING_CHAR',
    says: 'followed by map values',
    words: { message: 'there is no colon after this key', expected: '`key: value`' },
  },
  {
    code: 'MISSING_CHAR',
    words: { message: 'a bracket or a comma is missing', expected: 'every `{` and `[` closed, commas between entries' },
  },
  {
    code: 'BAD_INDENT',
    says: 'Flow',
    words: {
      message: 'a `{` or `[` was opened and is not closed before this',
      expected: 'the closing bracket, on a line that is indented further than the key',
    },
  },
  {
    code: 'BAD_INDENT',
    words: {
      message: 'this line is not indented as those that it belongs to',
      expected: 'keys of one map, and items of one list, beginning in the same column',
    },
  },
  {
    code: 'BAD_SCALAR_START',
    words: { message: 'a value cannot begin with this character', hint: 'put it in quotes' },
  },
  {
    code: 'BAD_DQ_ESCAPE',
    words: {
      message: 'this backslash means nothing within double quotes',
      hint: 'write it twice, or use single quotes, in which a backslash is itself',
    },
  },
  {
    code: 'BAD_ALIAS',
    words: {
      message: '`*` and `&` need a name right after them',
      hint: 'put text that begins with one of them in quotes',
    },
  },
  { code: 'TAB_AS_INDENT', words: { message: 'a tab indents this line', expected: 'spaces' } },
  {
    code: 'UNEXPECTED_TOKEN',
    says: 'block-seq-ind',
    words: { message: 'a list begins on the line of its key', expected: 'items on lines of their own, or `[a, b]`' },
  },
  {
    code: 'UNEXPECTED_TOKEN',
    says: 'at node end',
    words: { message: 'the value has ended, and something follows it', hint: QUOTES },
  },
  {
    code: 'UNEXPECTED_TOKEN',
    says: '-end token',
    words: { message: 'this bracket closes nothing', hint: 'remove it, or open it before' },
  },
  {
    code: 'UNEXPECTED_TOKEN',
    says: 'Block scalar header',
    words: { message: 'text follows `|` or `>` in its line', expected: 'the text on the lines below, indented' },
  },
  {
    code: 'KEY_OVER_1024_CHARS',
    words: { message: 'this key is longer than any name', expected: 'at most 1024 characters before the colon' },
  },
]

/** Undefined where only the parser's own words are left. */
export function syntaxWords({ code, message }: YAMLError): Words | undefined {
  return ROWS.find((row) => row.code === code && (row.says === undefined || message.includes(row.says)))?.words
}
