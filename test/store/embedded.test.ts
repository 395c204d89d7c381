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

  it('prepares what it is asked again and again, and answers as before', async () => {
    const often = 'select $1::int + 1 as sum'
    for (let number = 0; number < 50; number++) {
      const { rows } = await database.pool.query<{ readonly sum: number }>(often, [number])
      expect(rows).toEqual([{ sum: number + 1 }])
    }
    await database.pool.query('select $1::int + 2 as sum', [1])
    const { rows } = await database.pool.query("select statement from pg_prepared_statements where name like 'often-%'")
    expect(rows.filter(({ statement }) => statement === often)).toHaveLength(1)
    expect(rows.filter(({ statement }) => statement.includes('+ 2'))).toEqual([])
  })

  it('goes on after a prepared question that failed', async () => {
    const divide = 'select 12 / $1::int as part'
    for (let number = 0; number < 50; number++) {
      if (number % 5 === 0) await expect(database.pool.query(divide, [0])).rejects.toThrow('division by zero')
      else expect((await database.pool.query(divide, [number])).rows).toEqual([{ part: Math.floor(12 / number) }])
    }
  })

  it('says that a server which is not there may be tried again', async () => {
    const url = 'postgres://nobody@127.0.0.1:1/none'
    await expect(openDatabase({ directory, url, log: keptLog() })).rejects.toMatchObject({
      code: 'database-unavailable',
      retryable: true,
    })
  })
})
