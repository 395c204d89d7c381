/** When an account closes, its calls fail or its sessions end, does nothing happen twice, and is it said where? */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { REPLIES } from '../../../src/sim/aws/replies.ts'
import { type Ground, ground } from '../aws-ground.ts'
import { REGION } from '../aws-scene.ts'
import { LASTING } from '../aws-stories.ts'
import { done, MINUTE, scenesOf, UPDATED } from './merged-queue.ts'

let on: Ground

beforeAll(async () => {
  on = await ground()
})
afterAll(() => on[Symbol.asyncDispose]())

const { merged } = scenesOf(() => on)

describe('an account that closes', () => {
  it('between plan and apply is set aside, and carried by the next attempt', async () => {
    const scene = await merged()
    const fault = on.sim.faults.suspendAccount(scene.accountId)
    expect(await scene.apply()).toMatchObject({ state: 'unreachable', failure: { code: 'account-unreachable' } })
    fault.lift()
    expect(await scene.apply(2)).toEqual({ state: 'done' })
    expect(done(scene)).toEqual(UPDATED)
  })

  it.each([
    ['fleetwright-apply', 'ExecuteChangeSet', 0],
    ['fleetwright-plan', 'DescribeStacks', 1],
  ] as const)('by taking %s away at %s is set aside, with %i operations', async (roleName, action, operations) => {
    const scene = await merged()
    const { accountId } = scene
    // Of DescribeStacks the one that waits for our operation: prepare looks once.
    const nth = action === 'DescribeStacks' ? 2 : 1
    let lift = (): void => undefined
    const run = () => {
      lift = on.sim.faults.revokeRole({ accountId, roleName }).lift
    }
    on.sim.faults.onCall({ accountId, action, nth }, { kind: 'meanwhile', run })
    expect(await scene.apply()).toMatchObject({ state: 'unreachable', failure: { code: 'account-unreachable' } })
    on.clock.advance(10 * MINUTE)
    expect(done(scene)).toHaveLength(operations)
    lift()
    expect(await scene.apply(2)).toEqual({ state: 'done' })
    expect(done(scene)).toEqual(UPDATED)
  })

  it('by switching the region off is set aside with what to do', async () => {
    const scene = await merged()
    const fault = on.sim.faults.disableRegion({ accountId: scene.accountId, region: REGION })
    expect(await scene.apply()).toMatchObject({
      state: 'unreachable',
      failure: { code: 'account-unreachable', hint: expect.stringContaining('region') },
    })
    fault.lift()
    expect(await scene.apply(2)).toEqual({ state: 'done' })
  })
})

it.each(LASTING)(
  '$name that does not pass costs the stack its plan, and the gap says where and what',
  async (fault) => {
    const { effect, action = 'CreateChangeSet', code, words } = fault
    const scene = on.scene()
    await scene.found()
    on.sim.faults.onCall({ accountId: scene.accountId, action }, effect)
    const { plan } = await scene.plan()
    expect(plan.unplanned).toMatchObject([{ code }])
    const reason = plan.unplanned[0]?.reason ?? ''
    for (const part of ['a change set of', scene.queue.stackName, scene.accountId, words])
      expect(reason).toContain(part)
    expect(reason.length).toBeLessThan(400)
  },
)

it('an account whose quota its own people use up is planned and applied all the same', async () => {
  await using narrow = await ground({ sim: { rates: { cloudformation: { perSecond: 0.2, burst: 1 } } } })
  const scene = narrow.scene()
  expect(await scene.found()).toEqual({ state: 'done' })
  const { plan } = await scene.plan()
  expect(plan.unplanned).toEqual([])
  expect(await scene.apply()).toEqual({ state: 'done' })
  const throttled = scene.requests().filter(({ code }) => code === 'Throttling')
  expect(throttled.length).toBeGreaterThan(10)
  expect(scene.operations()).toHaveLength(2)
})

it('an operation that outlives its session is seen to its end by the next one', async () => {
  await using slow = await ground({ sim: { timing: { resourceMs: 65 * MINUTE } } })
  const scene = slow.scene()
  expect(await scene.found()).toEqual({ state: 'done' })
  const sessions = scene
    .requests()
    .filter(({ action, roleName }) => action === 'AssumeRole' && /plan/.test(roleName ?? ''))
  expect(sessions.length).toBeGreaterThan(1)
  expect(scene.requests().filter(({ code }) => code === 'ExpiredToken')).toEqual([])
  expect(scene.operations().map(({ kind, status }) => [kind, status])).toEqual([['create', 'CREATE_COMPLETE']])
})

it('a session that AWS ends early in the middle of a wait is opened anew, and nothing is ordered twice', async () => {
  const scene = await merged()
  const match = { accountId: scene.accountId, action: 'DescribeStacks', nth: 3, times: 1 }
  on.sim.faults.onCall(match, REPLIES.expiredToken)
  const before = scene.requests().length
  expect(await scene.apply()).toEqual({ state: 'done' })
  const ended = scene.requests().findIndex(({ code }, index) => index >= before && code === 'ExpiredToken')
  expect(scene.requests()[ended + 1]).toMatchObject({ action: 'AssumeRole', roleName: 'fleetwright-plan' })
  expect(done(scene)).toEqual(UPDATED)
})
