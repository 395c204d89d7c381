/**
 * `npm start`: who are we, and is everything there to serve?
 *
 * Without credentials there is no App yet, and the page that registers one is
 * served instead. SIGTERM and SIGINT end cleanly: no new work, running steps
 * come to their end, everything else is durable and goes on at the next start.
 */
import { compose } from './compose.ts'
import { hasCredentials, loadEnvironmentFile, readConfig, setupOf } from './config.ts'
import { openSetup } from './github/setup.ts'
import { FleetwrightError } from './lib/errors.ts'
import { openLog } from './log.ts'

try {
  loadEnvironmentFile()
  const running = hasCredentials()
    ? await compose(readConfig())
    : await openSetup({ ...setupOf(), log: openLog('info') })
  process.stdout.write(`Fleetwright serves ${running.url}\n`)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      running.close().then(() => process.exit(0), fail)
    })
  }
} catch (error) {
  fail(error)
}

/** One clear line; the stack only where the error is not one of ours. */
function fail(error: unknown): never {
  if (error instanceof FleetwrightError) process.stderr.write(`fleetwright: ${error.message}: ${error.hint}\n`)
  else process.stderr.write(`fleetwright: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exit(1)
}
