/**
 * What does this one file say, all by itself?
 *
 * Parsed, and held against the schema of what its path claims it is: all the
 * work that needs no other file. So it may be done on another thread, or have
 * been done before this process began; the answer crosses both as bytes.
 */
import { type FileKind, kindOf } from './layout.ts'
import type { Problem, SourceFile } from './model.ts'
import { NO_TAGS, parse, parseSoon, placesOf } from './parse.ts'
import { TEMPLATE_TAGS } from './parse-template.ts'
import { NO_PLACES, type Parsed } from './places.ts'
import type { TagReader } from './read-nodes.ts'
import { checkShape, fitsShape, type Shape } from './schema.ts'

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
  return checked(kind, parse(file, tagsIn(kind)))
}

/** The same, well within a millisecond for most files; undefined where saying what is wrong takes longer. */
export function readSoon(file: SourceFile): ReadFile | undefined {
  const { kind } = kindOf(file.path)
  const parsed = parseSoon(file, tagsIn(kind))
  if (parsed === undefined) return undefined
  return isShapeless(kind) || fitsShape(kind, parsed) ? { parsed } : undefined
}

function checked(kind: Kind, parsed: Parsed): ReadFile {
  if (isShapeless(kind)) return { parsed }
  const shape = checkShape(kind, parsed)
  return shape.ok ? { parsed } : { parsed, misfits: shape.problems }
}

function isShapeless(kind: Kind): kind is Exclude<Kind, Shape> {
  return kind === 'template' || kind === 'other' || kind === 'stray'
}

type Kind = FileKind['kind']

function tagsIn(kind: Kind): TagReader {
  return kind === 'template' ? TEMPLATE_TAGS : NO_TAGS
}

/** A file that was not read to its end, for this reason. */
export function unreadFile(path: string, problem: Problem): ReadFile {
  return { parsed: { file: path, value: undefined, places: () => NO_PLACES, problems: [problem] }, misfits: [] }
}

type Words = readonly [problems: readonly Problem[], misfits: readonly Problem[] | null, value?: unknown]

/** As JSON. Without places: who asks for them has the file, and it is soon parsed again. */
export function packed({ parsed, misfits }: ReadFile): Uint8Array {
  const { value, problems } = parsed
  const words: Words = value === undefined ? [problems, misfits ?? null] : [problems, misfits ?? null, value]
  return new TextEncoder().encode(JSON.stringify(words))
}

const decoder = new TextDecoder()

/** What `packed` was given for this file. Throws for bytes that it did not make. */
export function unpacked(file: SourceFile, bytes: Uint8Array): ReadFile {
  const [problems, misfits, value] = JSON.parse(decoder.decode(bytes)) as Words
  const places = placesOf(file, tagsIn(kindOf(file.path).kind))
  const parsed: Parsed = { file: file.path, value, places, problems }
  return misfits === null ? { parsed } : { parsed, misfits }
}
