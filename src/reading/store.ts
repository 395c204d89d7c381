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
const LENGTHS = 8
const CHECKSUM = 4

export async function openStore(options: StoreOptions): Promise<Store> {
  const { path, version, log, mostBytes = MOST_BYTES } = options
  const entries = new Map<string, Uint8Array>()
  const wanted = new Set<string>()
  let unsaved = 0
  let saving: Promise<void> | undefined
  const found = await readFile(path).catch((error: unknown) => {
    if (!isAbsent(error)) log.warn('what was kept of the fleet cannot be read, and is made anew', { error })
    return undefined
  })
  if (found !== undefined && !takeIn(entries, found, version))
    log.warn('what was kept of the fleet is of another version or damaged, and is made anew', {})

  async function write(): Promise<void> {
    const count = unsaved
    const bytes = written({ version, entries, wanted, mostBytes })
    await mkdir(dirname(path), { recursive: true })
    const beside = `${path}.${process.pid}`
    try {
      await writeFile(beside, bytes)
      await rename(beside, path)
      unsaved -= count
    } catch (error) {
      await rm(beside, { force: true })
      // It would only have saved time.
      log.warn('what is known of the fleet could not be kept', { error })
    }
  }

  return {
    get(key) {
      const bytes = entries.get(key)
      if (bytes !== undefined) wanted.add(key)
      return bytes
    },
    has(key) {
      if (!entries.has(key)) return false
      wanted.add(key)
      return true
    },
    put(key, bytes) {
      if (entries.has(key)) return
      entries.set(key, bytes)
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

/** False unless every byte is as it was written. */
function takeIn(entries: Map<string, Uint8Array>, found: Buffer, version: string): boolean {
  const head = Buffer.from(`${version}\n`)
  if (found.length < head.length + CHECKSUM || !found.subarray(0, head.length).equals(head)) return false
  const end = found.length - CHECKSUM
  if (crc32(found.subarray(0, end)) !== found.readUInt32LE(end)) return false
  let at = head.length
  while (at + LENGTHS <= end) {
    const key = at + LENGTHS
    const value = key + found.readUInt32LE(at)
    const next = value + found.readUInt32LE(at + 4)
    entries.set(found.toString('utf8', key, value), found.subarray(value, next))
    at = next
  }
  return at === end
}

function written(of: {
  readonly version: string
  readonly entries: Map<string, Uint8Array>
  readonly wanted: ReadonlySet<string>
  readonly mostBytes: number
}): Buffer {
  const { version, entries, wanted, mostBytes } = of
  const parts: Uint8Array[] = [Buffer.from(`${version}\n`)]
  let sum = 0
  const inOrder = [...entries]
    .filter(([key]) => wanted.has(key))
    .concat([...entries].filter(([key]) => !wanted.has(key)))
  for (const [key, bytes] of inOrder) {
    const name = Buffer.from(key)
    sum += LENGTHS + name.length + bytes.length
    if (sum > mostBytes) {
      entries.delete(key)
      continue
    }
    const lengths = Buffer.alloc(LENGTHS)
    lengths.writeUInt32LE(name.length, 0)
    lengths.writeUInt32LE(bytes.length, 4)
    parts.push(lengths, name, bytes)
  }
  const body = Buffer.concat(parts)
  const checksum = Buffer.alloc(CHECKSUM)
  checksum.writeUInt32LE(crc32(body), 0)
  return Buffer.concat([body, checksum])
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
