/** Would a stack that no class shows, or a number that is not the plan's, be found before anybody reads it? */
import { describe, expect, it } from 'vitest'
import { lintPlan } from '../../src/actions/planning/lint-plan.ts'
import { assemblePlan } from '../../src/plan/assemble.ts'
import { group } from '../../src/plan/group.ts'
import type { ChangeClass, Way } from '../../src/plan/model.ts'
import { planOffline } from '../../src/plan/offline.ts'
import { type ProtectionCount, protectionCounts } from '../../src/plan/protection.ts'
import { recount } from '../../src/plan/recount.ts'
import { type Totals, totalsOf } from '../../src/plan/totals.ts'
import { change, ref, shards, transition } from '../support/plan-views.ts'
import { stack } from '../support/stacks.ts'

const grown = ['acme', 'globex', 'hooli'].map((customer, index) =>
  transition(ref({ customer, account: String(100_000_000_000 + index) })),
)
const unguarded = {
  what: 'termination-protection',
  before: 'on',
  after: 'off',
  verdict: { risk: 'disruptive', reason: 'why' },
} as const
const removed = transition(ref({ customer: 'initech', account: '444444444444' }), {
  changes: [change({ action: 'remove' })],
  protections: [unguarded],
})
const unreachable = { stack: ref({ customer: 'umbrella' }), to: removed.to, code: 'x', reason: 'y' }
const plan = assemblePlan({ transitions: [...grown, removed], unplanned: [unreachable] })
const classes = group(plan.transitions)
const totals = totalsOf(plan)
const [worst, common] = classes
if (worst === undefined || common === undefined) throw new Error('the plan lacks what the test is about')

function earlier(before: string, after: string): Way {
  return { whose: 'earlier', changes: [shards(before, after)] }
}

interface Said {
  readonly classes?: readonly ChangeClass[]
  readonly totals?: Totals
  readonly protections?: readonly ProtectionCount[]
}

function codes(shown: Said): string[] {
  return recount(plan, { classes, totals, protections: protectionCounts(plan.transitions), ...shown }).map(
    ({ code }) => code,
  )
}

describe('what is said of a plan', () => {
  it('adds up where it is said by the real code', () => {
    expect(codes({})).toEqual([])
    expect(totals).toEqual({ pipelines: 5, stacks: 5, created: 0, unplanned: 1, accounts: 5, risk: 'destructive' })
  })

  it.each<[string, readonly ChangeClass[], readonly string[]]>([
    ['a stack that no class shows', [worst, { ...common, stacks: common.stacks.slice(1) }], ['class-partition']],
    ['a class that is not shown', [common], ['class-partition']],
    ['a stack in two classes', [...classes, { ...common, stacks: common.stacks.slice(1, 2) }], ['class-partition']],
    [
      'a stack that is not planned at all',
      [worst, { ...common, stacks: [...common.stacks, ref({ customer: 'nobody' })] }],
      ['class-stranger'],
    ],
    ['a class milder than its stack', [{ ...worst, risk: 'routine' }, common], ['class-unlike']],
    ['a class with a change less', [{ ...worst, changes: [] }, common], ['class-unlike']],
    [
      'a class that says another verdict',
      [worst, { ...common, changes: [change({ ...shards('4', '8'), replacement: 'yes' })] }],
      ['class-unlike', 'class-unlike', 'class-unlike'],
    ],
    ['a class that keeps its protection', [{ ...worst, protections: [] }, common], ['class-unlike']],
    ['an update shown as a creation', [{ ...worst, kind: 'create' }, common], ['class-unlike']],
    ['a bound shown as exact', [{ ...worst, exactness: 'bounded' }, common], ['class-unlike']],
  ])('is found to be wrong: %s', (_what, shown, found) => {
    expect(codes({ classes: shown })).toEqual(found)
  })

  it.each<[string, readonly Way[], boolean]>([
    ['each change in one way', [{ whose: 'earlier', changes: [shards('4', '8')] }], true],
    ['a change in parts', [earlier('4', '6'), { whose: 'own', changes: [shards('6', '8')] }], true],
    ['a change that is lost', [{ whose: 'earlier', changes: [] }], false],
    ['a change that is undone alone', [{ whose: 'undone', changes: [shards('4', '8')] }], false],
    ['a stranger', [earlier('4', '8'), { whose: 'own', changes: [change({ logicalId: 'Other' })] }], false],
    ['a property that is lost', [{ whose: 'earlier', changes: [change()] }], false],
  ])('tells all of a class in its ways: %s', (_what, ways, isSound) => {
    expect(codes({ classes: [worst, { ...common, ways }] })).toEqual(isSound ? [] : ['class-ways'])
  })

  it('tells no way milder than the whole', () => {
    const milder: Way = { whose: 'earlier', changes: [change()], protections: [unguarded] }
    expect(codes({ classes: [{ ...worst, ways: [milder] }, common] })).toEqual(['class-ways'])
    const alike: Way = { ...milder, changes: [change({ action: 'remove' })] }
    expect(codes({ classes: [{ ...worst, ways: [alike] }, common] })).toEqual([])
    const { protections: _, ...bare } = alike
    expect(codes({ classes: [{ ...worst, ways: [bare] }, common] })).toEqual(['class-ways'])
  })

  it.each<readonly [string, readonly ProtectionCount[]]>([
    ['nothing', []],
    ['another number of stacks', [{ ...unguarded, stacks: 2 }]],
    ['that it is turned on', [{ ...unguarded, after: 'on', stacks: 1 }]],
    ['that it is routine', [{ ...unguarded, verdict: { ...unguarded.verdict, risk: 'routine' }, stacks: 1 }]],
    [
      'the same twice',
      [
        { ...unguarded, stacks: 1 },
        { ...unguarded, stacks: 1 },
      ],
    ],
    [
      'more than there is',
      [
        { ...unguarded, stacks: 1 },
        { ...unguarded, what: 'stack-policy', stacks: 1 },
      ],
    ],
  ])('is found to be wrong where of protection it says %s', (_what, protections) => {
    expect(codes({ protections })).toEqual(['protection-count'])
  })

  it.each<Partial<Totals>>([
    { pipelines: 4 },
    { stacks: 4 },
    { created: 1 },
    { unplanned: 0 },
    { accounts: 6 },
    { risk: 'disruptive' },
  ])('is found to be wrong: %o', (wrong) => {
    expect(codes({ totals: { ...totals, ...wrong } })).toEqual(['totals'])
  })

  it('is checked with the plan itself', () => {
    const wanted = stack({ parameters: { Shards: '4' } })
    const sound = planOffline([], [wanted])
    const evidence = { changeSets: {}, behind: [] }
    expect(lintPlan({ plan: sound, evidence }, { after: [wanted], affected: [wanted.id] })).toEqual([])
    const twice = { ...sound, transitions: [...sound.transitions, ...sound.transitions] }
    const found = lintPlan({ plan: twice, evidence }, { after: [wanted], affected: [wanted.id] })
    expect(found.map(({ code }) => code)).toEqual([
      'stack-repeated',
      'plan-digest',
      'class-partition',
      'class-partition',
    ])
  })
})
