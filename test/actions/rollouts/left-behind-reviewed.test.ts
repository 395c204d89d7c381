/** Of what a rollout left behind, does a plan name exactly those who reviewed it? */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isAccounted } from '../../../src/report/ways-text.ts'
import { type Ground, ground } from '../aws-ground.ts'
import { PULL } from '../aws-scene.ts'
import { DELAY, keep, planBetween, plannedOn, told, wanted } from './merged-wishes.ts'

let on: Ground

beforeAll(async () => {
  on = await ground()
})
afterAll(() => on[Symbol.asyncDispose]())

const planned = plannedOn(() => on)

describe('a stack that a rollout left behind', () => {
  it('names every rollout that left it behind, each with what its plan named', async () => {
    const scene = on.scene()
    await scene.found()
    const { transition } = await planned(
      scene,
      { delay: 10, note: 'a' },
      { delay: 20, note: 'a' },
      { delay: 20, note: 'a', dead: 60 },
    )
    expect(told(transition)).toEqual(['earlier #7: add Note', `earlier #7 #8: ${DELAY} 0 → 20`, 'own: add Dead'])
  })

  it('says of what no plan names that nobody is known to have reviewed it', async () => {
    const scene = on.scene()
    await scene.found()
    await scene.plan({ head: (stack) => (stack.key === 'queue' ? wanted(scene, { delay: 30 }) : stack) })
    await keep(scene, PULL)
    const admin = on.sim.someoneElse(scene.accountId, scene.queue.region)
    admin.updateStack(scene.queue.stackName, { parameters: { DelaySeconds: '7' }, tags: scene.queue.tags })
    on.clock.advance(60_000)
    const { plan } = await planBetween(scene, wanted(scene, { delay: 30 }), wanted(scene, { delay: 30, dead: 60 }))
    const [transition] = plan.transitions
    // Reviewed was 0 → 30.
    expect(told(transition ?? {})).toEqual([`earlier: ${DELAY} 7 → 30`, 'own: add Dead'])
  })

  it('says of what was merged while nobody could plan it that nobody is known to have reviewed it', async () => {
    const scene = on.scene()
    await scene.found()
    const policyOf = (Resource: string) => ({
      stackPolicy: JSON.stringify({
        Statement: [{ Action: 'Update:*', Effect: 'Deny', Principal: '*', Resource }],
      }),
    })
    const [seen, unseen] = [policyOf('LogicalResourceId/Queue'), policyOf('LogicalResourceId/Note')]
    const { transition } = await planned(
      scene,
      { delay: 2, note: 'a', protection: seen },
      { delay: 99, note: 'b', protection: unseen, isUnseen: true },
      { delay: 99, note: 'b', protection: unseen, dead: 60 },
    )
    expect(told(transition)).toEqual([
      'earlier: add Note',
      `earlier: ${DELAY} 0 → 99`,
      `earlier: stack-policy - → ${unseen.stackPolicy}`,
      'own: add Dead',
    ])
    expect(isAccounted(transition.ways)).toBe(false)
  })

  it('names who reviewed what did not change while nobody could plan it', async () => {
    const scene = on.scene()
    await scene.found()
    const { transition } = await planned(
      scene,
      { delay: 2, note: 'a' },
      { delay: 99, note: 'a', isUnseen: true },
      { delay: 99, note: 'a', dead: 60 },
    )
    expect(told(transition)).toEqual(['earlier #7: add Note', `earlier: ${DELAY} 0 → 99`, 'own: add Dead'])
  })
})
