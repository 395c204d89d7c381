/**
 * What does this one file say, all by itself?
 *
 * Parsed, and held against the schema of what its path claims it is: all the
 * work that needs no other file, and nine tenths of loading a fleet. So it may
 * be done on another thread, or have been done before this process began; the
 * answer crosses both as bytes.
 */
import { kindOf } from './layout.ts'
import type { Problem, SourceFile } from './model.ts'
import { parseYaml } from './parse.ts'
import { parseTemplate } from './parse-template.ts'
import type { Parsed } from './places.ts'
import { packedPlaces, unpackedPlaces } from './places-packed.ts'
import { checkShape } from './schema.ts'

export interface ReadFile {
  readonly parsed: Parsed
  /** Why it has not the shape that its path claims; absent where it has, and of templates. */
  readonly misfits?: readonly Problem[]
}

/** Whether anybody reads the file at all. */
export function isReadable(path: string): boolean {
  const { kind } = kindOf(path)
  return kind !== 'other' && kind !== 'stray'
}

/** Kept by the caller, who bounds it. The key names path and content: places carry the path. */
export type ReadCache = Map<string, ReadFile>

export function readKey({ blob, path }: Pick<SourceFile, 'blob' | 'path'>): string {
  return `${blob} ${path}`
}

const reads = new WeakMap<SourceFile, ReadFile>()

/** What was read of this very object: git hands out the same one for as long as the file stays the same. */
export function knownRead(file: SourceFile): ReadFile | undefined {
  return reads.get(file)
}

export function keepRead(file: SourceFile, read: ReadFile): void {
  reads.set(file, read)
}

/** Read here and now, unless it was before. */
export function readOnce(file: SourceFile, cache?: ReadCache): ReadFile {
  const known = reads.get(file)
  if (known !== undefined) return known
  const key = cache && readKey(file)
  const read = (key === undefined ? undefined : cache?.get(key)) ?? readFile(file)
  if (key !== undefined) cache?.set(key, read)
  keepRead(file, read)
  return read
}

export function readFile(file: SourceFile): ReadFile {
  const { kind } = kindOf(file.path)
  if (kind === 'template') return { parsed: parseTemplate(file) }
  const parsed = parseYaml(file)
  if (kind === 'other' || kind === 'stray') return { parsed }
  const checked = checkShape(kind, parsed)
  return checked.ok ? { parsed } : { parsed, misfits: checked.problems }
}

/** A file that was not read to its end, for this reason. */
export function unreadFile(path: string, problem: Problem): ReadFile {
  return { parsed: { file: path, value: undefined, places: new Map(), problems: [problem] }, misfits: [] }
}

const HEAD_BYTES = 8

/** Two lengths, the words as JSON, the places. */
export function packed({ parsed, misfits }: ReadFile): Uint8Array {
  const { value, problems } = parsed
  const words = new TextEncoder().encode(
    JSON.stringify(value === undefined ? [problems, misfits ?? null] : [problems, misfits ?? null, value]),
  )
  const places = value === undefined ? new Uint8Array() : packedPlaces(value, parsed.places)
  const bytes = new Uint8Array(HEAD_BYTES + words.length + places.length)
  const head = new DataView(bytes.buffer)
  head.setUint32(0, words.length, true)
  head.setUint32(4, places.length, true)
  bytes.set(words, HEAD_BYTES)
  bytes.set(places, HEAD_BYTES + words.length)
  return bytes
}

const decoder = new TextDecoder()

/** Throws for bytes that `packed` did not make. */
export function unpacked(path: string, bytes: Uint8Array): ReadFile {
  const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const from = HEAD_BYTES + head.getUint32(0, true)
  const to = from + head.getUint32(4, true)
  const [problems, misfits, value] = JSON.parse(decoder.decode(bytes.subarray(HEAD_BYTES, from))) as Words
  const places = value === undefined ? new Map() : unpackedPlaces(path, value, bytes.subarray(from, to))
  const parsed: Parsed = { file: path, value, places, problems }
  return misfits === null ? { parsed } : { parsed, misfits }
}

type Words = readonly [problems: readonly Problem[], misfits: readonly Problem[] | null, value?: unknown]
