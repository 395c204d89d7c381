/** Promise: another service role is a counted line of the plan, and no stack is lost because AWS takes it only with the next change. */
import { ExecuteChangeSetCommand } from '@aws-sdk/client-cloudformation'
import { describe, expect, it } from 'vitest'
import { planStacks } from '../../../src/actions/planning/plan-stacks.ts'
import { short } from '../../../src/lib/digest.ts'
import { desiredDigest } from '../../../src/render/desired.ts'
import type { DesiredStack } from '../../../src/render/model.ts'
import { protectionLines } from '../../../src/report/protection-text.ts'
import type { World as Files } from '../../support/world.ts'
import { type GroundWish, ground, OTHER_ROLE } from '../aws-ground.ts'
import { LATER, REGION, reachOf, type Scene } from '../aws-scene.ts'

/** Of the first scene; its account lets the bot name any role. */
const RENAMED: GroundWish = {
  bootstrap: (template) =>
    template
      .replace('"cloudformation:RoleArn": !GetAtt ServiceRole.Arn', '"cloudformation:RoleArn": "arn:aws:iam::*:role/*"')
      .replaceAll('Resource: !GetAtt ServiceRole.Arn', 'Resource: "*"'),
  change: (files) =>
    files.edit('customers/acme-0000/customer.yml', (text) => text.replace('fleetwright-service', OTHER_ROLE)),
}

const watched = (files: Files): Files =>
  files.edit('blueprints/small/1.0.0/blueprint.yml', (text) =>
    text.replace(
      / {4}template: queue\.template\.yml\n/,
      (own) => `${own}    rollbackConfiguration: { monitoringTimeInMinutes: 3, rollbackTriggers: ["not-there"] }\n`,
    ),
  )

function delayed(stack: DesiredStack, value: string): DesiredStack {
  return { ...stack, parameters: { DelaySeconds: { from: 'value', value } } }
}

describe('another service role alone', () => {
  it.each([
    ['', RENAMED],
    [', also beside an alarm that does not exist', { ...RENAMED, fleet: watched }],
  ])('is counted, and goes with the next change of the stack, which stays known%s', async (_beside, wish) => {
    await using on = await ground(wish)
    const scene = on.scene()
    const { queue } = scene
    expect(await scene.found()).toEqual({ state: 'done' })
    const { plan } = await scene.plan()
    expect(plan.unplanned).toEqual([])
    expect(plan.transitions.find(({ stack }) => stack.id === queue.id)).toMatchObject({
      changes: [],
      protections: [{ what: 'service-role' }],
    })
    expect(protectionLines(plan.transitions).slice(2)).toEqual([
      `- Service role: \`fleetwright-service\` → \`${OTHER_ROLE}\` on 1 stack (disruptive): from its next change on, CloudFormation works on it with a role that may be allowed less, or more`,
    ])
    expect(await scene.apply()).toEqual({ state: 'done' })
    const roles = () => scene.stacks().map(({ roleArn }) => roleArn?.split('/').at(-1))
    expect(roles()).toEqual(['fleetwright-service'])

    const later = await laterPlan(scene, [queue, delayed(queue, '9')])
    expect(later.plan.unplanned).toEqual([])
    expect(later.plan.transitions).toMatchObject([
      { from: short(desiredDigest(queue)), exactness: 'exact', changes: [{ logicalId: 'Queue' }] },
    ])
    const [ChangeSetName] = Object.values(later.evidence.changeSets)
    await scene.admin.send(new ExecuteChangeSetCommand({ ChangeSetName }))
    on.clock.advance(600_000)
    expect(roles()).toEqual([OTHER_ROLE])
  })

  it('costs no stack its plan that an earlier change had not reached: its role is the one that our last set named', async () => {
    await using on = await ground(RENAMED)
    const scene = on.scene()
    const { queue } = scene
    expect(await scene.found()).toEqual({ state: 'done' })
    const { plan } = await laterPlan(scene, [delayed(queue, '5'), delayed(queue, '9')])
    expect(plan.unplanned).toEqual([])
    expect(plan.transitions).toMatchObject([{ from: 'unknown', exactness: 'exact' }])
    const hand = on.sim.someoneElse(scene.accountId, REGION)
    hand.updateStack(queue.stackName, { parameters: { DelaySeconds: '7' }, tags: queue.tags })
    on.clock.advance(600_000)
    const { plan: after } = await laterPlan(scene, [delayed(queue, '5'), delayed(queue, '9')])
    expect(after.unplanned).toMatchObject([{ code: 'foreign-service-role' }])
  })
})

function laterPlan(
  scene: Scene,
  [before, after]: readonly [DesiredStack, DesiredStack],
): ReturnType<typeof planStacks> {
  return planStacks(scene.world, { ...LATER, before: [before], after: [after], reach: reachOf(scene) })
}
