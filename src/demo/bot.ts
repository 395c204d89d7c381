/**
 * How does the demo run the real bot?
 *
 * As a person would: what `npm start` runs, in a process of its own, told everything by
 * its environment, stopped by a signal. The demo has no other way in than the
 * bot's own: webhooks, and the operator's command line.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { until } from './until.ts'

const ROOT = new URL('../..', import.meta.url).pathname
/** A machine that is busy with other things takes long to load it all. */
const START_MS = 120_000
const LEASH = new URL('./leash.ts', import.meta.url).href
const run = promisify(execFile)

export interface Bot {
  readonly url: string
  readonly logFile: string
  /** Its `FLEETWRIGHT_DIR`, for an operator's own command line. */
  readonly directory: string
  /** All that it is told. */
  readonly env: { readonly [name: string]: string }
  /** The same for `node --env-file`; only its owner may read it. */
  readonly envFile: string
  /** Resolves when it answers that it is ready. */
  start(): Promise<void>
  /** Asks it to end (SIGTERM) and waits until it has. */
  stop(): Promise<void>
  /** No warning and no clean-up: `kill -9`. */
  kill(): Promise<void>
  /** `npx fleet …` as an operator on the bot's machine types it. */
  fleet(...args: readonly string[]): Promise<{ readonly code: number; readonly output: string }>
}

export function botOf(options: {
  readonly port: number
  readonly dir: string
  readonly env: { readonly [name: string]: string }
  /** Loaded in front of it, as URLs. */
  readonly imports?: readonly string[]
  /** Told when it ends and nobody asked it to. */
  readonly ended: (words: string) => void
}): Bot {
  const url = `http://127.0.0.1:${options.port}`
  const logFile = join(options.dir, 'bot.log')
  const directory = join(options.dir, 'bot')
  const envFile = join(options.dir, 'bot.env')
  const env = { ...options.env, PORT: String(options.port), FLEETWRIGHT_DIR: directory }
  const imports = [LEASH, ...(options.imports ?? [])].flatMap((each) => ['--import', each])
  let child: ChildProcess | undefined

  async function start(): Promise<void> {
    await writeFile(envFile, linesOf(env), { mode: 0o600 })
    const log = createWriteStream(logFile, { flags: 'a' })
    const started = spawn(process.execPath, [...imports, ...(await startArguments())], {
      cwd: ROOT,
      env,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    child = started
    started.once('exit', (code, signal) => {
      if (child === started) options.ended(`the bot ended by itself (${signal ?? code}); its log is ${logFile}`)
    })
    // Whichever of the two ends first must not close the log to the other's last words.
    started.stdout.pipe(log, { end: false })
    started.stderr.pipe(log, { end: false })
    started.once('close', () => log.end())
    await until(
      'the bot is ready',
      async () => {
        if (started.exitCode !== null) throw new Error(`the bot ended with ${started.exitCode}: see ${logFile}`)
        return isReady(url)
      },
      START_MS,
    )
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const ending = child
    child = undefined
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return
    const gone = new Promise((resolve) => ending.once('exit', resolve))
    ending.kill(signal)
    await gone
  }

  return {
    url,
    logFile,
    directory,
    env,
    envFile,
    start,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    async fleet(...args) {
      try {
        const { stdout } = await run(process.execPath, [join(ROOT, 'src/cli.ts'), ...args], { env })
        return { code: 0, output: stdout }
      } catch (error) {
        if (error instanceof Error && 'code' in error && typeof error.code === 'number') {
          return { code: error.code, output: 'stderr' in error ? String(error.stderr) : error.message }
        }
        throw error
      }
    },
  }
}

/** What `npm start` gives to Node. */
async function startArguments(): Promise<readonly string[]> {
  const { scripts }: { readonly scripts: { readonly start: string } } = JSON.parse(
    await readFile(join(ROOT, 'package.json'), 'utf8'),
  )
  return scripts.start.split(' ').slice(1)
}

function linesOf(env: { readonly [name: string]: string }): string {
  return Object.entries(env)
    .map(([name, value]) => `${name}="${value.replaceAll('\n', '\\n')}"\n`)
    .join('')
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok
  } catch (error) {
    // Nobody listens yet.
    if (error instanceof TypeError) return false
    throw error
  }
}
