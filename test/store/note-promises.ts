/** What does the store promise to remember of GitHub and of work in progress, whichever database it stands on? */
import { describe, expect, it } from 'vitest'
import type { Store } from '../../src/store/open.ts'
import { ref } from '../support/plan-views.ts'
import { unused } from './rows.ts'

export function notePromises(store: () => Store): void {
  describe('places where change sets may be left', () => {
    it('are kept by pull request and name until they are forgotten', async () => {
      const [one, other] = [unused(), unused()]
      const { leftovers } = store()
      const stacks = ['a', 'b'].map((key) => ref({ key }).id)
      const first = { pull: one, of: 'run-1', base: 'base', stacks }
      await leftovers.note(first)
      await leftovers.note({ ...first, of: 'run-2' })
      await leftovers.note({ ...first, pull: other })
      await leftovers.note({ ...first, of: 'run-2', stacks: stacks.slice(1) })
      expect(await leftovers.of(one)).toEqual([first, { ...first, of: 'run-2', stacks: stacks.slice(1) }])
      await leftovers.forget(first)
      await leftovers.forget({ pull: other, of: 'run-1' })
      expect((await leftovers.of(one)).map(({ of }) => of)).toEqual(['run-2'])
      expect((await leftovers.pulls()).filter((pull) => pull === one || pull === other)).toEqual([one])
    })
  })

  describe('unsound heads', () => {
    it('are kept by pull request, the newest alone, until they are forgotten', async () => {
      const [one, other] = [unused(), unused()]
      const { unsound } = store()
      const own = async () => (await unsound.list()).filter(({ pull }) => pull === one || pull === other)
      const first = { pull: one, head: 'a', compared: 'tip-1' }
      await unsound.note(first)
      await unsound.note({ ...first, pull: other })
      await unsound.compare(first, 'tip-2')
      expect(await own()).toEqual([
        { ...first, compared: 'tip-2' },
        { ...first, pull: other },
      ])
      await unsound.note({ ...first, head: 'b', compared: 'tip-2' })
      // Whoever looked at the older head says nothing of the newer.
      await unsound.compare({ ...first, compared: 'tip-2' }, 'tip-3')
      await unsound.forget(other)
      expect(await own()).toEqual([{ pull: one, head: 'b', compared: 'tip-2' }])
    })
  })

  describe('deliveries', () => {
    it('are done when each of their tasks is carried out, and let in again until then', async () => {
      const { deliveries } = store()
      const guid = `guid-${unused()}`
      expect(await deliveries.accept(guid, 2)).toBe('new')
      await deliveries.finished(guid, 0)
      await deliveries.finished(guid, 0)
      expect(await deliveries.accept(guid, 2)).toBe('again')
      await deliveries.finished(guid, 1)
      expect(await deliveries.accept(guid, 2)).toBe('done')
    })
  })

  describe('notes', () => {
    it('know what was last published and who pushed', async () => {
      const { publications, pushers } = store()
      const key = `comment-${unused()}`
      expect(await publications.last(key)).toBeUndefined()
      await publications.wrote(key, 'first')
      await publications.wrote(key, 'second')
      expect(await publications.last(key)).toBe('second')
      const pull = unused()
      for (const login of ['zoe', 'ann', 'zoe']) await pushers.note(pull, login)
      expect(await pushers.of(pull)).toEqual(['ann', 'zoe'])
    })

    it('know who pushed any of some commits, each person once', async () => {
      const { pushers } = store()
      const [one, two, other] = [`one-${unused()}`, `two-${unused()}`, `other-${unused()}`]
      for (const login of ['zoe', 'ann', 'zoe']) await pushers.noteHead(one, login)
      await pushers.noteHead(two, 'ann')
      await pushers.noteHead(two, 'bea')
      expect(await pushers.ofHeads([one])).toEqual(['ann', 'zoe'])
      expect(await pushers.ofHeads([two, one, other])).toEqual(['ann', 'bea', 'zoe'])
      expect(await pushers.ofHeads([other])).toEqual([])
      expect(await pushers.ofHeads([])).toEqual([])
    })
  })

  describe('the repository', () => {
    it('is the one of the first boot, or the start is refused', async () => {
      const { repository } = store()
      await repository.remember({ repositoryId: 71, installationId: 5_000_000_000 })
      await repository.remember({ repositoryId: 71, installationId: 5_000_000_000 })
      await expect(repository.remember({ repositoryId: 72, installationId: 5_000_000_000 })).rejects.toMatchObject({
        code: 'repository-changed',
        message: expect.stringContaining('repository 71'),
      })
      await expect(repository.remember({ repositoryId: 71, installationId: 6 })).rejects.toMatchObject({
        code: 'repository-changed',
      })
    })
  })
}
