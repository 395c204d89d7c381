/**
 * Does an apply stop for everything that no reviewer saw, and for nothing else?
 */
import { describe, expect, it } from 'vitest'
import { short } from '../../src/lib/digest.ts'
import { transitionOf } from '../../src/plan/assemble.ts'
import { judged, type Unjudged } from '../../src/plan/classify.ts'
import { difference, type Now } from '../../src/plan/compare.ts'
import { stackRef } from '../../src/plan/live.ts'
import type { ResourceChange, Transition } from '../../src/plan/model.ts'
import { desiredDigest } from '../../src/render/desired.ts'
import { stack } from '../support/stacks.ts'

const subject = stack({ parameters: { Shards: '8' } })

function change(different: Partial<Unjudged> = {}): ResourceChange {
  return judged({
    action: 'modify',
    logicalId: 'Config',
    type: 'AWS::SSM::Parameter',
    replacement: 'no',
    properties: [{ path: 'Properties.Value', before: 'a', after: 'b', recreation: 'never' }],
    ...different,
  })
}

function reviewed(changes: readonly ResourceChange[], different: Partial<Transition> = {}): Transition {
  const facts = { from: '0123456789abcdef', exactness: 'exact', fedBy: [], parameters: [] } as const
  return transitionOf({ ...facts, ...different, changes, stack: subject })
}

function now(changes: readonly ResourceChange[], different: Partial<Now> = {}): Now {
  return { stack: stackRef(subject), from: '0123456789abcdef', to: desiredDigest(subject), changes, ...different }
}

const BOUNDED = { exactness: 'bounded', fedBy: [{ parameter: 'P', stack: 'streams', output: 'O' }] } as const
const reached = change({ properties: [{ path: 'Properties.Value', knownAfterApply: true, recreation: 'never' }] })
const table = (replacement: ResourceChange['replacement']) =>
  change({ logicalId: 'Lease', type: 'AWS::DynamoDB::Table', replacement })

describe('an exact transition', () => {
  it('is executed when now is what was reviewed', () => {
    expect(difference(reviewed([change()]), now([change()]))).toBeUndefined()
  })

  it('does not mind how a verdict is worded', () => {
    const worded = { ...change(), verdict: { risk: 'disruptive' as const, reason: 'worded otherwise' } }
    expect(difference(reviewed([worded]), now([change()]))).toBeUndefined()
  })

  it('is held where an alarm that was to watch it is gone, under a digest that names the alarm', () => {
    const lost = ['arn:a', 'arn:b'].map((arn) =>
      difference(reviewed([change()]), now([change()], { lostAlarms: [arn] })),
    )
    expect(lost[0]?.lines).toEqual(['the alarm that was to watch it does not exist any more: arn:a'])
    expect(new Set(lost.map((each) => each?.digest)).size).toBe(2)
  })

  const differences: readonly (readonly [string, Now, RegExp])[] = [
    [
      'another value',
      now([change({ properties: [{ path: 'Properties.Value', before: 'a', after: 'c', recreation: 'never' }] })]),
      /a → c/,
    ],
    ['a certain replacement', now([change({ replacement: 'yes' })]), /replacing it/],
    ['a change more', now([change(), change({ logicalId: 'Other' })]), /no reviewer saw: changes Other/],
    ['a change less', now([]), /not happening now: changes Config/],
    ['another start', now([change()], { from: 'unknown' }), /a state that we cannot name/],
    ['another end', now([change()], { to: desiredDigest(stack()) }), /another desired state/],
  ]
  it.each(differences)('is held for %s', (_what, is, line) => {
    expect(difference(reviewed([change()]), is)?.lines.join('\n')).toMatch(line)
  })

  it('gives a digest that covers what would be executed, and nothing else', () => {
    const digest = (is: Now) => difference(reviewed([]), is)?.digest
    expect(digest(now([change()]))).toBe(digest(now([change()])))
    expect(digest(now([change()]))).not.toBe(digest(now([change({ replacement: 'yes' })])))
    expect(digest(now([change()]))).toBe(difference(undefined, now([change()]))?.digest)
  })
})

describe('a bounded transition', () => {
  it('covers less than it allowed, and does not name where the stack stands by now', () => {
    const plan = reviewed([reached, table('maybe')], BOUNDED)
    const value = change({ properties: [{ path: 'Properties.Value', before: 'x', after: 'y', recreation: 'never' }] })
    expect(difference(plan, now([value], { from: 'unknown' }))).toBeUndefined()
    expect(difference(plan, now([]))).toBeUndefined()
    expect(difference(plan, now([table('maybe')]))).toBeUndefined()
  })

  it('covers a deeper path of a reached property', () => {
    const deep = change({ properties: [{ path: 'Properties.Value.Inner', recreation: 'never' }] })
    expect(difference(reviewed([reached], BOUNDED), now([deep]))).toBeUndefined()
  })

  it('covers a replacement of what holds nothing, where one was possible', () => {
    const plan = reviewed([change({ replacement: 'maybe' })], BOUNDED)
    expect(difference(plan, now([change({ replacement: 'yes' })]))).toBeUndefined()
  })

  const beyond: readonly (readonly [string, ResourceChange])[] = [
    ['a table that is now replaced for certain', table('yes')],
    ['a resource that was not reached', change({ logicalId: 'Other' })],
    ['a property that was not reached', change({ properties: [{ path: 'Properties.Tier', recreation: 'never' }] })],
    [
      'a property whose name only begins alike',
      change({ properties: [{ path: 'Properties.ValueFrom', recreation: 'never' }] }),
    ],
    ['a replacement that was excluded', change({ replacement: 'maybe' })],
    ['a removal', change({ action: 'remove', properties: [] })],
    ['a removed table', change({ logicalId: 'Lease', type: 'AWS::DynamoDB::Table', action: 'remove' })],
  ]
  it.each(beyond)('is held for %s', (_what, is) => {
    expect(difference(reviewed([reached, table('maybe')], BOUNDED), now([is]))?.lines).toHaveLength(1)
  })
})

describe('a new stack', () => {
  const creation = { from: 'absent', exactness: 'template' } as const
  const added = (logicalId: string, after = 'ours') =>
    change({ action: 'add', logicalId, properties: [{ path: 'Properties.Value', after, recreation: 'never' }] })

  it('is created when its resources are those that were reviewed, however AWS prints them', () => {
    const is = now([added('A', 'theirs'), added('B')], { from: 'absent' })
    expect(difference(reviewed([added('A'), added('B')], creation), is)).toBeUndefined()
  })

  it('is held when a resource is missing, is another or comes on top', () => {
    const plan = reviewed([added('A'), added('B')], creation)
    const held = [[added('A')], [added('A'), added('C')], [added('A'), added('B'), added('C')]]
    expect(held.map((changes) => difference(plan, now(changes, { from: 'absent' })) !== undefined)).toEqual([
      true,
      true,
      true,
    ])
  })

  it('is held when a stack of its name exists by now', () => {
    expect(difference(reviewed([added('A')], creation), now([added('A')], { from: 'unknown' }))).toBeDefined()
  })
})

describe('a stack that could not be planned', () => {
  it('is held for every change, and moves when there is none', () => {
    expect(difference(undefined, now([change(), change({ logicalId: 'Other' })]))?.lines).toHaveLength(2)
    expect(difference(undefined, now([]))).toBeUndefined()
  })
})

describe('a stack that somebody moved past our rollouts', () => {
  const intervention = { code: 'executed-by-hand', reason: 'somebody else executed it' } as const

  it('is held although all else is as reviewed, by a digest of its own', () => {
    const found = difference(reviewed([change()]), now([change()], { intervention }))
    expect(found?.lines).toEqual(['somebody else executed it'])
    const other = { ...intervention, reason: 'somebody else executed another' }
    expect(difference(reviewed([change()]), now([change()], { intervention: other }))?.digest).not.toBe(found?.digest)
  })

  it('is held for that alone where nothing is left to do', () => {
    const from = short(desiredDigest(subject))
    expect(difference(reviewed([change()]), now([], { from, intervention }))?.lines).toEqual([intervention.reason])
    expect(difference(reviewed([change()]), now([], { from }))).toBeUndefined()
  })
})

describe('a value within a reviewed one', () => {
  const expiry = (path: string, before: string, after: string) =>
    change({ type: 'AWS::S3::Bucket', properties: [{ path, before, after, recreation: 'never' }] })
  const rules = 'Properties.LifecycleConfiguration.Rules'

  it('is held where it is graver than all that was reviewed', () => {
    const seen = { ...expiry(rules, '[]', '[]'), verdict: { risk: 'routine' as const, reason: 'seemed harmless' } }
    const is = expiry(`${rules}.0.ExpirationInDays`, '3650', '1')
    expect(difference(reviewed([seen], BOUNDED), now([is]))?.lines).toEqual([
      expect.stringMatching(/^not what was reviewed: .*; it keeps data for a shorter time: the older is deleted$/),
    ])
  })

  it('is executed where a list that one value showed is told by CloudFormation in parts', () => {
    const seen = expiry(rules, '[{"ExpirationInDays":"3650"}]', '[{"ExpirationInDays":"1"}]')
    const is = expiry(`${rules}.0.ExpirationInDays`, '3650', '1')
    expect(difference(reviewed([seen], BOUNDED), now([is]))).toBeUndefined()
  })
})
