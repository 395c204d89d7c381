/**
 * How does only one process at a time do a thing?
 *
 * In the embedded database there is only one process, and a queue in memory
 * is enough. On a server it is an advisory lock on a connection of its own:
 * it falls with the connection, so a dead worker holds nobody up, and no
 * connection of the pool is spent on waiting.
 */
import pg from 'pg'
import { oneAtATime } from '../lib/turnstile.ts'
import { translated } from './errors.ts'

/** One at a time for each name, in the order they came. Not to be nested under the same name. */
export type Exclusively = <Result>(name: string, work: () => Promise<Result>) => Promise<Result>

export function inProcess(): Exclusively {
  return oneAtATime()
}

export function acrossProcesses(url: string): Exclusively {
  // First among ourselves: one connection a name and process, however many wait.
  const here = oneAtATime()
  return (name, work) => here(name, () => underLock(url, name, work))
}

const RETRY_MS = 50

async function underLock<Result>(url: string, name: string, work: () => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url, application_name: `fleetwright ${name}`, keepAlive: true })
  // A connection that breaks while we work has lost the lock; the verbs under it look before they act.
  client.on('error', () => undefined)
  try {
    await client.connect()
    // Asked again and again: a statement that waits for a lock holds up vacuum and whoever builds an index meanwhile.
    while (!(await got(client, name))) await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  } catch (error) {
    await client.end().catch(() => undefined)
    throw translated(`waiting for our turn to ${name}`, error)
  }
  try {
    return await work()
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function got(client: pg.Client, name: string): Promise<boolean> {
  const text = 'select pg_try_advisory_lock(hashtextextended($1, 0)) as got'
  const { rows } = await client.query<{ readonly got: boolean }>(text, [`fleetwright:${name}`])
  return rows[0]?.got === true
}
