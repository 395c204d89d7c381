/**
 * What does a plan say of a stack that is not where the default branch wants it?
 *
 * Its values are compared with what AWS has: a value that came while a pipeline
 * rested, that a rollout never brought, or that somebody gave by hand is what
 * the plan takes away, though no line of it changes.
 */
import { UpdateStackCommand } from '@aws-sdk/client-cloudformation'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { AccessReader } from '../../../src/actions/access-port.ts'
import { planStacks } from '../../../src/actions/planning/plan-stacks.ts'
import type { AccessQuestion } from '../../../src/plan/access.ts'
import { touchedBy } from '../../../src/plan/required.ts'
import type { DesiredStack } from '../../../src/render/model.ts'
import { type Ground, ground } from '../aws-ground.ts'
import { LATER, reachOf, type Scene } from '../aws-scene.ts'

let on: Ground
beforeAll(async () => {
  on = await ground()
})
afterAll(() => on[Symbol.asyncDispose]())

/** A customer whose queue is as it was founded: with no delay, which deployments are known by. */
async function founded(): Promise<Scene> {
  const scene = on.scene()
  expect(await scene.found()).toEqual({ state: 'done' })
  return scene
}

interface Wish {
  readonly delay?: string
  /** A property more, so that the stack changes whatever its delay is. */
  readonly size?: number
  readonly more?: Partial<DesiredStack>
}

function queueOf({ queue }: Scene, { delay = '0', size, more = {} }: Wish): DesiredStack {
  const template = JSON.parse(queue.template)
  if (size !== undefined) template.Resources.Queue.Properties.MaximumMessageSize = size
  return {
    ...queue,
    template: JSON.stringify(template),
    identityParameters: ['DelaySeconds'],
    parameters: { DelaySeconds: { from: 'value', value: delay } },
    ...more,
  }
}

async function planned(scene: Scene, before: readonly DesiredStack[], after: DesiredStack) {
  const { plan, evidence } = await planStacks(scene.world, {
    ...LATER,
    reach: reachOf(scene),
    of: `pull:${after.stackName}`,
    before,
    after: [after],
  })
  const { destructive, stacks } = touchedBy(plan, evidence)
  return {
    destructive,
    touches: stacks.flatMap(({ touches }) => [...touches]),
    values: plan.transitions.flatMap(({ parameters }) =>
      parameters.map(({ name, before: was = '-', after: becomes = '-' }) => `${name}: ${was} → ${becomes}`),
    ),
    plan,
    evidence,
  }
}

const PAUSED = { lifecycle: 'paused' } as const

it('an identity setting that changed while its pipeline rested is destructive once it is active again', async () => {
  const scene = await founded()
  const is = await planned(scene, [queueOf(scene, { delay: '60', more: PAUSED })], queueOf(scene, { delay: '60' }))
  expect(is).toMatchObject({ destructive: true, touches: ['identity'], values: ['DelaySeconds: 0 → 60'] })
})

it('an identity setting that no rollout brought is destructive with the next change', async () => {
  const scene = await founded()
  const is = await planned(scene, [queueOf(scene, { delay: '5' })], queueOf(scene, { delay: '5', size: 2048 }))
  expect(is).toMatchObject({ destructive: true, touches: ['identity'], values: ['DelaySeconds: 0 → 5'] })
  expect(is.plan.transitions[0]?.ways?.flatMap(({ changes }) => changes.map(({ verdict }) => verdict.risk))).toEqual([
    'destructive',
    'destructive',
  ])
})

it('an identity setting that somebody changed by hand is destructive where a change takes it back', async () => {
  const scene = await founded()
  const { stackName, serviceRoleArn, tags } = scene.queue
  await scene.admin.send(
    new UpdateStackCommand({
      StackName: stackName,
      UsePreviousTemplate: true,
      Parameters: [{ ParameterKey: 'DelaySeconds', ParameterValue: '77' }],
      RoleARN: serviceRoleArn,
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  )
  on.clock.advance(600_000)
  const is = await planned(scene, [queueOf(scene, {})], queueOf(scene, { size: 2048 }))
  expect(is).toMatchObject({ destructive: true, touches: ['identity'], values: ['DelaySeconds: 77 → 0'] })
})

it('a value that AWS has already is none that changes, where nobody says what the base wanted', async () => {
  const scene = await founded()
  const is = await planned(scene, [], queueOf(scene, { size: 2048 }))
  expect(is).toMatchObject({ destructive: false, touches: [], values: [] })
})

it('a stack that is where the base wants it changes by what the head says', async () => {
  const scene = await founded()
  const is = await planned(scene, [queueOf(scene, {})], queueOf(scene, { size: 2048 }))
  expect(is).toMatchObject({ destructive: false, touches: [], values: [] })
})

it('what was opened while a pipeline rested is asked of AWS and told once it is active again', async () => {
  const scene = await founded()
  const asked: AccessQuestion[] = []
  const access: AccessReader = {
    async compare(questions) {
      asked.push(...questions)
      return questions.map(({ logicalId }) => [
        { logicalId, kind: 'permission', sign: 'added', opens: true, who: '*', what: 'sqs:*', on: 'it' },
      ])
    },
  }
  const template = JSON.parse(scene.queue.template)
  const statement = { Effect: 'Allow', Principal: '*', Action: 'sqs:*', Resource: '*' }
  template.Resources.Open = {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: { Queues: [{ Ref: 'Queue' }], PolicyDocument: { Statement: [statement] } },
  }
  const open = queueOf(scene, { more: { template: JSON.stringify(template) } })
  const is = await planned({ ...scene, world: { ...scene.world, access } }, [{ ...open, ...PAUSED }], open)
  expect(asked.map(({ logicalId, before }) => [logicalId, before])).toEqual([['Open', undefined]])
  expect(is.evidence.access?.of).toEqual({ [open.id]: 0 })
})
