/**
 * Which database do we stand on?
 *
 * The same code on an embedded PostgreSQL in one directory and on a server by
 * address; one pool for our rows and the engine's. Migrated before anybody
 * gets to see it.
 *
 * A transaction touches only its own handle: the embedded pool has a single
 * connection, and asking it, or the engine, from within waits for ever.
 */
import { Kysely, PostgresDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import pg from 'pg'
import type { Log } from '../actions/ports.ts'
import { openEmbedded } from './embedded.ts'
import { asOurs } from './errors.ts'
import { acrossProcesses, type Exclusively, inProcess } from './exclusive.ts'
import { MIGRATIONS } from './migrations.ts'
import type { Tables } from './tables.ts'
import { openWorkers, type Workers } from './workers.ts'

export interface Database {
  /** `embedded`: one connection, one process. */
  readonly kind: 'embedded' | 'server'
  readonly pool: pg.Pool
  readonly rows: Kysely<Tables>
  readonly exclusively: Exclusively
  /** Only where several processes may share the database. */
  readonly workers?: Workers
  close(): Promise<void>
}

export interface Where {
  /** The bot's own directory; the embedded database and its lock lie in it. */
  readonly directory: string
  /** `postgres://…`: used instead of the embedded one. */
  readonly url?: string
  readonly log: Log
}

/** Our tables' own room, so that a shared server keeps them apart. */
export const SCHEMA = 'fleetwright'
const CONNECTIONS = 20
const CONNECT_MS = 10_000

/** Throws `database-locked` where another process has the directory, `database-unavailable` where no server answers. */
export async function openDatabase(where: Where): Promise<Database> {
  const { pool, close } = where.url === undefined ? await openEmbedded(where.directory) : openServer(where.url)
  // Without a listener a connection that breaks while idle would end the process.
  pool.on('error', (error) => where.log.warn('database connection was lost', { error }))
  const rows = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }).withSchema(SCHEMA)
  try {
    await asOurs('migrating the database', () => migrate(rows))
  } catch (error) {
    await close()
    throw error
  }
  return {
    kind: where.url === undefined ? 'embedded' : 'server',
    pool,
    rows,
    ...(where.url === undefined
      ? { exclusively: inProcess() }
      : { exclusively: acrossProcesses(where.url), workers: openWorkers(where.url, where.log) }),
    close,
  }
}

function openServer(connectionString: string): { readonly pool: pg.Pool; close(): Promise<void> } {
  const pool = new pg.Pool({ connectionString, max: CONNECTIONS, connectionTimeoutMillis: CONNECT_MS })
  return { pool, close: () => pool.end() }
}

async function migrate(db: Kysely<Tables>): Promise<void> {
  const provider = { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) }
  const { error } = await new Migrator({ db, provider, migrationTableSchema: SCHEMA }).migrateToLatest()
  if (error !== undefined) throw error
}
