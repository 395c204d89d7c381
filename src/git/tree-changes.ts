/**
 * In which files do two trees differ?
 *
 * Told by the tree objects themselves, a level at a time, from the git that
 * reads files anyway: of thousands of folders only those are opened that
 * differ, and no process is started. Whatever is not two plain folders of plain
 * files is left to the listing of the whole tree (listing.ts), which decides
 * and has the words.
 */
import type { Blobs } from './blobs.ts'
import { FOLDERS, ROOTS, utf8 } from './listing.ts'

/** A file that is another or new, with the id of its content; or what is gone, a folder with a `/` at its end. */
export type TreeChange = { readonly path: string; readonly blob: string } | { readonly path: string }

/** With more changes or folders than these, listing the whole tree costs no more. */
const MOST_CHANGES = 500
/** Of tree objects, on both sides: of ten thousand customers with a change each, or of one folder with as many files. */
const MOST_BYTES = 4 * 1024 * 1024
/** Of an id, for each of its bytes. */
const HEX_DIGITS = 2
const FOLDER = '40000'
const FILES: ReadonlySet<string> = new Set(['100644', '100755', '100664'])

/** Below one path, as git names objects; absent where that side has no folder there. */
interface Pair {
  readonly path: string
  readonly before?: string
  readonly after: string
}

/** `before`, `after`: full ids of trees or commits. Undefined where too much differs or anything is out of the ordinary. */
export async function treeChanges(
  blobs: Blobs,
  before: string,
  after: string,
): Promise<readonly TreeChange[] | undefined> {
  const changes: TreeChange[] = []
  let level: readonly Pair[] = [{ path: '', before: `${before}^{tree}`, after: `${after}^{tree}` }]
  let folders = 0
  let bytes = 0
  while (level.length > 0) {
    folders += level.length
    if (folders > MOST_CHANGES) return undefined
    // Before any is read: one object may stand in a tree a thousand times.
    const trees = await Promise.all(level.flatMap(sidesOf).map((tree) => blobs.find(tree)))
    bytes += trees.reduce((sum, { size }) => sum + size, 0)
    if (bytes > MOST_BYTES || trees.some(({ type }) => type !== 'tree')) return undefined
    const found = await Promise.all(level.map((pair) => differenceOf(blobs, pair, after.length / HEX_DIGITS)))
    const below: Pair[] = []
    for (const difference of found) {
      if (difference === undefined) return undefined
      changes.push(...difference.changes)
      below.push(...difference.below)
    }
    if (changes.length > MOST_CHANGES) return undefined
    level = below
  }
  return changes
}

function sidesOf({ before, after }: Pair): readonly string[] {
  return before === undefined ? [after] : [before, after]
}

interface Difference {
  readonly changes: readonly TreeChange[]
  readonly below: readonly Pair[]
}

async function differenceOf(
  blobs: Blobs,
  { path, before, after }: Pair,
  idBytes: number,
): Promise<Difference | undefined> {
  const read = async (tree: string) => entriesOf(await blobs.read(tree, 'tree'), idBytes)
  const [was, is] = await Promise.all([before === undefined ? new Set<string>() : read(before), read(after)])
  if (was === undefined || is === undefined) return undefined
  const earlier = namesOf(was.difference(is), path)
  const now = namesOf(is.difference(was), path)
  if (earlier === undefined || now === undefined) return undefined
  const changes: TreeChange[] = []
  const below: Pair[] = []
  for (const [name, { mode, id }] of now) {
    const old = earlier.get(name)
    if (old !== undefined && (old.mode === FOLDER) !== (mode === FOLDER)) return undefined
    earlier.delete(name)
    const each = path + name
    if (mode === FOLDER) below.push({ path: `${each}/`, after: id, ...(old === undefined ? {} : { before: old.id }) })
    else if (FILES.has(mode) && !FOLDERS.has(each)) changes.push({ path: each, blob: id })
    else return undefined
  }
  const gone = [...earlier].map(([name, { mode }]) => ({ path: `${path}${name}${mode === FOLDER ? '/' : ''}` }))
  return { changes: [...changes, ...gone], below }
}

/** What the fleet has of it: at the top, its own files and folders alone. Undefined for what git itself refuses. */
function namesOf(entries: ReadonlySet<string>, path: string): Map<string, Entry> | undefined {
  const names = new Map<string, Entry>()
  for (const entry of entries) {
    const end = entry.indexOf('\0')
    const head = utf8(Buffer.from(entry.slice(0, end), 'latin1'))
    if (head === undefined) return undefined
    const at = head.indexOf(' ')
    const name = head.slice(at + 1)
    if (name === '' || name.includes('/') || names.has(name)) return undefined
    if (path === '' && !isRoot(name)) continue
    names.set(name, { mode: head.slice(0, at), id: Buffer.from(entry.slice(end + 1), 'latin1').toString('hex') })
  }
  return names
}

interface Entry {
  readonly mode: string
  readonly id: string
}

function isRoot(name: string): boolean {
  return ROOTS.some((root) => root === name)
}

/** As they stand in the object, a byte a character: most are the same on both sides, and never looked into. */
function entriesOf(tree: Buffer, idBytes: number): ReadonlySet<string> | undefined {
  const text = tree.toString('latin1')
  const entries = new Set<string>()
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\0', from)
    if (end < 0) return undefined
    const next = end + 1 + idBytes
    entries.add(text.slice(from, next))
    from = next
  }
  return entries
}
