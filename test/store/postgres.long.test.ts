/** Does the store keep the same promises on a PostgreSQL server? */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../src/store/database.ts'
import { type Postgres, startPostgres } from '../support/postgres.ts'
import { keptLog } from '../support/quiet-log.ts'
import { storePromises } from './promises.ts'

const postgres: Postgres | undefined = await startPostgres()
let database: Database
let second: Database

describe.skipIf(postgres === undefined)('the store on PostgreSQL', () => {
  beforeAll(async () => {
    const url = await postgres?.database()
    // Both at once, as two workers that start together: the tables are made once.
    const opening = { directory: '', ...(url === undefined ? {} : { url }), log: keptLog() }
    ;[database, second] = await Promise.all([openDatabase(opening), openDatabase(opening)])
  })
  afterAll(async () => {
    await Promise.all([database.close(), second.close()])
    await postgres?.stop()
  })

  storePromises(() => database)

  it('lets one process at a time through for each name', async () => {
    let inside = 0
    let most = 0
    const visit = (through: Database) =>
      through.exclusively('test', async () => {
        most = Math.max(most, ++inside)
        await through.pool.query('select pg_sleep(0.02)')
        inside--
      })
    await Promise.all([visit(database), visit(second), visit(database), visit(second)])
    expect(most).toBe(1)
  })

  it("knows which workers live, and keeps a dead one's name while its work is taken over", async () => {
    const followed: string[] = []
    const follow = (through: Database) => through.workers?.ifGone('first', async () => void followed.push('first'))
    const held = await database.workers?.hold('first')
    await follow(second)
    expect(followed).toEqual([])
    await held?.release()
    await follow(second)
    expect(followed).toEqual(['first'])
  })
})
