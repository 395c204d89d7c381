/**
 * What is not as it was, within a value?
 */
import { describe, expect, it } from 'vitest'
import type { PropertyChange } from '../../src/plan/model.ts'
import { partsOf } from '../../src/plan/value-parts.ts'
import { bounded } from '../../src/plan/values.ts'

function property(change: Partial<PropertyChange>): PropertyChange {
  return { path: 'Properties.It', recreation: 'never', ...change }
}

function change(before: unknown, after: unknown): PropertyChange {
  return property({ before: JSON.stringify(before), after: JSON.stringify(after) })
}

/** One line a part. */
function lines(change: PropertyChange): readonly string[] {
  return partsOf(change).map(({ path, before = '-', after = '-', isOpen, goesWithAll = false }) =>
    [path, before, isOpen ? '→?' : '→', after, ...(goesWithAll ? ['with all'] : [])].join(' '),
  )
}

describe('the parts of a change', () => {
  it('of a plain value are that value', () => {
    expect(lines(property({ before: '8', after: '16' }))).toEqual(['Properties.It 8 → 16'])
  })

  it('of a list are told by the names of its things, wherever they stand', () => {
    const was = [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ]
    const is = [
      { Key: 'b', Value: '3' },
      { Key: 'a', Value: '1' },
    ]
    expect(lines(change(was, is))).toEqual(['Properties.It.[b].Value 2 → 3'])
  })

  it('of a list without names are those that are not in both', () => {
    const was = [{ Days: 30 }, { Days: 365 }]
    const is = [{ Days: 7 }, { Days: 30 }, { Days: 1 }]
    expect(lines(change(was, is))).toEqual(['Properties.It.0.Days 365 → 7', 'Properties.It.1.Days - → 1'])
  })

  it('of two things of one name are told by their places', () => {
    const was = [
      { Id: 'a', Days: 1 },
      { Id: 'a', Days: 2 },
    ]
    const is = [
      { Id: 'a', Days: 1 },
      { Id: 'a', Days: 3 },
    ]
    expect(lines(change(was, is))).toEqual(['Properties.It.0.Days 2 → 3'])
  })

  it('of what comes are each of its values', () => {
    expect(lines(property({ after: '{"Rules":[{"Days":1}]}' }))).toEqual(['Properties.It.Rules.0.Days - → 1'])
  })

  it('of what goes are the whole and each thing in it', () => {
    expect(lines(property({ before: '{"Days":1}' }))).toEqual([
      'Properties.It {"Days":1} → -',
      'Properties.It.Days 1 → - with all',
    ])
  })

  it('of two values that say the same are none', () => {
    expect(lines(change({ Days: 1, On: true }, { On: 'true', Days: '1' }))).toEqual([])
  })

  it('never read a name as a property', () => {
    const was = [{ Id: 'x.Transitions.y', Days: 1 }]
    expect(lines(change(was, [{ ...was[0], Days: 2 }]))).toEqual(['Properties.It.[x_Transitions_y].Days 1 → 2'])
  })

  it('are open where nobody says what changes', () => {
    expect(lines(property({}))).toEqual(['Properties.It - →? -'])
  })

  it('are open where a value is known only later', () => {
    const text = `{"A":"\${x}","B":"1"}`
    const fed = property({ before: text, after: text, knownAfterApply: true })
    expect(lines(fed)).toEqual([`Properties.It.A \${x} →? \${x}`])
    expect(lines(property({ before: '1', knownAfterApply: true }))).toEqual(['Properties.It 1 →? -'])
  })

  it('are open where only AWS works a function out', () => {
    expect(lines(change([1], [{ 'Fn::Join': ['', []] }]))).toEqual(['Properties.It.0 1 →? {"Fn::Join":["",[]]}'])
  })

  it('of a value that was cut are the whole, and open', () => {
    const long = bounded(JSON.stringify(Array.from({ length: 4_000 }, (_, at) => ({ Days: at }))))
    expect(lines(property({ before: long, after: '[]' }))).toEqual([`Properties.It ${long} →? []`])
  })
})
