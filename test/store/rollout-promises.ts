/** What does the store promise of rollouts and the attempts at their stacks, whichever database it stands on? */
import { describe, expect, it } from 'vitest'
import { leftBehindBy } from '../../src/rollout/awaited.ts'
import type { Store } from '../../src/store/open.ts'
import { rowsOf } from '../rollout/fleet.ts'
import { rolloutNumber, unused } from './rows.ts'

export function rolloutPromises(store: () => Store): void {
  describe('rollouts', () => {
    it('are created once, however often a merge is noticed', async () => {
      const rollout = rolloutNumber(unused())
      const { rollouts } = store()
      await rollouts.create(rollout, rowsOf('canary', 'acme', ['network', 'streams']))
      await rollouts.create({ ...rollout, state: 'held' }, rowsOf('canary', 'globex'))
      const found = await rollouts.get(rollout.id)
      expect(found?.rollout).toEqual(rollout)
      expect(found?.stacks.map((row) => row.ref.customer)).toEqual(['acme', 'acme'])
    })

    it('take four thousand stacks', async () => {
      const rollout = rolloutNumber(unused())
      const [row] = rowsOf('canary', 'acme')
      if (row === undefined) throw new Error('no row')
      const many = Array.from({ length: 4_000 }, (_, index) => ({
        ...row,
        ref: { ...row.ref, id: `${row.ref.id}-${index}` as typeof row.ref.id },
      }))
      await store().rollouts.create(rollout, many)
      expect((await store().rollouts.get(rollout.id))?.stacks).toHaveLength(4_000)
    })

    it('are listed oldest first, without those that ended if asked', async () => {
      const { rollouts } = store()
      const [older, newer] = [rolloutNumber(unused()), rolloutNumber(unused())]
      for (const each of [older, newer]) await rollouts.create(each, [])
      await rollouts.save({ ...older, state: 'done', endedAt: older.createdAt })
      const all = (await rollouts.list({ open: false })).map((each) => each.id)
      expect(all.indexOf(older.id)).toBeLessThan(all.indexOf(newer.id))
      expect((await rollouts.list({ open: true })).map((each) => each.id)).not.toContain(older.id)
      expect(await rollouts.list({ open: false, pull: older.pull ?? 0 })).toHaveLength(1)
      expect(await rollouts.list({ open: false, newest: 1 })).toEqual([newer])
    })

    it('that ended are not brought back by a look from before', async () => {
      const rollout = rolloutNumber(unused())
      const { rollouts } = store()
      await rollouts.create(rollout, [])
      await rollouts.save({ ...rollout, state: 'aborted' })
      await rollouts.save({ ...rollout, state: 'running' })
      expect((await rollouts.get(rollout.id))?.rollout.state).toBe('aborted')
    })

    it('are written together with rows that an edit changes, and neither once they ended', async () => {
      const rollout = rolloutNumber(unused())
      const rows = rowsOf('canary', 'acme', ['network', 'streams'])
      const { rollouts } = store()
      await rollouts.create(rollout, rows)
      const [network, streams] = rows
      if (network === undefined || streams === undefined) throw new Error('two rows')
      const states = async () => {
        const found = await rollouts.get(rollout.id)
        return [found?.rollout.state, ...(found?.stacks.map(({ state }) => state) ?? [])]
      }
      await rollouts.save({ ...rollout, state: 'running' }, [{ ...streams, state: 'skipped' }])
      expect(await states()).toEqual(['running', 'waiting', 'skipped'])
      await rollouts.save({ ...rollout, state: 'aborted' })
      await rollouts.save({ ...rollout, state: 'running' }, [{ ...network, state: 'skipped' }])
      expect(await states()).toEqual(['aborted', 'waiting', 'skipped'])
    })

    it('tell which stacks they left behind, until one reaches them', async () => {
      const { rollouts, missed } = store()
      const [first, second, third] = [rolloutNumber(unused()), rolloutNumber(unused()), rolloutNumber(unused())]
      const rows = rowsOf('canary', `left-${first.id}`, ['network', 'streams'])
      const [network, streams] = rows
      if (network === undefined || streams === undefined) throw new Error('two rows')
      const left = async () => {
        const all = await missed.list()
        return all.flatMap(({ stack, rollout, state }) => {
          const row = rows.find(({ ref }) => ref.id === stack)
          const isLeft = leftBehindBy(rollout, { state }) !== undefined
          return row === undefined || !isLeft ? [] : [[row.ref.key, rollout.id]]
        })
      }
      await rollouts.create(first, rows)
      expect(await left()).toEqual([])
      await rollouts.saveStack(first.id, { ...network, state: 'done' })
      await rollouts.save({ ...first, state: 'aborted' })
      expect(await left()).toEqual([['streams', first.id]])
      await rollouts.create(second, rows)
      // Another is on its way to both.
      expect(await left()).toEqual([])
      await rollouts.saveStack(second.id, { ...network, state: 'skipped' })
      await rollouts.save({ ...second, state: 'done' })
      expect(await left()).toEqual([
        ['network', second.id],
        ['streams', second.id],
      ])
      await rollouts.create(third, rows)
      await rollouts.saveStack(third.id, { ...streams, state: 'done' })
      await rollouts.save({ ...third, state: 'aborted' })
      expect(await left()).toEqual([['network', third.id]])
      // What ran on when its rollout was aborted.
      await rollouts.saveStack(third.id, { ...network, state: 'done' })
      expect(await left()).toEqual([])
    })

    it('change one stack without touching its neighbours', async () => {
      const rollout = rolloutNumber(unused())
      const rows = rowsOf('canary', 'acme', ['network', 'streams'])
      const { rollouts } = store()
      await rollouts.create(rollout, rows)
      const [first] = rows
      if (first === undefined) throw new Error('no row')
      await rollouts.saveStack(rollout.id, { ...first, state: 'applying', attempt: 1 })
      expect((await rollouts.get(rollout.id))?.stacks.map((row) => row.state)).toEqual(['applying', 'waiting'])
    })
  })

  describe('attempts', () => {
    it('keep their number when asked again, and never share one', async () => {
      const { attempts } = store()
      const transition = `t-${unused()}`
      const wishes = Array.from({ length: 12 }, (_, index) => `wish-${index % 6}`)
      const numbers = await Promise.all(wishes.map((wish) => attempts.number(transition, wish)))
      expect(numbers.slice(0, 6)).toEqual(numbers.slice(6))
      expect(numbers.slice(0, 6).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6])
      expect(await attempts.number(`t-${unused()}`, 'wish-0')).toBe(1)
    })
  })
}
