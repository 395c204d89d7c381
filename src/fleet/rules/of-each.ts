/**
 * What does a rule say of each file by itself?
 *
 * Remembered with the file, so that of ten thousand only those are judged that
 * have changed. For rules that look at nothing but the file.
 */
import type { Sourced } from '../draft.ts'
import type { Problem } from '../model.ts'
import { remembered } from '../remembered.ts'
import type { Shape } from '../schema.ts'

export function ofEach<S extends Shape>(
  judge: (file: Sourced<S>) => readonly Problem[],
): (files: readonly Sourced<S>[]) => readonly Problem[] {
  const judged = remembered(judge)
  return (files) => {
    const problems: Problem[] = []
    for (const file of files) {
      const found = judged(file)
      if (found.length > 0) problems.push(...found)
    }
    return problems
  }
}
