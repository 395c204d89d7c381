/** Of a stack that cannot be changed as it is, is someone told whose move it is? */
import {
  ContinueUpdateRollbackCommand,
  SetStackPolicyCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ground, ground } from '../aws-ground.ts'
import { BROKEN_QUEUE, done, MINUTE, ofQueue, scenesOf } from './merged-queue.ts'

let on: Ground

beforeAll(async () => {
  on = await ground()
})
afterAll(() => on[Symbol.asyncDispose]())

const { merged, others } = scenesOf(() => on)

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
