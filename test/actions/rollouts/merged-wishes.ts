/**
 * How are pull requests merged one after the other that never reach their stack, and what does the next one's plan tell?
 */
import { expect } from 'vitest'
import { lintPlan } from '../../../src/actions/planning/lint-plan.ts'
import { planStacks } from '../../../src/actions/planning/plan-stacks.ts'
import type { PlanEvidence, ResourceChange, Transition } from '../../../src/plan/model.ts'
import type { DesiredStack } from '../../../src/render/model.ts'
import type { Ground } from '../aws-ground.ts'
import { PULL, type Scene } from '../aws-scene.ts'

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
export function wanted(scene: Scene, { delay, dead, note, named, protection = {} }: Wish): DesiredStack {
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
export function plannedOn(groundOf: () => Ground) {
  return async (scene: Scene, ...merged: readonly [Wish, ...Wish[]]): Promise<Seen> => {
    const states = merged.map((wish) => wanted(scene, wish))
    for (const [index, after] of states.slice(0, -1).entries()) {
      const before = states[index - 1]
      const { accountId, region } = scene.queue
      const away = merged[index]?.isUnseen && groundOf().sim.faults.disableRegion({ accountId, region })
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
}

/** The rollout of #7 under another name, since the scene has but one. */
export async function keep(scene: Scene, pull: number): Promise<void> {
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
export async function planBetween(scene: Scene, base: DesiredStack | undefined, head: DesiredStack | undefined) {
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
export function told({ ways = [] }: Pick<Transition, 'ways'>): readonly string[] {
  return ways.flatMap(({ whose, by = [], changes, protections = [] }) => {
    const names = by.map(({ pull, rollout }) => (pull === undefined ? ` ${rollout}` : ` #${pull}`)).join('')
    return [
      ...changes.flatMap((change) => linesOf(change).map((line) => `${whose}${names}: ${line}`)),
      ...protections.map(({ what, before, after }) => `${whose}${names}: ${what} ${before ?? '-'} → ${after ?? '-'}`),
    ]
  })
}

export function linesOf({ action, logicalId, properties }: ResourceChange): readonly string[] {
  if (action !== 'modify') return [`${action} ${logicalId}`]
  return properties.map(({ path, before, after }) => `${logicalId} ${path} ${before ?? '-'} → ${after ?? '-'}`)
}

export const FOUNDED: Wish = { delay: 0 }
export const DELAY = 'Queue Properties.DelaySeconds'
