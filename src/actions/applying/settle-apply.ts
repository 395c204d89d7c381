/**
 * How did the apply end, for the rollout and for people?
 *
 * One row. Evidence is stamped here, after AWS answered, so that a wave is
 * done only on what is newer than its start.
 */
import { unreachable } from '../../lib/errors.ts'
import type { RolloutStack } from '../../rollout/model.ts'
import type { ApplyRun, Outcome } from '../verbs.ts'
import type { World } from '../world.ts'

export async function settleApply(world: World, run: ApplyRun, outcome: Outcome): Promise<void> {
  const found = await world.rows.rollouts.get(run.rollout)
  const row = found?.stacks.find((each) => each.ref.id === run.stack)
  // An abort, a skip or a newer attempt came first: this answer is about something that is over.
  if (row === undefined || row.attempt !== run.attempt || row.state !== 'applying') return
  await world.rows.rollouts.saveStack(run.rollout, settledRow(row, outcome, world.clock.now().toString()))
  const fields = {
    rollout: run.rollout,
    stack: run.stack,
    customer: row.ref.customer,
    account: row.ref.accountId,
    pipeline: row.ref.pipeline,
  }
  if (outcome.state === 'done') world.log.info('stack applied', fields)
  else if (outcome.state === 'not-started') world.log.info('stack not started', fields)
  else world.log.error('stack not applied', { ...fields, code: outcome.failure.code })
}

function settledRow(row: RolloutStack, outcome: Outcome, now: string): RolloutStack {
  const { failure: _before, evidenceAt: _old, ...rest } = row
  switch (outcome.state) {
    case 'done':
      return { ...rest, state: 'done', evidenceAt: now }
    case 'not-started':
      // Taken up under a new attempt if its rollout goes on.
      return { ...rest, state: 'waiting' }
    case 'failed':
    case 'held':
    case 'unreachable':
      return { ...rest, state: outcome.state, failure: outcome.failure }
    default:
      return unreachable(outcome)
  }
}
