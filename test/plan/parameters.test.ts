/**
 * Which values change, by the base and by what AWS has?
 */
import { describe, expect, it } from 'vitest'
import { affectedParameters, type Held } from '../../src/plan/parameters.ts'
import type { DesiredStack } from '../../src/render/model.ts'
import { stack } from '../support/stacks.ts'

const template = {
  Parameters: {
    Shards: { Type: 'Number' },
    Hours: { Type: 'Number', Default: 24 },
    Feed: { Type: 'String' },
  },
  Resources: {},
}

function wanted(parameters: { readonly [name: string]: string }, more: Partial<DesiredStack> = {}): DesiredStack {
  return stack({ template, parameters, with: more })
}

function held(parameters: Held['parameters'], fed: readonly string[] = []): Held {
  return { parameters, fed, outputs: new Map([['net', { Id: 'sg-1' }]]) }
}

function lines(...given: Parameters<typeof affectedParameters>): readonly string[] {
  return affectedParameters(...given).map(
    ({ name, before = '-', after = '-', touches }) => `${name}: ${before} → ${after}${touches ? ` ${touches}` : ''}`,
  )
}

describe('of a stack that is where the base wants it', () => {
  it('are those that the head gives another value', () => {
    expect(lines(wanted({ Shards: '1', Hours: '1' }), wanted({ Shards: '2', Hours: '1' }))).toEqual(['Shards: 1 → 2'])
  })
})

describe('of a stack that is not where the base wants it', () => {
  const base = wanted({ Shards: '2' })

  it('are those that AWS has with another value, from that value', () => {
    expect(lines(base, base, held({ Shards: '1', Hours: '24' }))).toEqual(['Shards: 1 → 2'])
  })

  it('is none that AWS has by its default', () => {
    expect(lines(base, base, held({ Shards: '2', Hours: '24' }))).toEqual([])
    expect(lines(base, base, held({ Shards: '2', Hours: '48' }))).toEqual(['Hours: 48 → -'])
  })

  it('are those as well that the change means and AWS has already', () => {
    expect(lines(base, wanted({ Shards: '3' }), held({ Shards: '3', Hours: '24' }))).toEqual(['Shards: 2 → 3'])
  })

  it('are none for an output that is what it was, and one for an output that is not', () => {
    const fed = wanted({ Shards: '2', Feed: '<net.Id' })
    expect(lines(fed, fed, held({ Shards: '2', Hours: '24', Feed: 'sg-1' }))).toEqual([])
    expect(lines(fed, fed, held({ Shards: '2', Hours: '24', Feed: 'sg-0' }))).toEqual([
      `Feed: sg-0 → \${stacks.net.outputs.Id}`,
    ])
    expect(lines(fed, fed, held({ Shards: '2', Hours: '24', Feed: 'sg-0' }, ['Feed']))).toEqual([])
  })

  it('is one that the head does not know any more', () => {
    expect(lines(undefined, base, held({ Shards: '2', Hours: '24', Old: 'x' }))).toEqual(['Old: x → -'])
  })

  it('never show what somebody gave in the place of a secret', () => {
    const secret = wanted({ Shards: '4' }, { secretParameters: ['Shards'] })
    expect(lines(secret, secret, held({ Shards: 'hunter2', Hours: '24' }))).toEqual(['Shards: - → 4 secret'])
  })
})
