/**
 * Which runs may the engine forget?
 *
 * Those that ended a week ago: an event that comes twice comes within hours,
 * and what became of a stack stands in its rollout's row. The engine keeps
 * every run for ever if nobody asks it not to.
 */
import { DBOS } from '@dbos-inc/dbos-sdk'

const DAYS = 7
/** A few at a time: each deletion holds the one connection. */
const AT_ONCE = 200

export async function forgetEndedRuns(isClosing: () => boolean): Promise<void> {
  // The engine stamps its rows with the machine's own time, whatever our clock's rate.
  const completedBefore = new Date(Date.now() - DAYS * 86_400_000).toISOString()
  while (!isClosing()) {
    const ended = await DBOS.listWorkflows({
      status: ['SUCCESS', 'ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED'],
      completedBefore,
      limit: AT_ONCE,
      loadInput: false,
      loadOutput: false,
    })
    if (ended.length === 0) return
    await DBOS.deleteWorkflows(ended.map((each) => each.workflowID))
  }
}
