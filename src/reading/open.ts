/**
 * How does the bot get to know what ten thousand files say?
 *
 * From this process, from the disk (kept.ts), and only then by parsing: here
 * and in turns, since a sound file takes a fraction of what it costs to hand it
 * to another thread. What may take long, a huge file or one that is no YAML,
 * goes to threads of their own.
 */
import type { FleetReader } from '../actions/reader-port.ts'
import type { Problem, SourceFile } from '../fleet/model.ts'
import { startOf } from '../fleet/places.ts'
import { keepRead, knownRead, readFile, readSoon, unpacked, unreadFile } from '../fleet/read-file.ts'
import { inTurns } from '../lib/turns.ts'
import type { Kept } from './kept.ts'
import { openPool, type PoolOptions } from './pool.ts'

export interface ReaderOptions {
  readonly pool?: PoolOptions
  /** Absent: nothing is known from before, and nothing is kept beyond this process. */
  readonly kept?: Kept
  /** So many small files are explained on this thread where they are no YAML. */
  readonly fewFiles?: number
}

export interface Reader extends FleetReader {
  close(): Promise<void>
}

const FEW_FILES = 16
/** UTF-16 units: of what is no YAML, the second parser needs a tenth of a second at the most to say why. */
const SMALL_UNITS = 4_096

export function openReader({ pool: wish = {}, kept, fewFiles = FEW_FILES }: ReaderOptions): Reader {
  const pool = openPool(wish)

  async function parse(files: readonly SourceFile[]): Promise<void> {
    for (const [index, bytes] of (await pool.parse(files)).entries()) {
      const file = files[index]
      if (file === undefined) continue
      keepRead(file, bytes === undefined ? unreadFile(file.path, tooLong(file.path)) : unpacked(file, bytes))
    }
  }

  return {
    async prepare(files) {
      const unknown = [...files].filter((file) => knownRead(file) === undefined)
      const slow: SourceFile[] = []
      await inTurns(readHere(unknown, slow))
      if (slow.length <= fewFiles && slow.every(({ text }) => text.length <= SMALL_UNITS))
        await inTurns(readFully(slow))
      else await parse(slow)
    },
    wasSound: (files) => files === kept?.tree?.files,
    foundSound: (files) => kept?.keep(files),
    async close() {
      await pool.close()
      await kept?.settled()
    },
  }
}

/** Fills `rest` with the files that may take long. */
function* readHere(files: readonly SourceFile[], rest: SourceFile[]): Generator<undefined, void> {
  for (const file of files) {
    yield undefined
    const read = readSoon(file)
    if (read === undefined) rest.push(file)
    else keepRead(file, read)
  }
}

function* readFully(files: readonly SourceFile[]): Generator<undefined, void> {
  for (const file of files) {
    yield undefined
    keepRead(file, readFile(file))
  }
}

function tooLong(path: string): Problem {
  return {
    code: 'file-takes-too-long',
    message: 'reading this file takes longer than any file of a fleet may',
    hint: 'make it simpler, or split it into smaller files',
    at: startOf(path),
  }
}
