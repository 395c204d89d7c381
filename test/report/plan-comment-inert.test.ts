/** Is whatever strangers write inert in the comment? */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spelledOut } from '../../src/lib/markdown.ts'
import { change, ref, transition, view } from '../support/plan-views.ts'
import { rendered, textOf } from './comment-text.ts'
import { PLAN_SITUATIONS } from './plan-situations.ts'
import { HOSTILE } from './situations/hostile.ts'

describe('the plan comment', () => {
  it('holds no link, image, mention, reference, box or HTML that we did not write', () => {
    const html = rendered(textOf(view({ ...PLAN_SITUATIONS['hostile-strings']?.() })))
    const links = [...html.matchAll(/<a [^>]*href="([^"]*)"/g)].map((match) => match[1] ?? '')
    expect(links.length).toBeGreaterThan(1)
    for (const link of links) expect(link).toMatch(/^https:\/\/github\.com\/example\/fleet\/(blob|commit)\//)
    // GitHub looks for mentions and references in what is left once code is taken out.
    const outside = html.replace(/<code[^>]*>[\s\S]*?<\/code>/g, '').replace(/<a [^>]*>/g, '')
    expect(outside).not.toMatch(/<(img|input|script|iframe)/)
    expect(outside).not.toMatch(/[@#]\w|GH-\d|https?:|www\.|\b[0-9a-f]{7,40}\b|\/fleet approve 0/)
    const line = html.replaceAll('\n', '')
    expect(spelledOut(line)).toBe(line)
  })

  it('makes any string inert wherever it comes from', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const hostile = `${text}${HOSTILE}`
        const stack = { ...ref({ customer: hostile, pipeline: text }), key: hostile }
        const html = rendered(
          textOf(view({ transitions: [transition(stack, { changes: [change({ logicalId: hostile, type: text })] })] })),
        )
        const outside = html.replace(/<code[^>]*>[\s\S]*?<\/code>/g, '').replace(/<a [^>]*>/g, '')
        expect(outside).not.toMatch(/<(img|input|script)|@octocat|#12/)
      }),
      { numRuns: 50 },
    )
  })

  it('makes any string inert in the two ways of a stack as well', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const hostile = `${text}${HOSTILE}`
        const properties = [{ path: hostile, before: text, after: hostile, recreation: 'never' }] as const
        const changes = [change({ logicalId: hostile, type: hostile, properties })]
        const ways = (['earlier', 'own', 'both', 'undone'] as const).map((whose) => ({
          whose,
          by: [{ rollout: hostile, isApproved: false }],
          changes,
        }))
        const html = rendered(textOf(view({ transitions: [transition(ref(), { changes, ways })] })))
        const outside = html.replace(/<code[^>]*>[\s\S]*?<\/code>/g, '').replace(/<a [^>]*>/g, '')
        expect(outside).not.toMatch(/<(img|input|script)|@octocat|#12/)
      }),
      { numRuns: 50 },
    )
  })

  it('keeps a table of hostile access one table, of two cells a row', () => {
    const html = rendered(textOf(view({ ...PLAN_SITUATIONS['hostile-strings']?.() })))
    expect(html.match(/<table>/g)).toHaveLength(1)
    const rows = html.match(/<tr>[\s\S]*?<\/tr>/g) ?? []
    expect(rows.map((row) => row.match(/<t[hd]\b/g)?.length)).toEqual([2, 2, 2])
    for (const row of rows.slice(1))
      expect(row.match(/<td>[\s\S]*?<\/td>/g)?.every((cell) => cell.length > 10)).toBe(true)
  })
})
