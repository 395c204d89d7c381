/**
 * How does the bot get to know what ten thousand files say?
 *
 * From this process, from the disk, and only then by parsing: here and in
 * turns, since a sound file takes a fraction of what it costs to hand it to
 * another thread. What may take long, a huge file or one that is no YAML, goes
 * to threads of their own. What is learnt is kept by content and path.
 */
import type { FleetReader } from '../actions/reader-port.ts'
import type { Problem, SourceFile } from '../fleet/model.ts'
import { startOf } from '../fleet/places.ts'
import {
  isReadable,
  keepRead,
  knownRead,
  packed,
  type ReadFile,
  readFile,
  readKey,
  readSoon,
  unpacked,
  unreadFile,
} from '../fleet/read-file.ts'
import { inTurns } from '../lib/turns.ts'
import { openPool, type PoolOptions } from './pool.ts'
import type { Store } from './store.ts'

export interface ReaderOptions {
  readonly pool?: PoolOptions
  /** Absent: nothing is kept beyond this process. */
  readonly store?: Store
  /** So many small files are explained on this thread where they are no YAML. */
  readonly fewFiles?: number
}

export interface Reader extends FleetReader {
  close(): Promise<void>
}

/** A pull request's three files are not worth a file of megabytes; they are kept with the next hundred, or at the end. */
const WORTH_SAVING = 100
const FEW_FILES = 16
/** UTF-16 units: even of nothing but signs, the parser is soon done, whatever it finds. */
const SOON_UNITS = 65_536
/** Of what is no YAML, the second parser needs a tenth of a second at the most to say why. */
const SMALL_UNITS = 4_096
/** Files that are unpacked without a break. */
const FILES_A_STEP = 16
const KEY_OF_READ = 'read '
const KEY_OF_VERDICT = 'sound '
const NOTHING = new Uint8Array()

export function openReader({ pool: wish = {}, store, fewFiles = FEW_FILES }: ReaderOptions): Reader {
  const pool = openPool(wish)

  /** Fills `rest` with the files to be read of which nothing is known yet. */
  function* fromStore(files: readonly SourceFile[], rest: SourceFile[]): Generator<undefined, void> {
    for (const [index, file] of files.entries()) {
      if (index % FILES_A_STEP === 0) yield undefined
      const bytes = store?.get(KEY_OF_READ + readKey(file))
      if (bytes !== undefined) keepRead(file, unpacked(file, bytes))
      else if (isReadable(file.path)) rest.push(file)
    }
  }

  /** Fills `rest` with the files that may take long. */
  function* readHere(files: readonly SourceFile[], rest: SourceFile[]): Generator<undefined, void> {
    for (const file of files) {
      yield undefined
      const read = file.text.length > SOON_UNITS ? undefined : readSoon(file)
      if (read === undefined) rest.push(file)
      else learn(file, read)
    }
  }

  function* readFully(files: readonly SourceFile[]): Generator<undefined, void> {
    for (const file of files) {
      yield undefined
      learn(file, readFile(file))
    }
  }

  function learn(file: SourceFile, read: ReadFile): void {
    keepRead(file, read)
    store?.put(KEY_OF_READ + readKey(file), packed(read))
  }

  async function parse(files: readonly SourceFile[]): Promise<void> {
    for (const [index, bytes] of (await pool.parse(files)).entries()) {
      const file = files[index]
      if (file === undefined) continue
      if (bytes === undefined) keepRead(file, unreadFile(file.path, tooLong(file.path)))
      else {
        keepRead(file, unpacked(file, bytes))
        store?.put(KEY_OF_READ + readKey(file), bytes)
      }
    }
  }

  return {
    async prepare(files) {
      const asked = [...files].filter((file) => knownRead(file) === undefined)
      const unknown: SourceFile[] = []
      await inTurns(fromStore(asked, unknown))
      const slow: SourceFile[] = []
      await inTurns(readHere(unknown, slow))
      if (slow.length <= fewFiles && slow.every(({ text }) => text.length <= SMALL_UNITS))
        await inTurns(readFully(slow))
      else await parse(slow)
    },
    verdicts: {
      has: (fingerprint) => store?.has(KEY_OF_VERDICT + fingerprint) ?? false,
      keep: (fingerprint) => store?.put(KEY_OF_VERDICT + fingerprint, NOTHING),
    },
    settle() {
      if (store !== undefined && store.unsaved() >= WORTH_SAVING) void store.save()
    },
    async close() {
      await pool.close()
      if (store !== undefined && store.unsaved() > 0) await store.save()
    },
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
