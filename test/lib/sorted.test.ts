/** Promise: lists that are compared, mended and looked up by their order say what they say when gone through. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byText, called, mended, sorted, unlike } from '../../src/lib/sorted.ts'

interface Thing {
  readonly name: string
}

const order = (one: Thing, other: Thing): number => byText(one.name, other.name)
const things = [...'aabcdefgh'].map((name): Thing => ({ name }))
const some = fc.subarray(things)
/** Things of one name have no order of their own. */
const distinct = fc.subarray(things.slice(1))

describe('two lists in one order', () => {
  it('differ in what is in one and not in the other', () => {
    fc.assert(
      fc.property(distinct, distinct, (before, after) => {
        const { gone, come } = unlike(before, after, order)
        expect(new Set(gone)).toEqual(new Set(before).difference(new Set(after)))
        expect(new Set(come)).toEqual(new Set(after).difference(new Set(before)))
        expect(unlike(before, before, order)).toEqual({ gone: [], come: [] })
      }),
    )
  })

  it('become each other by what differs, and stay the same list where nothing does', () => {
    fc.assert(
      fc.property(distinct, distinct, (before, after) => {
        const list = mended(before, unlike(before, after, order), order)
        expect(list).toEqual(after)
        expect(list.every((each, index) => each === after[index])).toBe(true)
        expect(mended(before, unlike(before, [...before], order), order)).toBe(before)
      }),
    )
  })

  it('tell of more, and never of less, where they are out of order or have equals', () => {
    const shuffled = fc.shuffledSubarray(things)
    fc.assert(
      fc.property(shuffled, shuffled, (before, after) => {
        const { gone, come } = unlike(before, after, order)
        expect(new Set(before).difference(new Set(after)).isSubsetOf(new Set(gone))).toBe(true)
        expect(new Set(after).difference(new Set(before)).isSubsetOf(new Set(come))).toBe(true)
      }),
    )
  })
})

describe('a list', () => {
  it('in order has all of a name together', () => {
    fc.assert(
      fc.property(some, fc.constantFrom('', 'a', 'c', 'h', 'z'), (list, name) => {
        expect(called(list, name, (each) => each.name)).toEqual(list.filter((each) => each.name === name))
      }),
    )
  })

  it('out of order is sorted, with equals as they were', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(things), (list) => {
        const inOrder = sorted(list, order)
        expect(inOrder).toEqual(list.toSorted(order))
        expect(sorted(inOrder, order)).toBe(inOrder)
      }),
    )
  })
})
