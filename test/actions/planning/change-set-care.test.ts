/** Which change sets are cleared away when a rollout has ended? */
import { describe, expect, it } from 'vitest'
import { discardLeftSets, madeFor } from '../../../src/actions/planning/change-set-care.ts'
import { FleetwrightError } from '../../../src/lib/errors.ts'
import { type ApplyWorld, applyWorld, standingSet } from '../apply-world.ts'

const OPEN = [{ number: 8 }]
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
    await discardLeftSets(given.world, OPEN)
    expect(given.orders).toEqual([`discard ${LEFT}`])
    given.sets.set(LEFT, standingSet(LEFT, {}))
    await discardLeftSets(given.world, OPEN)
    expect(given.orders).toEqual([`discard ${LEFT}`])
  })

  it.each([
    { pull: 8, left: [] },
    { pull: 9, left: [`discard ${LEFT}`] },
  ])('one that was made for the review of #$pull is theirs while #8 is open', async ({ pull, left }) => {
    const given = ended()
    const { arn } = standingSet(LEFT, {})
    const list = async () => [{ arn, name: LEFT, description: madeFor(pull) }]
    Object.assign(given.world.aws.changeSets, { list })
    await discardLeftSets(given.world, OPEN)
    expect(given.orders).toEqual(left)
  })

  it('none is looked for where the rollout has executed one, which leaves no other', async () => {
    const given = ended()
    given.rollout = { ...given.rollout, state: 'done' }
    given.row = { ...given.row, state: 'done' }
    Object.assign(given.world.aws.changeSets, { list: () => Promise.reject(new Error('nobody has to ask')) })
    await discardLeftSets(given.world, OPEN)
    expect(given.orders).toEqual([])
  })

  it('none is touched while one of them still runs at AWS', async () => {
    const given = ended()
    given.row = { ...given.row, state: 'applying' }
    await discardLeftSets(given.world, OPEN)
    expect(given.orders).toEqual([])
  })

  it('none is touched before the end', async () => {
    const given = ended()
    given.rollout = { ...given.rollout, state: 'paused' }
    await discardLeftSets(given.world, OPEN)
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
    await discardLeftSets(given.world, OPEN)
    expect(given.orders).toEqual([])
  })
})
