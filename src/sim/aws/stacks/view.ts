/**
 * How does a stack look to a test or to the demo's pages?
 */
import type { StackView } from '../server.ts'
import type { Stack } from './state.ts'
import type { World } from './world.ts'

/** A copy: what the caller holds does not move with the simulator. */
export function viewOf(world: World, stack: Stack): StackView {
  const shown = stack.deployed ?? stack.intended
  return {
    stackId: stack.stackId,
    stackName: stack.stackName,
    accountId: stack.accountId,
    region: stack.region,
    status: stack.status,
    ...(stack.statusReason === undefined ? {} : { statusReason: stack.statusReason }),
    ...(stack.changeSetId === undefined ? {} : { changeSetId: stack.changeSetId }),
    ...(stack.roleArn === undefined ? {} : { roleArn: stack.roleArn }),
    template: shown?.template.text ?? '',
    parameters: { ...shown?.parameters },
    tags: { ...shown?.tags },
    outputs: { ...stack.outputs },
    terminationProtection: stack.terminationProtection,
    ...(stack.policy === undefined ? {} : { stackPolicy: stack.policy }),
    resources: [...stack.resources.values()].map(({ live, status }) => ({
      logicalId: live.logicalId,
      type: live.type,
      physicalId: live.physicalId,
      status,
      properties: live.properties,
    })),
    changeSets: world.allChangeSetsOf(stack).map(({ id, name, status, executionStatus, description }) => ({
      id,
      name,
      status,
      executionStatus,
      ...(description === undefined ? {} : { description }),
    })),
  }
}
