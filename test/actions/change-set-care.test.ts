/** Which change sets are cleared away when a rollout has ended? */
import { describe, expect, it } from 'vitest'
import { discardLeftSets } from '../../src/actions/change-set-care.ts'
import { FleetwrightError } from '../../src/lib/errors.ts'
import { type ApplyWorld, applyWorld, standingSet } from './apply-world.ts'

const LEFT = 'fw-0123456789abcdef-0123456789abcdef-1'
const NAMED = 'fw-0123456789abcdef-0123456789abcdef-2'
const FOREIGN = 'made-by-hand'

function ended(): ApplyWorld {
  const given = applyWorld()
  for (const name of [LEFT, NAMED, FOREIGN]) given.sets.set(name, standingSet(name, {}))
  given.openPlan = { [given.head.id]: standingSet(NAMED, {}).arn }
  given.rollout = { ...given.rollout, state: 'aborted' }
  given.row = { ...given.row, state: 'waiting' }
  return given
}

describe('of the sets on the stacks of a rollout that has ended', () => {
  it('those are discarded that are ours and stand in no open plan, once', async () => {
    const given = ended()
    await discardLeftSets(given.world, 20)
    expect(given.orders).toEqual([`discard ${LEFT}`])
    given.sets.set(LEFT, standingSet(LEFT, {}))
    await discardLeftSets(given.world, 20)
    expect(given.orders).toEqual([`discard ${LEFT}`])
  })

  it('none is touched while one of them still runs at AWS', async () => {
    const given = ended()
    given.row = { ...given.row, state: 'applying' }
    await discardLeftSets(given.world, 20)
    expect(given.orders).toEqual([])
  })

  it('none is touched before the end', async () => {
    const given = ended()
    given.rollout = { ...given.rollout, state: 'paused' }
    await discardLeftSets(given.world, 20)
    expect(given.orders).toEqual([])
  })

  it('those of an account that cannot be reached stay, and nothing fails for it', async () => {
    const given = ended()
    const refused = new FleetwrightError('listing change sets: refused', {
      code: 'account-unreachable',
      nextMove: 'customer',
      retryable: false,
      hint: 'restore the role',
    })
    Object.assign(given.world.aws.changeSets, { list: () => Promise.reject(refused) })
    await discardLeftSets(given.world, 20)
    expect(given.orders).toEqual([])
  })
})
