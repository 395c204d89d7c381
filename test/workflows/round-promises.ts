/** What does the engine promise of looks and sweeps, whichever database it stands on? */
import { describe, expect, it } from 'vitest'
import type { Database } from '../../src/store/database.ts'
import { forgetEndedRuns } from '../../src/workflows/retention.ts'
import { until } from '../support/until.ts'
import { failing } from './acting.ts'
import { type Stage, unused } from './stage.ts'

export function roundPromises(stage: Stage, databaseOf: () => Database): void {
  describe('the rounds', () => {
    it('look at boot, at a poke and after each apply, and sweep every two minutes of the clock', async () => {
      const stack = `stack-${unused()}`
      const actors = await stage.begin()
      await until('it looked and swept at boot', () => actors.count('advance') >= 1 && actors.count('sweep') >= 1)
      await until('it sweeps again', () => actors.count('sweep') >= 3)
      actors.letGo(stack)
      await stage.engine.applies.start('r-1', stack, 1)
      await until('the apply settled', () => actors.calls.includes(`settle ${stack}`))
      await until('it looked after the apply', () =>
        actors.calls.slice(actors.calls.indexOf(`settle ${stack}`)).includes('advance'),
      )
      const looks = actors.count('advance')
      stage.engine.poke()
      await until('it looked at the poke', () => actors.count('advance') > looks)
    })

    it('go on after a look that failed, and say so', async () => {
      let looks = 0
      const actors = await stage.begin({
        advance: async () => {
          if (++looks === 1) throw failing('database-unavailable', { retryable: true })
          return true
        },
      })
      await until('it looked again', () => actors.count('advance') >= 3)
      expect(
        stage.log.lines.some((line) => line.level === 'warn' && line.message === 'rollouts could not be looked at'),
      ).toBe(true)
    })

    it('keep no command waiting for a look that hangs', async () => {
      const pull = unused()
      let release = (): void => undefined
      const hanging = new Promise<void>((resolve) => {
        release = resolve
      })
      let looks = 0
      const actors = await stage.begin({
        advance: async () => {
          looks++
          await hanging
          return true
        },
      })
      await until('a look hangs', () => looks > 0)
      await stage.engine.tasks.enqueue(`command-${pull}`, { kind: 'command', pull, comment: 1 })
      await until('the command was answered', () => actors.calls.some((call) => call.startsWith('command')))
      stage.engine.poke()
      expect(looks).toBe(1)
      release()
    })
  })

  describe('the engine', () => {
    it('forgets runs that ended a week ago, and no other', async () => {
      const [old, recent] = [unused(), unused()]
      const actors = await stage.begin()
      for (const pull of [old, recent]) await stage.engine.tasks.enqueue(`kept-${pull}`, { kind: 'review-pull', pull })
      await until('both ran', () => [old, recent].every((pull) => actors.count(`review-pull ${pull}`) === 1))
      const { pool } = databaseOf()
      const ended = "select 1 from dbos.workflow_status where status = 'SUCCESS' and workflow_uuid = any($1)"
      const ids = [old, recent].map((pull) => `task:kept-${pull}`)
      await until('both ended', async () => (await pool.query(ended, [ids])).rowCount === 2)
      const week = 8 * 86_400_000
      const age = 'update dbos.workflow_status set completed_at = completed_at - $1 where workflow_uuid = $2'
      await pool.query(age, [week, `task:kept-${old}`])
      await forgetEndedRuns(() => false)
      const left = await pool.query('select workflow_uuid from dbos.workflow_status where workflow_uuid = any($1)', [
        ids,
      ])
      expect(left.rows).toEqual([{ workflow_uuid: `task:kept-${recent}` }])
    })
  })
}
