/** Promise: whatever other people do to a stack or an account, nothing happens twice, and someone is told whose move it is. */
import {
  ContinueUpdateRollbackCommand,
  DeleteChangeSetCommand,
  SetStackPolicyCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Behind } from '../../../src/plan/model.ts'
import { rolloutComment } from '../../../src/report/rollout-comment.ts'
import { REPLIES } from '../../../src/sim/aws/replies.ts'
import type { SomeoneElse } from '../../../src/sim/aws/someone-else.ts'
import { type Ground, ground, REGION, type Scene } from '../aws-ground.ts'
import { LASTING } from '../aws-stories.ts'

const MINUTE = 60_000

let on: Ground

beforeAll(async () => {
  on = await ground()
})
afterAll(() => on[Symbol.asyncDispose]())

/** The queue stands, and a plan for it is reviewed and merged. */
async function merged(): Promise<Scene> {
  const scene = on.scene()
  await scene.found()
  await scene.plan()
  return scene
}

function others(scene: Scene): SomeoneElse {
  return on.sim.someoneElse(scene.accountId, REGION)
}

/** What the bot did to the queue after it was founded. */
function done(scene: Scene): readonly (readonly [string, string])[] {
  return scene
    .operations()
    .filter(({ token }) => /^(execute|delete)-/.test(token))
    .slice(1)
    .map(({ kind, status }) => [kind, status])
}

/** The alarm was never made, so it is behind as well. */
function ofQueue(behind: readonly Behind[]): readonly Behind[] {
  return behind.filter(({ stack }) => stack.key === 'queue')
}

const BROKEN_QUEUE = { logicalId: 'Queue', reason: 'The queue limit is reached' } as const
const UPDATED = [['update', 'UPDATE_COMPLETE']]

describe('a stack that somebody else is at work on', () => {
  it('is planned from its templates, and the plan says why', async () => {
    const scene = on.scene()
    await scene.found()
    others(scene).holdStack(scene.queue.stackName, 20 * MINUTE)
    const { plan, evidence } = await scene.plan()
    expect(plan.unplanned).toEqual([])
    expect(plan.transitions.find(({ stack }) => stack.key === 'queue')).toMatchObject({ exactness: 'bounded' })
    expect(ofQueue(evidence.behind)).toMatchObject([
      { reason: 'AWS is at work on it (UPDATE_IN_PROGRESS)', because: 'aws-at-work' },
    ])
    expect(await scene.apply()).toEqual({ state: 'done' })
    expect(done(scene)).toEqual(UPDATED)
  })

  it('is waited for, and carried on with when that has ended', async () => {
    const scene = await merged()
    others(scene).holdStack(scene.queue.stackName, 10 * MINUTE)
    expect(await scene.apply()).toEqual({ state: 'done' })
    expect(done(scene)).toEqual(UPDATED)
  })

  it('is held when that does not end, and people read what it is and since when', async () => {
    const scene = await merged()
    others(scene).holdStack(scene.queue.stackName, 300 * MINUTE)
    const since = on.clock.now().toString().slice(0, 19)
    expect(await scene.apply()).toMatchObject({ state: 'held', failure: { code: 'foreign-operation' } })
    const comment = rolloutComment({
      rollout: { ...scene.rollout(), state: 'stopped' },
      stacks: [scene.row()],
      repositoryUrl: 'https://github.com/example/fleet',
    })
    for (const part of [
      'another operation is running on',
      'UPDATE_IN_PROGRESS',
      since,
      'begun without a request token',
    ]) {
      expect(comment).toContain(part)
    }
    expect(comment).toMatch(new RegExp(`CloudTrail of account .?${scene.accountId}`))
    expect(done(scene)).toEqual([])
    on.clock.advance(300 * MINUTE)
    expect(await scene.apply(2)).toEqual({ state: 'done' })
  })

  it('between our look and our order is left to the next attempt, which compares anew', async () => {
    const scene = await merged()
    const stackName = scene.queue.stackName
    const { accountId } = scene
    const run = () =>
      others(scene).updateStack(stackName, { parameters: { DelaySeconds: '7' }, tags: scene.queue.tags })
    on.sim.faults.onCall({ accountId, action: 'ExecuteChangeSet', nth: 1 }, { kind: 'meanwhile', run })
    expect(await scene.apply()).toEqual({ state: 'not-started' })
    expect(await scene.apply(2)).toMatchObject({ state: 'held', failure: { code: 'difference' } })
    expect(done(scene)).toEqual([])
  })
})

describe('a change set that somebody deletes', () => {
  it('before it is looked at is made again', async () => {
    const scene = on.scene()
    await scene.found()
    const { evidence } = await scene.plan()
    for (const arn of Object.values(evidence.changeSets)) {
      await scene.admin.send(new DeleteChangeSetCommand({ ChangeSetName: arn }))
    }
    expect(await scene.apply()).toEqual({ state: 'done' })
  })

  it('under our hands is made again by the next attempt', async () => {
    const scene = on.scene()
    await scene.found()
    const { evidence } = await scene.plan()
    const run = async () => {
      for (const arn of Object.values(evidence.changeSets)) {
        await scene.admin.send(new DeleteChangeSetCommand({ ChangeSetName: arn }))
      }
    }
    const match = { accountId: scene.accountId, action: 'ExecuteChangeSet', nth: 1 }
    on.sim.faults.onCall(match, { kind: 'meanwhile', run })
    expect(await scene.apply()).toEqual({ state: 'not-started' })
    expect(await scene.apply(2)).toEqual({ state: 'done' })
    expect(done(scene)).toEqual(UPDATED)
  })
})

describe('a stack that somebody deletes', () => {
  it('after the review is not made anew without a yes', async () => {
    const scene = await merged()
    others(scene).deleteStack(scene.queue.stackName)
    on.clock.advance(10 * MINUTE)
    const outcome = await scene.apply()
    expect(outcome).toMatchObject({ state: 'held', failure: { code: 'difference' } })
    expect(JSON.stringify(outcome)).toContain('it would start from nothing')
    expect(done(scene)).toEqual([])
  })

  it('while its set is made costs it its plan, and the next plan makes it anew', async () => {
    const scene = on.scene()
    await scene.found()
    const run = () => {
      others(scene).deleteStack(scene.queue.stackName)
      on.clock.advance(10 * MINUTE)
    }
    on.sim.faults.onCall({ accountId: scene.accountId, action: 'CreateChangeSet', nth: 1 }, { kind: 'meanwhile', run })
    const { plan, evidence } = await scene.plan()
    expect(plan.unplanned).toMatchObject([{ code: 'aws-not-found', reason: expect.stringContaining('does not exist') }])
    expect(evidence.changeSets).toEqual({})
    const again = await scene.plan({ of: 'pull:7:again' })
    expect(again.plan.transitions.find(({ stack }) => stack.key === 'queue')).toMatchObject({ from: 'absent' })
  })

  it('between a plan and its comment makes another plan at the next look, which no earlier yes covers', async () => {
    const scene = on.scene()
    await scene.found()
    const { plan } = await scene.plan()
    expect(plan.unplanned).toEqual([])
    others(scene).deleteStack(scene.queue.stackName)
    on.clock.advance(10 * MINUTE)
    const again = await scene.plan({ of: 'pull:7:again' })
    expect(again.plan.digest).not.toBe(plan.digest)
  })

  it('while our operation waits is told as gone', async () => {
    const scene = await merged()
    const match = { accountId: scene.accountId, action: 'ExecuteChangeSet', nth: 1 }
    on.sim.faults.onCall(match, { kind: 'meanwhile', run: () => others(scene).deleteStack(scene.queue.stackName) })
    expect(await scene.apply()).toEqual({ state: 'not-started' })
    on.clock.advance(10 * MINUTE)
    expect(await scene.apply(2)).toMatchObject({ state: 'held', failure: { code: 'difference' } })
    expect(done(scene)).toEqual([])
  })
})

describe('a stack in ROLLBACK_COMPLETE', () => {
  it('that is not ours is left alone, and told of', async () => {
    const scene = on.scene()
    const fault = on.sim.faults.failResource({ accountId: scene.accountId, ...BROKEN_QUEUE, times: 1 })
    others(scene).createStack(scene.queue.stackName, {
      template: scene.queue.template,
      parameters: { DelaySeconds: '5' },
    })
    on.clock.advance(10 * MINUTE)
    fault.lift()
    expect(scene.stacks()).toMatchObject([{ status: 'ROLLBACK_COMPLETE' }])
    const { plan } = await scene.plan()
    expect(plan.unplanned).toMatchObject([
      { code: 'foreign-stack', reason: expect.stringContaining('(ROLLBACK_COMPLETE)') },
    ])
    expect(await scene.apply()).toMatchObject({ state: 'held', failure: { code: 'foreign-stack' } })
    expect(done(scene)).toEqual([])
  })

  it('that is protected from deletion is the customer’s move', async () => {
    const scene = on.scene()
    on.sim.faults.failResource({ accountId: scene.accountId, ...BROKEN_QUEUE, times: 1 })
    expect(await scene.found()).toMatchObject({ state: 'failed', failure: { code: 'resource-failed' } })
    const protect = { StackName: scene.queue.stackName, EnableTerminationProtection: true }
    await scene.admin.send(new UpdateTerminationProtectionCommand(protect))
    const outcome = await scene.found(2)
    expect(outcome).toMatchObject({ state: 'failed', failure: { code: 'aws-stack-protected' } })
    expect(JSON.stringify(outcome)).toContain('switch the termination protection')
    await scene.admin.send(new UpdateTerminationProtectionCommand({ ...protect, EnableTerminationProtection: false }))
    expect(await scene.found(3)).toEqual({ state: 'done' })
  })
})

it('a stack in UPDATE_ROLLBACK_FAILED is held until somebody continues the rollback', async () => {
  const scene = await merged()
  const lifts = (['forward', 'rollback'] as const).map((during) =>
    on.sim.faults.failResource({ accountId: scene.accountId, ...BROKEN_QUEUE, during }),
  )
  expect(await scene.apply()).toMatchObject({ state: 'failed', failure: { status: 'UPDATE_ROLLBACK_FAILED' } })
  expect(await scene.apply(2)).toMatchObject({
    state: 'held',
    failure: { code: 'stack-stuck', hint: expect.stringContaining('continue the rollback') },
  })
  for (const { lift } of lifts) lift()
  await scene.admin.send(new ContinueUpdateRollbackCommand({ StackName: scene.queue.stackName }))
  on.clock.advance(10 * MINUTE)
  expect(await scene.apply(3)).toEqual({ state: 'done' })
  expect(done(scene).map(([kind]) => kind)).toEqual(['update', 'update'])
})

it('a stack in UPDATE_ROLLBACK_FAILED is planned from its templates, and the plan says why', async () => {
  const scene = await merged()
  for (const during of ['forward', 'rollback'] as const) {
    on.sim.faults.failResource({ accountId: scene.accountId, ...BROKEN_QUEUE, during })
  }
  await scene.apply()
  const { plan, evidence } = await scene.plan()
  expect(plan.unplanned).toEqual([])
  expect(ofQueue(evidence.behind)).toMatchObject([
    { reason: expect.stringContaining('UPDATE_ROLLBACK_FAILED'), because: 'rollback-failed' },
  ])
})

it('a stack that waits for a rollout is planned from its templates, without a call, and the plan says for which', async () => {
  const scene = await merged()
  const before = scene.requests().length
  const travelling = new Map([[scene.queue.id, { reason: '#6 has yet to reach it (waiting)', by: '#6' }]])
  const { plan, evidence } = await scene.plan({ travelling })
  expect(plan.transitions.find(({ stack }) => stack.key === 'queue')).toMatchObject({ exactness: 'bounded' })
  expect(ofQueue(evidence.behind)).toMatchObject([
    { reason: '#6 has yet to reach it (waiting)', because: 'rollout-on-its-way' },
  ])
  expect(
    scene
      .requests()
      .slice(before)
      .filter(({ stackName }) => stackName === scene.queue.stackName),
  ).toEqual([])
})

it('a stack policy that denies the update is told with whose move it is', async () => {
  const scene = await merged()
  const StackPolicyBody = JSON.stringify({
    Statement: [{ Effect: 'Deny', Action: 'Update:*', Principal: '*', Resource: '*' }],
  })
  await scene.admin.send(new SetStackPolicyCommand({ StackName: scene.queue.stackName, StackPolicyBody }))
  expect(await scene.apply()).toMatchObject({
    state: 'failed',
    failure: { code: 'resource-failed', hint: expect.stringContaining('have the stack policy of') },
  })
})

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
