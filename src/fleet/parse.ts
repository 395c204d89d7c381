/**
 * What does this YAML file say, and where does it say it?
 *
 * Text → values with the place of every key and value, or problems an author
 * can fix. The parser's own conversion to values is not used: ours keeps
 * places, knows CloudFormation's short tags, and has limits that hold against
 * a hostile file.
 */
import { LineCounter, parseDocument, type YAMLError } from 'yaml'
import { MOST_TOKENS, tooDenseAt } from './density.ts'
import type { Problem, Range, SourceFile } from './model.ts'
import { type Parsed, startOf } from './places.ts'
import { readNodes, type TagReader } from './read-nodes.ts'

/** UTF-16 units. Larger than any file a person edits; how long it takes to parse is density.ts's question. */
export const MOST_CHARACTERS = 1_048_576

/** A file of the fleet: plain YAML 1.2, no tags of its own. */
export function parseYaml(file: SourceFile): Parsed {
  return parse(file, () => undefined)
}

/** A file in which tags such as CloudFormation's `!Ref` are words of the language. */
export function parseTagged(file: SourceFile, readTag: TagReader): Parsed {
  return parse(file, readTag)
}

function parse(file: SourceFile, readTag: TagReader): Parsed {
  const obstacle = unreadable(file)
  if (obstacle !== undefined) return refused(file, [obstacle])
  // A byte order mark is no column of its own in any editor.
  const text = file.text.replace(/^\ufeff/, '')
  const lines = new LineCounter()
  const rangeOf = (start: number, end: number): Range => range(file.path, lines, start, end)
  const dense = tooDenseAt(text)
  if (dense !== undefined) return refused(file, [tooDense(placeOf(file.path, text, dense))])
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: 'error',
    })
    if (document.errors.length > 0) {
      // The parser stumbles on after the first mistake; what it says then is rarely what is wrong.
      return refused(
        file,
        document.errors.slice(0, 1).map((error) => syntaxProblem(error, rangeOf)),
      )
    }
    const { value, places, problems } = readNodes(document.contents, { text, rangeOf, readTag })
    return { file: file.path, value: problems.some(isFatal) ? undefined : value, places, problems }
  } catch (error) {
    // The parser recurses: a file of nothing but brackets ends the call stack before any limit of ours is asked.
    if (!(error instanceof RangeError)) throw error
    return refused(file, [tooDeep(startOf(file.path))])
  }
}

export function tooDeep(at: Range): Problem {
  return {
    code: 'too-deep',
    message: 'the file nests deeper than anything a fleet needs',
    expected: 'at most 60 levels',
    at,
  }
}

function refused(file: SourceFile, problems: readonly Problem[]): Parsed {
  return { file: file.path, value: undefined, places: new Map(), problems }
}

/** Problems after which the value means something else than the author wrote. */
function isFatal(problem: Problem): boolean {
  return problem.code !== 'number-misread'
}

function unreadable(file: SourceFile): Problem | undefined {
  const at = startOf(file.path)
  if (file.text.length > MOST_CHARACTERS) {
    return {
      code: 'file-too-large',
      message: `the file has ${file.text.length} characters`,
      expected: `at most ${MOST_CHARACTERS}`,
      at,
    }
  }
  const strange = file.text.search(NOT_TEXT)
  if (strange === -1) return undefined
  return {
    code: 'not-text',
    message: 'the file holds a byte that is no text',
    expected: 'UTF-8 text without control characters',
    hint: 'save the file as UTF-8',
    at: placeOf(file.path, file.text, strange),
  }
}

function tooDense(at: Range): Problem {
  return {
    code: 'file-too-dense',
    message: 'the file holds more words and signs than anything a fleet needs',
    expected: `at most ${MOST_TOKENS}`,
    hint: 'split it into smaller files',
    at,
  }
}

/** One character of a text that was not parsed. */
function placeOf(file: string, text: string, offset: number): Range {
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  const column = offset - before.lastIndexOf('\n')
  return { file, line, column, endLine: line, endColumn: column + 1 }
}

/** NUL and its kin, and the replacement character that stands where bytes were not UTF-8. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: naming them is this pattern's purpose
const NOT_TEXT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffd]/

function syntaxProblem(error: YAMLError, rangeOf: (start: number, end: number) => Range): Problem {
  const at = rangeOf(error.pos[0], error.pos[1])
  switch (error.code) {
    case 'MULTIPLE_DOCS':
      return {
        code: 'several-documents',
        message: 'the file holds more than one YAML document',
        expected: 'one document: no line of three dashes after the first',
        hint: 'move what follows into a file of its own',
        at,
      }
    case 'RESOURCE_EXHAUSTION':
      return tooDeep(at)
    case 'TAB_AS_INDENT':
      return { code: 'yaml-syntax', message: 'a tab indents this line', expected: 'spaces', at }
    default:
      return { code: 'yaml-syntax', message: `this is not YAML: ${lowerFirst(error.message)}`, at }
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

function range(file: string, lines: LineCounter, start: number, end: number): Range {
  const from = lines.linePos(start)
  const to = lines.linePos(Math.max(start, end))
  return { file, line: from.line, column: from.col, endLine: to.line, endColumn: to.col }
}
