/** Does the engine keep the same promises on a PostgreSQL server, and survive the same kills? */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { type Database, openDatabase } from '../../src/store/database.ts'
import { type Postgres, startPostgres } from '../support/postgres.ts'
import { keptLog } from '../support/quiet-log.ts'
import { surviveKills } from './kills.ts'
import { enginePromises } from './promises.ts'

const postgres: Postgres | undefined = await startPostgres()
let database: Database
let folder: string

describe.skipIf(postgres === undefined)('the engine on PostgreSQL', () => {
  beforeAll(async () => {
    const url = await postgres?.database()
    folder = await mkdtemp(join(tmpdir(), 'fleetwright-server-'))
    database = await openDatabase({ directory: '', ...(url === undefined ? {} : { url }), log: keptLog() })
  })
  afterAll(async () => {
    await database.close()
    await postgres?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  enginePromises(() => database)

  it('a kill loses no work and repeats no effect', async () => {
    await surviveKills(folder, (await postgres?.database()) ?? '')
  })
})
