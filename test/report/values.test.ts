/**
 * Before and after say what changed, however long they are.
 */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fromTo, initial } from '../../src/report/values.ts'

it.each([
  [{ before: '4', after: '8' }, '`4` → `8`'],
  [{ after: '8' }, 'new: `8`'],
  [{ before: '4' }, '`4` → removed'],
  [{ before: '', after: ' ' }, 'empty → `   `'],
  [{}, 'changes'],
  [{ before: '4', knownAfterApply: true } as const, '`4` → known after apply'],
  [{ before: '{Raw}', after: '{Raw}', knownAfterApply: true } as const, '`{Raw}` → known after apply'],
  [
    { before: 'a', after: 'b (known after apply)', knownAfterApply: true } as const,
    '`a` → `b (known after apply)`, known after apply',
  ],
])('%j reads %s', (change, words) => {
  expect(fromTo(change)).toBe(words)
})

it('a new resource shows what it starts with', () => {
  expect(initial({ after: '2' })).toBe('`2`')
  expect(initial({ after: '{Raw}', knownAfterApply: true })).toBe('known after apply')
})

it.each([
  [{ after: 'x'.repeat(200) }, `new: \`${'x'.repeat(200)}\``],
  [{ before: 'x'.repeat(200) }, `\`${'x'.repeat(200)}\` → removed`],
  [{ before: `a ${'x'.repeat(200)}`, knownAfterApply: true } as const, /^`a x{200}` → known after apply$/],
  [
    { before: `a ${'x '.repeat(200)}b`, after: `c ${'x '.repeat(200)}d`, knownAfterApply: true } as const,
    /^`a [x ]+…` → `c [x ]+…` and `…[x ]+b` → `…[x ]+d`, known after apply$/,
  ],
])('%j reads as a whole where there is room', (change, words) => {
  if (typeof words === 'string') expect(fromTo(change, undefined, 'whole')).toBe(words)
  else expect(fromTo(change, undefined, 'whole')).toMatch(words)
})

it('a long value that stays as it is written shows the reference that moves', () => {
  const text = `${'a '.repeat(200)}{Key}${' b'.repeat(200)}`
  const of = { before: text, after: text, knownAfterApply: true } as const
  for (const extent of ['first', 'whole'] as const) {
    expect(fromTo({ ...of, movesAt: (value) => value.indexOf('{Key}') }, undefined, extent)).toMatch(
      /^`…(a )+{Key}( b)+ …` → known after apply$/,
    )
    expect(fromTo({ ...of, movesAt: () => undefined }, undefined, extent)).toMatch(/^`a a/)
  }
})

it('two values that differ never look alike', () => {
  const long = fc.string({ unit: 'binary', minLength: 0, maxLength: 400 })
  fc.assert(
    fc.property(long, long, long, (lead, one, other) => {
      fc.pre(one.toWellFormed() !== other.toWellFormed())
      const [before, after] = fromTo({ before: `${lead}${one}`, after: `${lead}${other}` }).split(' → ')
      expect(before).not.toBe(after)
    }),
  )
})
