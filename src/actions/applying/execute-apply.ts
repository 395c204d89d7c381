/**
 * Carry out the change set that was found good.
 *
 * The edge looks after an ambiguous reply; this verb only says which set, in
 * which account, under which token, and whether it is still wanted: people
 * pause and abort while a change set is being made.
 */

import { isOvertaken } from '../planning/look.ts'
import type { ApplyRun, Prepared } from '../verbs.ts'
import type { World } from '../world.ts'
import { isWanted, subjectOf } from './apply-subject.ts'

export async function executeApply(
  world: World,
  run: ApplyRun,
  prepared: Extract<Prepared, { next: 'execute' }>,
): Promise<'executed' | 'not-started'> {
  const subject = await subjectOf(world, run)
  const { stack, purpose } = subject
  const { arn, token } = prepared.watch
  if (!isWanted(subject, run)) {
    // A crash may have kept from us that AWS was told already: what runs there runs on, and is waited for.
    const live = await world.aws.reader.live(stack, purpose)
    return live?.lastChangeSetArn === arn ? 'executed' : 'not-started'
  }
  try {
    await world.aws.operations.execute({ stack, arn, type: prepared.type, token, purpose })
  } catch (error) {
    if (!isOvertaken(error)) throw error
    // The next attempt looks at what they made of the stack, and compares it with what was reviewed.
    world.log.warn('change set not executed any more', { rollout: run.rollout, stack: run.stack, code: error.code })
    return 'not-started'
  }
  world.log.info('change set executed', { rollout: run.rollout, stack: run.stack, account: stack.accountId })
  return 'executed'
}
