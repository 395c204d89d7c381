/**
 * What do we know already from before we were started?
 *
 * One file of keys and bytes, read whole at the start and written whole, beside
 * itself, when enough is new. It is a cache of what can be found out again: of
 * another version, cut off or changed by anybody, it is as good as absent.
 */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Log } from '../actions/ports.ts'
import { inTurns } from '../lib/turns.ts'

export interface Store {
  get(key: string): Uint8Array | undefined
  has(key: string): boolean
  put(key: string, bytes: Uint8Array): void
  /** Entries that are not on the disk yet. */
  unsaved(): number
  save(): Promise<void>
}

export interface StoreOptions {
  readonly path: string
  /** Names everything that the entries depend on besides their keys: another version never reads them. */
  readonly version: string
  readonly log: Pick<Log, 'warn'>
  /** Of all entries; what was not asked for in this process goes first. */
  readonly mostBytes?: number
}

const MOST_BYTES = 256 * 1024 * 1024
/** Lengths of key and value before both. */
const HEAD = 8
const CHECKSUM = 4
const RECORDS_A_STEP = 1_024
/** Written at a time, so that the one thread is not held up. */
const PIECE = 1024 * 1024

export async function openStore(options: StoreOptions): Promise<Store> {
  const { path, version, log, mostBytes = MOST_BYTES } = options
  const records = new Map<string, Uint8Array>()
  const wanted = new Set<string>()
  let unsaved = 0
  let saving: Promise<void> | undefined
  const found = await readFile(path).catch((error: unknown) => {
    if (!isAbsent(error)) log.warn('what was kept of the fleet cannot be read, and is made anew', { error })
    return undefined
  })
  if (found !== undefined && !(await inTurns(takeInSteps(records, found, version)))) {
    records.clear()
    log.warn('what was kept of the fleet is of another version or damaged, and is made anew', {})
  }

  async function write(): Promise<void> {
    const count = unsaved
    const beside = `${path}.${process.pid}`
    try {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(beside, pieces(version, kept({ records, wanted, mostBytes })))
      await rename(beside, path)
      unsaved -= count
    } catch (error) {
      // Where nothing can be written there may be nothing to remove.
      await rm(beside, { force: true }).catch(() => undefined)
      // It would only have saved time.
      log.warn('what is known of the fleet could not be kept', { error })
    }
  }

  return {
    get(key) {
      const record = records.get(key)
      if (record === undefined) return undefined
      wanted.add(key)
      return valueIn(record)
    },
    has(key) {
      if (!records.has(key)) return false
      wanted.add(key)
      return true
    },
    put(key, bytes) {
      if (records.has(key)) return
      records.set(key, recordOf(key, bytes))
      wanted.add(key)
      unsaved += 1
    },
    unsaved: () => unsaved,
    save() {
      saving ??= write().finally(() => {
        saving = undefined
      })
      return saving
    },
  }
}

function recordOf(key: string, bytes: Uint8Array): Uint8Array {
  const name = Buffer.from(key)
  const record = Buffer.allocUnsafe(HEAD + name.length + bytes.length)
  record.writeUInt32LE(name.length, 0)
  record.writeUInt32LE(bytes.length, 4)
  record.set(name, HEAD)
  record.set(bytes, HEAD + name.length)
  return record
}

function valueIn(record: Uint8Array): Uint8Array {
  const [first = 0, second = 0, third = 0, fourth = 0] = record
  return record.subarray(HEAD + (first | (second << 8) | (third << 16) | (fourth << 24)))
}

/** False unless every byte is as it was written. */
function* takeInSteps(records: Map<string, Uint8Array>, found: Buffer, version: string): Generator<undefined, boolean> {
  const head = Buffer.from(`${version}\n`)
  if (found.length < head.length + CHECKSUM || !found.subarray(0, head.length).equals(head)) return false
  const end = found.length - CHECKSUM
  if (crc32(found.subarray(0, end)) !== found.readUInt32LE(end)) return false
  let at = head.length
  while (at + HEAD <= end) {
    const value = at + HEAD + found.readUInt32LE(at)
    const next = value + found.readUInt32LE(at + 4)
    records.set(found.toString('utf8', at + HEAD, value), found.subarray(at, next))
    if (records.size % RECORDS_A_STEP === 0) yield undefined
    at = next
  }
  return at === end
}

/** What was asked for first, then what there is still room for; the rest is forgotten. */
function kept(of: {
  readonly records: Map<string, Uint8Array>
  readonly wanted: ReadonlySet<string>
  readonly mostBytes: number
}): readonly Uint8Array[] {
  const { records, wanted, mostBytes } = of
  const entries = [...records]
  const inOrder = [...entries.filter(([key]) => wanted.has(key)), ...entries.filter(([key]) => !wanted.has(key))]
  let sum = 0
  return inOrder.flatMap(([key, record]) => {
    sum += record.length
    if (sum <= mostBytes) return [record]
    records.delete(key)
    return []
  })
}

/** The file, in pieces of bearable size. */
async function* pieces(version: string, records: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  let checksum = 0
  let piece: Uint8Array[] = [Buffer.from(`${version}\n`)]
  let size = 0
  for (const record of records) {
    piece.push(record)
    size += record.length
    if (size < PIECE) continue
    const bytes = Buffer.concat(piece)
    checksum = crc32(bytes, checksum)
    yield bytes
    piece = []
    size = 0
  }
  const last = Buffer.concat(piece)
  const end = Buffer.alloc(CHECKSUM)
  end.writeUInt32LE(crc32(last, checksum), 0)
  yield last
  yield end
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
