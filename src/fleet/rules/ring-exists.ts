/**
 * Is each customer in a ring that fleet.yml has?
 */
import type { Problem } from '../model.ts'
import { valueAt } from '../places.ts'
import { didYouMean, listed } from '../suggest.ts'
import type { RuleContext } from './rule.ts'

export function ringExists({ draft }: RuleContext): readonly Problem[] {
  const [fleet] = draft.fleet
  // With a broken fleet.yml every ring would seem to be missing.
  if (fleet === undefined) return []
  const rings = fleet.raw.rings.map(({ name }) => name)
  return draft.customer
    .filter(({ raw }) => !rings.includes(raw.ring))
    .map(({ raw, parsed }) => ({
      code: 'unknown-ring',
      message: `there is no ring \`${raw.ring}\``,
      expected: listed(rings),
      ...didYouMean(raw.ring, rings),
      at: valueAt(parsed, '/ring'),
    }))
}
