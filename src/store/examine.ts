/**
 * Could the bot keep its rows and files here?
 *
 * For `fleet doctor`, beside a bot that may be running: the embedded database
 * is not opened and nothing is left behind. A server is asked for its version
 * and no table is touched.
 */
import { access, constants, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import pg from 'pg'
import { asOurs } from './errors.ts'

const CONNECT_MS = 10_000

/** Why the directory, or the nearest one above it that exists, cannot be written; undefined where it can. */
export async function directoryProblem(directory: string): Promise<string | undefined> {
  const path = resolve(directory)
  try {
    if (!(await stat(path)).isDirectory()) return 'it is not a directory'
    await access(path, constants.W_OK | constants.X_OK)
    return undefined
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    // The bot makes it at its first start.
    if (code === 'ENOENT' && dirname(path) !== path) return directoryProblem(dirname(path))
    return code === 'EACCES' || code === 'EROFS' ? `${path} is not ours to write (${code})` : code
  }
}

/** What the server says it is. */
export async function serverVersion(url: string): Promise<string> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: CONNECT_MS,
  })
  return asOurs('asking the database for its version', async () => {
    try {
      await client.connect()
      const { rows } = await client.query<{ server_version: string }>('show server_version')
      return `PostgreSQL ${rows[0]?.server_version ?? ''}`
    } finally {
      await client.end()
    }
  })
}
