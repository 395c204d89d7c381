/**
 * What does the engine promise, whichever database it stands on?
 *
 * The same tests run on the embedded database and on a server.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Clock } from '../../src/lib/clock.ts'
import { scaledClock } from '../../src/lib/clock.ts'
import type { Database } from '../../src/store/database.ts'
import { openStore } from '../../src/store/open.ts'
import { type Engine, openEngine } from '../../src/workflows/engine.ts'
import { type KeptLog, keptLog } from '../support/quiet-log.ts'
import { until } from '../support/until.ts'
import { type Acting, acting, failing, type Plot } from './acting.ts'

let used = 0
/** Ids that no other test of this run has used: they share one database. */
function unused(): number {
  return ++used
}

export function enginePromises(databaseOf: () => Database): void {
  let engine: Engine
  let log: KeptLog

  async function begin(
    plot: Plot = {},
    clock: Clock = scaledClock({ rate: 200, epochMs: Date.now() }),
  ): Promise<Acting> {
    const actors = acting(plot)
    const database = databaseOf()
    engine = await openEngine({ database, deliveries: openStore(database).deliveries, log, clock, workerId: 'local' })
    await engine.start(actors.verbs)
    return actors
  }

  beforeEach(() => {
    log = keptLog()
  })
  afterEach(() => engine.close())

  describe('a task', () => {
    it('is carried out once, however often it is handed over under one key', async () => {
      const pull = unused()
      const actors = await begin()
      for (let time = 0; time < 3; time++) await engine.tasks.enqueue(`key-${pull}`, { kind: 'close-pull', pull })
      await engine.tasks.enqueue(`other-${pull}`, { kind: 'review-pull', pull })
      await until('both tasks ran', () => actors.count(`review-pull ${pull}`) === 1)
      expect(actors.count(`close-pull ${pull}`)).toBe(1)
    })

    it('waits for the one before it of the same pull request, and for no other', async () => {
      const [slow, quick] = [unused(), unused()]
      const gate = Promise.withResolvers<void>()
      const actors = await begin({
        carryOut: (task) => ('pull' in task && task.pull === slow ? gate.promise : Promise.resolve()),
      })
      for (const key of ['a', 'b', 'c'])
        await engine.tasks.enqueue(`${key}-${slow}`, { kind: 'review-pull', pull: slow })
      await engine.tasks.enqueue(`a-${quick}`, { kind: 'review-pull', pull: quick })
      await until('the quick one ran', () => actors.count(`review-pull ${quick}`) === 1)
      expect(actors.count(`review-pull ${slow}`)).toBe(1)
      gate.resolve()
      await until('the slow ones ran', () => actors.count(`review-pull ${slow}`) === 3)
      expect(actors.most.get(`review-pull ${slow}`)).toBe(1)
    })

    it('that finds a plan due starts it once for the same head, base and wish', async () => {
      const pull = unused()
      const [head, base] = ['a'.repeat(40), 'b'.repeat(40)]
      const actors = await begin({
        checkPull: async (task) => ({ pull, head, base, ordinal: task.again === undefined ? 0 : 1 }),
      })
      await engine.tasks.enqueue(`opened-${pull}`, { kind: 'check-pull', pull })
      await engine.tasks.enqueue(`swept-${pull}`, { kind: 'check-pull', pull })
      await engine.tasks.enqueue(`wished-${pull}`, { kind: 'check-pull', pull, again: 'command-1' })
      await until('the wish was planned', () => actors.count(`plan-pull ${pull}#1`) === 1)
      await until('all were checked', () => actors.count(`check-pull ${pull}`) === 3)
      expect(actors.count(`plan-pull ${pull}#0`)).toBe(1)
    })

    it('that fails for good is given up in front of people, with what they may know', async () => {
      const [pull, odd] = [unused(), unused()]
      const head = 'c'.repeat(40)
      const actors = await begin({
        checkPull: async (task) => {
          if (task.pull === odd) throw new Error('token ghs_secret in a message of a stranger')
          return { pull, head, base: head, ordinal: 0 }
        },
        planPull: () => Promise.reject(failing('fleet-too-large', { retryable: false })),
      })
      await engine.tasks.enqueue(`opened-${pull}`, { kind: 'check-pull', pull })
      await engine.tasks.enqueue(`opened-${odd}`, { kind: 'check-pull', pull: odd })
      await until('both were given up', () => actors.given.length === 2)
      const byKind = new Map(actors.given.map((each) => [each.work.kind, each]))
      expect(byKind.get('plan-pull')).toMatchObject({ work: { pull, head }, failure: { code: 'fleet-too-large' } })
      expect(byKind.get('check-pull')).toMatchObject({ failure: { code: 'internal' } })
      expect(JSON.stringify(actors.given)).not.toContain('ghs_secret')
    })

    it('that may be tried again is, after the time that was asked for', async () => {
      const pull = unused()
      const clock = scaledClock({ rate: 200, epochMs: Date.now() })
      const times: number[] = []
      const actors = await begin(
        {
          carryOut: async () => {
            times.push(clock.now().epochMilliseconds)
            if (times.length < 3) throw failing('github-busy', { retryable: true, retryAfterMs: 90_000 })
          },
        },
        clock,
      )
      await engine.tasks.enqueue(`again-${pull}`, { kind: 'review-pull', pull })
      await until('it succeeded', () => actors.count(`review-pull ${pull}`) === 3)
      const [first, second, third] = times
      expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(90_000)
      expect((third ?? 0) - (second ?? 0)).toBeGreaterThanOrEqual(90_000)
      expect(actors.given).toEqual([])
    })
  })

  describe('a delivery', () => {
    it('is done when its tasks are, and not before', async () => {
      const pull = unused()
      const gate = Promise.withResolvers<void>()
      const actors = await begin({ carryOut: () => gate.promise })
      const delivery = { id: `guid-${pull}` }
      const tasks = [{ kind: 'review-pull', pull }] as const
      expect(await engine.accept(delivery, tasks)).toBe('accepted')
      expect(await engine.accept(delivery, tasks)).toBe('accepted')
      gate.resolve()
      await until('it is done', async () => (await engine.accept(delivery, tasks)) === 'done')
      expect(actors.count(`review-pull ${pull}`)).toBe(1)
    })

    it('whose task was given up is let in again, and tried again', async () => {
      const pull = unused()
      let isBroken = true
      const actors = await begin({
        carryOut: () => (isBroken ? Promise.reject(failing('broken', { retryable: false })) : Promise.resolve()),
      })
      const delivery = { id: `guid-${pull}` }
      const tasks = [{ kind: 'review-pull', pull }] as const
      await engine.accept(delivery, tasks)
      await until('it was given up', () => actors.given.length === 1)
      isBroken = false
      await until('it is done', async () => (await engine.accept(delivery, tasks)) === 'done')
      expect(actors.count(`review-pull ${pull}`)).toBeGreaterThan(1)
    })
  })

  describe('an apply', () => {
    it('prepares, executes, waits and settles, once for each attempt', async () => {
      const stack = `stack-${unused()}`
      const actors = await begin()
      for (let time = 0; time < 3; time++) await engine.applies.start('r-1', stack, 1)
      await until('it waits', () => actors.count(`await ${stack}`) === 1)
      await engine.applies.start('r-1', stack, 1)
      actors.letGo(stack)
      await until('it settled', () => actors.settled.some((each) => each.run.stack === stack))
      expect(actors.calls.filter((call) => call.endsWith(stack))).toEqual(
        ['prepare', 'execute', 'await', 'settle'].map((verb) => `${verb} ${stack}`),
      )
      expect(actors.settled[0]?.outcome).toEqual({ state: 'done' })
    })

    it('of one stack waits for the one before it, whichever rollout it belongs to', async () => {
      const stack = `stack-${unused()}`
      const actors = await begin()
      await engine.applies.start('r-1', stack, 1)
      await until('the first waits', () => actors.count(`await ${stack}`) === 1)
      await engine.applies.start('r-2', stack, 1)
      const other = `stack-${unused()}`
      await engine.applies.start('r-2', other, 1)
      await until('another stack is not held up', () => actors.count(`await ${other}`) === 1)
      expect(actors.count(`prepare ${stack}`)).toBe(1)
      for (const each of [stack, other]) actors.letGo(each)
      await until('both settled', () => actors.count(`settle ${stack}`) === 2)
      expect(actors.most.get(`await ${stack}`)).toBe(1)
    })

    it('that cannot be prepared settles as failed', async () => {
      const stack = `stack-${unused()}`
      const actors = await begin({ prepare: () => Promise.reject(failing('no-template', { retryable: false })) })
      await engine.applies.start('r-1', stack, 1)
      await until('it settled', () => actors.settled.length === 1)
      expect(actors.settled[0]?.outcome).toMatchObject({
        state: 'failed',
        failure: { code: 'no-template', hint: 'mend it' },
      })
    })

    it('writes its end down although that fails at first', async () => {
      const stack = `stack-${unused()}`
      let refusals = 3
      const actors = await begin({
        settle: async () => {
          if (refusals-- > 0) throw new Error('disk full')
        },
      })
      actors.letGo(stack)
      await engine.applies.start('r-1', stack, 1)
      await until('it settled', () => actors.settled.length === 1)
      expect(actors.count(`settle ${stack}`)).toBe(4)
      expect(actors.count(`execute ${stack}`)).toBe(1)
    })

    it('that ended while its row still says applying is written down again, and not carried out again', async () => {
      const stack = `stack-${unused()}`
      const actors = await begin()
      actors.letGo(stack)
      await engine.applies.start('r-1', stack, 1)
      await until('it settled', () => actors.settled.length === 1)
      await until('it settled again', async () => {
        await engine.applies.start('r-1', stack, 1)
        return actors.settled.length > 1
      })
      expect(actors.settled.at(-1)).toEqual({ run: { rollout: 'r-1', stack, attempt: 1 }, outcome: { state: 'done' } })
      expect(actors.count(`execute ${stack}`)).toBe(1)
    })

    it('goes on where it stood when the bot is stopped and started', async () => {
      const stack = `stack-${unused()}`
      const before = await begin()
      await engine.applies.start('r-1', stack, 1)
      await until('it waits', () => before.count(`await ${stack}`) === 1)
      await engine.close()
      before.letGo(stack)
      const after = await begin()
      await until('it waits again', () => after.count(`await ${stack}`) === 1)
      after.letGo(stack)
      await until('it settled', () => after.settled.length === 1)
      expect(before.settled).toEqual([])
      expect(after.calls.filter((call) => call.endsWith(stack))).toEqual([`await ${stack}`, `settle ${stack}`])
    })

    it('is not failed by a step that breaks while the bot is taken down', async () => {
      const stack = `stack-${unused()}`
      const gate = Promise.withResolvers<void>()
      const before = await begin({ prepare: () => gate.promise })
      await engine.applies.start('r-1', stack, 1)
      await until('it is being prepared', () => before.count(`prepare ${stack}`) === 1)
      const closed = engine.close()
      gate.reject(failing('connection-cut', { retryable: false }))
      await closed
      const after = await begin()
      after.letGo(stack)
      await until('it settled', () => after.settled.length === 1)
      expect(after.settled[0]?.outcome).toEqual({ state: 'done' })
      expect(before.settled).toEqual([])
    })
  })

  describe('the rounds', () => {
    it('look at boot, at a poke and after each apply, and sweep every two minutes of the clock', async () => {
      const stack = `stack-${unused()}`
      const actors = await begin()
      await until('it looked and swept at boot', () => actors.count('advance') >= 1 && actors.count('sweep') >= 1)
      await until('it sweeps again', () => actors.count('sweep') >= 3)
      actors.letGo(stack)
      await engine.applies.start('r-1', stack, 1)
      await until('the apply settled', () => actors.calls.includes(`settle ${stack}`))
      await until('it looked after the apply', () =>
        actors.calls.slice(actors.calls.indexOf(`settle ${stack}`)).includes('advance'),
      )
      const looks = actors.count('advance')
      engine.poke()
      await until('it looked at the poke', () => actors.count('advance') > looks)
    })

    it('go on after a look that failed, and say so', async () => {
      let looks = 0
      const actors = await begin({
        advance: async () => {
          if (++looks === 1) throw failing('database-unavailable', { retryable: true })
          return true
        },
      })
      await until('it looked again', () => actors.count('advance') >= 3)
      expect(
        log.lines.some((line) => line.level === 'warn' && line.message === 'rollouts could not be looked at'),
      ).toBe(true)
    })

    it('never edit rollouts while a command does', async () => {
      const pull = unused()
      let editors = 0
      let most = 0
      async function edit(): Promise<void> {
        most = Math.max(most, ++editors)
        await new Promise((resolve) => setImmediate(resolve))
        editors--
      }
      const actors = await begin({
        carryOut: edit,
        advance: async () => {
          await edit()
          return true
        },
      })
      for (let comment = 0; comment < 10; comment++) {
        await engine.tasks.enqueue(`command-${pull}-${comment}`, { kind: 'command', pull: pull + comment, comment })
        await engine.editing(edit)
      }
      await until(
        'all commands were answered',
        () => actors.calls.filter((call) => call.startsWith('command')).length === 10,
      )
      expect(most).toBe(1)
    })
  })
}
