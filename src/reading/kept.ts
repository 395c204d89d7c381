/**
 * What did we know of the fleet before we were started?
 *
 * The last tree of the default branch in which nothing was wrong, and what its
 * files say. One file, written whole, beside itself, after each such tree, and
 * read whole at the start. It is a cache of what can be found out again: of
 * another version, cut off or changed by anybody, it is as good as absent.
 */
import { isAscii } from 'node:buffer'
import { createHash, hash } from 'node:crypto'
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Log } from '../actions/ports.ts'
import type { KnownTree, SourceFile, SourceTree } from '../fleet/model.ts'
import { keepRead, knownRead, readBefore } from '../fleet/read-file.ts'
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

/** What is written at a time, so that the one thread is not held up; read and written it is a millisecond's work. */
const FILES_A_CHUNK = 64
/** Lengths of what a chunk's files say and of their texts, before both. */
const HEAD = 8
const DIGEST = 32

/** `units`: length of the text as JavaScript counts. `value` is null of what nobody parses. */
type Row = readonly [path: string, blob: string, units: number, value: unknown]

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
        await writeFile(beside, pieces(version, each))
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
  const found = await bytesOf(path).catch((error: unknown) => {
    if (!isAbsent(error)) log.warn('what was kept of the fleet cannot be read, and is made anew', { error })
    return undefined
  })
  if (found === undefined) return undefined
  const body = bodyOf(found, version)
  if (body !== undefined) return inTurns(treeSteps(body))
  log.warn('what was kept of the fleet is of another version or damaged, and is made anew', {})
  return undefined
}

/** In one go: `readFile` comes back to this thread for every part of it. */
async function bytesOf(path: string): Promise<Buffer> {
  await using file = await open(path)
  const { size } = await file.stat()
  const bytes = Buffer.allocUnsafeSlow(size)
  const { bytesRead } = await file.read(bytes, 0, size)
  return bytes.subarray(0, bytesRead)
}

/** Undefined unless every byte is as it was written, by this version. */
function bodyOf(found: Buffer, version: string): Buffer | undefined {
  const head = Buffer.from(`${version}\n`)
  const end = found.length - DIGEST
  if (end < head.length || !found.subarray(0, head.length).equals(head)) return undefined
  const isWhole = found.subarray(end).equals(hash('sha256', found.subarray(0, end), 'buffer'))
  return isWhole ? found.subarray(head.length, end) : undefined
}

function* treeSteps(body: Buffer): Generator<undefined, KnownTree> {
  const files = new Map<string, SourceFile>()
  let at = 0
  const next = (): readonly [said: string, texts: string] => {
    const texts = at + HEAD + body.readUInt32LE(at)
    const end = texts + body.readUInt32LE(at + 4)
    const chunk = [textOf(body.subarray(at + HEAD, texts)), textOf(body.subarray(texts, end))] as const
    at = end
    return chunk
  }
  const [named] = next()
  while (at < body.length) {
    yield undefined
    const [said, texts] = next()
    const rows: readonly Row[] = JSON.parse(said)
    let from = 0
    for (const [path, blob, units, value] of rows) {
      // A part of the one text, not a copy of it.
      const file = { path, blob, text: texts.slice(from, from + units) }
      from += units
      keepRead(file, readBefore(file, value))
      files.set(path, file)
    }
  }
  return { ...(JSON.parse(named) as Named), files }
}

/** Nearly every file is plain ASCII, which is decoded by copying. */
function textOf(bytes: Buffer): string {
  return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8')
}

type Named = Omit<KnownTree, 'files'>

async function* pieces(version: string, { files, ...named }: KnownTree): AsyncGenerator<Uint8Array> {
  const digest = createHash('sha256')
  for (const piece of bodyPieces(version, named, [...files.values()])) {
    digest.update(piece)
    yield piece
  }
  yield digest.digest()
}

function* bodyPieces(version: string, named: Named, files: readonly SourceFile[]): Generator<Uint8Array> {
  yield Buffer.from(`${version}\n`)
  yield chunkOf(JSON.stringify(named), '')
  for (let from = 0; from < files.length; from += FILES_A_CHUNK) {
    const some = files.slice(from, from + FILES_A_CHUNK)
    const rows = some.map((file): Row => [file.path, file.blob, file.text.length, knownRead(file)?.raw ?? null])
    yield chunkOf(JSON.stringify(rows), some.map(({ text }) => text).join(''))
  }
}

function chunkOf(said: string, texts: string): Uint8Array {
  const parts = [Buffer.from(said), Buffer.from(texts)] as const
  const head = Buffer.alloc(HEAD)
  for (const [index, { length }] of parts.entries()) head.writeUInt32LE(length, index * 4)
  return Buffer.concat([head, ...parts])
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
