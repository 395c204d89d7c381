/**
 * Does what we publish keep GitHub's rules, which it enforces by refusing everything?
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Problem, Range } from '../../src/fleet/model.ts'
import { annotation, isMarkable } from '../../src/github/annotations.ts'
import { BYTES, cut, UNITS } from '../../src/github/markdown-budget.ts'

const AT: Range = { file: 'customers/acme/customer.yml', line: 4, column: 3, endLine: 4, endColumn: 9 }

function problem(changes: Partial<Problem> = {}): Problem {
  return { code: 'unknown-field', message: 'unknown field rign', at: AT, ...changes }
}

describe('an annotation', () => {
  it('marks the exact columns, which GitHub counts inclusively', () => {
    expect(annotation(problem({ expected: 'ring', hint: 'did you mean ring?' }))).toEqual({
      path: 'customers/acme/customer.yml',
      start_line: 4,
      end_line: 4,
      start_column: 3,
      end_column: 8,
      annotation_level: 'failure',
      title: 'unknown-field',
      message: 'unknown field rign\nexpected: ring\ndid you mean ring?',
    })
  })

  it('over several lines has no columns, and one that ends at a line break ends before it', () => {
    const over = annotation(problem({ at: { ...AT, endLine: 6, endColumn: 2 } }))
    expect(over).toMatchObject({ start_line: 4, end_line: 6 })
    expect(over).not.toHaveProperty('start_column')
    const before = annotation(problem({ at: { ...AT, endLine: 5, endColumn: 1 } }))
    expect(before).toMatchObject({ start_line: 4, end_line: 4 })
  })

  it('spells out what would hide itself, and says where else to look', () => {
    const { message } = annotation(problem({ message: 'a\u200bb\nc', related: [{ ...AT, line: 1, column: 1 }] }))
    expect(message).toBe('a\\u{200b}b\\u{a}c\nsee also customers/acme/customer.yml:1:1')
  })

  it('is made for a plain path alone: of any other GitHub might refuse the whole check', () => {
    const isTaken = (file: string) => isMarkable(problem({ at: { ...AT, file } }))
    for (const path of ['fleet.yml', 'customers/a b/cafe\u0301.yml', 'customers/..yml', 'customers/"*".yml'])
      expect(isTaken(path)).toBe(true)
    for (const path of [
      '',
      '/fleet.yml',
      '../fleet.yml',
      'a/./b',
      'a//b',
      'a\nb',
      'a\u0000b',
      'a\u202eb',
      'a\\b',
      'x'.repeat(5_000),
    ])
      expect(isTaken(path)).toBe(false)
  })

  it('of any range is one that GitHub takes', () => {
    const number = fc.integer({ min: 0, max: 50 })
    fc.assert(
      fc.property(number, number, number, number, (line, column, endLine, endColumn) => {
        const made = annotation(problem({ at: { file: 'f', line, column, endLine, endColumn } }))
        expect(made.start_line).toBeGreaterThan(0)
        expect(made.end_line).toBeGreaterThanOrEqual(made.start_line)
        if (made.start_column === undefined) return
        expect(made.end_line).toBe(made.start_line)
        expect(made.end_column).toBeGreaterThanOrEqual(made.start_column)
      }),
    )
  })
})

describe('a text that is too long', () => {
  it('is left alone while it fits', () => {
    expect(cut('short', 100)).toBe('short')
  })

  it('is cut at a line, with its code block closed and a word that it was cut', () => {
    const text = `intro\n\`\`\`diff\n${'+ line\n'.repeat(100)}\`\`\`\nend`
    const made = cut(text, 300)
    expect(made.length).toBeLessThanOrEqual(300)
    expect(made).toMatch(/\+ line\n```\n\n_Cut here: the rest is too long for GitHub\._$/)
  })

  it.each([
    ['UTF-16 units', UNITS],
    ['bytes', BYTES],
  ])('never passes the limit in %s, nor holds half a character', (_title, by) => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.integer({ min: 80, max: 200 }), (text, most) => {
        const made = cut(text, most, by)
        expect(by.size(made)).toBeLessThanOrEqual(most)
        if (by.size(text) <= most) expect(made).toBe(text)
        if (text.isWellFormed()) expect(made.isWellFormed()).toBe(true)
      }),
    )
  })
})
