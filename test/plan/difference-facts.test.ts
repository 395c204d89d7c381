/** What a policy rule is asked of a difference: what would be executed now, by the marks of the base and of the head. */
import { describe, expect, it } from 'vitest'
import { differenceFacts } from '../../src/plan/difference-facts.ts'
import { change } from '../support/plan-views.ts'
import { stack } from '../support/stacks.ts'

const CHANGE = change({ logicalId: 'RawStream' })
const SHARDS = (value: string) => ({ stack: stack(), template: stack().template, parameters: { Shards: value } })
const ENDS = { before: SHARDS('4'), after: SHARDS('8') }

describe('what a difference does', () => {
  it('is each kind of its changes once, and what is set beside them', () => {
    const on = { what: 'termination-protection', after: 'off', verdict: { risk: 'disruptive', reason: '' } } as const
    const of = { stack: stack(), from: 'unknown', changes: [CHANGE, CHANGE], protections: [on], ends: ENDS } as const
    expect(differenceFacts(of)).toEqual({
      changes: [
        { type: 'AWS::CloudFormation::Stack', risk: 'disruptive' },
        { type: CHANGE.type, risk: CHANGE.verdict.risk },
      ],
      touches: [],
    })
  })

  it.each([
    ['the head', { identityParameters: ['Shards'] }, {}],
    ['the base', {}, { identityParameters: ['Shards'] }],
  ])('is destructive where a parameter that %s names an identity setting gets another value', (_which, head, base) => {
    const of = {
      stack: stack({ with: head }),
      base: stack({ with: base }),
      from: 'unknown',
      changes: [CHANGE],
    } as const
    expect(differenceFacts({ ...of, ends: ENDS })).toEqual({
      changes: [{ type: CHANGE.type, risk: 'destructive' }],
      touches: ['identity'],
    })
    expect(differenceFacts({ ...of, ends: { before: ENDS.before, after: ENDS.before } }).touches).toEqual([])
  })

  it('says nothing of a value that AWS keeps to itself', () => {
    const of = { stack: stack({ with: { secretParameters: ['Shards'] } }), from: 'unknown', changes: [] } as const
    expect(differenceFacts({ ...of, ends: { before: SHARDS('****'), after: SHARDS('8') } }).touches).toEqual([])
    expect(differenceFacts({ ...of, ends: ENDS }).touches).toEqual(['secret'])
  })
})
