/** When other people work on a stack or delete it under our hands, does nothing happen twice, and is someone told? */
import { DeleteChangeSetCommand } from '@aws-sdk/client-cloudformation'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rolloutComment } from '../../../src/report/rollout-comment.ts'
import { type Ground, ground } from '../aws-ground.ts'
import { done, MINUTE, ofQueue, scenesOf, UPDATED } from './merged-queue.ts'

let on: Ground

beforeAll(async () => {
  on = await ground()
})
afterAll(() => on[Symbol.asyncDispose]())

const { merged, others } = scenesOf(() => on)

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
