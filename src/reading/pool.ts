/**
 * How are ten thousand files parsed while webhooks are answered?
 *
 * By a few threads that take files in small batches. A file that takes too
 * long costs its thread and nobody else's answer; a thread that dies is an
 * error of ours, and the next batch gets a new one.
 */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { SourceFile } from '../fleet/model.ts'
import { FleetwrightError } from '../lib/errors.ts'
import type { ParseAnswer, ParseTask } from '../workers/parse.ts'

export interface PoolOptions {
  readonly workers?: number
  /** How long one file may take. */
  readonly fileMs?: number
  /** Folder in which Node keeps our code as it compiled it: a new thread starts in half the time. */
  readonly codeCache?: string
  /** What the threads run; a test has threads that fail. */
  readonly script?: URL
}

/** What a file says, as bytes; undefined for one that took too long. */
export type Parsed = Uint8Array | undefined

export interface Pool {
  /** In the order of `files`. */
  parse(files: readonly SourceFile[]): Promise<readonly Parsed[]>
  close(): Promise<void>
}

const SCRIPT = new URL('../workers/parse.ts', import.meta.url)
const MOST_WORKERS = 4
/** The limits of parsing hold a file below a second; this is for what they overlook, on a machine that is busy. */
const FILE_MS = 20_000
const LOOK_EVERY_MS = 250
/** So that a batch is answered in some milliseconds, and each thread gets several of a large fleet. */
const MOST_IN_BATCH = 64
const BATCHES_A_WORKER = 8
/** A hostile file ends its thread, not the process. */
const HEAP_MB = 512

interface Batch {
  readonly files: readonly SourceFile[]
  readonly answer: (parsed: readonly Parsed[]) => void
  readonly fail: (error: Error) => void
}

interface Thread {
  readonly worker: Worker
  /** Index of the file it is at. */
  readonly at: Int32Array
  batch?: Batch
  seen: { readonly index: number; readonly since: number }
}

export function openPool(options: PoolOptions = {}): Pool {
  const {
    workers = Math.min(MOST_WORKERS, availableParallelism()),
    fileMs = FILE_MS,
    script = SCRIPT,
    codeCache,
  } = options
  const threads = new Set<Thread>()
  const queue: Batch[] = []
  let watch: NodeJS.Timeout | undefined
  let closed = false

  function start(): Thread {
    const at = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
    const worker = new Worker(script, {
      workerData: { at },
      // What the process was started with is not for its threads.
      execArgv: [],
      env: codeCache === undefined ? {} : { NODE_COMPILE_CACHE: codeCache },
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    })
    // Idle threads keep no process alive; what waits for an answer does.
    worker.unref()
    const thread: Thread = { worker, at, seen: { index: -1, since: 0 } }
    threads.add(thread)
    worker.on('message', (answer: ParseAnswer) => {
      const { batch } = thread
      delete thread.batch
      worker.unref()
      batch?.answer(cut(answer))
      next()
    })
    worker.on('error', (cause) => lost(thread, cause))
    worker.on('exit', (code) => lost(thread, new Error(`it exited with ${code}`)))
    return thread
  }

  function lost(thread: Thread, cause: unknown): void {
    if (!threads.delete(thread)) return
    thread.batch?.fail(crashed(thread, cause))
    delete thread.batch
    next()
  }

  function next(): void {
    while (queue.length > 0 && !closed) {
      const idle = [...threads].find(({ batch }) => batch === undefined)
      if (idle === undefined && threads.size >= workers) break
      const batch = queue.shift()
      if (batch !== undefined) give(idle ?? start(), batch)
    }
    const isBusy = [...threads].some(({ batch }) => batch !== undefined)
    if (isBusy) watch ??= setInterval(look, Math.min(LOOK_EVERY_MS, fileMs))
    else {
      clearInterval(watch)
      watch = undefined
    }
  }

  function give(thread: Thread, batch: Batch): void {
    thread.batch = batch
    thread.seen = { index: -1, since: performance.now() }
    Atomics.store(thread.at, 0, -1)
    thread.worker.ref()
    thread.worker.postMessage({ files: batch.files } satisfies ParseTask)
  }

  /** Ends the thread of a file that takes too long; the rest of its batch goes to another. */
  function look(): void {
    const now = performance.now()
    for (const thread of threads) {
      const { batch } = thread
      const index = Atomics.load(thread.at, 0)
      // -1: it has not begun, since a new thread has modules to load.
      if (batch === undefined || index !== thread.seen.index) thread.seen = { index, since: now }
      else if (index >= 0 && now - thread.seen.since > fileMs) giveUp(thread, batch, index)
    }
    next()
  }

  function giveUp(thread: Thread, batch: Batch, index: number): void {
    threads.delete(thread)
    delete thread.batch
    void thread.worker.terminate()
    const { files, answer, fail } = batch
    const others = files.toSpliced(index, 1)
    queue.unshift({ files: others, fail, answer: (parsed) => answer(parsed.toSpliced(index, 0, undefined)) })
  }

  return {
    async parse(files) {
      if (closed) throw closing()
      const size = Math.max(1, Math.min(MOST_IN_BATCH, Math.ceil(files.length / (workers * BATCHES_A_WORKER))))
      const batches: Promise<readonly Parsed[]>[] = []
      for (let from = 0; from < files.length; from += size) {
        const part = files.slice(from, from + size).map(({ path, blob, text }) => ({ path, blob, text }))
        batches.push(new Promise((answer, fail) => queue.push({ files: part, answer, fail })))
      }
      next()
      return (await Promise.all(batches)).flat()
    },
    async close() {
      closed = true
      clearInterval(watch)
      const ending = [...threads]
      threads.clear()
      for (const batch of [...queue.splice(0), ...ending.flatMap((thread) => thread.batch ?? [])]) batch.fail(closing())
      await Promise.all(ending.map((thread) => thread.worker.terminate()))
    },
  }
}

function cut({ bytes, lengths }: ParseAnswer): readonly Uint8Array[] {
  let from = 0
  return lengths.map((length) => {
    const part = bytes.subarray(from, from + length)
    from += length
    return part
  })
}

function crashed({ batch, at }: Thread, cause: unknown): FleetwrightError {
  const path = batch?.files[Atomics.load(at, 0)]?.path ?? 'its first file'
  return new FleetwrightError(`parsing ${path}: the thread that parses files ended`, {
    code: 'parser-ended',
    nextMove: 'operator',
    retryable: true,
    hint: 'it is tried again with a new thread; if it ends again, look at that file and at the memory of the machine',
    cause,
  })
}

function closing(): FleetwrightError {
  return new FleetwrightError('parsing files: the program is about to end', {
    code: 'closing',
    nextMove: 'nobody',
    retryable: true,
    hint: 'it is done after the next start',
  })
}
