/**
 * What does the bot cost while it works?
 *
 * Loaded in front of it in its own process: every tenth of a second it writes
 * a line of JSON into the file that `BENCH_USAGE` names. Whoever measures reads
 * the file; the bot knows nothing of it.
 */
import { appendFileSync } from 'node:fs'
import type { Usage } from './usage.ts'

const EVERY_MS = 100
const file = process.env.BENCH_USAGE
if (file === undefined) throw new Error('BENCH_USAGE names no file')

setInterval(() => {
  const { user, system } = process.cpuUsage()
  const usage: Usage = { atMs: Date.now(), cpuMs: (user + system) / 1_000, megabytes: process.memoryUsage.rss() / 1e6 }
  appendFileSync(file, `${JSON.stringify(usage)}\n`)
}, EVERY_MS).unref()
