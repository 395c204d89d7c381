/**
 * In which order does an author read problems, and which of them are one?
 */
import type { Problem } from './model.ts'

/**
 * What else is found in their place is no mistake of its own: what a misread number is taken for, or what a secret would
 * be as a setting, which would also repeat it.
 */
const OVERRULING: ReadonlySet<string> = new Set(['number-misread', 'secret-in-settings'])

/** By file, line and column; the same problem found on two ways is told once. */
export function problemsInOrder(problems: readonly Problem[]): Problem[] {
  const overruled = new Set(problems.filter(({ code }) => OVERRULING.has(code)).map(placeOf))
  const own = problems.filter((problem) => OVERRULING.has(problem.code) || !overruled.has(placeOf(problem)))
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
