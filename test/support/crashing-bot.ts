/**
 * What is left of a bot that is killed?
 *
 * A process with the real database and the real engine, whose AWS is a folder:
 * an effect is a file named by its token, made with "must not exist". Started
 * by a test with a folder, a number of stacks, and the database's address if
 * it is a server; told by a file `go` that AWS has finished.
 */

import { existsSync } from 'node:fs'
import { appendFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ApplyRun, Verbs } from '../../src/actions/verbs.ts'
import { scaledClock } from '../../src/lib/clock.ts'
import { openDatabase } from '../../src/store/database.ts'
import { openStore } from '../../src/store/open.ts'
import { openEngine } from '../../src/workflows/engine.ts'
import { keptLog } from './quiet-log.ts'

const [folder = '', count = '0', url, workerId = 'local'] = process.argv.slice(2)
/** Calls that are answered while a file `stall` lies in the folder. */
const ANSWERED = 3
let begun = 0
const stacks = Array.from({ length: Number(count) }, (_, index) => `stack-${index}`)

/** The first to come makes the effect; who comes again with the same token finds it made, as with AWS. */
async function effect(token: string): Promise<void> {
  const number = ++begun
  await writeFile(join(folder, `begun-${token}`), '')
  await new Promise((resolve) => setTimeout(resolve, 50))
  // So that a kill surely hits calls in flight: AWS has taken them and answers nobody.
  while (number > ANSWERED && existsSync(join(folder, 'stall'))) await new Promise((resolve) => setTimeout(resolve, 20))
  try {
    await writeFile(join(folder, `effect-${token}`), '', { flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    await appendFile(join(folder, 'recalls'), `${token}\n`)
  }
}

async function go(): Promise<void> {
  while (!existsSync(join(folder, 'go'))) await new Promise((resolve) => setTimeout(resolve, 20))
}

const verbs: Verbs = {
  tasks: {
    checkPull: () => Promise.resolve(undefined),
    planPull: () => Promise.resolve(),
    carryOut: () => Promise.resolve(),
    giveUp: () => Promise.resolve(),
  },
  applies: {
    async prepare(run) {
      await effect(`prepare-${run.stack}`)
      return { next: 'execute', type: 'UPDATE', watch: { arn: run.stack, token: run.stack } }
    },
    async execute(run) {
      await effect(`execute-${run.stack}`)
      return 'executed'
    },
    async settled() {
      await go()
      return { state: 'done' }
    },
    protect: async () => ({ state: 'done' }),
    settle: (run: ApplyRun) => writeFile(join(folder, `settled-${run.stack}`), ''),
  },
  rounds: {
    async advance() {
      for (const stack of stacks) {
        if (!existsSync(join(folder, `settled-${stack}`))) await engine.applies.start('r-1', stack, 1)
      }
      return true
    },
    sweep: () => Promise.resolve(),
  },
}

const log = keptLog()
const database = await openDatabase({
  directory: join(folder, 'bot'),
  ...(url === undefined || url === '' ? {} : { url }),
  log,
})
const { deliveries } = openStore(database)
const engine = await openEngine({ database, deliveries, log, clock: scaledClock({ rate: 10 }), workerId })
await engine.start(verbs)
await writeFile(join(folder, `started-${process.pid}`), '')
