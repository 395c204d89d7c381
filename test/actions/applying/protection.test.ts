/**
 * Promise: what protects a stack beside its change set is a counted part of the plan, and is set once that has succeeded,
 * whatever fails or dies in between; what nobody reviewed is never taken off.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what the author of a blueprint writes
import {
  DeleteStackCommand,
  SetStackPolicyCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lintPlan } from '../../../src/actions/planning/lint-plan.ts'
import { planStacks } from '../../../src/actions/planning/plan-stacks.ts'
import { accountsOf } from '../../../src/actions/read-fleet.ts'
import type { Outcome } from '../../../src/actions/verbs.ts'
import { loadFleet } from '../../../src/fleet/load.ts'
import { canonicalJson } from '../../../src/lib/digest.ts'
import type { ProtectionChange } from '../../../src/plan/model.ts'
import { allStacks } from '../../../src/render/stacks.ts'
import { protectionLines } from '../../../src/report/protection-text.ts'
import type { World as Files } from '../../support/world.ts'
import { COMMIT, type Ground, type GroundWish, ground, ordered, PARENT, type Scene } from '../aws-ground.ts'
import { outlives } from '../aws-lives.ts'
import { everyCell, FAULTS, rehearse, type Story, someCells, survives } from '../aws-stories.ts'

const BLUEPRINT = 'blueprints/small/1.0.0/blueprint.yml'
const ALLOW = { Effect: 'Allow', Action: 'Update:*', Principal: '*', Resource: '*' }
const KEEP = { Effect: 'Deny', Action: 'Update:Replace', Principal: '*', Resource: 'LogicalResourceId/Queue' }
const GUARD = JSON.stringify({ Statement: [ALLOW, KEEP] })
const OPEN = JSON.stringify({ Statement: [ALLOW] })
const SETTERS = ['SetStackPolicy', 'UpdateTerminationProtection']

/** Fields of the queue's stack in the blueprint. */
function queueWith(...fields: readonly string[]): (files: Files) => Files {
  return (files) =>
    files.edit(BLUEPRINT, (text) =>
      text.replace(
        /( {4}template: queue\.template\.yml\n)(?: {4}(?:terminationProtection|stackPolicy):.*\n)*/,
        (_, line) => `${line}${fields.map((field) => `    ${field}\n`).join('')}`,
      ),
    )
}

/** The delay of 0 becomes one of 60. */
const delayed = (files: Files): Files =>
  files.edit(BLUEPRINT, (text) => text.replace('DelaySeconds: ${settings', 'DelaySeconds: 6${settings'))

const OFF = 'terminationProtection: false'
const ON = 'terminationProtection: true'
const policy = (text: string) => `stackPolicy: ${text}`

async function withGround(wish: GroundWish, play: (on: Ground, scene: Scene) => Promise<void>): Promise<void> {
  await using on = await ground(wish)
  await play(on, on.scene())
}

function shown(scene: Scene) {
  const stack = scene.stacks().find(({ stackName }) => stackName === scene.queue.stackName)
  return { terminationProtection: stack?.terminationProtection, stackPolicy: stack?.stackPolicy }
}

function asked(scene: Scene, since = 0): readonly string[] {
  const own = scene
    .requests()
    .slice(since)
    .filter(({ stackName }) => stackName === scene.queue.stackName)
  return ordered(own.map(({ action }) => action))
}

async function protectionsIn(scene: Scene): Promise<readonly ProtectionChange[] | undefined> {
  const { plan } = await scene.plan()
  return plan.transitions.find(({ stack }) => stack.id === scene.queue.id)?.protections
}

/** A customer's administrator does it by hand. */
function switched(scene: Scene, on: boolean): Promise<unknown> {
  const { stackName: StackName } = scene.queue
  return scene.admin.send(new UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection: on }))
}

async function agreed(scene: Scene, outcome: Outcome): Promise<void> {
  if (outcome.state !== 'held' || outcome.failure.difference === undefined) throw new Error('nothing to agree to')
  const { failure: _read, ...row } = scene.row()
  const approvedDifference = outcome.failure.difference
  await scene.world.rows.rollouts.saveStack(scene.rollout().id, { ...row, approvedDifference })
}

/** What an operator sees who asks whether AWS holds what the merge wants. */
async function leftToDo(scene: Scene): Promise<readonly string[]> {
  const { fleet } = loadFleet(await scene.world.git.files(COMMIT))
  if (fleet === undefined) throw new Error('the fleet is unsound')
  const { plan } = await planStacks(scene.world, {
    before: [],
    after: allStacks(fleet).filter(({ id }) => id === scene.queue.id),
    rules: [],
    examine: 'all',
    reach: accountsOf({ fleet }),
    purpose: 'commit',
    of: 'operator',
    made: 'Made by Fleetwright to look. Do not execute.',
  })
  return plan.transitions.flatMap(({ protections = [] }) =>
    protections.map(({ what, before, after }) => `${what} ${before} ${after}`),
  )
}

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

function never(): never {
  throw new Error('the fleet is unsound')
}
