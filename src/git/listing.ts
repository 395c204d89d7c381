/**
 * Which files of a tree are the fleet's, and may they be read?
 *
 * Everything is decided from `git ls-tree -r -z -l` before a byte of content
 * is read: kind, size, count and sum. A symbolic link or a submodule is
 * refused and never followed, wherever in the fleet's folders it stands: it
 * could hide a whole folder from validation.
 */
import { notPlain, tooLarge } from './errors.ts'

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

const YAML = /\.ya?ml$/
const KINDS: { readonly [mode: string]: string } = { '120000': 'a symbolic link', '160000': 'a submodule' }
const ENTRY = /^(\d{6}) (\w+) ([0-9a-f]{40,64}) +(\d+|-)\t([\s\S]+)$/

/** `listing`: what `git ls-tree -r -z -l` printed. Sorted by path, as git sorts. */
export function listedFiles(listing: Buffer, limits: ReadLimits): readonly ListedFile[] {
  const files: ListedFile[] = []
  let total = 0
  for (const entry of entriesOf(listing)) {
    const [, mode = '', type, blob = '', size, path = ''] = ENTRY.exec(entry) ?? []
    const kind = KINDS[mode] ?? (type === 'blob' ? undefined : 'no file')
    if (kind !== undefined) throw notPlain(path, kind)
    if (!YAML.test(path)) continue
    const bytes = Number(size)
    total += bytes
    if (bytes > limits.fileBytes) throw tooLarge('a file of the fleet', `${limits.fileBytes} bytes`)
    if (total > limits.totalBytes) throw tooLarge('the sum of the fleet', `${limits.totalBytes} bytes`)
    files.push({ path, blob, bytes })
    if (files.length > limits.files) throw tooLarge('the fleet', `${limits.files} files`)
  }
  return files
}

function entriesOf(listing: Buffer): readonly string[] {
  const text = utf8(listing)
  if (text === undefined) throw notPlain("a path in the fleet's folders", 'not UTF-8')
  return text.split('\0').filter((entry) => entry !== '')
}

/** Undefined for bytes that are not UTF-8: replaced characters would be another text than the one that was reviewed. */
export function utf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
