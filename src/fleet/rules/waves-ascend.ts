/**
 * Do the waves of each ring grow, and end with everybody?
 */
import type { Problem } from '../model.ts'
import { valueAt } from '../places.ts'
import type { RuleContext } from './rule.ts'

export function wavesAscend({ draft }: RuleContext): readonly Problem[] {
  return draft.fleet.flatMap(({ raw, parsed }) =>
    raw.rings
      .map(({ waves }, index) => ({ waves, at: valueAt(parsed, `/rings/${index}/waves`) }))
      .filter(({ waves }) => waves.at(-1) !== 100 || waves.some((wave, index) => wave <= (waves[index - 1] ?? 0)))
      .map(({ waves, at }) => ({
        code: 'waves-not-ascending',
        message: `the waves are ${waves.join(', ')}`,
        expected: 'cumulative percents that ascend to 100, such as [10, 50, 100]',
        at,
      })),
  )
}
