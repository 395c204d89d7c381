/** Promise: a stack that somebody moved past our rollouts is told of, and held until someone agrees. */
import { ExecuteChangeSetCommand } from '@aws-sdk/client-cloudformation'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Outcome } from '../../../src/actions/verbs.ts'
import { unplannedLines } from '../../../src/report/unplanned-text.ts'
import { type Ground, ground, OTHER_ROLE } from '../aws-ground.ts'
import { REGION, type Scene } from '../aws-scene.ts'

const MINUTE = 60_000
const MOVED = 'stack moved past its rollouts'

let on: Ground

beforeAll(async () => {
  on = await ground()
})
afterAll(() => on[Symbol.asyncDispose]())

async function founded(): Promise<Scene> {
  const scene = on.scene()
  await scene.found()
  return scene
}

function alerts({ queue }: Scene): readonly (string | undefined)[] {
  return on.log.lines
    .filter(({ level, message, fields }) => level === 'error' && message === MOVED && fields?.stack === queue.id)
    .map(({ fields }) => fields?.code)
}

/** What was done to the queue since it was founded, by whom. */
function done(scene: Scene): readonly string[] {
  return scene
    .operations()
    .slice(1)
    .map(({ token }) => (token.startsWith('execute-fw-') ? 'ours' : 'theirs'))
}

/** Someone with the right reads the difference and says yes. */
async function agreed(scene: Scene, outcome: Outcome): Promise<void> {
  if (outcome.state !== 'held' || outcome.failure.difference === undefined) throw new Error('nothing to agree to')
  const { failure: _read, ...row } = scene.row()
  await scene.world.rows.rollouts.saveStack(scene.rollout().id, {
    ...row,
    approvedDifference: outcome.failure.difference,
  })
}

describe('a stack with a service role that the fleet does not name', () => {
  async function withOtherRole(): Promise<Scene> {
    const scene = await founded()
    const { queue, accountId } = scene
    const roleArn = `arn:aws:iam::${accountId}:role/${OTHER_ROLE}`
    on.sim
      .someoneElse(accountId, REGION)
      .updateStack(queue.stackName, { parameters: { DelaySeconds: '7' }, tags: queue.tags, roleArn })
    on.clock.advance(10 * MINUTE)
    return scene
  }

  it('is counted in the plan as not planned, with the role, and gets no change set', async () => {
    const scene = await withOtherRole()
    const { plan, evidence } = await scene.plan()
    expect(plan.unplanned).toMatchObject([
      { code: 'foreign-service-role', reason: expect.stringContaining(OTHER_ROLE) },
    ])
    expect(plan.transitions.filter(({ stack }) => stack.key === 'queue')).toEqual([])
    expect(evidence.changeSets).toEqual({})
    const text = unplannedLines(plan).join('\n')
    expect(text).toContain('Not planned: 1 stack')
    expect(text).toContain('until someone agrees to our role')
  })

  it('takes along what it feeds: which outputs it will have, nobody knows', async () => {
    const scene = await withOtherRole()
    const { plan } = await scene.plan()
    expect(plan.transitions).toMatchObject([
      { stack: { key: 'alarm' }, fedBy: [{ stack: 'queue', output: 'QueueName' }] },
    ])
  })

  it('is an error in the log', async () => {
    const scene = await withOtherRole()
    await scene.plan()
    expect(alerts(scene)).toEqual(['foreign-service-role'])
  })

  it('is held at apply, although its plan was approved, until someone agrees; then it has our role', async () => {
    const scene = await withOtherRole()
    await scene.plan()
    const outcome = await scene.apply()
    expect(outcome).toMatchObject({ state: 'held', failure: { code: 'difference' } })
    expect(JSON.stringify(outcome)).toContain(OTHER_ROLE)
    expect(outcome).toMatchObject({
      failure: { does: { changes: [{ type: 'AWS::SQS::Queue', risk: 'routine' }], touches: [] } },
    })
    expect(done(scene)).toEqual(['theirs'])
    await agreed(scene, outcome)
    expect(await scene.apply(2)).toEqual({ state: 'done' })
    expect(scene.stacks().map(({ roleArn }) => roleArn)).toEqual([scene.queue.serviceRoleArn])
  })

  it('is held at apply also where it got the role after the review', async () => {
    const scene = await founded()
    await scene.plan()
    const roleArn = `arn:aws:iam::${scene.accountId}:role/${OTHER_ROLE}`
    const { stackName, tags } = scene.queue
    const hand = on.sim.someoneElse(scene.accountId, REGION)
    hand.updateStack(stackName, { parameters: { DelaySeconds: '60' }, tags, roleArn })
    on.clock.advance(10 * MINUTE)
    expect(await scene.apply()).toMatchObject({
      state: 'held',
      failure: { reason: expect.stringContaining(OTHER_ROLE) },
    })
    expect(done(scene)).toEqual(['theirs'])
  })
})

describe('a change set of ours that somebody else executed', () => {
  async function executedByHand(): Promise<Scene> {
    const scene = await founded()
    const { evidence } = await scene.plan()
    for (const ChangeSetName of Object.values(evidence.changeSets)) {
      await scene.admin.send(new ExecuteChangeSetCommand({ ChangeSetName }))
    }
    on.clock.advance(10 * MINUTE)
    return scene
  }

  it('is counted in the plan and an error in the log, although the stack is where the pull request wants it', async () => {
    const scene = await executedByHand()
    const { plan } = await scene.plan()
    expect(plan.transitions.filter(({ stack }) => stack.key === 'queue')).toEqual([])
    expect(plan.unplanned).toMatchObject([
      { code: 'executed-by-hand', reason: expect.stringMatching(/fw-[0-9a-f]{16}-/) },
    ])
    expect(alerts(scene)).toEqual(['executed-by-hand'])
  })

  it('is held at apply until someone agrees, and nothing is done a second time', async () => {
    const scene = await executedByHand()
    const outcome = await scene.apply()
    expect(outcome).toMatchObject({
      state: 'held',
      failure: { code: 'difference', reason: expect.stringContaining('executed by somebody else') },
    })
    await agreed(scene, outcome)
    expect(await scene.apply(2)).toEqual({ state: 'done' })
    expect(done(scene)).toEqual(['theirs'])
  })

  it('is no alert where our own rollout executed it', async () => {
    const scene = await founded()
    await scene.plan()
    expect(await scene.apply()).toEqual({ state: 'done' })
    const { plan } = await scene.plan()
    expect(plan.unplanned).toEqual([])
    expect(alerts(scene)).toEqual([])
    expect(done(scene)).toEqual(['ours'])
  })

  it('is no alert where our own attempt was rolled back', async () => {
    const scene = await founded()
    await scene.plan()
    on.sim.faults.failResource({
      accountId: scene.accountId,
      logicalId: 'Queue',
      reason: 'The queue limit is reached',
      times: 1,
    })
    expect(await scene.apply()).toMatchObject({ state: 'failed' })
    expect(await scene.apply(2)).toEqual({ state: 'done' })
    expect(alerts(scene)).toEqual([])
  })
})
