/**
 * What does the database's complaint mean to us?
 *
 * The one place that looks at codes of PostgreSQL, of sockets and of SQLite.
 * Messages of the driver are kept as the cause; a value of a row never enters
 * ours.
 */
import { FleetwrightError } from '../lib/errors.ts'

/** SQLSTATE classes after which another try is right: connection, resources, operator intervention, lost races. */
const PASSING = /^(08|53|57|40)/
const SOCKETS = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN'])

/** `doing`: lower case, such as `saving a rollout`. */
export async function asOurs<Result>(doing: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    throw cause instanceof FleetwrightError ? cause : translated(doing, cause)
  }
}

export function translated(doing: string, cause: unknown): FleetwrightError {
  if (isPassing(cause)) {
    return new FleetwrightError(`${doing}: the database cannot be reached`, {
      code: 'database-unavailable',
      nextMove: 'operator',
      retryable: true,
      hint: 'see that PostgreSQL runs and accepts connections; work goes on by itself',
      cause,
    })
  }
  return new FleetwrightError(`${doing}: the database refused`, {
    code: 'database-refused',
    nextMove: 'operator',
    retryable: false,
    hint: 'the cause in the log names it; report it as a defect of Fleetwright if it is not one of access or space',
    cause,
  })
}

function isPassing(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false
  const code = 'code' in cause ? String(cause.code) : ''
  return PASSING.test(code) || SOCKETS.has(code) || /Connection terminated|timeout exceeded/i.test(cause.message)
}

/** `directory`: as the operator wrote it. */
export function locked(directory: string, cause: unknown): FleetwrightError {
  return new FleetwrightError(`opening the embedded database in ${directory}: another process holds it`, {
    code: 'database-locked',
    nextMove: 'operator',
    retryable: false,
    hint: `stop the other bot that runs in ${directory}, or give this one another directory or a DATABASE_URL`,
    cause,
  })
}
