/** What does the engine promise of applies, whichever database it stands on? */
import { describe, expect, it } from 'vitest'
import { until } from '../support/until.ts'
import { failing } from './acting.ts'
import { type Stage, unused } from './stage.ts'

export function applyPromises(stage: Stage): void {
  describe('an apply', () => {
    it('prepares, executes, waits and settles, once for each attempt', async () => {
      const stack = `stack-${unused()}`
      const actors = await stage.begin()
      for (let time = 0; time < 3; time++) await stage.engine.applies.start('r-1', stack, 1)
      await until('it waits', () => actors.count(`await ${stack}`) === 1)
      await stage.engine.applies.start('r-1', stack, 1)
      actors.letGo(stack)
      await until('it settled', () => actors.outcomes(stack).length === 1)
      expect(actors.calls.filter((call) => call.endsWith(stack))).toEqual(
        ['prepare', 'execute', 'await', 'settle'].map((verb) => `${verb} ${stack}`),
      )
      expect(actors.outcomes(stack)[0]).toEqual({ state: 'done' })
    })

    it('protects its stack after it has waited, once, where something is to be set beside the change set', async () => {
      const stack = `stack-${unused()}`
      let tries = 0
      const actors = await stage.begin({
        async protect() {
          tries += 1
          if (tries === 1) throw failing('aws-throttled', { retryable: true })
        },
      })
      await stage.engine.applies.start('r-1', stack, 1)
      await until('it waits', () => actors.count(`await ${stack}`) === 1)
      actors.letGo(stack)
      await until('it settled', () => actors.outcomes(stack).length === 1)
      expect(actors.calls.filter((call) => call.endsWith(stack))).toEqual(
        ['prepare', 'execute', 'await', 'protect', 'protect', 'settle'].map((verb) => `${verb} ${stack}`),
      )
      expect(actors.outcomes(stack)[0]).toEqual({ state: 'done' })
    })

    it('of one stack waits for the one before it, whichever rollout it belongs to', async () => {
      const stack = `stack-${unused()}`
      const actors = await stage.begin()
      await stage.engine.applies.start('r-1', stack, 1)
      await until('the first waits', () => actors.count(`await ${stack}`) === 1)
      await stage.engine.applies.start('r-2', stack, 1)
      const other = `stack-${unused()}`
      await stage.engine.applies.start('r-2', other, 1)
      await until('another stack is not held up', () => actors.count(`await ${other}`) === 1)
      expect(actors.count(`prepare ${stack}`)).toBe(1)
      for (const each of [stack, other]) actors.letGo(each)
      await until('both settled', () => actors.count(`settle ${stack}`) === 2)
      expect(actors.most.get(`await ${stack}`)).toBe(1)
    })

    it('that cannot be prepared settles as failed', async () => {
      const stack = `stack-${unused()}`
      const actors = await stage.begin({ prepare: () => Promise.reject(failing('no-template', { retryable: false })) })
      await stage.engine.applies.start('r-1', stack, 1)
      await until('it settled', () => actors.outcomes(stack).length === 1)
      expect(actors.outcomes(stack)[0]).toMatchObject({
        state: 'failed',
        failure: { code: 'no-template', hint: 'mend it' },
      })
    })

    it('that is called off before it was executed waits for nothing and settles as not started', async () => {
      const stack = `stack-${unused()}`
      const actors = await stage.begin({ execute: () => 'not-started' })
      await stage.engine.applies.start('r-1', stack, 1)
      await until('it settled', () => actors.outcomes(stack).length === 1)
      expect(actors.outcomes(stack)[0]).toEqual({ state: 'not-started' })
      expect(actors.count(`await ${stack}`)).toBe(0)
    })

    it('keeps no event waiting while a dozen others wait for their change sets', async () => {
      const gate = Promise.withResolvers<void>()
      const actors = await stage.begin({ prepare: () => gate.promise })
      const stacks = Array.from({ length: 12 }, () => `stack-${unused()}`)
      for (const stack of stacks) await stage.engine.applies.start('r-1', stack, 1)
      await until('all are being prepared', () => stacks.every((stack) => actors.count(`prepare ${stack}`) === 1))
      const pull = unused()
      await stage.engine.accept({ id: `guid-${pull}` }, [{ kind: 'review-pull', pull }])
      await until('the event was carried out', () => actors.count(`review-pull ${pull}`) === 1)
      gate.resolve()
      for (const stack of stacks) actors.letGo(stack)
      await until('all settled', () => stacks.every((stack) => actors.outcomes(stack).length === 1))
    })

    it('writes its end down although that fails at first', async () => {
      const stack = `stack-${unused()}`
      let refusals = 3
      const actors = await stage.begin({
        settle: async () => {
          if (refusals-- > 0) throw new Error('disk full')
        },
      })
      actors.letGo(stack)
      await stage.engine.applies.start('r-1', stack, 1)
      await until('it settled', () => actors.outcomes(stack).length === 1)
      expect(actors.count(`settle ${stack}`)).toBe(4)
      expect(actors.count(`execute ${stack}`)).toBe(1)
    })

    it('that ended while its row still says applying is written down again, and not carried out again', async () => {
      const stack = `stack-${unused()}`
      const actors = await stage.begin()
      actors.letGo(stack)
      await stage.engine.applies.start('r-1', stack, 1)
      await until('it settled', () => actors.outcomes(stack).length === 1)
      await until('it settled again', async () => {
        await stage.engine.applies.start('r-1', stack, 1)
        return actors.outcomes(stack).length > 1
      })
      expect(actors.outcomes(stack).at(-1)).toEqual({ state: 'done' })
      expect(actors.count(`execute ${stack}`)).toBe(1)
    })

    it('goes on where it stood when the bot is stopped and started', async () => {
      const stack = `stack-${unused()}`
      const before = await stage.begin()
      await stage.engine.applies.start('r-1', stack, 1)
      await until('it waits', () => before.count(`await ${stack}`) === 1)
      await stage.engine.close()
      before.letGo(stack)
      const after = await stage.begin()
      await until('it waits again', () => after.count(`await ${stack}`) === 1)
      after.letGo(stack)
      await until('it settled', () => after.outcomes(stack).length === 1)
      expect(before.outcomes(stack)).toEqual([])
      expect(after.calls.filter((call) => call.endsWith(stack))).toEqual([`await ${stack}`, `settle ${stack}`])
    })

    it('is not failed by a step that breaks while the bot is taken down', async () => {
      const stack = `stack-${unused()}`
      const gate = Promise.withResolvers<void>()
      const before = await stage.begin({ prepare: () => gate.promise })
      await stage.engine.applies.start('r-1', stack, 1)
      await until('it is being prepared', () => before.count(`prepare ${stack}`) === 1)
      const closed = stage.engine.close()
      gate.reject(failing('connection-cut', { retryable: false }))
      await closed
      const after = await stage.begin()
      after.letGo(stack)
      await until('it settled', () => after.outcomes(stack).length === 1)
      expect(after.outcomes(stack)[0]).toEqual({ state: 'done' })
      expect(before.outcomes(stack)).toEqual([])
    })
  })
}
