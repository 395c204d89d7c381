/**
 * Why is this text no YAML?
 *
 * Of a text that the parser does not take, a second one can say in more detail
 * what is wrong; it never decides what a file means. It is slow, and a hostile
 * text could keep it busy for minutes: so its words are counted first.
 */
import { type Document, parseDocument, type YAMLError } from 'yaml'
import { MOST_TOKENS, tooDenseAt } from './density.ts'
import { flowInLine } from './flow-in-line.ts'
import type { Problem } from './model.ts'
import { TOO_DEEP } from './node-words.ts'
import { startOf } from './places.ts'
import type { RangeOf } from './plain-text.ts'
import { syntaxWords } from './syntax-words.ts'

interface Text {
  readonly file: string
  readonly text: string
  readonly rangeOf: RangeOf
}

/** Why the parser that decides does not take it: its own words, and where it gave up. */
export interface Refusal {
  readonly reason: string
  readonly offset: number
}

/** Or the same text as that parser would take it, where it was only too strict. */
export function notYaml(of: Text & Refusal): Problem | { readonly meant: string } {
  const { file, text, rangeOf } = of
  const dense = tooDenseAt(text)
  if (dense !== undefined) return tooDense(rangeOf, dense)
  try {
    const document = documentIn(text)
    const [error] = document.errors
    if (error !== undefined) return syntaxProblem(error, rangeOf)
    const meant = flowInLine(text, document)
    if (meant !== undefined) return { meant }
  } catch (error) {
    // It recurses: a file of nothing but brackets ends the call stack.
    if (!(error instanceof RangeError)) throw error
    return { ...TOO_DEEP, at: startOf(file) }
  }
  return refusal(of)
}

/** Where no other parser knows what is wrong. */
export function refusal({ rangeOf, reason, offset }: Text & Refusal): Problem {
  const at = rangeOf(offset, offset + 1)
  if (reason.includes('maxDepth')) return { ...TOO_DEEP, at }
  return { code: 'yaml-syntax', message: `this is not YAML: ${reason}`, at }
}

/** Whether a line begins as directives do. */
export function mayDirect(text: string): boolean {
  return /^%/m.test(text)
}

/** Of the first line that changes what the file below it means; `%YAML 1.2` only says what holds anyway. */
export function directiveProblem({ text, rangeOf }: Text): Problem | undefined {
  // Within a block of text such a line means nothing, as the second parser knows.
  if (!mayDirect(text)) return undefined
  const { directives, warnings } = documentIn(text)
  const isPlain =
    directives.yaml.version === '1.2' && Object.keys(directives.tags).length === 1 && directives.tags['!!'] === TAGS
  const offset = isPlain
    ? warnings.find(({ code }) => code === 'BAD_DIRECTIVE')?.pos[0]
    : /^%(?!YAML 1\.2\s)/m.exec(text)?.index
  return offset === undefined
    ? undefined
    : {
        code: 'yaml-directive',
        message: 'this line would change what the words below it mean',
        expected: 'YAML 1.2 without directives',
        hint: 'remove the line',
        at: rangeOf(offset, offset + 1),
      }
}

/** What `!!` stands for unless a directive says otherwise. */
const TAGS = 'tag:yaml.org,2002:'

function documentIn(text: string): Document.Parsed {
  return parseDocument(text, { prettyErrors: false, uniqueKeys: false, logLevel: 'error' })
}

/** `offset`: of the first word that is one too many. */
export function tooDense(rangeOf: RangeOf, offset: number): Problem {
  return {
    code: 'file-too-dense',
    message: 'the file holds more words and signs than anything a fleet needs',
    expected: `at most ${MOST_TOKENS}`,
    hint: 'split it into smaller files',
    at: rangeOf(offset, offset + 1),
  }
}

function syntaxProblem(error: YAMLError, rangeOf: RangeOf): Problem {
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
      return { ...TOO_DEEP, at }
    default: {
      const words = syntaxWords(error) ?? { message: `this is not YAML: ${lowerFirst(error.message)}` }
      return { code: 'yaml-syntax', ...words, at }
    }
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
