/** What is set beside a change set, how grave is that, and what of it has somebody to agree to? */
import { describe, expect, it } from 'vitest'
import type { Protection } from '../../src/fleet/protection.ts'
import { short } from '../../src/lib/digest.ts'
import { affected } from '../../src/plan/affected.ts'
import { transitionOf } from '../../src/plan/assemble.ts'
import { difference } from '../../src/plan/compare.ts'
import { group } from '../../src/plan/group.ts'
import { lint } from '../../src/plan/lint.ts'
import { stackRef } from '../../src/plan/live.ts'
import type { ProtectionChange } from '../../src/plan/model.ts'
import { planOffline } from '../../src/plan/offline.ts'
import { due, type Had, hadBy, NEW, protectionChanges, protectionCounts } from '../../src/plan/protection.ts'
import { touchedBy } from '../../src/plan/required.ts'
import { totalsOf } from '../../src/plan/totals.ts'
import { desiredDigest } from '../../src/render/desired.ts'
import type { DesiredStack } from '../../src/render/model.ts'
import { liveAt, stack } from '../support/stacks.ts'
import { P1, P2, protecting, told } from './protecting.ts'

describe('what is wanted beside a change set', () => {
  it.each<readonly [string, Protection, Had, Protection | undefined, readonly string[]]>([
    [
      'turns on what is off',
      { terminationProtection: true },
      { terminationProtection: false },
      undefined,
      ['termination-protection off on routine'],
    ],
    [
      'turns off what is on',
      { terminationProtection: false },
      { terminationProtection: true },
      undefined,
      ['termination-protection on off disruptive'],
    ],
    ['is nothing where it is so', { terminationProtection: true }, { terminationProtection: true }, undefined, []],
    ['is nothing where nobody says anything', {}, { terminationProtection: true, stackPolicy: P1 }, undefined, []],
    [
      'is on for a new stack',
      { terminationProtection: true, stackPolicy: P1 },
      NEW,
      undefined,
      [`stack-policy undefined ${P1} routine`, 'termination-protection undefined on routine'],
    ],
    ['is nothing for a new stack that is to be open', { terminationProtection: false }, NEW, undefined, []],
    [
      'is another policy',
      { stackPolicy: P2 },
      { stackPolicy: P1 },
      { stackPolicy: P1 },
      [`stack-policy ${P1} ${P2} disruptive`],
    ],
    [
      'lets go of what nobody names any more',
      {},
      { terminationProtection: true, stackPolicy: P1 },
      {
        terminationProtection: true,
        stackPolicy: P1,
      },
      [`stack-policy ${P1} undefined disruptive`, 'termination-protection on undefined disruptive'],
    ],
    ['has no policy to let go of', {}, {}, { stackPolicy: P1 }, []],
  ])('%s', (_what, wanted, had, base, changes) => {
    expect(told(protectionChanges({ wanted, had, ...(base && { base }) }))).toEqual(changes)
  })

  it('does not mind how AWS writes a policy, and takes an empty one for none', () => {
    const live = liveAt(protecting({}))
    const spaced = hadBy(live, '{ "Statement" : [ 1 ] }')
    expect(protectionChanges({ wanted: { stackPolicy: P1 }, had: spaced })).toEqual([])
    expect(hadBy(live, '{}')).toEqual({ terminationProtection: false })
    expect(hadBy(live, 'not JSON')).toEqual({ terminationProtection: false, stackPolicy: 'not JSON' })
  })

  it('holds a policy whole, up to what AWS takes', () => {
    const long = (letters: number, end: string) => `{"Statement":"${'x'.repeat(letters)}${end}"}`
    const [most, more] = [long(16_384 - 17, ''), long(20_000, 'a')]
    expect(protectionChanges({ wanted: { stackPolicy: most }, had: {} })).toMatchObject([{ after: most }])
    const [change] = protectionChanges({ wanted: { stackPolicy: long(20_000, 'b') }, had: { stackPolicy: more } })
    expect(change?.before).not.toBe(change?.after)
    expect(change?.after?.length).toBeLessThan(16_384 + 200)
  })

  it('is never due where nobody looks after it', () => {
    const had = { terminationProtection: true }
    expect(due(protectionChanges({ wanted: {}, had, base: { terminationProtection: true } }))).toEqual([])
  })
})

describe('a stack that changes in its protection alone', () => {
  const before = [protecting({ terminationProtection: true })]
  const after = [protecting({ terminationProtection: false })]

  it('is affected, leads to the same desired state, and counts with its risk', () => {
    expect(affected(before, after).changed.map(({ after: { id } }) => id)).toEqual(after.map(({ id }) => id))
    const plan = planOffline(before, after)
    expect(plan.transitions).toMatchObject([{ changes: [], to: desiredDigest(before[0] ?? stack()) }])
    expect(totalsOf(plan).risk).toBe('disruptive')
    expect(group(plan.transitions)).toMatchObject([{ risk: 'disruptive', protections: [{ after: 'off' }] }])
    expect(touchedBy(plan).stacks[0]?.changes).toEqual([{ type: 'AWS::CloudFormation::Stack', risk: 'disruptive' }])
  })

  it('has a digest of its own for each way, so that no approval covers another', () => {
    const there = planOffline(before, after)
    const back = planOffline(after, before)
    expect(new Set([there.digest, back.digest, planOffline(before, before).digest]).size).toBe(3)
  })

  it('is linted: what does not lead to what is wanted, and what is called routine and is not', () => {
    const [transition] = planOffline(before, after).transitions
    const codes = (protections: readonly ProtectionChange[], wanted: readonly DesiredStack[] = after) => {
      const remade = transition && transitionOf({ ...transition, stack: after[0] ?? stack(), protections })
      const plan = { ...planOffline(before, after), transitions: remade ? [remade] : [] }
      return lint(plan, { after: wanted, affected: [] })
        .map(({ code }) => code)
        .filter((code) => code.startsWith('protection'))
    }
    const off = { what: 'termination-protection', before: 'on', after: 'off' } as const
    const disruptive = { risk: 'disruptive', reason: 'why' } as const
    const routine = { risk: 'routine', reason: 'why' } as const
    expect(codes([{ ...off, verdict: disruptive }])).toEqual([])
    expect(codes([{ ...off, verdict: routine }])).toEqual(['protection-mild'])
    expect(codes([{ ...off, verdict: disruptive }], before)).toEqual(['protection-unwanted'])
    expect(codes([{ what: 'stack-policy', after: P1, verdict: routine }])).toEqual(['protection-unwanted'])
    const long = `{"Statement":"${'x'.repeat(2_010)}"}`
    const [policy] = protectionChanges({ wanted: { stackPolicy: long }, had: {} })
    expect(policy && codes([policy], [protecting({ stackPolicy: long })])).toEqual([])
    const other = protecting({ stackPolicy: long.replace('x"', 'y"') })
    expect(policy && codes([policy], [other])).toEqual(['protection-unwanted'])
  })

  it('of several stacks is counted by kind, the worst first', () => {
    const of = (protections: readonly ProtectionChange[]) => ({ protections })
    const on = protectionChanges({ wanted: { terminationProtection: true }, had: { terminationProtection: false } })
    const off = protectionChanges({ wanted: { terminationProtection: false }, had: { terminationProtection: true } })
    const counts = protectionCounts([of(on), of(off), {}, of(on)])
    expect(counts.map(({ after, stacks }) => [after, stacks])).toEqual([
      ['off', 1],
      ['on', 2],
    ])
  })
})

describe('what is due now', () => {
  const subject = protecting({ terminationProtection: false, stackPolicy: P2 })
  const here = short(desiredDigest(subject))
  const now = (wanted: Protection, had: Had) => ({
    stack: stackRef(subject),
    from: here,
    to: desiredDigest(subject),
    changes: [],
    protections: due(protectionChanges({ wanted, had })),
  })
  const reviewedOf = (wanted: Protection, had: Had) =>
    transitionOf({
      stack: subject,
      from: here,
      exactness: 'exact',
      changes: [],
      fedBy: [],
      parameters: [],
      protections: protectionChanges({ wanted, had }),
    })
  const none = reviewedOf({}, {})

  it('is done where it was reviewed', () => {
    const had = { terminationProtection: true, stackPolicy: P1 }
    expect(difference(reviewedOf(subject.protection, had), now(subject.protection, had))).toBeUndefined()
  })

  it('is done unseen where it only turns termination protection on', () => {
    const turned = now({ terminationProtection: true }, { terminationProtection: false })
    expect(difference(none, turned)).toBeUndefined()
    expect(difference(undefined, turned)).toBeUndefined()
  })

  it.each<readonly [string, Protection, Had]>([
    ['turns termination protection off', { terminationProtection: false }, { terminationProtection: true }],
    ['sets a policy', { stackPolicy: P1 }, {}],
  ])('is held where it %s and no reviewer saw it', (_what, wanted, had) => {
    expect(difference(none, now(wanted, had))?.lines).toHaveLength(1)
    expect(difference(undefined, now(wanted, had))?.lines).toHaveLength(1)
  })

  it("is held where it would overwrite another policy than the reviewers saw, under a digest of that policy's own", () => {
    const seen = reviewedOf({ stackPolicy: P2 }, { stackPolicy: P1 })
    const theirs = ['{"Statement":[3]}', '{"Statement":[4]}'].map((stackPolicy) =>
      difference(seen, now({ stackPolicy: P2 }, { stackPolicy })),
    )
    expect(new Set(theirs.map((each) => each?.digest)).size).toBe(2)
    expect(theirs[0]?.lines).toEqual([`no reviewer saw: the stack policy changes: {"Statement":[3]} → ${P2}`])
  })
})
