/**
 * Does each freeze begin and end at real instants, in rings that exist?
 *
 * A freeze stops every fix as well: one that nobody bounded is forgotten, and
 * then the fleet stands still without a reason.
 */
import type { Problem } from '../model.ts'
import { type Parsed, pointer, valueAt } from '../places.ts'
import type { RawFreeze } from '../raw.ts'
import { didYouMean, listed } from '../suggest.ts'
import type { RuleContext } from './rule.ts'

export const MOST_FREEZE_DAYS = 90

export function freezesReal({ draft }: RuleContext): readonly Problem[] {
  return draft.fleet.flatMap(({ raw, parsed }) => {
    const rings = raw.rings.map(({ name }) => name)
    return (raw.freezes ?? []).flatMap((freeze, index) => {
      const path = pointer('freezes', index)
      return [...timeProblems(freeze, parsed, path), ...ringProblems({ freeze, parsed, path, rings })]
    })
  })
}

function timeProblems(freeze: RawFreeze, parsed: Parsed, path: string): Problem[] {
  const [from, to] = [instantOf(freeze.from), instantOf(freeze.to)]
  const unreal = (['from', 'to'] as const).filter((field) => instantOf(freeze[field]) === undefined)
  if (from === undefined || to === undefined) {
    return unreal.map((field) => ({
      code: 'no-such-instant',
      message: `\`${freeze[field]}\` is on no calendar`,
      expected: 'a day and time that exist, with their offset, such as `2026-12-20T00:00:00Z`',
      at: valueAt(parsed, `${path}/${field}`),
    }))
  }
  const hours = from.until(to).total('hours')
  if (hours > 0 && hours <= MOST_FREEZE_DAYS * 24) return []
  return [
    {
      code: hours > 0 ? 'freeze-too-long' : 'freeze-ends-too-early',
      message:
        hours > 0
          ? `freeze \`${freeze.freeze}\` lasts ${Math.ceil(hours / 24)} days`
          : `freeze \`${freeze.freeze}\` ends before it has begun`,
      expected: hours > 0 ? `at most ${MOST_FREEZE_DAYS} days` : 'an end after its beginning',
      at: valueAt(parsed, `${path}/to`),
    },
  ]
}

function instantOf(text: string): Temporal.Instant | undefined {
  try {
    return Temporal.Instant.from(text)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function ringProblems(of: {
  readonly freeze: RawFreeze
  readonly parsed: Parsed
  readonly path: string
  readonly rings: readonly string[]
}): Problem[] {
  const { freeze, parsed, path, rings } = of
  return (freeze.rings ?? []).flatMap((ring, index): Problem[] => {
    if (rings.includes(ring)) return []
    return [
      {
        code: 'unknown-ring',
        message: `there is no ring \`${ring}\``,
        expected: listed(rings),
        ...didYouMean(ring, rings),
        at: valueAt(parsed, `${path}/rings/${index}`),
      },
    ]
  })
}
