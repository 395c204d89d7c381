/** Does the engine keep the same promises on a PostgreSQL server, and survive the same kills and one more? */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, it } from 'vitest'
import { type Database, openDatabase } from '../../src/store/database.ts'
import { type Postgres, startPostgres } from '../support/postgres.ts'
import { keptLog } from '../support/quiet-log.ts'
import { surviveKills, surviveLoss } from './kills.ts'
import { enginePromises } from './promises.ts'

const postgres: Postgres | undefined = await startPostgres()
let url: string

beforeAll(async () => {
  url = (await postgres?.database()) ?? ''
})
afterAll(() => postgres?.stop())

describe.skipIf(postgres === undefined)('the engine on PostgreSQL', () => {
  let database: Database
  beforeAll(async () => {
    database = await openDatabase({ directory: '', url, log: keptLog() })
  })
  afterAll(() => database.close())

  enginePromises(() => database)
})

describe.skipIf(postgres === undefined)('bots on PostgreSQL', () => {
  let folder: string
  beforeEach(async () => {
    url = (await postgres?.database()) ?? ''
    folder = await mkdtemp(join(tmpdir(), 'fleetwright-server-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('lose no work and repeat no effect when they are killed', () => surviveKills(folder, url))

  it('finish what another had begun that is lost for good', () => surviveLoss(folder, url))
})
