/**
 * Is what protects a stack beside its change set a counted part of the plan, and set once that has succeeded, whatever
 * fails or dies in between?
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lintPlan } from '../../../src/actions/planning/lint-plan.ts'
import { loadFleet } from '../../../src/fleet/load.ts'
import { canonicalJson } from '../../../src/lib/digest.ts'
import { allStacks } from '../../../src/render/stacks.ts'
import { protectionLines } from '../../../src/report/protection-text.ts'
import type { World as Files } from '../../support/world.ts'
import { type Ground, ground } from '../aws-ground.ts'
import { outlives } from '../aws-lives.ts'
import { COMMIT, PARENT } from '../aws-seats.ts'
import { everyCell, FAULTS, rehearse, type Story, someCells, survives } from '../aws-stories.ts'
import {
  asked,
  delayed,
  GUARD,
  leftToDo,
  never,
  OFF,
  ON,
  OPEN,
  policy,
  protectionsIn,
  queueWith,
  SETTERS,
  shown,
  switched,
  withGround,
} from './protected-queue.ts'

describe('a new stack', () => {
  const wish = { fleet: queueWith(ON, policy(GUARD)) }

  it('is planned with what protects it, and is protected once it has been created', () =>
    withGround(wish, async (_on, scene) => {
      const { fleet } = loadFleet(await scene.world.git.files(PARENT))
      const outcome = await scene.found()
      expect(outcome).toEqual({ state: 'done' })
      expect(shown(scene)).toEqual({ terminationProtection: true, stackPolicy: canonicalJson(JSON.parse(GUARD)) })
      const effects = asked(scene).filter((action) => ['ExecuteChangeSet', ...SETTERS].includes(action))
      expect(effects).toEqual(['ExecuteChangeSet', ...SETTERS])
      expect(fleet && allStacks(fleet).some(({ protection }) => protection.terminationProtection === true)).toBe(true)
    }))

  it('that is not created is not protected, so that what is left of it can be cleared away', () =>
    withGround(wish, async (on, scene) => {
      on.sim.faults.failResource({ accountId: scene.accountId, logicalId: 'Queue', reason: 'no', times: 1 })
      expect(await scene.found()).toMatchObject({ state: 'failed' })
      expect(asked(scene).filter((action) => SETTERS.includes(action))).toEqual([])
      expect(await scene.found(2)).toEqual({ state: 'done' })
      expect(shown(scene).terminationProtection).toBe(true)
    }))
})

describe('protection alone', () => {
  it('is a transition without a change set, counted and disruptive where it is turned off', () =>
    withGround({ fleet: queueWith(ON), change: queueWith(OFF) }, async (_on, scene) => {
      await scene.found()
      const since = scene.requests().length
      const { plan, evidence } = await scene.plan()
      expect(plan.transitions).toMatchObject([
        {
          stack: { key: 'queue' },
          exactness: 'exact',
          changes: [],
          protections: [
            { what: 'termination-protection', before: 'on', after: 'off', verdict: { risk: 'disruptive' } },
          ],
        },
      ])
      expect(asked(scene, since)).toEqual(['DescribeStacks', 'GetTemplate'])
      expect(protectionLines(plan.transitions)[2]).toMatch(
        /^- Termination protection: `on` → `off` on 1 stack \(disruptive\): /,
      )
      const after = allStacks(loadFleet(await scene.world.git.files(COMMIT)).fleet ?? never()).filter(
        ({ customer }) => customer === scene.customer,
      )
      expect(lintPlan({ plan, evidence }, { after, affected: [scene.queue.id] })).toEqual([])
      expect(await scene.apply()).toEqual({ state: 'done' })
      expect(shown(scene).terminationProtection).toBe(false)
      expect(asked(scene, since)).not.toContain('CreateChangeSet')
      expect(await leftToDo(scene)).toEqual([])
    }))

  it('asks for the stack policy where one is named, and nowhere else', () =>
    withGround({ fleet: queueWith(policy(GUARD)), change: queueWith(policy(OPEN)) }, async (_on, scene) => {
      await scene.found()
      const since = scene.requests().length
      expect(await protectionsIn(scene)).toMatchObject([{ what: 'stack-policy', verdict: { risk: 'disruptive' } }])
      expect(asked(scene, since)).toEqual(['DescribeStacks', 'GetTemplate', 'GetStackPolicy'])
      expect(await scene.apply()).toEqual({ state: 'done' })
      expect(shown(scene).stackPolicy).toBe(canonicalJson(JSON.parse(OPEN)))
    }))

  it('that nobody looks after any more is told, and left as it is', () =>
    withGround({ fleet: queueWith(ON), change: queueWith() }, async (_on, scene) => {
      await scene.found()
      const since = scene.requests().length
      const [dropped] = (await protectionsIn(scene)) ?? []
      expect(dropped).toMatchObject({ what: 'termination-protection', before: 'on', verdict: { risk: 'disruptive' } })
      expect(dropped).not.toHaveProperty('after')
      expect(await scene.apply()).toEqual({ state: 'done' })
      expect(shown(scene).terminationProtection).toBe(true)
      expect(asked(scene, since).filter((action) => SETTERS.includes(action))).toEqual([])
    }))

  it('that was turned off by hand is found and turned on again', () =>
    withGround({ fleet: queueWith(ON) }, async (_on, scene) => {
      await scene.found()
      await switched(scene, false)
      expect(await leftToDo(scene)).toEqual(['termination-protection off on'])
      expect(await protectionsIn(scene)).toMatchObject([{ before: 'off', after: 'on', verdict: { risk: 'routine' } }])
      expect(await scene.apply()).toEqual({ state: 'done' })
      expect(shown(scene).terminationProtection).toBe(true)
      expect(await leftToDo(scene)).toEqual([])
    }))
})

describe('beside a change set', () => {
  const wish = { fleet: queueWith(ON), change: (files: Files) => delayed(queueWith(OFF, policy(GUARD))(files)) }

  it('comes after it, each once', () =>
    withGround(wish, async (_on, scene) => {
      await scene.found()
      await scene.plan()
      const since = scene.requests().length
      expect(await scene.apply()).toEqual({ state: 'done' })
      const effects = asked(scene, since).filter((action) => ['ExecuteChangeSet', ...SETTERS].includes(action))
      expect(effects).toEqual(['ExecuteChangeSet', ...SETTERS])
      expect(await leftToDo(scene)).toEqual([])
    }))

  it('stays as it is where that fails', () =>
    withGround(wish, async (on, scene) => {
      await scene.found()
      await scene.plan()
      on.sim.faults.failResource({ accountId: scene.accountId, logicalId: 'Queue', reason: 'no', times: 1 })
      expect(await scene.apply()).toMatchObject({ state: 'failed' })
      expect(shown(scene)).toEqual({ terminationProtection: true, stackPolicy: undefined })
    }))

  it('waits with its rollout if that is paused meanwhile, and is all that is left to do when it goes on', () =>
    withGround(wish, async (on, scene) => {
      await scene.found()
      await scene.plan()
      on.sim.faults.onCall(
        { accountId: scene.accountId, action: 'ExecuteChangeSet', nth: 1 },
        { kind: 'meanwhile', run: () => scene.edit({ state: 'paused' }) },
      )
      expect(await scene.apply()).toEqual({ state: 'not-started' })
      expect(shown(scene).terminationProtection).toBe(true)
      await scene.edit({ state: 'running' })
      const since = scene.requests().length
      expect(await scene.apply(2)).toEqual({ state: 'done' })
      expect(asked(scene, since)).not.toContain('ExecuteChangeSet')
      expect(shown(scene)).toEqual({ terminationProtection: false, stackPolicy: canonicalJson(JSON.parse(GUARD)) })
    }))
})

describe('an account that shuts us out from protecting', () => {
  it('is set aside, and its stack is unreachable', () =>
    withGround({ fleet: queueWith(OFF), change: queueWith(ON) }, async (on, scene) => {
      await scene.found()
      await scene.plan()
      on.sim.faults.onCall(
        { accountId: scene.accountId, action: 'UpdateTerminationProtection' },
        { kind: 'error', status: 403, code: 'AccessDenied', message: 'not authorized' },
      )
      expect(await scene.apply()).toMatchObject({ state: 'unreachable', failure: { code: 'account-unreachable' } })
    }))
})

const STORY: Story = {
  name: 'a change with protection is planned and carried out',
  async before(scene) {
    await scene.found()
    await scene.plan()
  },
  play: (scene, _ground, life) => scene.apply(1, life),
  isMortal: true,
}

describe('a change with protection', () => {
  const wish = { fleet: queueWith(ON), change: (files: Files) => delayed(queueWith(OFF, policy(GUARD))(files)) }
  let on: Ground

  beforeAll(async () => {
    on = await ground(wish)
  })
  afterAll(() => on[Symbol.asyncDispose]())

  it('ends the same whatever fails at its calls', { timeout: 60_000 }, async () => {
    const { calls, ending } = await rehearse(on, STORY)
    const setters = calls.filter(({ name }) => SETTERS.some((setter) => name.startsWith(setter)))
    expect(setters.map(({ isEffect }) => isEffect)).toEqual([true, true])
    const slow = new Set(FAULTS.filter(({ isSlow }) => isSlow === true))
    const cells = [...someCells(calls), ...everyCell(setters).filter(({ fault }) => !slow.has(fault))]
    for (const cell of cells) await survives(on, STORY, { ...cell, ending })
  })

  it('ends the same whenever the bot dies', { timeout: 60_000 }, async () => {
    await outlives(on, STORY)
  })
})
