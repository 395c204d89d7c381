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
/** A folder of ten thousand customers has half a megabyte. */
const MOST_TREE_BYTES = 8 * 1024 * 1024
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
  while (level.length > 0) {
    folders += level.length
    if (folders > MOST_CHANGES) return undefined
    const found = await Promise.all(level.map((pair) => differenceOf(blobs, pair)))
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

interface Difference {
  readonly changes: readonly TreeChange[]
  readonly below: readonly Pair[]
}

async function differenceOf(blobs: Blobs, { path, before, after }: Pair): Promise<Difference | undefined> {
  const [was, is] = await Promise.all([
    before === undefined ? new Set<string>() : entriesOf(blobs, before),
    entriesOf(blobs, after),
  ])
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
async function entriesOf(blobs: Blobs, tree: string): Promise<ReadonlySet<string> | undefined> {
  const found = await blobs.readTree(tree, MOST_TREE_BYTES)
  if (found === undefined) return undefined
  // As long as the tree's own: SHA-1 or SHA-256, in hex digits.
  const bytes = found.id.length / 2
  const text = found.bytes.toString('latin1')
  const entries = new Set<string>()
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\0', from)
    if (end < 0 || end + bytes >= text.length) return undefined
    entries.add(text.slice(from, end + 1 + bytes))
    from = end + 1 + bytes
  }
  return entries
}
