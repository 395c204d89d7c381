/**
 * `npm run demo`: does the main job work, here, now, for me?
 *
 * The real bot on the embedded database against a simulated GitHub and a
 * simulated AWS. Plays the story, checks each part, then stays up so that a
 * person can play on; with `--once` it ends, non-zero if any part failed.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ACTS } from './demo/acts.ts'
import { invitation } from './demo/invitation.ts'
import { play, reportOf } from './demo/play.ts'
import { progressOn } from './demo/progress.ts'
import { scaled } from './demo/scale.ts'
import { filesBelow, type Stage, setStage } from './demo/stage.ts'
import { FleetwrightError } from './lib/errors.ts'

const FLEET = new URL('../fleet', import.meta.url).pathname
/** One second of ours is two minutes of the story's: fast, and a soak can still be watched. */
const RATE = 120
const FIRST_PORT = 4300
/** As a shell says it of a program that SIGINT ended. */
const INTERRUPTED = 130

interface Wish {
  readonly once: boolean
  readonly port: number
  readonly report?: string
  readonly scale: number
}

const USAGE = 'npm run demo -- [--once] [--report FILE] [--port N] [--scale N]'

function wishOf(args: readonly string[]): Wish {
  const { values } = parsed(args)
  return {
    once: values.once,
    port: whole('--port', values.port ?? String(FIRST_PORT), 65_533),
    scale: whole('--scale', values.scale, 5_000),
    ...(values.report === undefined ? {} : { report: values.report }),
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        once: { type: 'boolean', default: false },
        port: { type: 'string' },
        report: { type: 'string' },
        scale: { type: 'string', default: '0' },
      },
    })
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause)
    const facts = { code: 'configuration', nextMove: 'operator', retryable: false, hint: `usage: ${USAGE}` } as const
    throw new FleetwrightError(what, { ...facts, cause })
  }
}

function whole(name: string, text: string, most: number): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value <= most) return value
  throw new FleetwrightError(`${name} ${text} is not a whole number of at most ${most}`, {
    code: 'configuration',
    nextMove: 'operator',
    retryable: false,
    hint: `write ${name} N`,
  })
}

async function demo(wish: Wish): Promise<number> {
  const interrupt = interruption()
  const dir = await mkdtemp(join(tmpdir(), 'fleetwright-demo-'))
  const progress = progressOn(process.stdout)
  let stage: Stage | undefined
  let kept = false
  try {
    stage = await setStage({ files: scaled(await filesBelow(FLEET), wish.scale), dir, port: wish.port, rate: RATE })
    const played = play(stage, ACTS, { progress, signal: interrupt.signal })
    const steps = await Promise.race([played, interrupt.happened])
    if (steps === undefined) return INTERRUPTED
    const ok = steps.length === ACTS.length && steps.every((step) => step.ok)
    if (wish.report !== undefined)
      await writeFile(wish.report, `${JSON.stringify(reportOf(stage, steps), undefined, 2)}\n`)
    process.stdout.write(ok ? '\nEvery part held.\n' : `\nNot every part held. The bot's log: ${stage.bot.logFile}\n`)
    if (!wish.once) {
      process.stdout.write(invitation(stage))
      await interrupt.happened
    }
    kept = !ok && wish.once
    return ok ? 0 : 1
  } finally {
    await stage?.close()
    // What a failed run left is what its reader needs.
    if (!kept) await rm(dir, { recursive: true, force: true })
  }
}

/** Listened for from the beginning: whenever it comes, the bot is ended and nothing is left behind. */
function interruption(): { readonly signal: AbortSignal; readonly happened: Promise<undefined> } {
  const controller = new AbortController()
  const happened = new Promise<undefined>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(name, () => {
        controller.abort()
        resolve(undefined)
      })
    }
  })
  return { signal: controller.signal, happened }
}

try {
  const code = await demo(wishOf(process.argv.slice(2)))
  // An act that was interrupted would still look around for a while.
  if (code === INTERRUPTED) process.exit(code)
  process.exitCode = code
} catch (error) {
  const words =
    error instanceof FleetwrightError
      ? `${error.message}: ${error.hint}`
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error)
  process.stderr.write(`demo: ${words}\n`)
  process.exitCode = 1
}
