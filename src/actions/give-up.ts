/**
 * We could not do what was asked: who is told?
 *
 * The author sees a finished check that says it was not their fault and what
 * happens next; an operator sees an error in the log. Never a check that
 * stays pending, never one that lets a required check through.
 */
import { brokenReport } from '../report/checks.ts'
import type { GivenUp } from './verbs.ts'
import type { World } from './world.ts'

/** The sweep takes the head up again then: by that time the engine's own patience has long ended. */
const AGAIN_AFTER_MINUTES = 30

export async function giveUp(world: World, { work, failure }: GivenUp): Promise<void> {
  world.log.error('work given up', { ...('pull' in work ? { pull: work.pull } : {}), code: failure.code })
  if (work.kind !== 'check-pull' && work.kind !== 'plan-pull') return
  const pull = await world.github.pulls.get(work.pull)
  if (pull.state === 'closed') return
  const now = world.clock.now()
  const times = { at: now.toString(), againAt: now.add({ minutes: AGAIN_AFTER_MINUTES }).toString() }
  for (const report of brokenReport(pull, { failure, ...times, isPlan: work.kind === 'plan-pull' })) {
    await world.github.checks.publish(report)
  }
}
