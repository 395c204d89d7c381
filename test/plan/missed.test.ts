/** Promise: "reviewed in #N" is said of nothing that the reviewers of #N did not see. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attributed, type MissedPlan, missedPlan } from '../../src/plan/missed.ts'
import type { PropertyChange, ProtectionChange, ResourceChange, Way } from '../../src/plan/model.ts'
import { change, ref, shards, transition, wayLines } from '../support/plan-views.ts'

describe('what a rollout did not bring', () => {
  const plan = (pull: number, changes: readonly ResourceChange[], ways?: readonly Way[]): MissedPlan =>
    missedPlan({ rollout: `r-${pull}`, pull, isApproved: true }, transition(ref(), { changes, ...(ways && { ways }) }))
  const earlier = (...changes: readonly ResourceChange[]): readonly Way[] => [{ whose: 'earlier', changes }]

  it('is told with every plan that named it, the earliest first, and what none did last', () => {
    const other = change({ logicalId: 'Other', action: 'add' })
    const ways = earlier(change({ logicalId: 'Dead', action: 'add' }), other, shards('1', '3'))
    const plans = [plan(7, [shards('1', '2')]), plan(8, [shards('2', '3'), other])]
    expect(wayLines(attributed(ways, plans))).toEqual([
      'earlier #7 #8: modify RawStream ShardCount 1 → 3',
      'earlier #8: add Other',
      'earlier: add Dead',
    ])
  })

  it('was reviewed only from the value that its reviewers saw', () => {
    expect(wayLines(attributed(earlier(shards('5', '2')), [plan(7, [shards('1', '2')])]))).toEqual([
      'earlier: modify RawStream ShardCount 5 → 2',
    ])
  })

  it('reads the keys of a value in whatever order they stand', () => {
    const policy = (before: string) =>
      change({ properties: [{ path: 'Properties.Policy', before, after: 'x', recreation: 'never' }] })
    const [way] = attributed(earlier(policy('{"a":1,"b":2}')), [plan(7, [policy('{"b":2,"a":1}')])])
    expect(way?.by).toHaveLength(1)
  })

  it('is not told of a plan that only carried it on', () => {
    const carried = plan(
      8,
      [shards('1', '2'), change({ logicalId: 'Dead', action: 'add' })],
      [
        { whose: 'earlier', changes: [shards('1', '2')] },
        { whose: 'own', changes: [change({ logicalId: 'Dead', action: 'add' })] },
      ],
    )
    const ways = earlier(change({ logicalId: 'Dead', action: 'add' }), shards('1', '2'))
    expect(wayLines(attributed(ways, [plan(7, [shards('1', '2')]), carried]))).toEqual([
      'earlier #7: modify RawStream ShardCount 1 → 2',
      'earlier #8: add Dead',
    ])
  })

  it('parts a resource of which two plans named a property each, as dangerous as each is', () => {
    const name: PropertyChange = { path: 'Properties.Name', before: 'a', after: 'b', recreation: 'always' }
    const count: PropertyChange = { path: 'Properties.ShardCount', before: '1', after: '2', recreation: 'never' }
    const of = (...properties: readonly PropertyChange[]) =>
      change({ replacement: properties.includes(name) ? 'yes' : 'no', properties })
    const ways = attributed(earlier(of(name, count)), [plan(7, [of(count)]), plan(8, [of(name)])])
    expect(ways.map(({ by = [], changes: [each] }) => [by[0]?.pull, each?.replacement, each?.verdict.risk])).toEqual([
      [7, 'no', 'routine'],
      [8, 'yes', 'destructive'],
    ])
  })

  it('was reviewed only up to the value that its reviewers saw', () => {
    const plans = [plan(5, [shards('1', '2')])]
    expect(wayLines(attributed(earlier(shards('1', '99')), plans))).toEqual([
      'earlier: modify RawStream ShardCount 1 → 99',
    ])
    // The third alone saw where it ends, and not where it begins.
    expect(wayLines(attributed(earlier(shards('1', '9')), [...plans, plan(7, [shards('3', '9')])]))).toEqual([
      'earlier: modify RawStream ShardCount 1 → 9',
    ])
  })

  it('is told of the latest plan that showed all of it, where an earlier one leads elsewhere', () => {
    const plans = [plan(5, [shards('1', '2')]), plan(6, [shards('1', '99')])]
    expect(wayLines(attributed(earlier(shards('1', '99')), plans))).toEqual([
      'earlier #6: modify RawStream ShardCount 1 → 99',
    ])
  })

  it('was reviewed where only an apply was to tell the value', () => {
    const open = change({
      properties: [{ path: 'Properties.Name', before: 'a', knownAfterApply: true, recreation: 'never' }],
    })
    const now = (after: string) =>
      change({ properties: [{ path: 'Properties.Name', before: 'a', after, recreation: 'never' }] })
    expect(attributed(earlier(now('b')), [plan(7, [open])])[0]?.by).toHaveLength(1)
    expect(attributed(earlier(open), [plan(7, [open])])[0]?.by).toHaveLength(1)
    expect(attributed(earlier(open), [plan(7, [now('b')])])[0]?.by).toBeUndefined()
    const from = change({ properties: [{ path: 'Properties.Name', before: 'c', after: 'b', recreation: 'never' }] })
    expect(attributed(earlier(from), [plan(7, [open])])[0]?.by).toBeUndefined()
  })

  describe('of which a plan named a larger or a smaller part', () => {
    const at = (path: string, before: string | undefined, after: string | undefined): ResourceChange => {
      const sides = { ...(before !== undefined && { before }), ...(after !== undefined && { after }) }
      return change({ properties: [{ path: `Properties.${path}`, ...sides, recreation: 'never' }] })
    }
    const named = (now: ResourceChange, ...seen: readonly ResourceChange[]) =>
      attributed(
        earlier(now),
        seen.map((each, index) => plan(index + 5, [each])),
      ).map(({ by = [] }) => by.map(({ pull }) => pull))

    it('was reviewed where that part of it began and ended so', () => {
      const seen = at('Mode', '{"Kind":"a","Size":1}', '{"Kind":"b","Size":1}')
      expect(named(at('Mode.Kind', 'a', 'b'), seen)).toEqual([[5]])
      expect(named(at('Mode.Kind', 'x', 'b'), seen)).toEqual([[]])
      expect(named(at('Mode.Kind', 'a', 'c'), seen)).toEqual([[]])
      // Named, and shown as staying so.
      expect(named(at('Mode.Size', '1', '2'), seen)).toEqual([[]])
    })

    it('was reviewed where its parts together make it', () => {
      const whole = at('Mode', undefined, '{"Kind":"a","Size":9}')
      const first = at('Mode', undefined, '{"Size":1,"Kind":"a"}')
      expect(named(whole, first, at('Mode.Size', '1', '9'))).toEqual([[5, 6]])
      expect(named(whole, first, at('Mode.Size', '2', '9'))).toEqual([[]])
      expect(named(whole, first)).toEqual([[]])
    })

    it('was not where the larger part was too long to be shown', () => {
      const long = (kind: string) => `{"Kind":"${kind}","Text":"xxxx … (9000 characters, SHA-256 0123456789abcdef)`
      expect(named(at('Mode.Kind', 'a', 'b'), at('Mode', long('a'), long('b')))).toEqual([[]])
    })
  })

  it('that is made was reviewed with the values that it is made with', () => {
    const made = (...values: readonly (readonly [string, string])[]) =>
      change({
        action: 'add',
        properties: values.map(([name, after]) => ({ path: `Properties.${name}`, after, recreation: 'never' })),
      })
    const plans = [plan(5, [made(['Name', 'a'], ['ShardCount', '1'])]), plan(6, [shards('1', '2')])]
    const by = (now: ResourceChange) => attributed(earlier(now), plans).map((way) => way.by?.map(({ pull }) => pull))
    expect(by(made(['Name', 'a'], ['ShardCount', '2']))).toEqual([[5, 6]])
    expect(by(made(['Name', 'a'], ['ShardCount', '99']))).toEqual([undefined])
    expect(by(made(['Name', 'a']))).toEqual([undefined])
    expect(by(made(['Name', 'a'], ['ShardCount', '2'], ['Open', 'true']))).toEqual([undefined])
  })

  it('that goes was reviewed with what becomes of it, by those who saw it go', () => {
    const gone = (leftover: 'deleted' | 'retained') => change({ action: 'remove', leftover })
    const plans = [plan(5, [shards('1', '2')]), plan(6, [gone('retained')])]
    const by = (now: ResourceChange) => attributed(earlier(now), plans).map((way) => way.by?.map(({ pull }) => pull))
    expect(by(gone('retained'))).toEqual([[6]])
    expect(by(gone('deleted'))).toEqual([undefined])
  })

  it('that makes a new resource was reviewed with what becomes of the old one', () => {
    const renamed = (leftover: 'deleted' | 'retained') =>
      change({
        replacement: 'yes',
        leftover,
        properties: [{ path: 'Properties.Name', before: 'a', after: 'b', recreation: 'always' }],
      })
    expect(attributed(earlier(renamed('retained')), [plan(7, [renamed('retained')])])[0]?.by).toHaveLength(1)
    expect(attributed(earlier(renamed('deleted')), [plan(7, [renamed('retained')])])[0]?.by).toBeUndefined()
  })

  it('and is taken back was to come from what is live to what is taken back', () => {
    const undone = (now: ResourceChange): readonly Way[] => [{ whose: 'undone', changes: [now] }]
    const plans = [plan(5, [shards('1', '2')])]
    expect(wayLines(attributed(undone(shards('2', '1')), plans))).toEqual([
      'undone #5: modify RawStream ShardCount 2 → 1',
    ])
    expect(wayLines(attributed(undone(shards('99', '1')), plans))).toEqual([
      'undone: modify RawStream ShardCount 99 → 1',
    ])
    const made = change({ logicalId: 'Dead', action: 'add' })
    expect(wayLines(attributed(undone({ ...made, action: 'remove' }), [plan(5, [made])]))).toEqual([
      'undone #5: remove Dead',
    ])
  })

  it('beside the change set was reviewed from and to what its reviewers saw', () => {
    const policy = (before: string, after: string): ProtectionChange => ({
      what: 'stack-policy',
      before,
      after,
      verdict: { risk: 'disruptive', reason: 'guards other resources' },
    })
    const planOf = (pull: number, ...protections: readonly ProtectionChange[]) =>
      missedPlan({ rollout: `r-${pull}`, pull, isApproved: true }, transition(ref(), { changes: [], protections }))
    const plans = [planOf(5, policy('A', 'B')), planOf(6, policy('B', 'C'))]
    const by = (now: ProtectionChange, whose: 'earlier' | 'undone' = 'earlier') =>
      attributed([{ whose, changes: [], protections: [now] }], plans).map((way) => way.by?.map(({ pull }) => pull))
    expect(by(policy('A', 'C'))).toEqual([[5, 6]])
    expect(by(policy('HAND', 'C'))).toEqual([undefined])
    expect(by(policy('A', 'D'))).toEqual([undefined])
    expect(by(policy('C', 'A'), 'undone')).toEqual([[5, 6]])
    expect(by(policy('D', 'A'), 'undone')).toEqual([undefined])
  })

  it('names exactly the plans that show every step, whatever is missing', () => {
    const values = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 6 })
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { minLength: 2, maxLength: 6 }),
        values,
        (all, gaps) => {
          const steps = all
            .slice(1)
            .map((after, index) => ({ before: String(all[index]), after: String(after), pull: index }))
          const kept = steps.filter(({ pull }) => gaps[pull] !== 0)
          const plans = kept.map(({ before, after, pull }) => plan(pull, [shards(before, after)]))
          const [way] = attributed(earlier(shards(String(all[0]), String(all.at(-1)))), plans)
          const isAll = kept.length === steps.length
          expect(way?.by?.map(({ pull }) => pull)).toEqual(isAll ? steps.map(({ pull }) => pull) : undefined)
        },
      ),
    )
  })

  it('is left alone where it is this change’s own', () => {
    const own: readonly Way[] = [{ whose: 'own', changes: [shards('1', '2')] }]
    expect(attributed(own, [plan(7, [shards('1', '2')])])).toEqual(own)
  })
})
