/** Does the engine keep its promises on the embedded database? */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { type Database, openDatabase } from '../../src/store/database.ts'
import { keptLog } from '../support/quiet-log.ts'
import { enginePromises } from './promises.ts'

let directory: string
let database: Database

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fleetwright-engine-'))
  database = await openDatabase({ directory, log: keptLog() })
})

afterAll(async () => {
  await database.close()
  await rm(directory, { recursive: true, force: true })
})

describe('the engine on the embedded database', () => {
  enginePromises(() => database)
})
