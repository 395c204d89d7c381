/**
 * One rollout's trouble is not the next one's.
 */
import { describe, expect, it } from 'vitest'
import { advanceRollouts } from '../../../src/actions/rollouts/advance-rollouts.ts'
import { FleetwrightError } from '../../../src/lib/errors.ts'
import { rolloutRow, stackRow } from '../../support/fake-records.ts'
import { type FakeWorld, fakeWorld } from '../../support/fake-world.ts'

const FIRST = 'r-first'
const SECOND = 'r-second'

function put(fake: FakeWorld, wish: Parameters<typeof rolloutRow>[0]): void {
  const rollout = rolloutRow(wish)
  fake.rollouts.set(rollout.id, { rollout, stacks: [stackRow()] })
}

/** A rollout whose words cannot be made: no instant since which it runs. */
function unwordable(fake: FakeWorld): void {
  put(fake, { id: FIRST, pull: 12, createdAt: 'not an instant', state: 'held' })
}

describe('a look at the rollouts', () => {
  it('goes on with the next rollout when one cannot be worded', async () => {
    const fake = fakeWorld()
    unwordable(fake)
    put(fake, { id: SECOND, pull: 13 })
    await advanceRollouts(fake.world)
    expect(fake.said.comments.get(13)?.map(({ body }) => body)).toEqual([expect.stringContaining(SECOND)])
    expect(fake.log.lines.some(({ level, fields }) => level === 'error' && fields?.rollout === FIRST)).toBe(true)
  })

  it('goes on with the next rollout when one cannot be reported', async () => {
    const fake = fakeWorld()
    fake.outages.checks.push(new Error('the vendor threw what nobody knows'))
    put(fake, { id: FIRST, pull: 12, state: 'held' })
    put(fake, { id: SECOND, pull: 13 })
    await advanceRollouts(fake.world)
    expect(fake.published.map(({ externalId }) => externalId)).toEqual([`rollout:${SECOND}`])
    await advanceRollouts(fake.world)
    expect(fake.published.map(({ externalId }) => externalId)).toContain(`rollout:${FIRST}`)
  })

  it('lets nothing leap over a rollout that cannot be looked at', async () => {
    const fake = fakeWorld()
    put(fake, { id: FIRST, pull: 12 })
    put(fake, { id: SECOND, pull: 13 })
    const get = fake.world.rows.rollouts.get
    const lost = new FleetwrightError('reading a rollout', {
      code: 'database-unavailable',
      nextMove: 'operator',
      retryable: true,
      hint: 'start it',
    })
    const rollouts = {
      ...fake.world.rows.rollouts,
      get: async (id: string) => (id === FIRST ? Promise.reject(lost) : get(id)),
    }
    const world = { ...fake.world, rows: { ...fake.world.rows, rollouts } }
    expect(await advanceRollouts(world)).toBe(true)
    expect(fake.rollouts.get(SECOND)?.rollout.state).toBe('queued')
    expect(fake.rollouts.get(SECOND)?.stacks[0]?.state).toBe('waiting')
  })
})

describe('a rollout behind one that waits for a person', () => {
  const firstLine = (fake: FakeWorld) => fake.said.comments.get(13)?.[0]?.body.split('\n')[1]

  it('names its pull request and whose move it is, for as long as that is so', async () => {
    const fake = fakeWorld()
    put(fake, { id: FIRST, pull: 12, state: 'paused' })
    put(fake, { id: SECOND, pull: 13 })
    await advanceRollouts(fake.world)
    expect(firstLine(fake)).toBe(
      '**Waiting for its turn.** It waits for `#12`, which was merged before it and is paused until someone resumes it. Next: whoever #12 waits for.',
    )
    const { rollout, stacks } = fake.rollouts.get(FIRST) ?? { rollout: rolloutRow(), stacks: [] }
    const { hold: _resumed, ...rest } = rollout
    fake.rollouts.set(FIRST, { rollout: { ...rest, state: 'running' }, stacks })
    await advanceRollouts(fake.world)
    expect(firstLine(fake)).toBe(
      '**Waiting for its turn.** It waits for `#12`, which was merged before it. Next: nobody.',
    )
    expect(fake.said.comments.get(13)).toHaveLength(1)
  })

  it('names the rollout where it has no pull request', async () => {
    const fake = fakeWorld()
    const { pull: _none, ...pushed } = rolloutRow({ id: FIRST, state: 'held' })
    fake.rollouts.set(FIRST, { rollout: pushed, stacks: [stackRow()] })
    put(fake, { id: SECOND, pull: 13 })
    await advanceRollouts(fake.world)
    expect(firstLine(fake)).toContain('and is held until someone approves it. Next: whoever r-first waits for.')
  })
})
