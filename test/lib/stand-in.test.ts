/** Can anybody tell what stands in for a thing from the thing itself? */
import { expect, it } from 'vitest'
import { isUnmade, look, standIn } from '../../src/lib/stand-in.ts'

interface Thing {
  readonly a: number
  readonly b?: { readonly c: string }
}

const thing: Thing = { a: 1, b: { c: 'x' } }

it('what stands in for a thing is made once, by the first who looks', () => {
  const made: string[] = []
  const one = standIn((): Thing => {
    made.push('one')
    return thing
  })
  const other = standIn((): Thing => ({ a: 2 }))
  expect([one, other, thing, undefined, 'text'].map(isUnmade)).toEqual([true, true, false, false, false])
  expect(made).toEqual([])
  expect(one.a + one.a).toBe(2)
  expect(made).toEqual(['one'])
  look(one)
  look(other)
  look(thing)
  expect([one, other].map(isUnmade)).toEqual([false, false])
  expect(made).toEqual(['one'])
})

it.each<readonly [string, (each: Thing) => unknown]>([
  ['its fields', (each) => [each.a, each.b?.c, 'a' in each, 'z' in each, Object.hasOwn(each, 'b')]],
  ['a copy of it', (each) => ({ ...each })],
  ['what is left of it without a field', ({ a: _, ...rest }) => rest],
  ['its keys and entries', (each) => [Object.keys(each), Object.entries(each)]],
  ['what it is as JSON', (each) => JSON.stringify([each])],
  [
    'what kind of thing it is',
    (each) => [typeof each, Array.isArray(each), Object.getPrototypeOf(each) === Object.prototype],
  ],
])('what stands in for a thing is as the thing is: %s', (_name, ask) => {
  expect(ask(standIn(() => thing))).toEqual(ask(thing))
})

it('what stands in for a thing is equal to it, and cannot be changed through it', () => {
  const stands = standIn(() => thing)
  expect(stands).toEqual(thing)
  expect(() => Object.assign(stands, { a: 3 })).toThrow(TypeError)
  expect(() => Object.defineProperty(stands, 'a', { value: 3 })).toThrow(TypeError)
  expect(() => Reflect.deleteProperty(stands, 'a')).not.toThrow()
  expect(thing).toEqual({ a: 1, b: { c: 'x' } })
})

it('what could not be made is tried again', () => {
  let tries = 0
  const stands = standIn((): Thing => {
    tries += 1
    if (tries === 1) throw new Error('not yet')
    return thing
  })
  expect(() => stands.a).toThrow('not yet')
  expect(stands.a).toBe(1)
})
