/** Do plans name the rollout that a stack waits for, the newest one last? */
import { describe, expect, it } from 'vitest'
import { elsewhere, explained, missedStacks, travelling } from '../../../src/actions/planning/awaited.ts'
import { assemblePlan } from '../../../src/plan/assemble.ts'
import type { Behind, Plan, ResourceChange } from '../../../src/plan/model.ts'
import type { Rollout, RolloutStack } from '../../../src/rollout/model.ts'
import { planRecord, pullRequest, rolloutRow, stackRow } from '../../support/fake-records.ts'
import { type FakeWorld, fakeWorld } from '../../support/fake-world.ts'
import { ref, shards, transition } from '../../support/plan-views.ts'

const other = ref({ key: 'collector' })
const behind: Behind = { stack: ref(), reason: 'its live state is not what the default branch wants now' }

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
  expect([...(await travelling(world))]).toEqual([
    [ref().id, { reason: '#10 has yet to reach it (waiting)', by: '#10' }],
  ])
})

it('counts the stacks of the fleet that are on their way where a plan has nothing to do, by rollout', async () => {
  const { world } = withRollouts(
    [{ pull: 9 }, stackRow(), stackRow({ ref: other })],
    [{ pull: 10, state: 'queued' }, stackRow({ ref: other }), stackRow({ ref: ref({ key: 'third' }) })],
  )
  expect(elsewhere(await travelling(world), new Map(), new Set([ref().id]))).toEqual([{ by: '#10', stacks: 2 }])
  expect(elsewhere(await travelling(world), new Map(), new Set())).toEqual([
    { by: '#9', stacks: 1 },
    { by: '#10', stacks: 2 },
  ])
})

it('says of them for whom a rollout waits that stands still', async () => {
  const { world } = withRollouts(
    [{ pull: 9, state: 'paused' }, stackRow()],
    [{ pull: 10, state: 'queued' }, stackRow({ ref: other })],
  )
  expect(elsewhere(await travelling(world), new Map(), new Set())).toEqual([
    { by: '#9', stacks: 1, still: 'paused until someone resumes it' },
    { by: '#10', stacks: 1 },
  ])
})

it('counts the stacks of the fleet that rollouts left behind, unless another is on its way to them', async () => {
  const [third, gone] = [ref({ key: 'third' }), ref({ key: 'gone' })]
  const { world } = withRollouts(
    [
      { pull: 8, state: 'aborted' },
      stackRow(),
      stackRow({ ref: other }),
      stackRow({ ref: third }),
      stackRow({ ref: gone }),
    ],
    [{ pull: 9, state: 'done' }, stackRow({ ref: third, state: 'done' })],
    [{ pull: 10 }, stackRow({ ref: other })],
  )
  const fleet = [ref().id, other.id, third.id]
  const missed = await missedStacks(world, (stack) => fleet.find((id) => id === stack))
  expect([...missed]).toEqual([[ref().id, '#8']])
  expect(elsewhere(await travelling(world), missed, new Set())).toEqual([
    { by: '#10', stacks: 1 },
    { by: '#8', stacks: 1, isLeft: true },
  ])
})

describe('a stack that is behind, and on no rollout’s way', () => {
  it('is told with the newest rollout that ended without it', async () => {
    const { world } = withRollouts(
      [{ pull: 8, state: 'done' }, stackRow({ state: 'skipped' })],
      [{ pull: 9, state: 'aborted' }, stackRow()],
    )
    expect((await explained(world, [behind], [])).behind).toEqual([
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
    expect((await explained(world, [behind], [])).behind).toEqual([behind])
    expect((await explained(fakeWorld().world, [behind], [])).behind).toEqual([behind])
  })

  it('keeps what was said of it already', async () => {
    const { world } = withRollouts([{ pull: 9, state: 'aborted' }, stackRow()])
    const atWork: Behind = { ...behind, reason: 'AWS is at work on it', because: 'aws-at-work' }
    expect((await explained(world, [atWork], [])).behind).toEqual([atWork])
  })
})

describe('what comes before it, of a stack that is behind', () => {
  const planned = (key: string, changes: readonly ResourceChange[]): Plan =>
    assemblePlan({
      transitions: [transition(ref({ key }), { changes }), transition(ref({ key: 'unasked' }), { changes })],
      unplanned: [],
    })

  /** Rollouts in their order, each with the plan of its pull request, which goes on where the one before it ends. */
  function withPlans(
    ...of: readonly (readonly [Partial<Rollout> & { readonly pull: number }, ...RolloutStack[]])[]
  ): FakeWorld {
    const plans = new Map(
      of.map(([{ pull }], index) => [pull, planned(ref().key, [shards(`${of[index - 1]?.[0].pull ?? 1}`, `${pull}`)])]),
    )
    const fake = withRollouts(
      ...of.map(([wish, ...stacks]) => {
        const plan = plans.get(wish.pull)
        return [{ ...wish, ...(plan === undefined ? {} : { planDigest: plan.digest }) }, ...stacks] as const
      }),
    )
    for (const [pull, plan] of plans) fake.plans.set(pull, { ...planRecord(pullRequest(pull)), plan })
    return fake
  }

  const told = async (fake: FakeWorld) =>
    (await explained(fake.world, [behind], [])).preceding.map(({ pull, isOnItsWay, classes }) => {
      const after = classes.map(({ changes }) => changes[0]?.properties[0]?.after)
      return [pull, isOnItsWay, classes.flatMap(({ stacks }) => stacks.map(({ id }) => id)), after]
    })

  it('is every plan since one brought it anywhere, the earliest first, and of it alone', async () => {
    const fake = withPlans(
      [{ pull: 7, state: 'aborted' }, stackRow()],
      [{ pull: 8, state: 'done' }, stackRow({ state: 'done' })],
      [{ pull: 9, state: 'aborted' }, stackRow(), stackRow({ ref: other })],
      [{ pull: 10, state: 'running' }, stackRow()],
    )
    expect(await told(fake)).toEqual([
      [9, false, [ref().id], ['9']],
      [10, true, [ref().id], ['10']],
    ])
  })

  it('comes by no rollout that left it out, however far that still goes', async () => {
    const fake = withPlans([{ pull: 9, state: 'running' }, stackRow({ state: 'skipped' }), stackRow({ ref: other })])
    expect(await told(fake)).toEqual([[9, false, [ref().id], ['9']]])
    expect((await explained(fake.world, [behind], [])).behind).toEqual([
      { ...behind, reason: `${behind.reason}: #9 left it out; a later change to it brings that along` },
    ])
  })

  it('is told with the stack’s own changes where nothing else brings it, and of whose plan each was part', async () => {
    const approvedBy = ['reviewer'] as const
    const fake = withPlans(
      [{ pull: 9, state: 'aborted', approvedBy }, stackRow()],
      [{ pull: 10, state: 'aborted' }, stackRow()],
    )
    const ways = [
      { whose: 'earlier', changes: [shards('1', '10')] },
      { whose: 'own', changes: [shards('10', '12')] },
    ] as const
    const { preceding, transitions } = await explained(
      fake.world,
      [behind],
      [transition(ref(), { changes: [shards('1', '12')], ways }), transition(other)],
    )
    expect(preceding).toEqual([])
    expect(transitions.map((each) => each.ways)).toEqual([
      [
        {
          ...ways[0],
          by: [
            { rollout: 'r-9', pull: 9, isApproved: true },
            { rollout: 'r-10', pull: 10, isApproved: false },
          ],
        },
        ways[1],
      ],
      undefined,
    ])
  })

  it('is nothing where the newest rollout brought it there, or its plan is kept no more', async () => {
    expect(await told(withPlans([{ pull: 8, state: 'done' }, stackRow({ state: 'done' })]))).toEqual([])
    const gone = withPlans([{ pull: 9, state: 'aborted' }, stackRow()])
    gone.plans.clear()
    expect(await told(gone)).toEqual([])
  })

  it('is not even looked for where no stack is behind', async () => {
    const { world } = withPlans([{ pull: 9, state: 'aborted' }, stackRow()])
    const list = () => Promise.reject(new Error('nobody has to ask'))
    const rows = { ...world.rows, rollouts: { ...world.rows.rollouts, list } }
    expect(await explained({ rows }, [], [])).toEqual({ behind: [], preceding: [], transitions: [] })
  })
})
