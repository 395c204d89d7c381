/**
 * Which laws hold for every rollout, whatever happens to it?
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decide } from '../../src/rollout/decide.ts'
import { isEnded } from '../../src/rollout/edits.ts'
import type { RingRules, Rollout, RolloutStack } from '../../src/rollout/model.ts'
import { wavesOf } from '../../src/rollout/waves.ts'
import { accountOf, ring, rolloutOf, rowsOf, START } from './fleet.ts'

const RINGS = ['canary', 'early', 'broad'] as const

const rules: fc.Arbitrary<RingRules[]> = fc.tuple(...RINGS.map(rulesFor))

function rulesFor(name: string): fc.Arbitrary<RingRules> {
  return fc
    .record({
      waves: fc
        .uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 3 })
        .map((waves) => [...waves.sort((a, b) => a - b), 100]),
      soakMinutes: fc.integer({ min: 0, max: 30 }),
      concurrency: fc.integer({ min: 1, max: 4 }),
      failureBudget: fc.integer({ min: 0, max: 2 }),
      unreachablePercent: fc.integer({ min: 0, max: 100 }),
    })
    .map((rest) => ring(name, rest))
}

const stacks: fc.Arbitrary<RolloutStack[]> = fc
  .array(fc.record({ ring: fc.constantFrom(...RINGS), size: fc.integer({ min: 1, max: 3 }) }), { maxLength: 12 })
  .map((customers) =>
    customers.flatMap(({ ring: name, size }, index) =>
      rowsOf(name, `customer${index}`, ['network', 'streams', 'loader'].slice(0, size)),
    ),
  )

const END = fc.constantFrom('done', 'done', 'done', 'failed', 'held', 'unreachable') satisfies fc.Arbitrary<
  RolloutStack['state']
>

describe('a rollout', () => {
  it('puts no account into two waves and leaves no stack out', () => {
    fc.assert(
      fc.property(rules, stacks, (rings, rows) => {
        const waves = rings.flatMap((each) => wavesOf(each, rows))
        expect(
          waves
            .flat()
            .map((row) => row.ref.id)
            .sort(),
        ).toEqual(rows.map((row) => row.ref.id).sort())
        const accounts = waves.map((wave) => new Set(wave.map((row) => row.ref.accountId)))
        expect(new Set(accounts.flatMap((each) => [...each])).size).toBe(
          accounts.reduce((sum, each) => sum + each.size, 0),
        )
      }),
    )
  })

  it('reaches at least the share of pipelines that each wave names, and no account more than it needs', () => {
    fc.assert(
      fc.property(rules, stacks, ([canary], rows) => {
        if (canary === undefined) return
        const pipelines = new Set(rows.filter((row) => row.ref.ring === 'canary').map((row) => row.ref.customer)).size
        const targets = [...new Set(canary.waves.map((percent) => Math.ceil((pipelines * percent) / 100)))]
        let reached = 0
        const sums = wavesOf(canary, rows).map((wave) => (reached += new Set(wave.map((row) => row.ref.customer)).size))
        expect(sums).toEqual(targets.filter((target) => target > 0))
      }),
    )
  })

  it('never exceeds concurrency, never skips ahead, and ends or says why not, whatever its applies come to', () => {
    fc.assert(
      fc.property(rules, stacks, fc.infiniteStream(END), (rings, rows, ends) => {
        const end = ends[Symbol.iterator]()
        let rollout = rolloutOf(rings)
        let now = START
        let current = rows
        for (let round = 0; round < 200; round++) {
          now = now.add({ minutes: 5 })
          const decision = decide({ rollout, stacks: current, now })
          expect(decide({ rollout, stacks: current.toReversed(), now })).toEqual(decision)
          rollout = follow(rollout, decision)
          current = current.map((row) =>
            decision.start.some((id) => id === row.ref.id)
              ? { ...row, state: 'applying', attempt: row.attempt + 1 }
              : row,
          )
          lawful(rollout, current)
          if (isEnded(rollout)) return
          const moving = current.filter((row) => row.state === 'applying')
          if (moving.length === 0) {
            expect(rollout.hold?.reason).toBeTruthy()
            if (rollout.hold?.until === undefined) return
          }
          current = current.map((row) =>
            row === moving[0] ? { ...row, state: end.next().value ?? 'done', evidenceAt: now.toString() } : row,
          )
        }
        expect.unreachable('it went on for ever')
      }),
      { numRuns: 60 },
    )
  })

  it('does not take evidence from before its start for its own', () => {
    const [row] = rowsOf('canary', 'acme')
    if (row === undefined) throw new Error('no row')
    const stale = { ...row, state: 'done' as const, evidenceAt: START.subtract({ minutes: 1 }).toString() }
    const rollout = rolloutOf([ring('canary')], { state: 'running' })
    expect(decide({ rollout, stacks: [stale], now: START.add({ minutes: 5 }) }).start).toEqual([row.ref.id])
  })

  it('ends at once when it changes nothing', () => {
    expect(decide({ rollout: rolloutOf([ring('canary')]), stacks: [], now: START })).toEqual({
      state: 'done',
      start: [],
    })
  })

  it('asks an account that could not be reached only once, however many pipelines it has', () => {
    const [web] = rowsOf('canary', 'acme')
    if (web === undefined) throw new Error('no row')
    const app = { ...web, ref: { ...web.ref, pipeline: 'app', id: `${web.ref.id}-app` as typeof web.ref.id } }
    const lost = { ...web, state: 'unreachable' as const }
    const rollout = rolloutOf([ring('canary', { unreachablePercent: 100 })], { state: 'running' })
    expect(accountOf('acme')).toBe(app.ref.accountId)
    expect(decide({ rollout, stacks: [lost, app], now: START }).start).toEqual([])
  })
})

function follow(rollout: Rollout, decision: ReturnType<typeof decide>): Rollout {
  const { hold: _before, ...rest } = rollout
  return { ...rest, state: decision.state, ...(decision.hold === undefined ? {} : { hold: decision.hold }) }
}

function lawful(rollout: Rollout, rows: readonly RolloutStack[]): void {
  for (const each of rollout.rings) {
    const inRing = rows.filter((row) => row.ref.ring === each.name)
    expect(inRing.filter((row) => row.state === 'applying').length).toBeLessThanOrEqual(each.concurrency)
    const pipelines = Map.groupBy(inRing, (row) => row.ref.customer)
    for (const pipeline of pipelines.values()) {
      const moving = pipeline.filter((row) => row.state === 'applying')
      expect(moving.length).toBeLessThanOrEqual(1)
      const order = moving[0]?.ref.order ?? 0
      expect(pipeline.filter((row) => row.ref.order < order).every((row) => row.state === 'done')).toBe(true)
    }
  }
  const started = rows
    .filter((row) => row.state !== 'waiting')
    .map((row) => RINGS.indexOf(row.ref.ring as (typeof RINGS)[number]))
  const furthest = Math.max(-1, ...started)
  const before = rows.filter((row) => RINGS.indexOf(row.ref.ring as (typeof RINGS)[number]) < furthest)
  // An earlier ring is over before a later one starts: nothing moves in it and nothing in it is held.
  expect(before.some((row) => row.state === 'applying' || row.state === 'held')).toBe(false)
}
