/**
 * Promise: a change set lists exactly the rollback alarms that are named and exist; the plan says which do not, one that
 * appears is listed from then on without voiding what was approved, and none that was reviewed gets lost unseen.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what the author of a blueprint writes
import { DescribeChangeSetCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { describe, expect, it } from 'vitest'
import { planStacks } from '../../../src/actions/planning/plan-stacks.ts'
import type { PlanRecord } from '../../../src/actions/ports.ts'
import type { Outcome } from '../../../src/actions/verbs.ts'
import { short } from '../../../src/lib/digest.ts'
import { desiredDigest } from '../../../src/render/desired.ts'
import { alarmLines } from '../../../src/report/alarm-text.ts'
import { protectionLines } from '../../../src/report/protection-text.ts'
import type { World as Files } from '../../support/world.ts'
import { type Ground, type GroundWish, ground } from '../aws-ground.ts'
import { LATER, REGION, reachOf, type Scene } from '../aws-scene.ts'

const BLUEPRINT = 'blueprints/small/1.0.0/blueprint.yml'
const [AGE, DEPTH] = ['fw-${customer.name}-age', 'arn:aws:cloudwatch:${account.region}:${account.id}:alarm:depth']

/** The queue is watched by these, for so many minutes. */
function watchedBy(names: readonly string[], minutes = 3): (files: Files) => Files {
  const line = `    rollbackConfiguration: { monitoringTimeInMinutes: ${minutes}, rollbackTriggers: [${names.map((name) => JSON.stringify(name)).join(', ')}] }\n`
  return (files) =>
    files.edit(BLUEPRINT, (text) =>
      text.replace(
        /( {4}template: queue\.template\.yml\n)(?: {4}rollbackConfiguration:.*\n)?/,
        (_, own) => `${own}${line}`,
      ),
    )
}

const delayed = (files: Files): Files =>
  files.edit(BLUEPRINT, (text) => text.replace('DelaySeconds: ${settings', 'DelaySeconds: 6${settings'))

const WATCHED: GroundWish = { fleet: watchedBy([AGE, DEPTH]) }

async function withGround(wish: GroundWish, play: (on: Ground, scene: Scene) => Promise<void>): Promise<void> {
  await using on = await ground(wish)
  await play(on, on.scene())
}

function nameOf(scene: Scene, alarm: 'age' | 'depth'): string {
  return alarm === 'age' ? `fw-${scene.customer}-age` : 'depth'
}

function spotOf({ accountId }: Scene) {
  return { accountId, region: REGION }
}

function put(on: Ground, scene: Scene, ...alarms: readonly ('age' | 'depth')[]): void {
  for (const each of alarms) on.sim.alarms.put(spotOf(scene), { name: nameOf(scene, each), kind: 'MetricAlarm' })
}

function arnOf(scene: Scene, alarm: 'age' | 'depth'): string {
  return `arn:aws:cloudwatch:${REGION}:${scene.accountId}:alarm:${nameOf(scene, alarm)}`
}

/** What CloudFormation was told to watch by, in the set that stands in the plan. */
async function listedIn(scene: Scene, { evidence }: PlanRecord): Promise<readonly (string | undefined)[]> {
  const command = new DescribeChangeSetCommand({ ChangeSetName: evidence.changeSets[scene.queue.id] })
  const { RollbackConfiguration: watch } = await scene.admin.send(command)
  expect(watch?.MonitoringTimeInMinutes).toBe(3)
  return (watch?.RollbackTriggers ?? []).map(({ Arn }) => Arn)
}

/** What CloudFormation keeps of it. */
async function keptOn(scene: Scene): Promise<readonly (string | undefined)[]> {
  const { Stacks = [] } = await scene.admin.send(new DescribeStacksCommand({ StackName: scene.queue.stackName }))
  return (Stacks[0]?.RollbackConfiguration?.RollbackTriggers ?? []).map(({ Arn }) => Arn)
}

async function agreed(scene: Scene, outcome: Outcome): Promise<void> {
  if (outcome.state !== 'held' || outcome.failure.difference === undefined) throw new Error('nothing to agree to')
  const { failure: _read, ...row } = scene.row()
  const approvedDifference = outcome.failure.difference
  await scene.world.rows.rollouts.saveStack(scene.rollout().id, { ...row, approvedDifference })
}

describe('a change set', () => {
  it('lists the alarms that exist, and the plan names the one that does not', () =>
    withGround(WATCHED, async (on, scene) => {
      put(on, scene, 'age')
      expect(await scene.found()).toEqual({ state: 'done' })
      const plan = await scene.plan()
      expect(await listedIn(scene, plan)).toEqual([arnOf(scene, 'age')])
      const { transitions } = plan.plan
      expect(alarmLines({ transitions, ...(plan.evidence.alarms && { alarms: plan.evidence.alarms }) })).toEqual([
        '**Rollback alarms**, as far as they exist now:',
        '',
        '- `depth` does not exist for 1 stack: left out of the change set, and listed once it exists',
      ])
      expect(await scene.apply()).toEqual({ state: 'done' })
      expect(await keptOn(scene)).toEqual([arnOf(scene, 'age')])
    }))

  it('tells metric from composite alarms', () =>
    withGround(WATCHED, async (on, scene) => {
      on.sim.alarms.put(spotOf(scene), { name: nameOf(scene, 'age'), kind: 'CompositeAlarm' })
      put(on, scene, 'depth')
      expect(await scene.found()).toEqual({ state: 'done' })
      await scene.plan()
      expect(await scene.apply()).toEqual({ state: 'done' })
      expect((await keptOn(scene)).toSorted()).toEqual([arnOf(scene, 'age'), arnOf(scene, 'depth')].toSorted())
    }))

  it('costs its pipeline one question more, asked by name', () =>
    withGround(WATCHED, async (_on, scene) => {
      await scene.found()
      const since = scene.requests().length
      await scene.plan()
      const actions = scene.requests().slice(since)
      expect(actions.filter(({ action }) => action === 'DescribeAlarms')).toHaveLength(1)
    }))

  it('of a pipeline that names no alarm asks nobody, and is as explicit', () =>
    withGround({}, async (_on, scene) => {
      await scene.found()
      await scene.plan()
      await scene.apply()
      expect(scene.requests().filter(({ action }) => action === 'DescribeAlarms')).toEqual([])
      expect(await keptOn(scene)).toEqual([])
    }))
})

describe('an alarm that appears', () => {
  it('between plan and apply is listed, and what was approved stands', () =>
    withGround(WATCHED, async (on, scene) => {
      await scene.found()
      const first = await scene.plan()
      expect(await listedIn(scene, first)).toEqual([])
      put(on, scene, 'age')
      expect(await scene.apply()).toEqual({ state: 'done' })
      expect(await keptOn(scene)).toEqual([arnOf(scene, 'age')])
    }))

  it('between two plans changes no digest, and makes a set of its own', () =>
    withGround(WATCHED, async (on, scene) => {
      await scene.found()
      const first = await scene.plan()
      put(on, scene, 'age', 'depth')
      const second = await scene.plan({ of: 'pull:7:second', known: first.evidence.changeSets })
      expect(second.plan.digest).toBe(first.plan.digest)
      expect((await listedIn(scene, second)).toSorted()).toEqual(
        [arnOf(scene, 'age'), arnOf(scene, 'depth')].toSorted(),
      )
      const third = await scene.plan({ of: 'pull:7:third', known: second.evidence.changeSets })
      expect(third.evidence.changeSets).toEqual(second.evidence.changeSets)
    }))

  it('in a stack of the pipeline itself is listed from the next change on', () =>
    withGround(
      {
        fleet: (files) =>
          watchedBy(['own-${pipeline.name}'])(
            files.edit('blueprints/small/1.0.0/queue.template.yml', (text) =>
              text.replace(
                'Outputs:',
                '  Own: { Type: AWS::CloudWatch::Alarm, Properties: { AlarmName: own-web, Namespace: AWS/SQS, MetricName: Age, Statistic: Maximum, Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: GreaterThanThreshold } }\nOutputs:',
              ),
            ),
          ),
      },
      async (_on, scene) => {
        expect(await scene.found()).toEqual({ state: 'done' })
        expect(await keptOn(scene)).toEqual([])
        await scene.plan()
        expect(await scene.apply()).toEqual({ state: 'done' })
        expect(await keptOn(scene)).toEqual([`arn:aws:cloudwatch:${REGION}:${scene.accountId}:alarm:own-web`])
      },
    ))
})

describe('an alarm that goes', () => {
  it('after the review holds the stack until somebody agrees to do without it', () =>
    withGround(WATCHED, async (on, scene) => {
      put(on, scene, 'age', 'depth')
      await scene.found()
      await scene.plan()
      on.sim.alarms.remove(spotOf(scene), 'depth')
      const held = await scene.apply()
      expect(held).toMatchObject({
        state: 'held',
        failure: {
          code: 'difference',
          reason: `the alarm that was to watch it does not exist any more: ${arnOf(scene, 'depth')}`,
        },
      })
      await agreed(scene, held)
      expect(await scene.apply(2)).toEqual({ state: 'done' })
      expect(await keptOn(scene)).toEqual([arnOf(scene, 'age')])
    }))

  it('while the set is executed is CloudFormation’s to roll back, and is explained', () =>
    withGround(WATCHED, async (on, scene) => {
      put(on, scene, 'age')
      await scene.found()
      await scene.plan()
      on.sim.faults.onCall(
        { accountId: scene.accountId, action: 'ExecuteChangeSet', nth: 1 },
        { kind: 'meanwhile', run: () => on.sim.alarms.remove(spotOf(scene), nameOf(scene, 'age')) },
      )
      expect(await scene.apply()).toMatchObject({
        state: 'failed',
        failure: { reason: expect.stringContaining(arnOf(scene, 'age')) },
      })
    }))
})

describe('what is watched', () => {
  it('is counted where it changes, and less of it is disruptive', () =>
    withGround(
      { fleet: watchedBy([AGE, DEPTH], 15), change: (files) => delayed(watchedBy([AGE])(files)) },
      async (on, scene) => {
        put(on, scene, 'age', 'depth')
        await scene.found()
        const { plan } = await scene.plan()
        expect(protectionLines(plan.transitions)[2]).toBe(
          '- Rollback alarms: `2 alarms, 15 min` → `1 alarm, 3 min` on 1 stack (disruptive): less than before rolls back a change that does harm',
        )
      },
    ))
})

describe('a change of alarms alone', () => {
  it('is nothing that AWS can be told by itself: it goes with the next change, and the stack stays known', () =>
    withGround({ fleet: watchedBy([]), change: watchedBy([AGE]) }, async (on, scene) => {
      put(on, scene, 'age')
      await scene.found()
      const { plan } = await scene.plan()
      expect(plan.transitions).toMatchObject([{ changes: [], protections: [{ what: 'rollback-alarms' }] }])
      expect(await scene.apply()).toEqual({ state: 'done' })
      const head = (stack: Scene['queue']) =>
        stack.key === 'queue'
          ? { ...stack, parameters: { DelaySeconds: { from: 'value' as const, value: '9' } } }
          : stack
      const way = { before: [scene.queue], after: [head(scene.queue)] }
      const later = await planStacks(scene.world, { ...LATER, ...way, reach: reachOf(scene) })
      expect(later.plan.transitions.map(({ from }) => from)).toEqual([short(desiredDigest(scene.queue))])
      expect(later.evidence.alarms).toEqual({ [scene.queue.id]: { watching: [arnOf(scene, 'age')], missing: [] } })
    }))
})

describe('an account whose plan role may not look for alarms', () => {
  it('has a gap in its plan that names the permission', () =>
    withGround(WATCHED, async (on, scene) => {
      await scene.found()
      on.sim.faults.onCall(
        { accountId: scene.accountId, action: 'DescribeAlarms' },
        {
          kind: 'error',
          status: 400,
          code: 'AccessDenied',
          message: 'no policy allows the cloudwatch:DescribeAlarms action',
        },
      )
      const { plan } = await scene.plan()
      expect(plan.unplanned).toMatchObject([
        { code: 'account-unreachable', reason: expect.stringContaining('cloudwatch:DescribeAlarms') },
      ])
    }))

  it.each([
    ['a connection cut', { kind: 'reset-before' }],
    ['a proxy’s page', { kind: 'html', status: 200 }],
    ['an answer cut off in the middle', { kind: 'truncated' }],
    ['throttled', { kind: 'error', status: 400, code: 'ThrottlingException', message: 'Rate exceeded' }],
  ] as const)('and one that is %s for a moment is asked again', (_what, effect) =>
    withGround(WATCHED, async (on, scene) => {
      put(on, scene, 'age')
      await scene.found()
      on.sim.faults.onCall({ accountId: scene.accountId, action: 'DescribeAlarms', nth: 1 }, effect)
      expect(await listedIn(scene, await scene.plan())).toEqual([arnOf(scene, 'age')])
    }),
  )
})
