/**
 * How does an author's mistake read, away from its line?
 *
 * What is wrong, what would have been right, the fix where it is known; grouped
 * by file, for those who do not read a check's annotations.
 */
import type { Problem } from '../fleet/model.ts'
import { inert, prose } from '../lib/markdown.ts'
import { count, distinct } from './words.ts'

/** A check's summary takes 65,535 units; every problem is marked on its line as well. */
const MOST_UNITS = 40_000

/** Grouped by file, in the order of lines, for a check's summary. */
export function problemList(problems: readonly Problem[]): readonly string[] {
  const lines: string[] = []
  let units = 0
  let file: string | undefined
  for (const [index, problem] of problems.entries()) {
    const next = [...(problem.at.file === file ? [] : ['', `**${inert(problem.at.file)}**`, '']), line(problem)]
    units += next.join('\n').length
    if (units > MOST_UNITS)
      return [...lines.slice(1), '', `… and ${count(problems.length - index, 'more problem')}.`, '']
    lines.push(...next)
    file = problem.at.file
  }
  return [...lines.slice(1), '']
}

/** For Markdown that somebody pastes: paths as the fleet has them, wherever it lies on this machine. */
export function problemsMarkdown(problems: readonly Problem[]): string {
  return [`**${problemCount(problems)}**`, '', ...problemList(problems)].join('\n').trim()
}

function sentences({ message, expected, hint }: Problem): readonly string[] {
  return [message, ...(expected === undefined ? [] : [`expected: ${expected}`]), ...(hint === undefined ? [] : [hint])]
}

function line(problem: Problem): string {
  const text = sentences(problem)
    .map((each) => prose(each))
    .join('; ')
  return `- line ${problem.at.line}, column ${problem.at.column}: ${text}`
}

/** "3 problems in 2 files". */
export function problemCount(problems: readonly Problem[]): string {
  const files = distinct(problems.map((each) => each.at.file)).length
  return `${count(problems.length, 'problem')} in ${count(files, 'file')}`
}
