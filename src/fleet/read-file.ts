/**
 * What does this one file say, all by itself?
 *
 * Parsed, and held against the schema of what its path claims it is: all the
 * work that needs no other file. So it may be done on another thread, or have
 * been done before this process began; the answer crosses both as plain values.
 */
import { type FileKind, kindOf } from './layout.ts'
import type { Problem, SourceFile } from './model.ts'
import { NO_TAGS, parse, parseSoon, placesOf } from './parse.ts'
import { TEMPLATE_TAGS } from './parse-template.ts'
import { NO_PLACES, type Parsed } from './places.ts'
import type { TagReader } from './read-nodes.ts'
import { remembered } from './remembered.ts'
import { checkShape, fitsShape } from './schema.ts'

export interface ReadFile {
  readonly path: string
  /** What the path says of it. What is `other` or `stray` nobody parses. */
  readonly kind: FileKind
  /** What it says; whoever knows that it fits its schema knows what that is. */
  readonly raw: unknown
  readonly parsed: Parsed
  /** Why it has not the shape that its path claims; absent where it has, and of templates. */
  readonly misfits?: readonly Problem[]
}

/** Kept by the caller, who bounds it. The key names path and content: places carry the path. */
export interface ReadCache {
  get(key: string): ReadFile | undefined
  set(key: string, read: ReadFile): unknown
}

function readKey({ blob, path }: SourceFile): string {
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
  const kind = kindOf(file.path)
  if (isUnread(kind)) return unparsed(file.path, kind)
  const parsed = parse(file, tagsIn(kind))
  if (kind.kind === 'template') return fitting(kind, parsed)
  const shape = checkShape(kind.kind, parsed)
  return shape.ok ? fitting(kind, parsed) : { ...fitting(kind, parsed), misfits: shape.problems }
}

/** UTF-16 units: even of nothing but signs, the parser is soon done, whatever it finds. */
const SOON_UNITS = 65_536

/** The same, well within a millisecond for most files; undefined where it may take longer. */
export function readSoon(file: SourceFile): ReadFile | undefined {
  const kind = kindOf(file.path)
  if (isUnread(kind)) return unparsed(file.path, kind)
  const parsed = file.text.length > SOON_UNITS ? undefined : parseSoon(file, tagsIn(kind))
  if (parsed === undefined) return undefined
  return kind.kind === 'template' || fitsShape(kind.kind, parsed) ? fitting(kind, parsed) : undefined
}

type Unread = Extract<FileKind, { readonly kind: 'other' | 'stray' }>

function isUnread(kind: FileKind): kind is Unread {
  return kind.kind === 'other' || kind.kind === 'stray'
}

function fitting(kind: FileKind, parsed: Parsed): ReadFile {
  return { path: parsed.file, kind, raw: parsed.value, parsed }
}

function unparsed(path: string, kind: FileKind, problems: readonly Problem[] = NONE): ReadFile {
  return fitting(kind, { file: path, value: undefined, places: () => NO_PLACES, problems })
}

const NONE: readonly Problem[] = []

function tagsIn({ kind }: FileKind): TagReader {
  return kind === 'template' ? TEMPLATE_TAGS : NO_TAGS
}

/** A file that was not read to its end, for this reason. */
export function unreadFile(path: string, problem: Problem): ReadFile {
  return { ...unparsed(path, kindOf(path), [problem]), misfits: NONE }
}

/**
 * Of a file in which nothing was wrong, with the value that it had then. Without places: who asks for them has the
 * file, and it is soon parsed again.
 */
export function readBefore(file: SourceFile, value: unknown): ReadFile {
  const kind = kindOf(file.path)
  if (isUnread(kind)) return unparsed(file.path, kind)
  return fitting(kind, { file: file.path, value, places: () => placesIn(file), problems: NONE })
}

const placesIn = remembered((file: SourceFile) => placesOf(file, tagsIn(kindOf(file.path)))())

type Words = readonly [problems: readonly Problem[], misfits: readonly Problem[] | null, value?: unknown]

/** As JSON. */
export function packed({ parsed, misfits }: ReadFile): Uint8Array {
  const { value, problems } = parsed
  const words: Words = value === undefined ? [problems, misfits ?? null] : [problems, misfits ?? null, value]
  return new TextEncoder().encode(JSON.stringify(words))
}

const decoder = new TextDecoder()

/** What `packed` was given for this file. Throws for bytes that it did not make. */
export function unpacked(file: SourceFile, bytes: Uint8Array): ReadFile {
  const [problems, misfits, value] = JSON.parse(decoder.decode(bytes)) as Words
  const read = readBefore(file, value)
  return { ...read, parsed: { ...read.parsed, problems }, ...(misfits === null ? {} : { misfits }) }
}
