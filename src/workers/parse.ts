/**
 * What do these files say, asked on a thread of its own?
 *
 * Of a file that is huge, or wrong, it may take long to find out, and the main
 * thread has webhooks to answer. Files in, bytes out (fleet/read-file.ts); where
 * it is stands in shared memory, so that whoever waits can tell which file takes
 * too long.
 */
import { parentPort, workerData } from 'node:worker_threads'
import type { SourceFile } from '../fleet/model.ts'
import { packed, readFile } from '../fleet/read-file.ts'

export interface ParseTask {
  readonly files: readonly SourceFile[]
}

export interface ParseAnswer {
  /** What all files say, one after another. */
  readonly bytes: Uint8Array
  /** How many bytes each of them takes. */
  readonly lengths: readonly number[]
}

const { at }: { readonly at: Int32Array } = workerData

parentPort?.on('message', ({ files }: ParseTask) => {
  const parts = files.map((file, index) => {
    Atomics.store(at, 0, index)
    return packed(readFile(file))
  })
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  const answer: ParseAnswer = { bytes, lengths: parts.map((part) => part.length) }
  parentPort?.postMessage(answer, [bytes.buffer])
})
