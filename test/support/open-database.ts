/**
 * What does a second process see that opens the same directory?
 *
 * Started by a test with the directory as its argument; prints what it met.
 */
import { FleetwrightError } from '../../src/lib/errors.ts'
import { openDatabase } from '../../src/store/database.ts'
import { keptLog } from './quiet-log.ts'

const directory = process.argv[2] ?? ''
try {
  const database = await openDatabase({ directory, log: keptLog() })
  await database.close()
  process.stdout.write(JSON.stringify({ code: 'opened' }))
} catch (error) {
  if (!(error instanceof FleetwrightError)) throw error
  process.stdout.write(JSON.stringify({ code: error.code, message: error.message }))
}
