/**
 * A reviewer reads what a start script says, and two that differ still differ.
 */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decoded } from '../../src/plan/encoded.ts'
import { cut } from '../../src/plan/values.ts'

function base64(bytes: string | Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

const SCRIPT = '#!/bin/bash\necho "häl🙂 o"\n'

it('a script is read', () => {
  expect(decoded(base64(SCRIPT))).toBe(`Base64 of:\n${SCRIPT}`)
  expect(decoded(base64('echo one line of a script'))).toBe('Base64 of: echo one line of a script')
})

it('a script within a list or map is read, and the whole stays JSON', () => {
  const text = JSON.stringify({ UserData: base64(SCRIPT), Tags: [base64(SCRIPT), 'plain'] })
  expect(JSON.parse(decoded(text))).toEqual({
    UserData: `Base64 of:\n${SCRIPT}`,
    Tags: [`Base64 of:\n${SCRIPT}`, 'plain'],
  })
  expect(decoded(JSON.stringify({ [base64(SCRIPT)]: 1 }))).toBe(JSON.stringify({ [base64(SCRIPT)]: 1 }))
})

it.each([
  ['a word', 'Collector'],
  ['a long word of its letters', 'ApplicationLoadBalancers'],
  ['a digest', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['compressed bytes', base64(Uint8Array.from({ length: 60 }, (_, index) => (index * 37) % 256))],
  ['text with a character that nobody sees', base64(`${SCRIPT}\u0000`)],
  ['another way to write the same bytes', base64('echo one line of a script').replace('dA==', 'dB==')],
  ['text in lines', `${base64(SCRIPT)}\n`],
  ['a value that AWS has cut', base64(SCRIPT.repeat(4)).slice(0, 62)],
])('what is not surely encoded text stays as it is: %s', (_what, value) => {
  expect(decoded(value)).toBe(value)
})

it('two values that differ never read alike', () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: 'binary', minLength: 18 }).map(base64), fc.base64String())
  const value = fc.oneof(
    text,
    fc.array(text).map((all) => JSON.stringify(all)),
  )
  fc.assert(
    fc.property(value, value, (one, other) => {
      fc.pre(one !== other)
      expect(decoded(one)).not.toBe(decoded(other))
    }),
  )
})

it('what is cut is told apart by what stays unseen', () => {
  expect(cut('x'.repeat(10), 10)).toBe('x'.repeat(10))
  expect(cut(`${'x'.repeat(10)}a`, 10)).not.toBe(cut(`${'x'.repeat(10)}b`, 10))
})
