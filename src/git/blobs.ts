/**
 * How are ten thousand small files read without ten thousand processes?
 *
 * By one `git cat-file` per repository that is asked and answers in order,
 * many questions at a time: it holds its answers back until it is told to send
 * them, which costs one system call for hundreds. It is started with the first
 * question and again after it died; the questions it left open fail, and their
 * callers ask anew.
 */
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { failed } from './errors.ts'
import { end, type GitSurroundings, start } from './run.ts'

export interface Blobs {
  /** The bytes of an object that is known to be a blob of bearable size. */
  read(blob: string): Promise<Buffer>
  close(): void
}

interface Question {
  readonly blob: string
  readonly answer: (bytes: Buffer) => void
  readonly fail: (error: Error) => void
}

export function openBlobs(repository: string, around: GitSurroundings): Blobs {
  let reader: Reader | undefined
  return {
    read: (blob) => {
      if (reader === undefined || reader.ended()) reader = startReader(repository, around)
      return reader.ask(blob)
    },
    close: () => reader?.end(),
  }
}

interface Reader {
  ask(blob: string): Promise<Buffer>
  ended(): boolean
  end(): void
}

function startReader(repository: string, around: GitSurroundings): Reader {
  const child = start({ repository, args: ['cat-file', '--batch-command', '--buffer'] }, around)
  const open: Question[] = []
  let unread: Buffer = Buffer.alloc(0)
  let stderr = ''
  let gone = false
  let unasked: string[] = []

  function giveUp(ended: string): void {
    gone = true
    around.signal.removeEventListener('abort', abort)
    for (const question of open.splice(0)) question.fail(failed('reading a file', { stderr, ended, timedOut: false }))
  }
  function askAll(): void {
    const questions = unasked.map((blob) => `contents ${blob}\n`).join('')
    unasked = []
    child.stdin.write(`${questions}flush\n`)
  }
  const abort = (): void => end(child)
  around.signal.addEventListener('abort', abort, { once: true })

  child.stdout.on('data', (chunk: Buffer) => {
    unread = unread.length === 0 ? chunk : Buffer.concat([unread, chunk])
    unread = answerAll(unread, open, child)
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString('utf8')).slice(-2_000)
  })
  // A write to a process that has just died; its `close` tells the callers.
  child.stdin.on('error', () => undefined)
  child.on('error', (error) => giveUp(error.message))
  child.on('close', (code, signal) => giveUp(signal === null ? `exited with ${code}` : `was ended by ${signal}`))

  return {
    ask: (blob) =>
      new Promise((answer, fail) => {
        open.push({ blob, answer, fail })
        // Whoever reads a whole tree asks for hundreds in one go.
        if (unasked.push(blob) === 1) queueMicrotask(askAll)
      }),
    ended: () => gone,
    end: () => {
      gone = true
      end(child)
    },
  }
}

/** Answers every question whose answer is complete; returns the bytes that are not. */
function answerAll(unread: Buffer, open: Question[], child: ChildProcessWithoutNullStreams): Buffer {
  let rest = unread
  for (;;) {
    const line = rest.indexOf(0x0a)
    if (line < 0) return rest
    const [, type, size] = rest.subarray(0, line).toString('utf8').split(' ')
    const question = open[0]
    if (question === undefined || (type === 'blob' && size === undefined)) {
      // An answer without a question: the stream can no longer be trusted, the next reader starts clean.
      end(child)
      return Buffer.alloc(0)
    }
    if (type !== 'blob') {
      open.shift()
      question.fail(
        failed('reading a file', { stderr: question.blob, ended: `answered ${type ?? 'nothing'}`, timedOut: false }),
      )
      if (size !== undefined) {
        end(child)
        return Buffer.alloc(0)
      }
      rest = rest.subarray(line + 1)
      continue
    }
    const bytes = Number(size)
    if (rest.length < line + 1 + bytes + 1) return rest
    open.shift()
    // Copied, so that one small file does not keep a whole chunk of its neighbours alive.
    question.answer(Buffer.from(rest.subarray(line + 1, line + 1 + bytes)))
    rest = rest.subarray(line + 1 + bytes + 1)
  }
}
