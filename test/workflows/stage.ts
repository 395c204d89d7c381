/**
 * How does a test of the engine get an engine?
 *
 * A new one for each test on a database that all share, with verbs that act
 * as the test's plot says; closed when the test is over.
 */
import { afterEach, beforeEach } from 'vitest'
import { type Clock, scaledClock } from '../../src/lib/clock.ts'
import type { Database } from '../../src/store/database.ts'
import { openStore } from '../../src/store/open.ts'
import { type Engine, openEngine } from '../../src/workflows/engine.ts'
import { type KeptLog, keptLog } from '../support/quiet-log.ts'
import { type Acting, acting, type Plot } from './acting.ts'

export interface Stage {
  begin(plot?: Plot, clock?: Clock): Promise<Acting>
  /** The one that was begun last. */
  readonly engine: Engine
  readonly log: KeptLog
}

let used = 0
/** Ids that no other test of this run has used. */
export function unused(): number {
  return ++used
}

const epochMs = Date.now()
/** Hours in seconds; the same time for each engine, because one takes up what another left. */
export function fastClock(): Clock {
  return scaledClock({ rate: 200, epochMs })
}

export function stageOn(databaseOf: () => Database): Stage {
  let engine: Engine
  let log: KeptLog
  beforeEach(() => {
    log = keptLog()
  })
  afterEach(() => engine.close())

  return {
    async begin(plot = {}, clock = fastClock()) {
      const actors = acting(plot)
      const database = databaseOf()
      engine = await openEngine({ database, deliveries: openStore(database).deliveries, log, clock, workerId: 'local' })
      await engine.start(actors.verbs)
      return actors
    },
    get engine() {
      return engine
    },
    get log() {
      return log
    },
  }
}
