/**
 * Who else is about to change these stacks?
 *
 * Told on both pull requests, because whoever merges second has another plan
 * to read by then. Nobody is locked out.
 */
import type { PlanView } from './model.ts'
import { namedStacks } from './stack-names.ts'
import { count } from './words.ts'

const MOST_PULLS = 5
const MOST_NAMES = 3

export function othersLines({ others = [] }: Pick<PlanView, 'others'>): readonly string[] {
  if (others.length === 0) return []
  const left = others.length - MOST_PULLS
  const second = 'whichever merges second is planned again'
  return [
    '',
    // Else it would be read as part of the list of what is behind.
    '**On the same stacks:**',
    '',
    ...others
      .slice(0, MOST_PULLS)
      .map(({ pull, stacks }) => `- #${pull} also changes ${namedStacks(stacks, MOST_NAMES)}; ${second}.`),
    ...(left > 0 ? [`- … and ${count(left, 'more open pull request')}; ${second}.`] : []),
  ]
}
