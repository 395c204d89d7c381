/** Does a stack whose pipeline retires lose its termination protection, and nothing else? */
import { DeleteStackCommand } from '@aws-sdk/client-cloudformation'
import { describe, expect, it } from 'vitest'
import { lintPlan } from '../../../src/actions/planning/lint-plan.ts'
import { loadFleet } from '../../../src/fleet/load.ts'
import { canonicalJson } from '../../../src/lib/digest.ts'
import { allStacks } from '../../../src/render/stacks.ts'
import type { World as Files } from '../../support/world.ts'
import { COMMIT } from '../aws-seats.ts'
import { asked, GUARD, never, ON, policy, queueWith, shown, switched, withGround } from './protected-queue.ts'

/** And with another delay, which nobody will ever apply. */
const retiring = (files: Files): Files =>
  [...files.tree().keys()]
    .filter((path) => /^customers\/.*\/pipelines\//.test(path))
    .reduce(
      (all, path) =>
        all.edit(path, (text) => `${text.replace('delaySeconds: 0', 'delaySeconds: 9')}lifecycle: retiring\n`),
      files,
    )

describe('a pipeline that retires', () => {
  it('loses its termination protection and nothing else, so that its owner can delete its stacks', () =>
    withGround({ fleet: queueWith(ON, policy(GUARD)), change: retiring }, async (_on, scene) => {
      await scene.found()
      const since = scene.requests().length
      const { plan, evidence } = await scene.plan()
      expect(plan.transitions).toMatchObject([
        { stack: { key: 'queue' }, lifts: true, changes: [], protections: [{ before: 'on', after: 'off' }] },
      ])
      const after = allStacks(loadFleet(await scene.world.git.files(COMMIT)).fleet ?? never())
      expect(lintPlan({ plan, evidence }, { after, affected: [] })).toEqual([])
      expect(evidence.leftOut).toMatchObject([{ lifecycle: 'retiring', waiting: [{ key: 'queue' }] }])
      expect(await scene.apply()).toEqual({ state: 'done' })
      expect(asked(scene, since).toSorted()).toEqual([
        'DescribeStacks',
        'DescribeStacks',
        'DescribeStacks',
        'UpdateTerminationProtection',
      ])
      expect(shown(scene)).toEqual({ terminationProtection: false, stackPolicy: canonicalJson(JSON.parse(GUARD)) })
      await scene.admin.send(new DeleteStackCommand({ StackName: scene.queue.stackName }))
    }))

  it('is not planned where nothing is to be taken off', () =>
    withGround({ fleet: queueWith(ON), change: retiring }, async (_on, scene) => {
      await scene.found()
      await switched(scene, false)
      expect((await scene.plan()).plan.transitions).toEqual([])
    }))

  it('is done with where its owner was quicker', () =>
    withGround({ fleet: queueWith(ON), change: retiring }, async (on, scene) => {
      await scene.found()
      await scene.plan()
      await switched(scene, false)
      await scene.admin.send(new DeleteStackCommand({ StackName: scene.queue.stackName }))
      expect(await scene.apply()).toEqual({ state: 'done' })
      on.clock.advance(10 * 60_000)
      expect(await scene.apply(2)).toEqual({ state: 'done' })
    }))

  it('stays protected where the account cannot be reached, and says so', () =>
    withGround({ fleet: queueWith(ON), change: retiring }, async (on, scene) => {
      await scene.found()
      on.sim.faults.suspendAccount(scene.accountId)
      const { plan } = await scene.plan()
      expect(plan.unplanned).toMatchObject([{ code: 'account-unreachable', lifts: true }])
    }))
})
