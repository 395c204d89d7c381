/**
 * The classes of changes get what the rest of the comment leaves, in bytes: with all of it, and with what the comment
 * remembers in hidden marks, GitHub takes it.
 */
import { describe, expect, it } from 'vitest'
import { bytesOf } from '../../src/report/budget.ts'
import { MOST_BYTES, planComment } from '../../src/report/plan-comment.ts'
import { change, ref, transition, view } from '../support/plan-views.ts'

/** Kept for the hidden marks of the comment. */
const MARKS_BYTES = 4_096
/** Three bytes a character in UTF-8. */
const WIDE = '界'
const RING = WIDE.repeat(1_000)

/** More than there is room for, each in a class of its own and small, so that no room is left. */
const transitions = Array.from({ length: 700 }, (_, index) => {
  const number = String(index).padStart(3, '0')
  const properties = [
    { path: 'Properties.Name', before: number, after: 'x'.repeat(index), recreation: 'never' as const },
  ]
  const changes = [change({ logicalId: `Topic${number}`, type: 'AWS::SNS::Topic', properties })]
  return transition(
    ref({ ring: index === 699 ? RING : 'canary', customer: `c${number}`, account: `100000000${number}` }),
    { changes, parameters: [] },
  )
})

type Wish = NonNullable<Parameters<typeof view>[0]>

function textOf(wish: Wish): string {
  const comment = planComment(view({ transitions, ...wish }))
  if (comment.kind !== 'fits') throw new Error('the plan is too large to review')
  return comment.text
}

const LONG = WIDE.repeat(12_000)

describe('the comment is no longer than GitHub takes', () => {
  it.each<[string, Wish, string]>([
    ['a long text of three bytes a character stands above the classes', { rules: [LONG] }, LONG],
    [
      'a picture of such a text stands below them',
      {
        rings: [
          { name: 'canary', waves: [100], soakMinutes: 60 },
          { name: RING, waves: [100], soakMinutes: 60 },
        ],
      },
      RING,
    ],
  ])('where %s', (_what, wish, part) => {
    const text = textOf(wish)
    expect(text).toContain(part)
    expect(text).toContain('Shortened to fit')
    expect(bytesOf(text)).toBeLessThanOrEqual(MOST_BYTES - MARKS_BYTES)
  })

  it('where many stacks are behind, for long reasons', () => {
    const behind = Array.from({ length: 40 }, (_, index) => {
      return {
        stack: ref({ customer: `b${index}`, account: `2000000000${index + 10}` }),
        reason: `${WIDE.repeat(250)} ${index}`,
      }
    })
    const text = textOf({ behind })
    expect(text).toContain('**Behind**: 40 stacks')
    expect(text).toContain('Shortened to fit')
    expect(bytesOf(text)).toBeLessThanOrEqual(MOST_BYTES - MARKS_BYTES)
  })
})
