/**
 * Promise: of a stack that a rollout left behind, people read apart what others reviewed and what this change does,
 * while what is approved stays the whole way from what is live.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its references so
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lintPlan } from '../../../src/actions/planning/lint-plan.ts'
import { planStacks } from '../../../src/actions/planning/plan-stacks.ts'
import { transitionOf } from '../../../src/plan/assemble.ts'
import { group } from '../../../src/plan/group.ts'
import type { PlanEvidence, ResourceChange, Transition } from '../../../src/plan/model.ts'
import type { DesiredStack } from '../../../src/render/model.ts'
import { isAccounted } from '../../../src/report/ways-text.ts'
import { type Ground, ground, PULL, type Scene } from '../aws-ground.ts'

let on: Ground

beforeAll(async () => {
  on = await ground()
})
afterAll(() => on[Symbol.asyncDispose]())

interface Wish {
  readonly delay: number
  readonly dead?: number
  readonly note?: string
  /** A resource whose description names the queue. */
  readonly named?: string
  readonly protection?: DesiredStack['protection']
  /** Whoever reviewed this saw no plan of the stack: its region could not be used. */
  readonly isUnseen?: true
}

/** The queue's stack, wanted so. Founded it is with a delay of 0 and nothing else. */
function wanted(scene: Scene, { delay, dead, note, named, protection = {} }: Wish): DesiredStack {
  const parameter = (Value: string, Description?: string) => ({
    Type: 'AWS::SSM::Parameter',
    Properties: { Type: 'String', Value, ...(Description === undefined ? {} : { Description }) },
  })
  const template = {
    Parameters: { DelaySeconds: { Type: 'Number' } },
    Resources: {
      Queue: {
        Type: 'AWS::SQS::Queue',
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
        Properties: {
          DelaySeconds: { Ref: 'DelaySeconds' },
          ...(named === undefined ? {} : { QueueName: named }),
        },
      },
      ...(dead === undefined
        ? {}
        : { Dead: { Type: 'AWS::SQS::Queue', Properties: { MessageRetentionPeriod: dead } } }),
      ...(note === undefined ? {} : { Note: parameter(note) }),
    },
    Outputs: { QueueName: { Value: { 'Fn::GetAtt': ['Queue', 'QueueName'] } } },
  }
  return {
    ...scene.queue,
    template: JSON.stringify(template),
    parameters: { DelaySeconds: { from: 'value', value: String(delay) } },
    protection,
  }
}

interface Seen {
  readonly transition: Transition
  readonly evidence: PlanEvidence
}

/** Each pull request from #7 on is reviewed and merged, and its rollout ends before it begins; then the last is planned. */
async function planned(scene: Scene, ...merged: readonly [Wish, ...Wish[]]): Promise<Seen> {
  const states = merged.map((wish) => wanted(scene, wish))
  for (const [index, after] of states.slice(0, -1).entries()) {
    const before = states[index - 1]
    const { accountId, region } = scene.queue
    const away = merged[index]?.isUnseen && on.sim.faults.disableRegion({ accountId, region })
    const { plan } = await scene.plan({
      head: (stack) => (stack.key === 'queue' ? after : stack),
      ...(before === undefined ? {} : { before: [before] }),
    })
    away?.lift()
    expect(plan.unplanned.some(({ stack }) => stack.key === 'queue')).toBe(away !== undefined)
    await keep(scene, PULL + index)
  }
  const [base, head] = states.slice(-2)
  const { plan, evidence } = await planBetween(scene, base === head ? undefined : base, head)
  const transition = plan.transitions.find(({ stack }) => stack.key === 'queue')
  if (transition === undefined) throw new Error(`nothing is planned: ${JSON.stringify(plan.unplanned)}`)
  return { transition, evidence }
}

/** The rollout of #7 under another name, since the scene has but one. */
async function keep(scene: Scene, pull: number): Promise<void> {
  await scene.edit({ state: 'aborted' })
  const kept = scene.fake.rollouts.get(scene.rollout().id)
  const record = scene.fake.plans.get(PULL)
  if (kept === undefined || record === undefined) throw new Error('the scene has planned')
  scene.fake.rollouts.delete(kept.rollout.id)
  const id = `r-${pull}`
  scene.fake.rollouts.set(id, { ...kept, rollout: { ...kept.rollout, id, pull } })
  scene.fake.plans.delete(PULL)
  // Where no later plan of the scene is kept.
  scene.fake.plans.set(100 + pull, { ...record, pull })
}

/** As people would be shown it: its own lint lets nothing through that the ways do not tell. */
async function planBetween(scene: Scene, base: DesiredStack | undefined, head: DesiredStack | undefined) {
  const { accountId: id, access } = scene.queue
  const nameOf = (arn: string): string => arn.split('role/')[1] ?? ''
  const roles = {
    plan: nameOf(access.planRoleArn),
    apply: nameOf(access.applyRoleArn),
    service: nameOf(scene.queue.serviceRoleArn),
  }
  const after = head === undefined ? [] : [head]
  const planned = await planStacks(scene.world, {
    before: base === undefined ? [] : [base],
    after,
    rules: [],
    examine: 'changed',
    reach: new Map([[id, { id, externalId: access.externalId, roles }]]),
    purpose: 'pull-20',
    of: 'pull:20',
    made: 'Made by Fleetwright for review of #20. Do not execute.',
  })
  expect(lintPlan(planned, { after, affected: after.map((stack) => stack.id) })).toEqual([])
  return planned
}

/** `live → base #7 Queue modify: Properties.DelaySeconds 0 → 30`, a line each property. */
function told({ ways = [] }: Pick<Transition, 'ways'>): readonly string[] {
  return ways.flatMap(({ whose, by = [], changes, protections = [] }) => {
    const names = by.map(({ pull, rollout }) => (pull === undefined ? ` ${rollout}` : ` #${pull}`)).join('')
    return [
      ...changes.flatMap((change) => linesOf(change).map((line) => `${whose}${names}: ${line}`)),
      ...protections.map(({ what, before, after }) => `${whose}${names}: ${what} ${before ?? '-'} → ${after ?? '-'}`),
    ]
  })
}

function linesOf({ action, logicalId, properties }: ResourceChange): readonly string[] {
  if (action !== 'modify') return [`${action} ${logicalId}`]
  return properties.map(({ path, before, after }) => `${logicalId} ${path} ${before ?? '-'} → ${after ?? '-'}`)
}

const FOUNDED: Wish = { delay: 0 }
const DELAY = 'Queue Properties.DelaySeconds'

describe('a stack that a rollout left behind', () => {
  it('shows apart what others reviewed and what this change does', async () => {
    const scene = on.scene()
    await scene.found()
    const { transition, evidence } = await planned(scene, { delay: 30, note: 'a' }, { delay: 30, note: 'a', dead: 60 })
    expect(told(transition)).toEqual(['earlier #7: add Note', `earlier #7: ${DELAY} 0 → 30`, 'own: add Dead'])
    expect(evidence.behind).toMatchObject([{ reason: expect.stringContaining('#7 was aborted before it reached it') }])
    // Told apart with the stack's own changes, and so not once more above them.
    expect(evidence.preceding).toBeUndefined()
  })

  it('is approved by the whole way from what is live', async () => {
    const scene = on.scene()
    await scene.found()
    const { transition } = await planned(scene, { delay: 30 }, { delay: 60, dead: 60 })
    expect(transition.changes.flatMap(linesOf)).toEqual(['add Dead', `${DELAY} 0 → 60`])
    const { stack: _, digest, to, ways, ...learnt } = transition
    const head = wanted(scene, { delay: 60, dead: 60 })
    expect(ways).toHaveLength(2)
    expect(transitionOf({ ...learnt, stack: head }).digest).toBe(digest)
  })

  it('shows a property that both ways change step by step', async () => {
    const scene = on.scene()
    await scene.found()
    const { transition } = await planned(scene, { delay: 30 }, { delay: 60 })
    expect(told(transition)).toEqual([`earlier #7: ${DELAY} 0 → 30`, `own: ${DELAY} 30 → 60`])
  })

  it('says that nothing happens where this change goes back to what is live', async () => {
    const scene = on.scene()
    await scene.found()
    const back = await planned(scene, { delay: 30, note: 'a' }, FOUNDED)
    expect(back.transition.changes).toEqual([])
    expect(told(back.transition)).toEqual(['undone #7: remove Note', `undone #7: ${DELAY} 30 → 0`])
    expect(back.evidence.behind).toHaveLength(1)
    const other = on.scene()
    await other.found()
    const half = await planned(other, { delay: 30, note: 'a' }, { delay: 0, note: 'a' })
    expect(told(half.transition)).toEqual(['earlier #7: add Note', `undone #7: ${DELAY} 30 → 0`])
  })

  it('shows what was to be made, and is changed before it ever was', async () => {
    const scene = on.scene()
    await scene.found()
    const { transition } = await planned(scene, { delay: 0, note: 'a' }, { delay: 0, note: 'b' })
    expect(told(transition)).toEqual(['earlier #7: add Note', 'own: Note Properties.Value a → b'])
    const [earlier] = transition.ways ?? []
    expect(earlier?.changes[0]?.properties).toMatchObject([
      { path: 'Properties.Type', after: 'String' },
      { path: 'Properties.Value', after: 'a' },
    ])
  })

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

  it('that was never made shows what the default branch wanted, and what this change adds', async () => {
    const scene = on.scene()
    const protection = { terminationProtection: true } as const
    const rollback = { monitoringMinutes: 5, alarmArns: ['arn:aws:cloudwatch:eu-west-1:111111111111:alarm:depth'] }
    const base = { ...wanted(scene, { delay: 30, protection }), rollback }
    const head = { ...wanted(scene, { delay: 60, dead: 60, protection }), rollback }
    const { plan, evidence } = await planBetween(scene, base, head)
    const [transition] = plan.transitions
    expect(transition).toMatchObject({ from: 'absent', exactness: 'template' })
    expect(told(transition ?? {})).toEqual([
      'earlier: add Queue',
      'earlier: rollback-alarms - → 1 alarm, 5 min',
      'earlier: termination-protection - → on',
      'own: add Dead',
      `own: ${DELAY} 30 → 60`,
    ])
    expect(evidence.behind).toMatchObject([{ reason: expect.stringContaining('does not exist') }])
    expect(transition?.ways?.flatMap(({ changes }) => changes.map(({ verdict }) => verdict.risk))).toEqual([
      'routine',
      'routine',
      'routine',
    ])
  })

  it('tells its protections apart too', async () => {
    const scene = on.scene()
    await scene.found()
    const on_ = { terminationProtection: true } as const
    const { transition } = await planned(
      scene,
      { delay: 30, protection: on_ },
      { delay: 30, dead: 60, protection: on_ },
    )
    expect(told(transition)).toContain('earlier #7: termination-protection off → on')
    const other = on.scene()
    await other.found()
    const back = await planned(
      other,
      { delay: 30, protection: on_ },
      { delay: 30, dead: 60, protection: { terminationProtection: false } },
    )
    expect(told(back.transition)).toContain('undone #7: termination-protection on → off')
  })

  it('is as dangerous in its ways as it is as a whole', async () => {
    const scene = on.scene()
    await scene.found()
    const { transition } = await planned(scene, { delay: 0, named: 'renamed' }, { delay: 30, named: 'renamed' })
    expect(transition.changes.map(({ verdict }) => verdict.risk)).toEqual(['destructive'])
    expect(
      transition.ways?.map(({ whose, changes }) => [whose, changes[0]?.verdict.risk, changes[0]?.replacement]),
    ).toEqual([
      ['earlier', 'destructive', 'yes'],
      ['own', 'routine', 'no'],
    ])
  })

  it('asks AWS nothing more than any other stack', async () => {
    const [behind, beside] = [on.scene(), on.scene()]
    await behind.found()
    await beside.found()
    await behind.plan({ head: (stack) => (stack.key === 'queue' ? wanted(behind, { delay: 30 }) : stack) })
    await keep(behind, PULL)
    const asked = async (scene: Scene, base: DesiredStack) => {
      const before = scene.requests().length
      await planBetween(scene, base, wanted(scene, { delay: 60, dead: 60 }))
      return scene
        .requests()
        .slice(before)
        .map(({ action }) => action)
    }
    const [one, other] = [
      await asked(behind, wanted(behind, { delay: 30 })),
      await asked(beside, wanted(beside, FOUNDED)),
    ]
    expect(new Set(one)).toEqual(new Set(other))
    expect(one.filter((action) => action !== 'DescribeChangeSet')).toHaveLength(
      other.filter((action) => action !== 'DescribeChangeSet').length,
    )
  })
})

it('a stack that is not behind has one way, and stands in no class with one that is', async () => {
  const [behind, beside] = [on.scene(), on.scene()]
  await behind.found()
  await beside.found()
  const left = await planned(behind, { delay: 30 }, { delay: 30, dead: 60 })
  const { plan } = await planBetween(beside, wanted(beside, FOUNDED), wanted(beside, { delay: 30, dead: 60 }))
  const [plain] = plan.transitions
  if (plain === undefined) throw new Error('nothing is planned')
  expect(plain.ways).toBeUndefined()
  expect(plain.changes.map(({ logicalId }) => logicalId)).toEqual(left.transition.changes.map((each) => each.logicalId))
  const classes = group([left.transition, { ...plain, from: left.transition.from }])
  expect(classes.map(({ stacks, ways }) => [stacks.length, ways?.length])).toEqual([
    [1, 2],
    [1, undefined],
  ])
})
