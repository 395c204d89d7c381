/**
 * Does another process already use this directory?
 *
 * The embedded database has no lock of its own, and two processes in one
 * directory lose each other's rows. SQLite's exclusive transaction is a lock
 * that the kernel lifts when its holder dies, so that `kill -9` leaves nothing
 * to clean up.
 */
import { DatabaseSync } from 'node:sqlite'
import { locked } from './errors.ts'

export interface DirectoryLock {
  release(): void
}

/** Throws `database-locked` at once where another holds it; `directory` is for the message. */
export function lock(path: string, directory: string): DirectoryLock {
  const file = new DatabaseSync(path)
  try {
    file.exec('pragma locking_mode = exclusive; pragma busy_timeout = 0')
    file.exec('begin exclusive')
  } catch (error) {
    file.close()
    throw locked(directory, error)
  }
  return { release: () => file.close() }
}
