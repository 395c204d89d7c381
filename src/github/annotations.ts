/**
 * How does a problem stand on its line?
 *
 * GitHub's rules for annotations, which it enforces by refusing the whole
 * request: columns only within one line, no empty range, texts of bounded
 * length. A problem's range ends before its end; GitHub's is inclusive. Which
 * paths it takes is not documented, so a path that is no plain one is not
 * marked: its problems stand in the summary alone.
 */
import type { Problem, Range } from '../fleet/model.ts'
import { spelledOut } from '../lib/markdown.ts'

export interface Annotation {
  readonly path: string
  readonly start_line: number
  readonly end_line: number
  readonly start_column?: number
  readonly end_column?: number
  readonly annotation_level: 'failure'
  readonly title: string
  readonly message: string
}

/** GitHub takes 64 KB; nobody reads more than this. */
const MOST_UNITS = 4_000
const MOST_TITLE_UNITS = 255

/** Linux ends paths here; a longer one is nobody's file. */
const MOST_PATH_UNITS = 4_096

export function annotation(problem: Problem): Annotation {
  return {
    path: problem.at.file,
    ...lines(problem.at),
    annotation_level: 'failure',
    title: problem.code.slice(0, MOST_TITLE_UNITS),
    message: messageOf(problem).slice(0, MOST_UNITS).toWellFormed(),
  }
}

/** Whether its path is one that GitHub takes: relative, within the repository, seen by a reader as it is. */
export function isMarkable({ at: { file: path } }: Problem): boolean {
  const isPlain = path.length <= MOST_PATH_UNITS && !path.includes('\\') && spelledOut(path) === path
  return isPlain && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
}

function lines(range: Range): Pick<Annotation, 'start_line' | 'end_line' | 'start_column' | 'end_column'> {
  const start_line = Math.max(1, range.line)
  // A range that ends before the first column of a line ends on the line before.
  const last = range.endColumn <= 1 ? range.endLine - 1 : range.endLine
  const end_line = Math.max(start_line, last)
  if (end_line !== start_line || range.endLine !== range.line) return { start_line, end_line }
  const start_column = Math.max(1, range.column)
  return { start_line, end_line, start_column, end_column: Math.max(start_column, range.endColumn - 1) }
}

function messageOf(problem: Problem): string {
  const related = (problem.related ?? []).map((at) => `see also ${at.file}:${at.line}:${at.column}`)
  const expected = problem.expected === undefined ? [] : [`expected: ${problem.expected}`]
  const hint = problem.hint === undefined ? [] : [problem.hint]
  // Line by line: a foreign line break becomes visible, ours stay.
  return [problem.message, ...expected, ...hint, ...related].map(spelledOut).join('\n')
}
