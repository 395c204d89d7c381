/**
 * Does `kill -9` lose work or repeat an effect, whichever database it is?
 *
 * Killed when a state is reached and never at a time; proven to have hit
 * something that was in flight.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { expect } from 'vitest'
import { until } from '../support/until.ts'

const BOT = new URL('../support/crashing-bot.ts', import.meta.url).pathname
const STACKS = 12

export async function surviveKills(folder: string, url = ''): Promise<void> {
  // Inside of an external call: begun, and its effect not there yet.
  await writeFile(join(folder, 'stall'), '')
  await runUntilKilled(folder, url, () => inFlight(folder).length >= 2 && count(folder, 'effect-') >= 1)
  const hit = inFlight(folder)
  await rm(join(folder, 'stall'))
  expect(hit.length).toBeGreaterThan(0)
  // All wait for AWS.
  await runUntilKilled(folder, url, () => count(folder, 'effect-execute-') === STACKS)
  expect(count(folder, 'settled-')).toBe(0)
  await writeFile(join(folder, 'go'), '')
  await runUntilKilled(folder, url, () => count(folder, 'settled-') === STACKS)

  expect(count(folder, 'effect-prepare-')).toBe(STACKS)
  expect(count(folder, 'effect-execute-')).toBe(STACKS)
  // A call that was cut off is made again under its token; one whose end was recorded is not.
  const recalls = existsSync(join(folder, 'recalls'))
    ? readFileSync(join(folder, 'recalls'), 'utf8').trim().split('\n')
    : []
  expect(recalls.length).toBeLessThan(2 * STACKS)
}

/** One of two workers is killed for good: the other finishes its runs. */
export async function surviveLoss(folder: string, url: string): Promise<void> {
  // Together, so that both also make the tables at once.
  const [lost, survivor] = [startBot(folder, url, 'first'), startBot(folder, url, 'second')]
  try {
    await until('both started', () => count(folder, 'started-') === 2, 60_000)
    await until('all wait for AWS', () => count(folder, 'effect-execute-') === STACKS, 60_000)
    const begun = await runsOf(url)
    expect(begun.first + begun.second).toBe(STACKS)
    // Whoever has more to lose.
    const [dead, living] = begun.first >= begun.second ? (['first', 'second'] as const) : (['second', 'first'] as const)
    await kill(dead === 'first' ? lost : survivor)
    await writeFile(join(folder, 'go'), '')
    await until('the survivor settled all', () => count(folder, 'settled-') === STACKS, 60_000)
    await until('the survivor has them all', async () => (await runsOf(url))[living] === STACKS)
  } finally {
    await kill(lost)
    await kill(survivor)
  }
  expect(count(folder, 'effect-execute-')).toBe(STACKS)
}

async function runsOf(url: string): Promise<{ readonly first: number; readonly second: number }> {
  const counted =
    "count(*) filter (where executor_id = 'first')::int as first, count(*) filter (where executor_id = 'second')::int as second"
  const { rows } = await query(url, `select ${counted} from dbos.workflow_status where name = 'apply-stack'`)
  return rows[0]
}

async function query(url: string, text: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await client.query(text)
  } finally {
    await client.end()
  }
}

function count(folder: string, prefix: string): number {
  return readdirSync(folder).filter((name) => name.startsWith(prefix)).length
}

function inFlight(folder: string): string[] {
  const names = new Set(readdirSync(folder))
  return [...names].filter((name) => name.startsWith('begun-') && !names.has(name.replace('begun-', 'effect-')))
}

async function runUntilKilled(folder: string, url: string, reached: () => boolean): Promise<void> {
  const bot = startBot(folder, url)
  try {
    await until(
      'the bot reached the state',
      () => {
        if (bot.exitCode !== null) throw new Error(`the bot ended by itself with ${bot.exitCode}`)
        return reached()
      },
      60_000,
    )
  } finally {
    await kill(bot)
  }
}

export function startBot(folder: string, url: string, workerId = 'local'): ChildProcess {
  return spawn(process.execPath, [BOT, folder, String(STACKS), url, workerId], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

export async function kill(bot: ChildProcess): Promise<void> {
  if (bot.exitCode !== null || bot.signalCode !== null) return
  const gone = new Promise((resolve) => bot.once('exit', resolve))
  bot.kill('SIGKILL')
  await gone
}
