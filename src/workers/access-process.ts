/**
 * How is access compared without living with what compares it?
 *
 * In a process that is started for a plan that has such a question, answers and
 * ends, so that its memory goes with it; one at a time, however many plans are
 * made. It has no environment, a bounded heap, and so much time. One that fails
 * in whatever way has answered nothing, which is said, and not guessed.
 */
import { fork } from 'node:child_process'
import type { AccessReader } from '../actions/access-port.ts'
import type { Log } from '../actions/ports.ts'
import { oneAtATime } from '../lib/turnstile.ts'
import type { AccessAnswer, AccessQuestion } from '../plan/access.ts'

export interface AccessOptions {
  readonly log: Pick<Log, 'warn'>
  /** What the process runs; a test has processes that fail. */
  readonly script?: URL
  readonly mostMs?: number
  readonly heapMb?: number
}

const SCRIPT = new URL('./access-diff.ts', import.meta.url)
/** A question takes a millisecond, and the library some seconds to load on a busy machine. */
const MOST_MS = 120_000
const HEAP_MB = 512
/** Four thousand stacks that all differ in their own way, and some. What is beyond is not known. */
const MOST_QUESTIONS = 10_000
const MOST_UNITS = 8_000_000

export function accessReader(options: AccessOptions): AccessReader {
  const inTurn = oneAtATime()
  return {
    compare: async (questions) => {
      const asked = bounded(questions)
      if (asked.length === 0) return questions.map(() => undefined)
      const answers = await inTurn('access', () => ask(asked, options))
      return questions.map((_question, index) => answers[index] ?? undefined)
    },
  }
}

function bounded(questions: readonly AccessQuestion[]): readonly AccessQuestion[] {
  let units = 0
  const end = questions.findIndex((question, index) => {
    units += JSON.stringify(question).length
    return units > MOST_UNITS || index >= MOST_QUESTIONS
  })
  return end === -1 ? questions : questions.slice(0, end)
}

type Answers = readonly (AccessAnswer | null)[]

async function ask(questions: readonly AccessQuestion[], options: AccessOptions): Promise<Answers> {
  const { script = SCRIPT, mostMs = MOST_MS, heapMb = HEAP_MB, log } = options
  const process = fork(script, {
    // What the bot was started with, and what it knows, is not for a library.
    execArgv: [`--max-old-space-size=${heapMb}`],
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    timeout: mostMs,
    killSignal: 'SIGKILL',
  })
  let answers: Answers = []
  let failure: Error | undefined
  await new Promise<void>((resolve) => {
    // Both: the last message may come after the end, and the memory is free again only then.
    const open = new Set(['close', 'disconnect'] as const)
    function ended(what: 'close' | 'disconnect'): void {
      open.delete(what)
      if (open.size === 0) resolve()
    }
    process.on('message', (message: unknown) => {
      if (Array.isArray(message)) answers = message
    })
    process.on('error', (error) => {
      failure = error
      if (process.pid === undefined) resolve()
    })
    process.on('close', () => ended('close'))
    process.on('disconnect', () => ended('disconnect'))
    process.send([...questions], (error) => {
      failure ??= error ?? undefined
    })
  })
  const isWhole = answers.length === questions.length
  if (!isWhole || answers.includes(null))
    log.warn('access not compared', { code: isWhole ? 'access-unreadable' : 'access-process', error: failure })
  return isWhole ? answers : []
}
