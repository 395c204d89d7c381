/**
 * What does the engine promise, whichever database it stands on?
 *
 * The same tests run on the embedded database and on a server.
 */
import type { Database } from '../../src/store/database.ts'
import { applyPromises } from './apply-promises.ts'
import { roundPromises } from './round-promises.ts'
import { stageOn } from './stage.ts'
import { taskPromises } from './task-promises.ts'

export function enginePromises(databaseOf: () => Database): void {
  const stage = stageOn(databaseOf)
  taskPromises(stage)
  applyPromises(stage)
  roundPromises(stage, databaseOf)
}
