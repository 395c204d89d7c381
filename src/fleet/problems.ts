/**
 * In which order does an author read problems, and which of them are one?
 */
import type { Problem } from './model.ts'

/** By file, line and column; the same problem found on two ways is told once. */
export function problemsInOrder(problems: readonly Problem[]): Problem[] {
  // What a misread number is taken for is no mistake of the author's.
  const misread = new Set(problems.filter(({ code }) => code === 'number-misread').map(placeOf))
  const own = problems.filter((problem) => problem.code === 'number-misread' || !misread.has(placeOf(problem)))
  const told = new Map(own.map((problem) => [identityOf(problem), problem]))
  return [...told.values()].sort(
    (a, b) =>
      compare(a.at.file, b.at.file) ||
      a.at.line - b.at.line ||
      a.at.column - b.at.column ||
      compare(a.code, b.code) ||
      compare(a.message, b.message),
  )
}

function identityOf(problem: Problem): string {
  return [placeOf(problem), problem.code, problem.message].join('\n')
}

function placeOf({ at }: Problem): string {
  return [at.file, at.line, at.column].join(':')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
