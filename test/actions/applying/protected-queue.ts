/** Which queue is protected in these tests, and what do people see of that? */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what the author of a blueprint writes
import { UpdateTerminationProtectionCommand } from '@aws-sdk/client-cloudformation'
import { planStacks } from '../../../src/actions/planning/plan-stacks.ts'
import { accountsOf } from '../../../src/actions/read-fleet.ts'
import type { Outcome } from '../../../src/actions/verbs.ts'
import { loadFleet } from '../../../src/fleet/load.ts'
import type { ProtectionChange } from '../../../src/plan/model.ts'
import { allStacks } from '../../../src/render/stacks.ts'
import type { World as Files } from '../../support/world.ts'
import { type Ground, type GroundWish, ground } from '../aws-ground.ts'
import { ordered, type Scene } from '../aws-scene.ts'
import { COMMIT } from '../aws-seats.ts'

const BLUEPRINT = 'blueprints/small/1.0.0/blueprint.yml'
export const ALLOW = { Effect: 'Allow', Action: 'Update:*', Principal: '*', Resource: '*' }
const KEEP = { Effect: 'Deny', Action: 'Update:Replace', Principal: '*', Resource: 'LogicalResourceId/Queue' }
export const GUARD = JSON.stringify({ Statement: [ALLOW, KEEP] })
export const OPEN = JSON.stringify({ Statement: [ALLOW] })
export const SETTERS = ['SetStackPolicy', 'UpdateTerminationProtection']

/** Fields of the queue's stack in the blueprint. */
export function queueWith(...fields: readonly string[]): (files: Files) => Files {
  return (files) =>
    files.edit(BLUEPRINT, (text) =>
      text.replace(
        /( {4}template: queue\.template\.yml\n)(?: {4}(?:terminationProtection|stackPolicy):.*\n)*/,
        (_, line) => `${line}${fields.map((field) => `    ${field}\n`).join('')}`,
      ),
    )
}

/** The delay of 0 becomes one of 60. */
export const delayed = (files: Files): Files =>
  files.edit(BLUEPRINT, (text) => text.replace('DelaySeconds: ${settings', 'DelaySeconds: 6${settings'))

export const OFF = 'terminationProtection: false'
export const ON = 'terminationProtection: true'
export const policy = (text: string) => `stackPolicy: ${text}`

export async function withGround(wish: GroundWish, play: (on: Ground, scene: Scene) => Promise<void>): Promise<void> {
  await using on = await ground(wish)
  await play(on, on.scene())
}

export function shown(scene: Scene) {
  const stack = scene.stacks().find(({ stackName }) => stackName === scene.queue.stackName)
  return { terminationProtection: stack?.terminationProtection, stackPolicy: stack?.stackPolicy }
}

export function asked(scene: Scene, since = 0): readonly string[] {
  const own = scene
    .requests()
    .slice(since)
    .filter(({ stackName }) => stackName === scene.queue.stackName)
  return ordered(own.map(({ action }) => action))
}

export async function protectionsIn(scene: Scene): Promise<readonly ProtectionChange[] | undefined> {
  const { plan } = await scene.plan()
  return plan.transitions.find(({ stack }) => stack.id === scene.queue.id)?.protections
}

/** A customer's administrator does it by hand. */
export function switched(scene: Scene, on: boolean): Promise<unknown> {
  const { stackName: StackName } = scene.queue
  return scene.admin.send(new UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection: on }))
}

export async function agreed(scene: Scene, outcome: Outcome): Promise<void> {
  if (outcome.state !== 'held' || outcome.failure.difference === undefined) throw new Error('nothing to agree to')
  const { failure: _read, ...row } = scene.row()
  const approvedDifference = outcome.failure.difference
  await scene.world.rows.rollouts.saveStack(scene.rollout().id, { ...row, approvedDifference })
}

/** What an operator sees who asks whether AWS holds what the merge wants. */
export async function leftToDo(scene: Scene): Promise<readonly string[]> {
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

export function never(): never {
  throw new Error('the fleet is unsound')
}
