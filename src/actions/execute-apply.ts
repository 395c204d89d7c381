/**
 * Carry out the change set that was found good.
 *
 * The edge looks after an ambiguous reply; this verb only says which set, in
 * which account, under which token.
 */
import { subjectOf } from './apply-subject.ts'
import type { ApplyRun, Prepared } from './verbs.ts'
import type { World } from './world.ts'

export async function executeApply(
  world: World,
  run: ApplyRun,
  prepared: Extract<Prepared, { next: 'execute' }>,
): Promise<void> {
  const { stack, purpose } = await subjectOf(world, run)
  const { arn, token } = prepared.watch
  await world.aws.operations.execute({ stack, arn, type: prepared.type, token, purpose })
  world.log.info('change set executed', { rollout: run.rollout, stack: run.stack, account: stack.accountId })
}
