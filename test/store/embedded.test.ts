/** Does the store keep its promises on the embedded database, and its directory to itself? */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../src/store/database.ts'
import { openStore } from '../../src/store/open.ts'
import { keptLog } from '../support/quiet-log.ts'
import { storePromises } from './promises.ts'

const OPENER = new URL('../support/open-database.ts', import.meta.url).pathname

let directory: string
let database: Database

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fleetwright-store-'))
  database = await openDatabase({ directory, log: keptLog() })
})

afterAll(async () => {
  await database.close()
  await rm(directory, { recursive: true, force: true })
})

describe('the embedded store', () => {
  storePromises(() => database)

  it('refuses a second process, by a message that names the directory', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [OPENER, directory])
    expect(JSON.parse(stdout)).toEqual({
      code: 'database-locked',
      message: `opening the embedded database in ${directory}: another process holds it`,
    })
  })

  it('refuses a second opening by the same process', async () => {
    await expect(openDatabase({ directory, log: keptLog() })).rejects.toMatchObject({ code: 'database-locked' })
  })

  it('lets one at a time through for each name', async () => {
    let inside = 0
    let most = 0
    const visit = () =>
      database.exclusively('test', async () => {
        most = Math.max(most, ++inside)
        await openStore(database).ready()
        inside--
      })
    await Promise.all([visit(), visit(), visit()])
    expect(most).toBe(1)
  })

  it('says that a server which is not there may be tried again', async () => {
    const url = 'postgres://nobody@127.0.0.1:1/none'
    await expect(openDatabase({ directory, url, log: keptLog() })).rejects.toMatchObject({
      code: 'database-unavailable',
      retryable: true,
    })
  })
})
