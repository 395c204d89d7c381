/**
 * A rollout without a pull request is steered like any other.
 */
import { describe, expect, it } from 'vitest'
import { editRollout } from '../../src/actions/edit-rollout.ts'
import type { Rollout, RolloutEdit, RolloutStack } from '../../src/rollout/model.ts'
import { type FakeWorld, fakeWorld, rolloutRow, stackRow } from '../support/fake-world.ts'

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
    expect(await editRollout(fake.world, ID, edit)).toMatchObject({ id: ID, state })
    expect(fake.rollouts.get(ID)).toMatchObject({ rollout: { state }, stacks: [{ state: stackState }] })
  })

  it('is refused with the reason, and changes nothing', async () => {
    const fake = pushed({})
    expect(await editRollout(fake.world, ID, 'resume')).toEqual({ refused: 'it is not paused, but running' })
    expect(await editRollout(fake.world, 'r-000000000000', 'abort')).toHaveProperty('refused')
    expect(fake.rollouts.get(ID)?.rollout.state).toBe('running')
  })
})
