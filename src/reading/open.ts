/**
 * How does the bot get to know what ten thousand files say?
 *
 * From this process, from the disk, and only then by parsing: on threads of
 * their own, but for the handful of small files of a pull request, which are
 * read sooner than a thread starts. What is learnt is kept by content and path.
 */
import type { FleetReader } from '../actions/reader-port.ts'
import type { Problem, SourceFile } from '../fleet/model.ts'
import { startOf } from '../fleet/places.ts'
import { isReadable, keepRead, knownRead, packed, readFile, readKey, unpacked, unreadFile } from '../fleet/read-file.ts'
import { inTurns } from '../lib/turns.ts'
import { openPool, type PoolOptions } from './pool.ts'
import type { Store } from './store.ts'

export interface ReaderOptions {
  readonly pool?: PoolOptions
  /** Absent: nothing is kept beyond this process. */
  readonly store?: Store
  /** So many small files are read on this thread, one a turn. */
  readonly fewFiles?: number
}

export interface Reader extends FleetReader {
  close(): Promise<void>
}

/** A pull request's three files are not worth a file of megabytes; they are kept with the next hundred, or at the end. */
const WORTH_SAVING = 100
const FEW_FILES = 16
/** UTF-16 units: even of nothing but signs, a tenth of a second at the most. */
const SMALL_UNITS = 4_096
/** Files that are unpacked without a break. */
const FILES_A_STEP = 16
const KEY_OF_READ = 'read '
const KEY_OF_VERDICT = 'sound '
const NOTHING = new Uint8Array()

export function openReader({ pool: wish = {}, store, fewFiles = FEW_FILES }: ReaderOptions): Reader {
  const pool = openPool(wish)

  function* fromStore(files: readonly SourceFile[], unknown: SourceFile[]): Generator<undefined, void> {
    for (const [index, file] of files.entries()) {
      if (index % FILES_A_STEP === 0) yield undefined
      const bytes = store?.get(KEY_OF_READ + readKey(file))
      if (bytes === undefined) unknown.push(file)
      else keepRead(file, unpacked(file.path, bytes))
    }
  }

  function* readHere(files: readonly SourceFile[]): Generator<undefined, void> {
    for (const file of files) {
      yield undefined
      const read = readFile(file)
      keepRead(file, read)
      store?.put(KEY_OF_READ + readKey(file), packed(read))
    }
  }

  async function parse(files: readonly SourceFile[]): Promise<void> {
    for (const [index, bytes] of (await pool.parse(files)).entries()) {
      const file = files[index]
      if (file === undefined) continue
      if (bytes === undefined) keepRead(file, unreadFile(file.path, tooLong(file.path)))
      else {
        keepRead(file, unpacked(file.path, bytes))
        store?.put(KEY_OF_READ + readKey(file), bytes)
      }
    }
  }

  return {
    async prepare(files) {
      const asked = [...files].filter((file) => knownRead(file) === undefined && isReadable(file.path))
      const unknown: SourceFile[] = []
      await inTurns(fromStore(asked, unknown))
      if (unknown.length <= fewFiles && unknown.every(({ text }) => text.length <= SMALL_UNITS))
        await inTurns(readHere(unknown))
      else await parse(unknown)
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
