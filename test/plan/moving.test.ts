/**
 * Does what changes in a stack move what refers to it, and nothing else?
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its references so
import { describe, expect, it } from 'vitest'
import type { ResourceChange } from '../../src/plan/model.ts'
import { isReached, readsWhatMoves } from '../../src/plan/moving.ts'
import { referencesIn } from '../../src/plan/references.ts'

type Of = Partial<Pick<ResourceChange, 'action' | 'replacement'>> & { readonly path?: string }

const NAME = { Ref: 'Logs' }
const ARN = { 'Fn::Sub': '${Logs.Arn}:*' }
const SIZE = { 'Fn::GetAtt': ['Logs', 'Size'] }

function moved({ action = 'modify', replacement = 'no', path = 'Properties.RetentionInDays' }: Of) {
  const properties = path === '' ? [] : [{ path }]
  const changes = new Map([['Logs', { action, replacement, properties }]])
  return [NAME, ARN, SIZE].map((each) => isReached(referencesIn(each, {}), { names: new Set(), changes }))
}

describe('what changes in place', () => {
  it('keeps its name and its ARN, and may have other attributes', () => {
    expect(moved({})).toEqual([false, false, true])
    expect(moved({ path: 'Tags' })).toEqual([false, false, true])
  })

  it('keeps them all where only what is said beside its properties changes', () => {
    for (const path of ['DeletionPolicy', 'UpdateReplacePolicy', 'Metadata', 'UpdatePolicy'])
      expect(moved({ path })).toEqual([false, false, false])
  })

  it('may have other attributes where AWS does not say what it changes', () => {
    expect(moved({ path: '' })).toEqual([false, false, true])
  })
})

it('what is or may be replaced moves all that refers to it', () => {
  expect(moved({ replacement: 'yes' })).toEqual([true, true, true])
  expect(moved({ replacement: 'maybe', path: 'DeletionPolicy' })).toEqual([true, true, true])
  expect(moved({ action: 'dynamic', replacement: 'maybe' })).toEqual([true, true, true])
})

it('what is made or goes moves nobody by that', () => {
  for (const action of ['add', 'remove', 'import'] as const) expect(moved({ action })).toEqual([false, false, false])
})

it('what has another meaning moves whoever names it, also through a condition', () => {
  const conditions = { Big: { 'Fn::Equals': [{ Ref: 'Size' }, 'big'] } }
  const moving = { names: new Set(['Size']), changes: new Map() }
  expect(isReached(referencesIn({ 'Fn::If': ['Big', 'a', 'b'] }, conditions), moving)).toBe(true)
  expect(isReached(referencesIn('a', conditions), moving)).toBe(false)
})

it('one attribute that moves is enough beside an ARN that stays', () => {
  const changes = new Map([['Logs', { action: 'modify', replacement: 'no', properties: [{ path: 'Tags' }] } as const]])
  expect(readsWhatMoves(referencesIn([ARN, SIZE], {}), changes)).toBe(true)
  expect(readsWhatMoves(referencesIn([ARN, NAME], {}), changes)).toBe(false)
})
