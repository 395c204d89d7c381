/** Does the comment fit at any size, and is what it shortens found elsewhere? */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MOST_BYTES, planComment } from '../../src/report/plan-comment.ts'
import { change, REPOSITORY, ref, shards, transition, view } from '../support/plan-views.ts'
import { textOf } from './comment-text.ts'

describe('the plan comment', () => {
  it('fits its budget at any size, and loses no destructive headline', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 0, max: 150 }), (routine, destructive) => {
        const transitions = [
          ...Array.from({ length: routine }, (_, index) =>
            transition(ref({ customer: `r${index}`, account: String(100_000_000_000 + index) }), {
              changes: [shards('1', `${index + 2}`)],
            }),
          ),
          ...Array.from({ length: destructive }, (_, index) =>
            transition(ref({ customer: `d${index}`, account: String(200_000_000_000 + index) }), {
              changes: [
                change({ replacement: 'yes', logicalId: `Stream${index}`, leftover: 'deleted' }),
                ...Array.from({ length: 6 }, (_none, of) =>
                  change({ logicalId: `Other${of}`, type: 'AWS::SNS::Topic' }),
                ),
              ],
            }),
          ),
        ]
        const text = textOf(view({ transitions }))
        expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(MOST_BYTES)
        const headlines = text.match(/^#### \d+\. Destructive, .*`Stream\d+` is replaced/gm) ?? []
        expect(headlines).toHaveLength(destructive)
        const stacks = routine + destructive
        expect(text).toContain(stacks === 0 ? 'No stack changes' : `${stacks.toLocaleString('en')} stack`)
      }),
      {
        numRuns: 12,
        examples: [
          [4000, 100],
          [0, 0],
          [3, 1],
        ],
      },
    )
  })

  it('goes on in the details of the check with what it shortens, and says where', () => {
    void fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 60 }), (routine, destructive) => {
        const transitions = Array.from({ length: routine + destructive }, (_, index) => {
          const isLost = index >= routine
          return transition(ref({ customer: `c${index}`, account: String(100_000_000_000 + index) }), {
            changes: [
              change({
                logicalId: `Stream${index}`,
                replacement: isLost ? 'yes' : 'no',
                properties: [
                  { path: 'Properties.Name', before: 'é'.repeat(50), after: 'b'.repeat(60), recreation: 'never' },
                ],
              }),
            ],
          })
        })
        const of = view({ transitions })
        const comment = planComment(of)
        if (comment.kind !== 'fits') throw new Error('the plan is too large to review')
        const { text, details } = comment
        expect(new TextEncoder().encode(details).length).toBeLessThanOrEqual(65_535)
        const isCut = text.includes('Shortened to fit')
        expect(details === '').toBe(!isCut)
        if (!isCut) return
        expect(text).toContain(`the [details of the check](${REPOSITORY}/pull/12/checks) go on.`)
        expect(textOf({ ...of, publicUrl: 'https://bot.example' })).toContain(
          `Shortened to fit: [the whole plan](https://bot.example/plans/${of.plan.digest}?pull=${of.pull}).`,
        )
        // Each class in full in one of the two, as far as there is room; what neither shows is counted.
        const headlines = new Set([...`${text}\n${details}`.matchAll(/^#### (\d+)\./gm)].map(([, number]) => number))
        const counted = /\*\*And ([\d,]+) more routine class/.exec(details)?.[1] ?? '0'
        expect(headlines.size + Number(counted.replaceAll(',', ''))).toBe(transitions.length)
      }),
      {
        numRuns: 4,
        examples: [
          [300, 60],
          [90, 5],
          [0, 60],
        ],
      },
    )
  })

  it('gives no text at all where the headlines of what is destructive do not fit', () => {
    const transitions = Array.from({ length: 1500 }, (_, index) =>
      transition(ref({ customer: `d${index}`, account: String(200_000_000_000 + index) }), {
        changes: [change({ replacement: 'yes', logicalId: `Stream${index}` })],
      }),
    )
    expect(planComment(view({ transitions }))).toEqual({ kind: 'too-large' })
  })

  it('stays small when every account is unreachable', () => {
    const unplanned = Array.from({ length: 4000 }, (_, index) => {
      const stack = ref({ customer: `c${index}`, account: String(100_000_000_000 + index) })
      return {
        stack,
        to: transition(stack).to,
        code: 'account-unreachable',
        reason: `account ${stack.accountId} cannot be reached`,
      }
    })
    const text = textOf(view({ transitions: [], unplanned }))
    expect(text.length).toBeLessThan(3000)
    expect(text).toContain('Not planned: 4,000 stacks in 4,000 accounts')
  })
})
