/**
 * How many file descriptors and how much memory do 4,000 customers' accounts cost the bot?
 *
 * The real edge, one session and one real request for each account, against a
 * simulated AWS in a process of its own. Descriptors must be bounded by the
 * pool, whose size is the target, and some for what Node opens by itself; the floor is what a tenth of the accounts
 * has opened in the same run.
 */
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { WIRE_LIMITS } from '../../src/aws/handler.ts'
import { type Aws, openAws } from '../../src/aws/open.ts'
import { scaledClock } from '../../src/lib/clock.ts'
import { mapPool } from '../../src/lib/pool.ts'
import { stack } from '../support/stacks.ts'
import { accountNumber, externalIdOf } from './aws-accounts.ts'
import { type Result, result } from './result.ts'

export const ACCOUNTS = 4_000
/** Twice the pool: calls have to stand in line for a socket. */
const AT_ONCE = 2 * WIRE_LIMITS.sockets

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

export async function sockets(): Promise<readonly Result[]> {
  const { early, late } = await measured()
  return [
    result({
      bench: 'sockets',
      metric: `descriptors opened for ${ACCOUNTS} accounts`,
      value: late.descriptors,
      floor: early.descriptors,
    }),
    result({
      bench: 'sockets',
      metric: `live memory with ${ACCOUNTS} accounts`,
      value: late.megabytes,
      floor: early.megabytes,
    }),
  ]
}

interface Cost {
  /** More than before the first call, at their highest. */
  readonly descriptors: number
  readonly megabytes: number
}

async function measured(): Promise<{ readonly early: Cost; readonly late: Cost }> {
  const aws = spawn(process.execPath, [new URL('aws-process.ts', import.meta.url).pathname, String(ACCOUNTS)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  try {
    const { url, bot } = await firstLine(aws.stdout)
    const assumeRolesPerSecond = Number.POSITIVE_INFINITY
    // What is measured is what is held, not how fast this machine is.
    const limits = { assumeRolesPerSecond, connectMs: 60_000, requestMs: 240_000 }
    const clock = scaledClock({ rate: 1 })
    const edge = openAws({ clock, chance: Math.random, endpointUrl: url, credentials: bot, limits })
    const before = descriptors()
    const early = await called(edge, { from: 0, to: ACCOUNTS / 10, before })
    const late = await called(edge, { from: ACCOUNTS / 10, to: ACCOUNTS, before })
    await edge.close()
    return { early, late }
  } finally {
    aws.stdin.end()
  }
}

async function called(
  edge: Aws,
  { from, to, before }: { readonly from: number; readonly to: number; readonly before: number },
): Promise<Cost> {
  let highest = 0
  const numbers = Array.from({ length: to - from }, (_, index) => from + index)
  await mapPool(numbers, AT_ONCE, async (number) => {
    const account = accountNumber(number)
    const { access } = stack({ account })
    const asked = stack({ account, with: { access: { ...access, externalId: externalIdOf(account) } } })
    if ((await edge.reader.live(asked, 'pull-1')) !== undefined) throw new Error(`account ${account} is not empty`)
    highest = Math.max(highest, descriptors() - before)
  })
  return { descriptors: highest, megabytes: liveMegabytes() }
}

/** What is still held once the garbage is gone; the whole process holds more, as long as nobody else wants it. */
function liveMegabytes(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed / 1_000_000
}

/** Sockets, pipes and files of this process. */
function descriptors(): number {
  return readdirSync(process.platform === 'linux' ? '/proc/self/fd' : '/dev/fd').length
}

async function firstLine(
  output: NodeJS.ReadableStream,
): Promise<{ readonly url: string; readonly bot: { readonly accessKeyId: string; readonly secretAccessKey: string } }> {
  for await (const line of createInterface({ input: output })) return JSON.parse(line)
  throw new Error('the simulated AWS ended before it listened')
}
