/** What does the engine promise of events and deliveries, whichever database it stands on? */
import { describe, expect, it } from 'vitest'
import { scaledClock } from '../../src/lib/clock.ts'
import { until } from '../support/until.ts'
import { failing } from './acting.ts'
import { fastClock, type Stage, unused } from './stage.ts'

export function taskPromises(stage: Stage): void {
  describe('a task', () => {
    it('is carried out once, however often it is handed over under one key', async () => {
      const pull = unused()
      const actors = await stage.begin()
      for (let time = 0; time < 3; time++) await stage.engine.tasks.enqueue(`key-${pull}`, { kind: 'close-pull', pull })
      await stage.engine.tasks.enqueue(`other-${pull}`, { kind: 'review-pull', pull })
      await until('both tasks ran', () => actors.count(`review-pull ${pull}`) === 1)
      expect(actors.count(`close-pull ${pull}`)).toBe(1)
    })

    it('that observes the default branch stands for every push before it, and begins after the last of them', async () => {
      let pushed = 0
      let seen = 0
      const actors = await stage.begin({
        carryOut: async (task) => {
          if (task.kind === 'observe-default') seen = pushed
        },
      })
      for (; pushed < 40; pushed++) await stage.engine.accept({ id: `push-${unused()}` }, [{ kind: 'observe-default' }])
      await until('the last push was seen', () => seen === 40)
      expect(actors.count('observe-default')).toBeLessThan(10)
    })

    it('waits for the one before it of the same pull request, and for no other', async () => {
      const [slow, quick] = [unused(), unused()]
      const gate = Promise.withResolvers<void>()
      const actors = await stage.begin({
        carryOut: (task) => ('pull' in task && task.pull === slow ? gate.promise : Promise.resolve()),
      })
      for (const key of ['a', 'b', 'c'])
        await stage.engine.tasks.enqueue(`${key}-${slow}`, { kind: 'review-pull', pull: slow })
      await stage.engine.tasks.enqueue(`a-${quick}`, { kind: 'review-pull', pull: quick })
      await until('the quick one ran', () => actors.count(`review-pull ${quick}`) === 1)
      await until('the first slow one runs', () => actors.count(`review-pull ${slow}`) > 0)
      expect(actors.count(`review-pull ${slow}`)).toBe(1)
      gate.resolve()
      await until('the slow ones ran', () => actors.count(`review-pull ${slow}`) === 3)
      expect(actors.most.get(`review-pull ${slow}`)).toBe(1)
    })

    it('that has no part in a look at the default branch does not wait behind one', async () => {
      const gate = Promise.withResolvers<void>()
      const rollout = `r-${unused()}`
      let [looks, again] = [0, 0]
      const planned: string[] = []
      await stage.begin({
        carryOut: async (task) => {
          if (task.kind === 'plan-left') planned.push(task.rollout)
          if (task.kind === 'look-again') again += 1
          if (task.kind !== 'observe-default') return
          looks += 1
          await gate.promise
        },
      })
      await stage.engine.tasks.enqueue(`look-${rollout}`, { kind: 'observe-default' })
      await until('the look runs', () => looks > 0)
      await stage.engine.tasks.enqueue(`left-${rollout}`, { kind: 'plan-left', rollout, again: `left-${rollout}` })
      await stage.engine.tasks.enqueue(`again-${rollout}`, { kind: 'look-again' })
      await until('what was left is planned', () => planned.includes(rollout))
      await until('unsound heads are looked at', () => again > 0)
      expect(looks).toBe(1)
      gate.resolve()
    })

    it('that finds a plan due starts it once for the same head, base and wish', async () => {
      const pull = unused()
      const [head, base] = ['a'.repeat(40), 'b'.repeat(40)]
      const actors = await stage.begin({
        checkPull: async (task) => ({ pull, head, base, ordinal: task.again === undefined ? 0 : 1 }),
      })
      await stage.engine.tasks.enqueue(`opened-${pull}`, { kind: 'check-pull', pull })
      await stage.engine.tasks.enqueue(`swept-${pull}`, { kind: 'check-pull', pull })
      await stage.engine.tasks.enqueue(`wished-${pull}`, { kind: 'check-pull', pull, again: 'command-1' })
      await until('the wish was planned', () => actors.count(`plan-pull ${pull}#1`) === 1)
      await until('all were checked', () => actors.count(`check-pull ${pull}`) === 3)
      expect(actors.count(`plan-pull ${pull}#0`)).toBe(1)
    })

    it('that fails for good is given up in front of people, with what they may know', async () => {
      const [pull, odd] = [unused(), unused()]
      const head = 'c'.repeat(40)
      const actors = await stage.begin({
        checkPull: async (task) => {
          if (task.pull === odd) throw new Error('token ghs_secret in a message of a stranger')
          return { pull, head, base: head, ordinal: 0 }
        },
        planPull: () => Promise.reject(failing('fleet-too-large', { retryable: false })),
      })
      await stage.engine.tasks.enqueue(`opened-${pull}`, { kind: 'check-pull', pull })
      await stage.engine.tasks.enqueue(`opened-${odd}`, { kind: 'check-pull', pull: odd })
      await until('both were given up', () => actors.givenUp(pull, odd).length === 2)
      const byKind = new Map(actors.givenUp(pull, odd).map((each) => [each.work.kind, each]))
      expect(byKind.get('plan-pull')).toMatchObject({ work: { pull, head }, failure: { code: 'fleet-too-large' } })
      expect(byKind.get('check-pull')).toMatchObject({ failure: { code: 'internal' } })
      expect(JSON.stringify(actors.givenUp(pull, odd))).not.toContain('ghs_secret')
    })

    it('of which nobody can be told for hours is told of in the end', async () => {
      const pull = unused()
      const clock = scaledClock({ rate: 20_000, epochMs: Date.now() })
      const wait = 3 * 60 * 60_000
      let tellings = 0
      const actors = await stage.begin(
        {
          carryOut: () => Promise.reject(failing('broken', { retryable: false })),
          giveUp: async () => {
            if (++tellings < 4) throw failing('github-unavailable', { retryable: true, retryAfterMs: wait })
          },
        },
        clock,
      )
      const begun = clock.now()
      await stage.engine.tasks.enqueue(`told-${pull}`, { kind: 'review-pull', pull })
      await until('it was told', () => actors.givenUp(pull).length === 1)
      expect(clock.now().since(begun).total('milliseconds')).toBeGreaterThanOrEqual(3 * wait)
    })

    it('that cannot be told of for another reason is told of with that reason', async () => {
      const pull = unused()
      const codes: string[] = []
      const actors = await stage.begin(
        {
          carryOut: () => Promise.reject(failing('github-unavailable', { retryable: false })),
          giveUp: async ({ work, failure }) => {
            if (!('pull' in work) || work.pull !== pull) return
            codes.push(failure.code)
            if (codes.length < 3) throw failing('git-failed', { retryable: false })
          },
        },
        fastClock(),
      )
      await stage.engine.tasks.enqueue(`otherwise-${pull}`, { kind: 'review-pull', pull })
      await until('it was told', () => actors.givenUp(pull).length === 1)
      expect(codes).toEqual(['github-unavailable', 'git-failed', 'git-failed'])
    })

    it('that may be tried again is, after the time that was asked for', async () => {
      const pull = unused()
      const clock = fastClock()
      const times: number[] = []
      const actors = await stage.begin(
        {
          carryOut: async () => {
            times.push(clock.now().epochMilliseconds)
            if (times.length < 3) throw failing('github-busy', { retryable: true, retryAfterMs: 90_000 })
          },
        },
        clock,
      )
      await stage.engine.tasks.enqueue(`again-${pull}`, { kind: 'review-pull', pull })
      await until('it succeeded', () => actors.count(`review-pull ${pull}`) === 3)
      const [first, second, third] = times
      expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(90_000)
      expect((third ?? 0) - (second ?? 0)).toBeGreaterThanOrEqual(90_000)
      expect(actors.givenUp(pull)).toEqual([])
    })
  })

  describe('a delivery', () => {
    it('is done when its tasks are, and not before', async () => {
      const pull = unused()
      const gate = Promise.withResolvers<void>()
      const actors = await stage.begin({ carryOut: () => gate.promise })
      const delivery = { id: `guid-${pull}` }
      const tasks = [{ kind: 'review-pull', pull }] as const
      expect(await stage.engine.accept(delivery, tasks)).toBe('accepted')
      expect(await stage.engine.accept(delivery, tasks)).toBe('accepted')
      gate.resolve()
      await until('it is done', async () => (await stage.engine.accept(delivery, tasks)) === 'done')
      expect(actors.count(`review-pull ${pull}`)).toBe(1)
    })

    it('whose task was given up is let in again, and tried again', async () => {
      const pull = unused()
      let isBroken = true
      const actors = await stage.begin({
        carryOut: () => (isBroken ? Promise.reject(failing('broken', { retryable: false })) : Promise.resolve()),
      })
      const delivery = { id: `guid-${pull}` }
      const tasks = [{ kind: 'review-pull', pull }] as const
      await stage.engine.accept(delivery, tasks)
      await until('it was given up', () => actors.givenUp(pull).length === 1)
      isBroken = false
      await until('it is done', async () => (await stage.engine.accept(delivery, tasks)) === 'done')
      expect(actors.count(`review-pull ${pull}`)).toBeGreaterThan(1)
    })
  })
}
