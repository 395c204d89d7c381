/** Do plans name the rollout that a stack waits for, the newest one last? */
import { describe, expect, it } from 'vitest'
import { explained, travelling } from '../../src/actions/awaited.ts'
import type { Behind } from '../../src/plan/model.ts'
import type { Rollout, RolloutStack } from '../../src/rollout/model.ts'
import { type FakeWorld, fakeWorld, rolloutRow, stackRow } from '../support/fake-world.ts'
import { ref } from '../support/plan-views.ts'

const other = ref({ key: 'collector' })
const behind: Behind = { stack: ref(), reason: 'its live state is not what the default branch wanted' }

function withRollouts(...rollouts: readonly (readonly [Partial<Rollout>, ...RolloutStack[]])[]): FakeWorld {
  const fake = fakeWorld()
  for (const [wish, ...stacks] of rollouts) {
    const rollout = rolloutRow({ id: `r-${wish.pull}`, ...wish })
    fake.rollouts.set(rollout.id, { rollout, stacks })
  }
  return fake
}

it('names of several open rollouts the one that comes last, and of no other stack', async () => {
  const { world } = withRollouts(
    [{ pull: 8, state: 'done' }, stackRow({ ref: other, state: 'skipped' })],
    [{ pull: 9 }, stackRow(), stackRow({ ref: other, state: 'done' })],
    [{ pull: 10, state: 'queued' }, stackRow()],
  )
  expect([...(await travelling(world))]).toEqual([[ref().id, '#10 has yet to reach it (waiting)']])
})

describe('a stack that is behind, and on no rollout’s way', () => {
  it('is told with the newest rollout that ended without it', async () => {
    const { world } = withRollouts(
      [{ pull: 8, state: 'done' }, stackRow({ state: 'skipped' })],
      [{ pull: 9, state: 'aborted' }, stackRow()],
    )
    expect(await explained(world, [behind])).toEqual([
      {
        ...behind,
        reason: `${behind.reason}: #9 was aborted before it reached it; a later change to it brings that along`,
      },
    ])
  })

  it('is told without a rollout where the newest one did bring it there, or none is known', async () => {
    const { world } = withRollouts(
      [{ pull: 8, state: 'aborted' }, stackRow()],
      [{ pull: 9, state: 'done' }, stackRow({ state: 'done' })],
    )
    expect(await explained(world, [behind])).toEqual([behind])
    expect(await explained(fakeWorld().world, [behind])).toEqual([behind])
  })

  it('keeps what was said of it already', async () => {
    const { world } = withRollouts([{ pull: 9, state: 'aborted' }, stackRow()])
    const atWork: Behind = { ...behind, reason: 'AWS is at work on it', because: 'aws-at-work' }
    expect(await explained(world, [atWork])).toEqual([atWork])
  })
})
