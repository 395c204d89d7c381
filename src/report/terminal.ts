/**
 * How does an author's mistake look in a terminal?
 *
 * The place as editors and terminals understand it, what is wrong, the line
 * itself with a mark under it, and the fix: the same words as in the check.
 */
import type { Problem, Range, SourceTree } from '../fleet/model.ts'
import { spelledOut } from '../lib/markdown.ts'
import { inColumns } from './columns.ts'
import { type Ink, ink } from './ink.ts'
import { problemCount } from './problem-text.ts'
import { count } from './words.ts'

export interface Screen {
  /** In front of every path, such as `fleet/`; empty or ending in a slash. */
  readonly prefix: string
  readonly colour: boolean
}

/** `files`: where the source lines come from; a file that is not there is shown by its place alone. */
export function problemsInTerminal(problems: readonly Problem[], files: SourceTree, screen: Screen): string {
  const pen = ink(screen.colour)
  const blocks = problems.map((problem) => block(problem, files, { ...screen, pen }))
  return [...blocks, pen.bad(problemCount(problems))].join('\n\n')
}

export function soundInTerminal(pipelines: number): string {
  return `0 problems in ${count(pipelines, 'pipeline')}`
}

function block(problem: Problem, files: SourceTree, screen: Screen & { readonly pen: Ink }): string {
  const { pen, prefix } = screen
  const place = (at: Range): string => spelledOut(`${prefix}${at.file}:${at.line}:${at.column}`)
  const text = files.get(problem.at.file)?.text.split(/\r\n|\n|\r/)[problem.at.line - 1]
  const { expected, hint, related = [] } = problem
  return [
    `${pen.strong(place(problem.at))} ${pen.faint(problem.code)}`,
    `  ${pen.bad(spelledOut(problem.message))}`,
    ...(text === undefined ? [] : excerpt(text, problem.at, pen)),
    ...(expected === undefined ? [] : [`  expected: ${spelledOut(expected)}`]),
    ...(hint === undefined ? [] : [`  ${spelledOut(hint)}`]),
    ...related.map((at) => `  see also ${place(at)}`),
  ].join('\n')
}

const MOST_UNITS = 100
/** What stays of a long line in front of the mark. */
const LEAD_UNITS = 30

/** The line and the mark under it; of a long line, the part around the mark; of many lines, the first. */
function excerpt(line: string, at: Range, pen: Ink): readonly string[] {
  const column = Math.min(at.column - 1, line.length)
  const end = at.endLine === at.line ? Math.max(column + 1, at.endColumn - 1) : line.trimEnd().length
  const start = line.length > MOST_UNITS ? Math.max(0, column - LEAD_UNITS) : 0
  const before = inColumns(line.slice(start, column))
  const marked = inColumns(line.slice(column, Math.min(end, start + MOST_UNITS)), before.columns)
  const after = inColumns(line.slice(Math.max(column, Math.min(end, start + MOST_UNITS)), start + MOST_UNITS))
  const gutter = `${at.line}`
  const margin = pen.faint(`${' '.repeat(gutter.length)} |`)
  return [
    `  ${pen.faint(`${gutter} |`)} ${before.text}${marked.text}${after.text}`,
    `  ${margin} ${' '.repeat(before.columns)}${pen.bad('^'.repeat(Math.max(1, marked.columns)))}`,
    ...(endsLater(at) ? [`  ${margin} ${pen.faint(`… to line ${at.endLine}, column ${at.endColumn}`)}`] : []),
  ]
}

/** A range that ends before the first column of the next line ends on its own. */
function endsLater(at: Range): boolean {
  return at.endLine > at.line + 1 || (at.endLine > at.line && at.endColumn > 1)
}
