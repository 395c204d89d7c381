/** Is nothing taken off a stack that nobody reviewed? */
import { DeleteStackCommand, SetStackPolicyCommand } from '@aws-sdk/client-cloudformation'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../../src/lib/digest.ts'
import {
  ALLOW,
  agreed,
  asked,
  delayed,
  GUARD,
  OFF,
  ON,
  OPEN,
  policy,
  protectionsIn,
  queueWith,
  shown,
  switched,
  withGround,
} from './protected-queue.ts'

describe('what no reviewer saw', () => {
  it('is not turned off until someone agrees', () =>
    withGround({ fleet: queueWith(OFF) }, async (_on, scene) => {
      await scene.found()
      expect(await protectionsIn(scene)).toBeUndefined()
      await switched(scene, true)
      const since = scene.requests().length
      const held = await scene.apply()
      expect(held).toMatchObject({
        state: 'held',
        failure: { code: 'difference', reason: 'no reviewer saw: the termination protection changes: on → off' },
      })
      expect(asked(scene, since)).not.toContain('UpdateTerminationProtection')
      await agreed(scene, held)
      expect(await scene.apply(2)).toEqual({ state: 'done' })
      expect(shown(scene).terminationProtection).toBe(false)
    }))

  it("is not taken for agreed because the set was: somebody's policy of the last minutes is held on its own", () =>
    withGround(
      { fleet: queueWith(policy(GUARD)), change: (files) => delayed(queueWith(policy(OPEN))(files)) },
      async (on, scene) => {
        await scene.found()
        await scene.plan()
        const theirs = JSON.stringify({ Statement: [{ ...ALLOW, Effect: 'Deny' }] })
        const put = new SetStackPolicyCommand({ StackName: scene.queue.stackName, StackPolicyBody: theirs })
        on.sim.faults.onCall(
          { accountId: scene.accountId, action: 'GetStackPolicy', nth: 2 },
          { kind: 'meanwhile', run: async () => void (await scene.admin.send(put)) },
        )
        const held = await scene.apply()
        expect(held).toMatchObject({ state: 'held', failure: { code: 'difference' } })
        expect(shown(scene).stackPolicy).toBe(theirs)
        const since = scene.requests().length
        await agreed(scene, held)
        expect(await scene.apply(2)).toEqual({ state: 'done' })
        expect(asked(scene, since)).not.toContain('ExecuteChangeSet')
        expect(shown(scene).stackPolicy).toBe(canonicalJson(JSON.parse(OPEN)))
      },
    ))

  it('is not done to a stack that was deleted meanwhile, nor to another of its name', () =>
    withGround({ fleet: queueWith(OFF), change: queueWith(ON) }, async (on, scene) => {
      await scene.found()
      await scene.plan()
      on.sim.faults.onCall(
        { accountId: scene.accountId, action: 'UpdateTerminationProtection', nth: 1 },
        {
          kind: 'meanwhile',
          async run() {
            await scene.admin.send(new DeleteStackCommand({ StackName: scene.queue.stackName }))
            on.clock.advance(10 * 60_000)
          },
        },
      )
      expect(await scene.apply()).toMatchObject({ state: 'failed' })
    }))
})
