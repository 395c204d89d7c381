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
  // One connection, never closed for idleness: PGlite is single-user, and a second one would see another's transaction.
  const config = { ...createPgConfig(lite), max: 1, idleTimeoutMillis: 0 }
  const pool = new pg.Pool(config as unknown as pg.PoolConfig)
  return {
    pool,
    async close() {
      await pool.end()
      await lite.close()
      held.release()
    },
  }
}
