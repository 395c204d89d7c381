/** Promise: planning calls the accounts that the base knows, as the base says, and leaves nothing in them but review sets. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { planStacks } from '../../../src/actions/planning/plan-stacks.ts'
import { reachedBy } from '../../../src/actions/planning/reach.ts'
import type { DesiredStack } from '../../../src/render/model.ts'
import { unplannedLines } from '../../../src/report/unplanned-text.ts'
import { type Ground, ground } from '../aws-ground.ts'
import { LATER, reachOf, type Scene } from '../aws-scene.ts'

let on: Ground

beforeAll(async () => {
  on = await ground()
})
afterAll(() => on[Symbol.asyncDispose]())

function queueWith(different: Partial<DesiredStack>) {
  return (stack: DesiredStack): DesiredStack => (stack.key === 'queue' ? { ...stack, ...different } : stack)
}

async function founded(): Promise<Scene> {
  const scene = on.scene()
  await scene.found()
  return scene
}

describe('an account that the base knows', () => {
  it('is reached by the base’s role and external id, whatever the head says of them', async () => {
    const scene = await founded()
    const role = `arn:aws:iam::${scene.accountId}:role/fleetwright-apply`
    const access = { planRoleArn: role, applyRoleArn: role, externalId: 'chosen-by-the-head' }
    const before = scene.requests().length
    // A session of another role would be another one: what is cached hides nothing here.
    on.clock.advance(2 * 60 * 60_000)
    const { plan, evidence } = await scene.plan({ head: queueWith({ access }) })
    expect(plan.unplanned).toEqual([])
    expect(Object.keys(evidence.changeSets)).toEqual([scene.queue.id])
    const asked = scene.requests().slice(before)
    expect(new Set(asked.map(({ roleName }) => roleName))).toEqual(new Set(['fleetwright-plan']))
    expect(asked.filter(({ code }) => code === 'AccessDenied')).toEqual([])
  })

  it('keeps nothing of a stack that is planned to be made there', async () => {
    const scene = on.scene()
    const { plan, evidence } = await scene.plan()
    expect(new Set(plan.transitions.map(({ from, exactness }) => `${from} ${exactness}`))).toEqual(
      new Set(['absent template']),
    )
    expect(evidence.changeSets).toEqual({})
    expect(scene.stacks()).toEqual([])
    expect(scene.requests().map(({ action }) => action)).not.toContain('CreateChangeSet')
  })

  it('reads the template of a new stack: what it refuses is a gap in the plan, and the author’s move', async () => {
    const scene = on.scene()
    const template = JSON.stringify({
      Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: { Ref: 'Nope' } } } },
    })
    const { plan } = await scene.plan({ head: queueWith({ template, parameters: {} }) })
    expect(plan.unplanned).toMatchObject([{ code: 'template-refused', reason: expect.stringContaining('Nope') }])
    expect(plan.transitions.map(({ stack }) => stack.key)).not.toContain('queue')
    expect(unplannedLines(plan).join('\n')).toContain('the author mends what AWS refuses')
    expect(scene.stacks()).toEqual([])
  })

  it('is told in each review set what that is for, and that nobody shall execute it', async () => {
    const scene = await founded()
    await scene.plan()
    const said = scene.stacks().flatMap(({ changeSets }) => changeSets.map(({ description }) => description))
    expect(said.slice(-1)).toEqual(['Made by Fleetwright for review of #7. Do not execute.'])
  })
})

it('a stack is reached by both roles and the external id of the base, whatever the head says of them', () => {
  const scene = on.scene()
  const role = 'arn:aws:iam::666666666666:role/chosen-by-the-head'
  const access = { planRoleArn: role, applyRoleArn: role, externalId: 'chosen-by-the-head' }
  expect(reachedBy(reachOf(scene), { ...scene.queue, access })).toEqual(scene.queue)
})

it('an account that only the head names gets no call', async () => {
  const [scene, stranger] = [on.scene(), on.scene()]
  // Whoever wrote it knows how it is reached, and it would answer us.
  const { accountId, access } = stranger.queue
  const after = [{ ...scene.queue, accountId, access }]
  const planned = (of: Scene) => planStacks(scene.world, { ...LATER, before: [], after, reach: reachOf(of) })
  const { plan } = await planned(scene)
  expect(plan.transitions.map(({ from, exactness }) => `${from} ${exactness}`)).toEqual(['absent template'])
  expect(stranger.requests()).toEqual([])
  await planned(stranger)
  expect(stranger.requests()).not.toEqual([])
})
