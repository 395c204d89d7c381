/**
 * What does this YAML file say, and where does it say it?
 *
 * Text → values with the place of every key and value, or problems an author
 * can fix. The parser's own conversion to values is not used: ours keeps
 * places, knows CloudFormation's short tags, and has limits that hold against
 * a hostile file.
 */
import { type Document, LineCounter, parseDocument, type YAMLError } from 'yaml'
import { MOST_TOKENS, tooDenseAt } from './density.ts'
import type { Problem, Range, SourceFile } from './model.ts'
import { type Parsed, startOf } from './places.ts'
import { placeIn, unreadable, withoutMark } from './plain-text.ts'
import { readNodes, type TagReader, tooDeep } from './read-nodes.ts'
import { syntaxWords } from './syntax-words.ts'

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
  const text = withoutMark(file.text)
  const lines = new LineCounter()
  const rangeOf = (start: number, end: number): Range => range(file.path, lines, start, end)
  const dense = tooDenseAt(text)
  if (dense !== undefined) return refused(file, [tooDense(placeIn(file.path, text, dense))])
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
    const directive = directiveIn(text, document)
    if (directive !== undefined) return refused(file, [yamlDirective(placeIn(file.path, text, directive))])
    const { value, places, problems } = readNodes(document.contents, { text, rangeOf, readTag })
    return { file: file.path, value: problems.some(isFatal) ? undefined : value, places, problems }
  } catch (error) {
    // The parser recurses: a file of nothing but brackets ends the call stack before any limit of ours is asked.
    if (!(error instanceof RangeError)) throw error
    return refused(file, [{ ...tooDeep(), at: startOf(file.path) }])
  }
}

function refused(file: SourceFile, problems: readonly Problem[]): Parsed {
  return { file: file.path, value: undefined, places: new Map(), problems }
}

/** Problems after which the value means something else than the author wrote. */
function isFatal(problem: Problem): boolean {
  return problem.code !== 'number-misread'
}

/** Of the first line that changes what the file below it means; `%YAML 1.2` only says what holds anyway. */
function directiveIn(text: string, { directives, warnings }: Document.Parsed): number | undefined {
  if (directives.yaml.version === '1.2' && Object.keys(directives.tags).length === 1 && directives.tags['!!'] === TAGS)
    return warnings.find(({ code }) => code === 'BAD_DIRECTIVE')?.pos[0]
  return /^%(?!YAML 1\.2\s)/m.exec(text)?.index
}

/** What `!!` stands for unless a directive says otherwise. */
const TAGS = 'tag:yaml.org,2002:'

function yamlDirective(at: Range): Problem {
  return {
    code: 'yaml-directive',
    message: 'this line would change what the words below it mean',
    expected: 'YAML 1.2 without directives',
    hint: 'remove the line',
    at,
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
      return { ...tooDeep(), at }
    default: {
      const words = syntaxWords(error) ?? { message: `this is not YAML: ${lowerFirst(error.message)}` }
      return { code: 'yaml-syntax', ...words, at }
    }
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
