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
  /** The bytes of an object that is known to be of this type and of bearable size. */
  read(object: string, type?: 'blob' | 'tree' | 'commit'): Promise<Buffer>
  /** What git has under this id, or under whatever else it takes for one, without its content. */
  find(object: string): Promise<Found>
  /** Whoever lists a tree will ask: git can start meanwhile. */
  start(): void
  close(): void
}

export interface Found {
  readonly id: string
  /** `missing` where git has no such object. */
  readonly type: string
  readonly size: number
}

interface Answer extends Found {
  /** Where it was asked for. */
  readonly bytes?: Buffer
}

interface Question {
  readonly asks: 'contents' | 'info'
  readonly answer: (answer: Answer) => void
  readonly fail: (error: Error) => void
}

export function openBlobs(repository: string, around: GitSurroundings): Blobs {
  let reader: Reader | undefined
  function running(): Reader {
    if (reader === undefined || reader.ended()) reader = startReader(repository, around)
    return reader
  }
  return {
    async read(object, wanted = 'blob') {
      const { type, bytes } = await running().ask('contents', object)
      if (type === wanted && bytes !== undefined) return bytes
      throw failed('reading a file', { stderr: object, ended: `answered ${type}`, timedOut: false })
    },
    find: (object) => running().ask('info', object),
    start: () => void running(),
    close: () => reader?.end(),
  }
}

interface Reader {
  ask(asks: Question['asks'], object: string): Promise<Answer>
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
    const questions = unasked.join('')
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
    ask: (asks, object) =>
      new Promise((answer, fail) => {
        open.push({ asks, answer, fail })
        // Whoever reads a whole tree asks for hundreds in one go.
        if (unasked.push(`${asks} ${object}\n`) === 1) queueMicrotask(askAll)
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
    const [id = '', type = 'nothing', size] = rest.subarray(0, line).toString('utf8').split(' ')
    const question = open[0]
    if (question === undefined) {
      // An answer without a question: the stream can no longer be trusted, the next reader starts clean.
      end(child)
      return Buffer.alloc(0)
    }
    const told = { id, type, size: Number(size ?? 0) }
    const hasContent = question.asks === 'contents' && size !== undefined
    const after = line + 1 + (hasContent ? told.size + 1 : 0)
    if (rest.length < after) return rest
    open.shift()
    // Copied, so that one small file does not keep a whole chunk of its neighbours alive.
    question.answer(hasContent ? { ...told, bytes: Buffer.from(rest.subarray(line + 1, after - 1)) } : told)
    rest = rest.subarray(after)
  }
}
