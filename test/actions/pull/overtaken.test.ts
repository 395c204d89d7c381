/**
 * A run that nobody waits for any more leaves no check pending and nothing in AWS, whatever killed it in between.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closePullRequest } from '../../../src/actions/pull/close-pull-request.ts'
import { planPullRequest } from '../../../src/actions/pull/plan-pull-request.ts'
import { reviewPullRequest } from '../../../src/actions/showing/publish-plan.ts'
import { sweepLeftovers } from '../../../src/actions/sweeping/sweep-leftovers.ts'
import type { World } from '../../../src/actions/world.ts'
import { FleetwrightError } from '../../../src/lib/errors.ts'
import { comment } from '../../support/fake-github.ts'
import { type Ground, ground } from '../aws-ground.ts'
import { PARENT, PULL, type PullScene, pullScene, shaOf } from '../pull-ground.ts'

let shared: Ground

beforeAll(async () => {
  shared = await ground()
})

afterAll(async () => {
  await shared[Symbol.asyncDispose]()
})

const RUN = { pull: PULL, head: shaOf('a'), base: PARENT, ordinal: 0 }
/** Nothing of ours: what a process meets that is killed between two calls. */
const KILLED = new Error('killed')

function die(): never {
  throw KILLED
}

/** A run of head `a` is killed once AWS has made its set. */
async function killed(): Promise<PullScene> {
  const at = await pullScene(shared)
  at.onceMade(die)
  await expect(at.push('a', at.delayed(60))).rejects.toBe(KILLED)
  at.onceMade(() => undefined)
  expect(await at.sets()).toHaveLength(1)
  // What was never said needs no end.
  expect(at.planCheck(shaOf('a'))).toBeUndefined()
  return at
}

const MEANWHILE: readonly { readonly what: string; readonly how: (at: PullScene) => void }[] = [
  { what: 'another head is pushed', how: (at) => at.edit({ headSha: shaOf('b') }) },
  { what: 'it is closed', how: (at) => at.edit({ state: 'closed' }) },
  { what: 'it is turned to another branch', how: (at) => at.edit({ baseRef: 'release' }) },
]

function expectNothing(at: PullScene): void {
  expect(at.planCheck(shaOf('a'))).toBeUndefined()
  expect(at.comment()).toBe('')
  expect(at.scene.fake.plans.size).toBe(0)
  expect(at.scene.fake.leftovers).toEqual([])
}

describe.each(MEANWHILE)('a pull request that is planned while $what', ({ how }) => {
  it('has no check that stays pending, no plan and no set', async () => {
    const at = await pullScene(shared)
    at.onceMade(() => how(at))
    await at.push('a', at.delayed(60))
    expectNothing(at)
    expect(await at.sets()).toEqual([])
  })

  it('and its bot is killed: likewise, once the run is taken up again', async () => {
    const at = await killed()
    how(at)
    await planPullRequest(at.world, RUN)
    expectNothing(at)
    expect(await at.sets()).toEqual([])
  })
})

describe('a pull request that is closed and opened again while its head is planned', () => {
  it('shows nothing of that run, whose set was discarded meanwhile, and is planned by the next', async () => {
    const at = await pullScene(shared)
    at.onceMade(async () => {
      at.onceMade(() => undefined)
      at.edit({ state: 'closed' })
      await closePullRequest(at.world, PULL)
      at.edit({ state: 'open' })
    })
    await at.push('a', at.delayed(60))
    expectNothing(at)
    expect(await at.sets()).toEqual([])
    await at.check()
    expect(at.comment()).toContain('fleetwright:shows')
    expect(await at.sets()).toHaveLength(1)
  })
})

describe('the set of a run that was killed', () => {
  it('is found by the same run when it is taken up again, and is the only one', async () => {
    const at = await killed()
    const made = await at.sets()
    await planPullRequest(at.world, RUN)
    expect(await at.sets()).toEqual(made)
    expect(at.comment()).toContain('fleetwright:shows')
    expect(at.scene.fake.leftovers).toEqual([])
  })

  it('goes with the next head where the run was given up', async () => {
    const at = await killed()
    const [made] = await at.sets()
    await at.push('b', at.delayed(90))
    expect(await at.sets()).toHaveLength(1)
    expect(await at.sets()).not.toContain(made)
    expect(at.scene.fake.leftovers).toEqual([])
  })

  it('goes with the next head that cannot be planned', async () => {
    const at = await killed()
    await at.push('b', 'conflict')
    expect(await at.sets()).toEqual([])
  })

  it('goes when the pull request is closed, and no set of another one with it', async () => {
    const at = await killed()
    const described = async () =>
      (await at.world.aws.changeSets.list(at.scene.queue, 'test')).map(({ description }) => description)
    await made(at, 'Made by Fleetwright for review of #8. Do not execute.')
    at.edit({ state: 'closed' })
    await closePullRequest(at.world, PULL)
    expect(await described()).toEqual(['Made by Fleetwright for review of #8. Do not execute.'])
  })
})

/** A set of the same way, for somebody else. */
async function made(at: PullScene, description: string): Promise<void> {
  const { queue, world } = at.scene
  const values = Object.entries(queue.parameters).map(([name, value]) => [name, 'value' in value ? value.value : ''])
  await world.aws.changeSets.create({
    stack: queue,
    type: 'UPDATE',
    name: 'fw-0123456789abcdef-0123456789abcdef-9',
    description,
    parameters: Object.fromEntries(values),
    alarms: [],
    token: 'another',
    purpose: 'pull-8',
  })
}

describe('a set in an account that cannot be reached when its pull request is closed', () => {
  it('is collected by the sweep once it can be, asked for seldom', async () => {
    const at = await pullScene(shared)
    await at.push('a', at.delayed(60))
    at.edit({ state: 'closed' })
    await closePullRequest(unreachable(at.world), PULL)
    expect(await at.sets()).toHaveLength(1)
    expect(at.scene.fake.leftovers).toHaveLength(1)

    const { clock } = shared
    await sweepLeftovers(unreachable(at.world), [])
    await sweepLeftovers(at.world, [])
    expect(await at.sets()).toHaveLength(1)
    await clock.sleep(31 * 60_000)
    await sweepLeftovers(at.world, [])
    expect(await at.sets()).toEqual([])
    expect(at.scene.fake.leftovers).toEqual([])
  })
})

function unreachable(world: World): World {
  const refuse = () =>
    Promise.reject(
      new FleetwrightError('reaching the account', {
        code: 'account-unreachable',
        nextMove: 'customer',
        retryable: false,
        hint: 'restore the role',
      }),
    )
  return { ...world, aws: { ...world.aws, changeSets: { ...world.aws.changeSets, list: refuse, discard: refuse } } }
}

/** Plans the head once more, while this happens to its pull request. */
async function againWhile(at: PullScene, how: () => void): Promise<void> {
  const { reader } = at.world.aws
  const live: typeof reader.live = (...asked) => {
    how()
    return reader.live(...asked)
  }
  await planPullRequest({ ...at.world, aws: { ...at.world.aws, reader: { ...reader, live } } }, { ...RUN, ordinal: 1 })
}

it('a head that is planned once more and overtaken keeps what its check stood for', async () => {
  const at = await pullScene(shared)
  await at.push('a', at.delayed(60))
  const shown = at.planCheck(shaOf('a'))
  await againWhile(at, () => at.edit({ headSha: shaOf('b') }))
  expect(at.planCheck(shaOf('a'))).toMatchObject({
    title: 'Not planned: overtaken',
    externalId: shown?.externalId,
    startedAt: shown?.startedAt,
  })
})

it.each([
  { by: 'its approved plan', isApproved: true, title: 'Merged as it was approved', conclusion: 'success' },
  { by: 'an administrator, unapproved', isApproved: false, title: 'Not planned: overtaken', conclusion: 'failure' },
])('a head that is planned once more and merged meanwhile by $by ends as $conclusion', async (told) => {
  const at = await pullScene(shared)
  await at.push('a', at.delayed(60))
  const { fake } = at.scene
  if (told.isApproved) {
    fake.said.permissions.set('reviewer', 'write')
    const shown = at.planCheck(shaOf('a'))
    comment(fake, PULL, 'reviewer', `/fleet approve ${shown?.externalId.replace('plan:', '')}`)
    await reviewPullRequest(at.world, PULL)
  }
  await againWhile(at, () => at.edit({ state: 'closed', merged: true }))
  expect(at.planCheck(shaOf('a'))).toMatchObject({
    title: told.title,
    outcome: { status: 'completed', conclusion: told.conclusion },
    externalId: expect.stringMatching(/^plan:/),
  })
})
