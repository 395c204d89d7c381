/**
 * How do we have a PostgreSQL where none is installed?
 *
 * PGlite in this process, in one directory, behind an exclusive lock. It
 * promises to survive `kill -9`, not a power cut: after a lost database the
 * bot finds its way from Git and the stacks; who needs more sets DATABASE_URL.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { type DirectoryLock, lock } from './lock.ts'
import { PLANNED_ANEW, preparesWhatIsAskedOften } from './prepared.ts'

export interface Opened {
  readonly pool: pg.Pool
  close(): Promise<void>
}

export async function openEmbedded(directory: string): Promise<Opened> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const held = lock(join(directory, 'database.lock'), directory)
  try {
    return await openLocked(join(directory, 'database'), held)
  } catch (error) {
    held.release()
    throw error
  }
}

async function openLocked(path: string, held: DirectoryLock): Promise<Opened> {
  // Loaded here: with a PostgreSQL server nobody pays for 27 MB of WebAssembly.
  const { PGlite } = await import('@electric-sql/pglite')
  const { createPgConfig } = await import('@electric-sql/pglite/node-postgres')
  const lite = await PGlite.create(path)
  await lite.exec(PLANNED_ANEW)
  // One connection, never closed for idleness: PGlite is single-user, and a second one would see another's transaction.
  const config = { ...createPgConfig(lite), max: 1, idleTimeoutMillis: 0 }
  const pool = new StayingPool(config as unknown as pg.PoolConfig)
  pool.on('connect', preparesWhatIsAskedOften)
  return {
    pool,
    async close() {
      await pool.end()
      await lite.close()
      held.release()
    },
  }
}

type Connected = (error: Error | undefined, client: pg.PoolClient | undefined, done: () => void) => void

/**
 * A pool ends a connection whose question failed. Here it is the database itself: there is no other to go on with, and
 * who asks next would be told that it was lost.
 */
class StayingPool extends pg.Pool {
  override connect(): Promise<pg.PoolClient>
  override connect(callback: Connected): void
  override connect(callback?: Connected): Promise<pg.PoolClient> | undefined {
    if (callback === undefined) return super.connect().then(staying)
    super.connect((error, client, done) => callback(error, client && staying(client), () => done()))
    return undefined
  }
}

function staying(client: pg.PoolClient): pg.PoolClient {
  const release = client.release.bind(client)
  return Object.assign(client, { release: () => release() })
}
