/**
 * How does the command line on this machine prove that it may ask?
 *
 * By a file in the bot's directory that only its owner can read: address and
 * token, made anew at every start. Who can read it could read the database.
 */
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface OperatorKey {
  readonly token: string
  /** Once the address is known. */
  publish(url: string): Promise<void>
  remove(): Promise<void>
}

export function operatorKey(directory: string): OperatorKey {
  const token = randomBytes(32).toString('hex')
  const path = join(directory, 'operator.json')
  return {
    token,
    async publish(url) {
      await mkdir(directory, { recursive: true, mode: 0o700 })
      await writeFile(path, `${JSON.stringify({ url, token })}\n`, { mode: 0o600 })
      // The mode above counts only for a new file.
      await chmod(path, 0o600)
    },
    remove: () => rm(path, { force: true }),
  }
}
