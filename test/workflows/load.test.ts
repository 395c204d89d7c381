/** Is a webhook taken in quickly while two hundred stacks wait for AWS? */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { scaledClock } from '../../src/lib/clock.ts'
import { type Database, openDatabase } from '../../src/store/database.ts'
import { openStore } from '../../src/store/open.ts'
import { openEngine } from '../../src/workflows/engine.ts'
import { keptLog } from '../support/quiet-log.ts'
import { acting } from './acting.ts'

const STACKS = 200
const DELIVERIES = 100

let directory: string
let database: Database

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fleetwright-load-'))
  database = await openDatabase({ directory, log: keptLog() })
})
afterAll(async () => {
  await database.close()
  await rm(directory, { recursive: true, force: true })
})

it('a delivery is durable within 100 ms (95th percentile) from the first of 200 stacks to their waiting', {
  timeout: 60_000,
}, async () => {
  const actors = acting()
  const clock = scaledClock({ rate: 20, epochMs: Date.now() })
  const { deliveries } = openStore(database)
  const engine = await openEngine({ database, deliveries, log: keptLog(), clock, workerId: 'local' })
  await engine.start(actors.verbs)
  const waiting = () => actors.calls.filter((call) => call.startsWith('await')).length
  const times: number[] = []
  const starting = (async () => {
    for (let index = 0; index < STACKS; index++) await engine.applies.start('r-1', `stack-${index}`, 1)
  })()
  for (let number = 0; number < DELIVERIES || waiting() < STACKS; number++) {
    const begun = performance.now()
    await engine.accept({ id: `guid-${number}` }, [{ kind: 'review-pull', pull: number }])
    times.push(performance.now() - begun)
    // Events arrive one by one; without a pause this would measure a queue of our own making.
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await starting
  await engine.close()
  const sorted = times.toSorted((a, b) => a - b)
  expect(sorted[Math.floor(times.length * 0.95)]).toBeLessThan(100)
})
