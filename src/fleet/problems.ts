/**
 * In which order does an author read problems, and which of them are one?
 */
import type { Problem } from './model.ts'

/** By file, line and column; the same problem found on two ways is told once. */
export function problemsInOrder(problems: readonly Problem[]): Problem[] {
  const told = new Map(problems.map((problem) => [identityOf(problem), problem]))
  return [...told.values()].sort(
    (a, b) =>
      compare(a.at.file, b.at.file) ||
      a.at.line - b.at.line ||
      a.at.column - b.at.column ||
      compare(a.code, b.code) ||
      compare(a.message, b.message),
  )
}

function identityOf({ code, message, at }: Problem): string {
  return [code, at.file, at.line, at.column, message].join('\n')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
