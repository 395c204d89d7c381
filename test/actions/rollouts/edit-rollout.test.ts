/**
 * A rollout without a pull request is steered like any other.
 */
import { describe, expect, it } from 'vitest'
import { planLeft } from '../../../src/actions/pull/plan-again.ts'
import { editRollout } from '../../../src/actions/rollouts/edit-rollout.ts'
import type { World } from '../../../src/actions/world.ts'
import { assemblePlan } from '../../../src/plan/assemble.ts'
import type { Rollout, RolloutEdit, RolloutStack } from '../../../src/rollout/model.ts'
import { planRecord, pullRequest, rolloutRow, stackRow } from '../../support/fake-records.ts'
import { type FakeWorld, fakeWorld } from '../../support/fake-world.ts'
import { ref, transition } from '../../support/plan-views.ts'

const ID = 'r-1a2b3c4d5e6f'

function pushed(rollout: Partial<Rollout>, stack: Partial<RolloutStack> = {}): FakeWorld {
  const fake = fakeWorld()
  const { pull: _none, ...row } = rolloutRow(rollout)
  fake.rollouts.set(ID, { rollout: row, stacks: [stackRow(stack)] })
  return fake
}

describe('an edit of a rollout without a pull request', () => {
  it.each<readonly [RolloutEdit, Partial<Rollout>, Partial<RolloutStack>, Rollout['state'], RolloutStack['state']]>([
    ['retry', { state: 'stopped' }, { state: 'failed', attempt: 1 }, 'running', 'waiting'],
    ['skip', { state: 'stopped' }, { state: 'unreachable', attempt: 1 }, 'running', 'skipped'],
    ['pause', {}, {}, 'paused', 'waiting'],
    ['resume', { state: 'paused' }, {}, 'running', 'waiting'],
    ['abort', {}, {}, 'aborted', 'waiting'],
  ])('is carried out: %s', async (edit, rollout, stack, state, stackState) => {
    const fake = pushed(rollout, stack)
    expect(await editRollout(fake.world, ID, { edit })).toMatchObject({ id: ID, state })
    expect(fake.rollouts.get(ID)).toMatchObject({ rollout: { state }, stacks: [{ state: stackState }] })
  })

  it('is refused with the reason, and changes nothing', async () => {
    const fake = pushed({})
    expect(await editRollout(fake.world, ID, { edit: 'resume' })).toEqual({ refused: 'it is not paused, but running' })
    expect(await editRollout(fake.world, 'r-000000000000', { edit: 'abort' })).toHaveProperty('refused')
    expect(fake.rollouts.get(ID)?.rollout.state).toBe('running')
  })
})

describe('an edit that dies', () => {
  const WISH = { abort: { edit: 'abort', of: 'comment-7' }, skip: { edit: 'skip', of: 'comment-7' } } as const

  /** Of pull request 12, which #13 waits for; `dies`: at the writing of the rows, which came through or did not. */
  function dying(dies: 'before' | 'after'): { readonly fake: FakeWorld; readonly world: World } {
    const fake = fakeWorld()
    const stacks = [stackRow({ state: 'failed' }), stackRow({ ref: ref({ key: 'collector' }), state: 'failed' })]
    fake.rollouts.set(ID, { rollout: rolloutRow({ state: 'stopped' }), stacks })
    const plan = assemblePlan({ transitions: [transition(ref({ key: 'collector' }))], unplanned: [] })
    fake.plans.set(13, { ...planRecord(pullRequest(13)), plan })
    let isAlive = true
    const { rollouts } = fake.world.rows
    const save: typeof rollouts.save = async (...rows) => {
      if (isAlive && dies === 'before') {
        isAlive = false
        throw new Error('killed')
      }
      await rollouts.save(...rows)
      if (!isAlive) return
      isAlive = false
      throw new Error('killed')
    }
    return { fake, world: { ...fake.world, rows: { ...fake.world.rows, rollouts: { ...rollouts, save } } } }
  }

  /** Pull requests that are planned again by what was asked for until now. */
  async function planned({ fake, world }: ReturnType<typeof dying>): Promise<readonly number[]> {
    const due = fake.tasks.splice(0)
    for (const { task } of due) if (task.kind === 'plan-left') await planLeft(world, task)
    return fake.tasks.splice(0).flatMap(({ task }) => (task.kind === 'check-pull' ? [task.pull] : []))
  }

  it.each(['abort', 'skip'] as const)(
    'once it is written has the plans of others made, and finds its own work: %s',
    async (edit) => {
      const on = dying('after')
      await expect(editRollout(on.world, ID, WISH[edit])).rejects.toThrow('killed')
      expect(await planned(on)).toEqual([13])
      const again = await editRollout(on.world, ID, WISH[edit])
      expect(again).toMatchObject({ id: ID, state: edit === 'abort' ? 'aborted' : 'running' })
      expect(on.fake.rollouts.get(ID)?.stacks.map(({ state }) => state)).toEqual(
        edit === 'abort' ? ['failed', 'failed'] : ['skipped', 'skipped'],
      )
      expect(await planned(on)).toEqual([])
    },
  )

  it.each(['abort', 'skip'] as const)(
    'before it is written leaves all as it was, and is carried out: %s',
    async (edit) => {
      const on = dying('before')
      await expect(editRollout(on.world, ID, WISH[edit])).rejects.toThrow('killed')
      expect(await planned(on)).toEqual([])
      expect(on.fake.rollouts.get(ID)).toMatchObject({
        rollout: { state: 'stopped' },
        stacks: [{ state: 'failed' }, { state: 'failed' }],
      })
      expect(await editRollout(on.world, ID, WISH[edit])).not.toHaveProperty('refused')
      expect(await planned(on)).toEqual([13])
    },
  )

  it("is another's work to whoever wishes the same later", async () => {
    const on = dying('after')
    await expect(editRollout(on.world, ID, WISH.abort)).rejects.toThrow('killed')
    expect(await editRollout(on.world, ID, { edit: 'abort', of: 'comment-8' })).toEqual({
      refused: 'it has ended (aborted)',
    })
  })
})
