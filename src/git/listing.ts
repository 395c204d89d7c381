/**
 * Which files of a tree are the fleet's, and may they be read?
 *
 * Everything is decided from `git ls-tree -r -z -l` before a byte of content
 * is read: kind, size, count and sum. A symbolic link or a submodule is
 * refused and never followed, wherever in the fleet's folders it stands: it
 * could hide a whole folder from validation. So could a file in a folder's
 * place.
 */
import { atOnce } from '../lib/turns.ts'
import { notPlain, shown, tooLarge } from './errors.ts'

export interface ListedFile {
  readonly path: string
  readonly blob: string
  readonly bytes: number
}

export interface ReadLimits {
  readonly fileBytes: number
  readonly files: number
  readonly totalBytes: number
}

/** The fleet's files and folders at the root of the repository; nothing else is looked at. */
export const ROOTS = ['fleet.yml', 'customers', 'blueprints', 'releases', 'images', 'bootstrap'] as const

const MEBI = 1024 * 1024
/** The bot's and the command line's: what a laptop finds sound the bot must find sound too. */
export const READ_LIMITS: ReadLimits = { fileBytes: MEBI, files: 50_000, totalBytes: 128 * MEBI }

/** Paths in whose place no file may stand. */
export const FOLDERS: ReadonlySet<string> = new Set(['customers', 'blueprints', 'releases'])
const KINDS: { readonly [mode: string]: string } = { '120000': 'a symbolic link', '160000': 'a submodule' }
const ENTRY = /^(\d{6}) (\w+) ([0-9a-f]{40,64}) +(\d+|-)\t([\s\S]+)$/

/** `listing`: what `git ls-tree -r -z -l` printed. Sorted by path, as git sorts. */
export function listedFiles(listing: Buffer, limits: ReadLimits): readonly ListedFile[] {
  return atOnce(listedSteps(listing, limits))
}

const ENTRIES_A_STEP = 512

/** The same, in steps of some milliseconds. */
export function* listedSteps(listing: Buffer, limits: ReadLimits): Generator<undefined, readonly ListedFile[]> {
  const files: ListedFile[] = []
  let total = 0
  for (const [index, entry] of entriesOf(listing).entries()) {
    if (index % ENTRIES_A_STEP === 0) yield undefined
    const [, mode = '', type, blob = '', size, path = ''] = ENTRY.exec(entry) ?? []
    const kind = KINDS[mode] ?? (type === 'blob' ? undefined : 'no file')
    if (kind !== undefined) throw notPlain(path, kind)
    if (!isRead(path)) continue
    const bytes = Number(size)
    total += bytes
    if (bytes > limits.fileBytes) throw tooLarge(shown(path), `${limits.fileBytes} bytes`)
    if (total > limits.totalBytes) throw tooLarge('the sum of the fleet', `${limits.totalBytes} bytes`)
    files.push({ path, blob, bytes })
    if (files.length > limits.files) throw tooLarge('the fleet', `${limits.files} files`)
  }
  return files
}

/**
 * Whether this file is one of the fleet's: YAML, its ending in any case of letters, so that what no reader looks at is
 * told as stray and not passed over. Throws for a file that stands in a folder's place.
 */
export function isRead(path: string): boolean {
  if (FOLDERS.has(path)) throw notPlain(path, "a file in a folder's place")
  return /\.ya?ml$/i.test(path)
}

/** Bytes that are no text become U+FFFD, which no file of a fleet may hold: validation shows the author their place. */
export function textOf(bytes: Buffer): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}

function entriesOf(listing: Buffer): readonly string[] {
  const text = utf8(listing)
  if (text === undefined) throw notPlain(oddPath(listing), 'a path that is not UTF-8')
  return text.split('\0').filter((entry) => entry !== '')
}

/** The first path that is no text, its odd bytes as `\x{ff}`. */
function oddPath(listing: Buffer): string {
  // One character a byte, so that nothing is lost before it is spelled out.
  const entries = listing.toString('latin1').split('\0')
  const odd = entries.find((entry) => utf8(Buffer.from(entry, 'latin1')) === undefined) ?? ''
  const path = odd.slice(odd.indexOf('\t') + 1)
  return path.replace(/[^ -~]/g, (byte) => `\\x{${byte.charCodeAt(0).toString(16)}}`)
}

/** Undefined for bytes that are not UTF-8: a path with replaced characters would be another path. */
export function utf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
