/**
 * What did we know of the fleet before we were started?
 *
 * The last tree of the default branch in which nothing was wrong, and what its
 * files say. One file, written whole, beside itself, after each such tree, and
 * read whole at the start; what a file says is taken from it when somebody
 * asks. It is a cache of what can be found out again: of another version, cut
 * off or changed by anybody, it is as good as absent.
 */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { crc32, deflateSync, inflateSync } from 'node:zlib'
import type { Log } from '../actions/ports.ts'
import type { KnownTree, SourceFile, SourceTree } from '../fleet/model.ts'
import { keepRead, knownRead, readBefore } from '../fleet/read-file.ts'
import { standIn } from '../lib/stand-in.ts'
import { inTurns } from '../lib/turns.ts'

export interface Kept {
  /** The tree that an earlier process kept. */
  readonly tree: KnownTree | undefined
  /** What the default branch says now: to be kept, once nothing is found to be wrong with it. */
  offer(tree: KnownTree): void
  /** Nothing is wrong with these files. Whatever is written is written while others are served. */
  keep(files: SourceTree): void
  /** Once all is written. */
  settled(): Promise<void>
}

export interface KeptOptions {
  readonly path: string
  /** Names everything that decides what files say and whether they are sound: another version never reads it. */
  readonly version: string
  readonly log: Pick<Log, 'warn'>
}

/** Written, or unpacked when somebody asks, at a time: a millisecond's work. */
const FILES_A_CHUNK = 64
/** Taken in at a time. */
const FILES_A_STEP = 128
/** Bytes of a number: the length before each part, and the checksum at the end. */
const LENGTH = 4

/** What stands before all chunks; of the files in columns, which are taken in faster than rows. */
interface Head extends Omit<KnownTree, 'files'> {
  readonly paths: readonly string[]
  readonly blobs: readonly string[]
  /** How many bytes, in its chunk, say what a file means, and how many how it is written. */
  readonly said: readonly number[]
  readonly texts: readonly number[]
}

export async function openKept({ path, version, log }: KeptOptions): Promise<Kept> {
  const tree = await keptIn(path, version, log)
  const offered = new WeakMap<SourceTree, KnownTree>()
  let newest = tree
  let written = tree
  let writing: Promise<void> | undefined

  async function write(): Promise<void> {
    while (newest !== undefined && newest.files !== written?.files) {
      const each = newest
      const beside = `${path}.${process.pid}`
      try {
        await mkdir(dirname(path), { recursive: true })
        await writeFile(beside, await inTurns(packSteps(version, each)))
        await rename(beside, path)
      } catch (error) {
        // Where nothing can be written there may be nothing to remove.
        await rm(beside, { force: true }).catch(() => undefined)
        // It would only have saved time.
        log.warn('what is known of the fleet could not be kept', { error })
      }
      written = each
    }
  }

  return {
    tree,
    offer: (tree) => void offered.set(tree.files, tree),
    keep(files) {
      newest = offered.get(files) ?? newest
      writing ??= write().finally(() => {
        writing = undefined
      })
    },
    settled: async () => writing,
  }
}

async function keptIn(path: string, version: string, log: KeptOptions['log']): Promise<KnownTree | undefined> {
  const found = await readFile(path).catch((error: unknown) => {
    if (!isAbsent(error)) log.warn('what was kept of the fleet cannot be read, and is made anew', { error })
    return undefined
  })
  if (found === undefined) return undefined
  const body = bodyOf(found, version)
  if (body !== undefined) return inTurns(treeSteps(body))
  log.warn('what was kept of the fleet is of another version or damaged, and is made anew', {})
  return undefined
}

/** Undefined unless every byte is as it was written, by this version. */
function bodyOf(found: Buffer, version: string): Buffer | undefined {
  const head = Buffer.from(`${version}\n`)
  const end = found.length - LENGTH
  if (end < head.length || !found.subarray(0, head.length).equals(head)) return undefined
  return crc32(found.subarray(0, end)) === found.readUInt32LE(end) ? found.subarray(head.length, end) : undefined
}

function* treeSteps(body: Buffer): Generator<undefined, KnownTree> {
  const [head = body, ...chunks] = partsIn(body)
  const unpack = unpacking(chunks)
  const { id, bytes, paths, blobs, said, texts }: Head = JSON.parse(inflateSync(head).toString())
  const files = new Map<string, SourceFile>()
  let at = 0
  for (let index = 0; index < paths.length; index += 1) {
    if (index % FILES_A_STEP === 0) yield undefined
    if (index % FILES_A_CHUNK === 0) at = 0
    const path = paths[index] ?? ''
    const chunk = Math.floor(index / FILES_A_CHUNK)
    const from = at
    const middle = from + (said[index] ?? 0)
    const end = middle + (texts[index] ?? 0)
    const file = new KeptFile({ path, blob: blobs[index] ?? '' }, () => unpack(chunk).toString('utf8', middle, end))
    const value = standIn(() => JSON.parse(unpack(chunk).toString('utf8', from, middle)))
    keepRead(file, readBefore(file, value))
    files.set(path, file)
    at = end
  }
  return { id, files, bytes }
}

/** Nobody reads most texts: whoever does has the file, and needs a place in it. */
class KeptFile implements SourceFile {
  readonly path: string
  readonly blob: string
  readonly #read: () => string

  constructor({ path, blob }: Pick<SourceFile, 'path' | 'blob'>, read: () => string) {
    this.path = path
    this.blob = blob
    this.#read = read
  }

  get text(): string {
    return this.#read()
  }
}

function* partsIn(body: Buffer): Generator<Buffer> {
  for (let at = 0; at < body.length; ) {
    const from = at + LENGTH
    at = from + body.readUInt32LE(at)
    yield body.subarray(from, at)
  }
}

/** The last one stays unpacked: whoever asks about many files asks about neighbours. */
function unpacking(chunks: readonly Buffer[]): (index: number) => Buffer {
  let last: { readonly index: number; readonly bytes: Buffer } | undefined
  return (index) => {
    if (last?.index !== index) last = { index, bytes: inflateSync(chunks[index] ?? NOTHING) }
    return last.bytes
  }
}

const NOTHING = Buffer.alloc(0)

/** Everything that is written, piece by piece. */
function* packSteps(version: string, { files, ...named }: KnownTree): Generator<undefined, readonly Uint8Array[]> {
  const all = [...files.values()]
  const said: number[] = []
  const texts: number[] = []
  const chunks: Buffer[] = []
  for (let from = 0; from < all.length; from += FILES_A_CHUNK) {
    yield undefined
    const bytes: Buffer[] = []
    for (const file of all.slice(from, from + FILES_A_CHUNK)) {
      const value = Buffer.from(JSON.stringify(knownRead(file)?.raw ?? null))
      const text = Buffer.from(file.text)
      said.push(value.length)
      texts.push(text.length)
      bytes.push(value, text)
    }
    chunks.push(deflateSync(Buffer.concat(bytes), QUICKLY))
  }
  yield undefined
  const blobs = all.map(({ blob }) => blob)
  const head: Head = { ...named, paths: all.map(({ path }) => path), blobs, said, texts }
  const parts = [deflateSync(JSON.stringify(head), QUICKLY), ...chunks]
  const pieces = [Buffer.from(`${version}\n`), ...parts.flatMap((part) => [number(part.length), part])]
  return [...pieces, number(pieces.reduce((checksum, piece) => crc32(piece, checksum), 0))]
}

const QUICKLY = { level: 1 }

function number(value: number): Buffer {
  const bytes = Buffer.alloc(LENGTH)
  bytes.writeUInt32LE(value)
  return bytes
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
