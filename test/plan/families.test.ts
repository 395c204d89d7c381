/**
 * Is what differs by customer in a regular way read as one, and an outlier never lost in it?
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Family, families, merged } from '../../src/plan/families.ts'
import { group } from '../../src/plan/group.ts'
import type { ResourceChange, Transition } from '../../src/plan/model.ts'
import { change, ref, shards, transition } from '../support/plan-views.ts'

/** `number` stacks that change so, each with an account and a customer of its own. */
function stacksThat(changes: readonly ResourceChange[], number: number, from = 0): readonly Transition[] {
  return Array.from({ length: number }, (_, index) =>
    transition(ref({ customer: `customer-${from + index}`, account: String(100_000_000_000 + from + index) }), {
      changes,
      parameters: [],
    }),
  )
}

function sizes(transitions: readonly Transition[]): number[][] {
  return families(group(transitions)).map((family) => family.map(({ stacks }) => stacks.length))
}

function value(before: string, after: string): ResourceChange {
  return change({
    type: 'Vendor::Thing',
    properties: [{ path: 'Properties.Value', before, after, recreation: 'never' }],
  })
}

describe('classes that differ in plain values', () => {
  it('are read as one, the rarest first', () => {
    const transitions = [...stacksThat([shards('8', '16')], 40), ...stacksThat([shards('4', '8')], 12, 40)]
    const [only, ...others] = families(group(transitions))
    expect(others).toEqual([])
    expect(only?.map(({ stacks, changes }) => [stacks.length, changes[0]?.properties[0]?.after])).toEqual([
      [12, '8'],
      [40, '16'],
    ])
    expect(only === undefined ? 0 : merged(only).stacks.length).toBe(52)
  })

  it('are read as one where each of three hundred has a value of its own', () => {
    const transitions = Array.from({ length: 300 }, (_, index) => stacksThat([shards('1', `${index + 2}`)], 1, index))
    expect(sizes(transitions.flat())).toEqual([Array.from({ length: 300 }, () => 1)])
  })

  it('line up: what differs in one place differs in every place that differs', () => {
    const two = (one: string, other: string) => [shards('1', one), { ...value('1', other), logicalId: 'Other' }]
    expect(sizes([...stacksThat(two('2', '20'), 3), ...stacksThat(two('3', '30'), 2, 3)])).toEqual([[2, 3]])
    // The second place has one value for two of them: nobody could tell which belongs to which.
    const irregular = [
      ...stacksThat(two('2', '20'), 2),
      ...stacksThat(two('3', '30'), 2, 2),
      ...stacksThat(two('4', '30'), 2, 4),
    ]
    expect(sizes(irregular)).toEqual([[2], [2, 2]])
  })

  it.each([
    [1, 2],
    [2, 21],
    [300, 3_001],
  ])('stay apart where one is an outlier: %i beside %i', (rare, common) => {
    const transitions = [...stacksThat([shards('4', '9')], rare), ...stacksThat([shards('4', '8')], common, rare)]
    expect(sizes(transitions)).toEqual([[rare], [common]])
  })

  it.each([
    ['another risk', [value('1', '2')], [change({ ...value('1', '3'), replacement: 'yes' })]],
    ['another property', [value('1', '2')], [shards('1', '3')]],
    [
      'something known after apply',
      [value('1', '2')],
      [
        change({
          type: 'Vendor::Thing',
          properties: [{ path: 'Properties.Value', before: '1', knownAfterApply: true, recreation: 'never' }],
        }),
      ],
    ],
    ['a foreign account', [value('a', 'role-100000000009')], [value('a', 'role-100000000008')]],
    ['a text too long to be shown whole', [value('a', 'b'.repeat(41))], [value('a', 'c'.repeat(41))]],
    ['a policy', [value('{}', '{"Effect":"Allow"}')], [value('{}', '{"Effect":"Deny"}')]],
  ])('stay apart for %s', (_name, one, other) => {
    expect(sizes([...stacksThat(one, 2), ...stacksThat(other, 3, 2)]).toSorted()).toEqual([[2], [3]])
  })

  it('keep each class, once, in an order that the plan has no part in', () => {
    void fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(5), fc.nat(5), fc.nat(3)), { maxLength: 40 }), (wishes) => {
        const transitions = wishes.flatMap(([before, after, kind], index) =>
          stacksThat([kind === 0 ? value(`${before}`, `${after}`) : shards(`${before}`, `${after}`)], 1, index),
        )
        const classes = group(transitions)
        const found: readonly Family[] = families(classes)
        expect(new Set(found.flat())).toEqual(new Set(classes))
        expect(found.flat()).toHaveLength(classes.length)
        expect(families(classes.toReversed())).toEqual(found)
      }),
    )
  })

  it('lose none of four thousand stacks that go every way', () => {
    const transitions = Array.from({ length: 4_000 }, (_, index) =>
      stacksThat([shards('1', `${index % 63}`), value('1', `${index}`.slice(0, 3))], 1, index),
    ).flat()
    expect(
      families(group(transitions))
        .flat()
        .flatMap(({ stacks }) => stacks),
    ).toHaveLength(4_000)
  })
})
