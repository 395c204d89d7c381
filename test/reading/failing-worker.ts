/** A thread that misbehaves as the texts tell it to; what it does right, the real one does. */
import { parentPort, workerData } from 'node:worker_threads'
import { packed, readFile } from '../../src/fleet/read-file.ts'
import type { ParseTask } from '../../src/workers/parse.ts'

const { at }: { readonly at: Int32Array } = workerData

parentPort?.on('message', ({ files }: ParseTask) => {
  const parts = files.map((file, index) => {
    Atomics.store(at, 0, index)
    if (file.text.startsWith('crash:')) throw new Error('the thread fell over')
    if (file.text.startsWith('exit:')) process.exit(3)
    if (file.text.startsWith('hang:')) for (;;) Atomics.load(at, 0)
    return packed(readFile(file))
  })
  const bytes = new Uint8Array(parts.flatMap((part) => [...part]))
  parentPort?.postMessage({ bytes, lengths: parts.map((part) => part.length) })
})
