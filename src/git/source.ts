/**
 * What do the fleet's files of one tree say?
 *
 * A tree id never changes its meaning, so what was read once is kept. Of a tree
 * that differs little from one that is known only the difference is listed and
 * read, and all else are the very same objects, by which the rest of the house
 * sees what is unchanged.
 */
import type { KnownTree, SourceFile, SourceTree } from '../fleet/model.ts'
import { FleetwrightError } from '../lib/errors.ts'
import { mapPool } from '../lib/pool.ts'
import { inTurns } from '../lib/turns.ts'
import type { Blobs } from './blobs.ts'
import { failed, tooLarge } from './errors.ts'
import { isRead, type ListedFile, listedSteps, type ReadLimits, ROOTS, textOf } from './listing.ts'
import { type GitLimits, type GitSurroundings, runGit } from './run.ts'
import { type TreeChange, treeChanges } from './tree-changes.ts'

export interface Place {
  /** The bare repository that holds the tree, its own or by alternates. */
  readonly repository: string
  readonly blobs: Blobs
}

export interface Reading {
  readonly around: GitSurroundings
  readonly run: GitLimits
  readonly read: ReadLimits
  /** What was read last, from a repository whose objects are at hand: most likely nearly the same. */
  readonly near?: () => KnownTree | undefined
}

/** Questions to the one git that answers in order: enough of them that it never waits for us. */
const BLOBS_AT_ONCE = 1_024

/** `tree`: a full id of a tree or commit. */
export async function readSource(place: Place, tree: string, reading: Reading): Promise<KnownTree> {
  const near = reading.near?.()
  const derived = near && (await derivedFrom(near, { place, tree, reading }))
  if (derived !== undefined) return derived
  const listed = await inTurns(listedSteps(await list(tree, place, reading), reading.read))
  const files = await filesOf(listed, near?.files, place)
  return { id: tree, files, bytes: bytesOf(listed) }
}

async function list(tree: string, place: Place, reading: Reading): Promise<Buffer> {
  place.blobs.start()
  const args = ['ls-tree', '-z', '-l', '-r', '--full-tree', tree, '--', ...ROOTS]
  const exit = await runGit({ repository: place.repository, args }, reading.run, reading.around)
  // A tree may name the same subtree a million times: the listing is cut off, not waited for.
  if (exit.tooMuchOutput) throw tooLarge('the list of files', `${reading.run.outputBytes} bytes`)
  if (exit.code !== 0) throw failed('listing the files of a commit', exit)
  return exit.stdout
}

interface Wanted {
  readonly place: Place
  readonly tree: string
  readonly reading: Reading
}

/** Undefined where too much differs, or where the listing of the whole has to judge. */
async function derivedFrom(near: KnownTree, { place, tree, reading }: Wanted): Promise<KnownTree | undefined> {
  const { fileBytes, files: most, totalBytes } = reading.read
  const changes = await changesSince(near, tree, place)
  if (changes === undefined) return undefined
  const there = changes.filter((change) => 'blob' in change).filter(({ path }) => isRead(path))
  const found = await Promise.all(there.map(({ blob }) => place.blobs.find(blob)))
  if (found.some(({ type }) => type !== 'blob')) return undefined
  const listed = there.map((file, index): ListedFile => ({ ...file, bytes: found[index]?.size ?? 0 }))
  const files = without(near.files, changes)
  if (listed.length === 0 && files.size === near.files.size) return { ...near, id: tree }
  // Before a byte of content is read; what is too much is told by the listing of the whole, which has the words.
  const bytes = near.bytes + bytesOf(listed)
  if (bytes > totalBytes || files.size + listed.length > most) return undefined
  if (listed.some((each) => each.bytes > fileBytes)) return undefined
  for (const [path, file] of await filesOf(listed, near.files, place)) files.set(path, file)
  return { id: tree, files, bytes }
}

async function changesSince(
  near: KnownTree,
  tree: string,
  { blobs }: Place,
): Promise<readonly TreeChange[] | undefined> {
  try {
    return await treeChanges(blobs, near.id, tree)
  } catch (error) {
    // Whatever keeps git from comparing the two keeps it from listing the one as well, or does not matter.
    if (error instanceof FleetwrightError) return undefined
    throw error
  }
}

function without(files: SourceTree, changes: readonly TreeChange[]): Map<string, SourceFile> {
  const left = new Map(files)
  const folders = new Set<string>()
  for (const { path } of changes) {
    if (path.endsWith('/')) folders.add(path)
    else left.delete(path)
  }
  if (folders.size > 0) for (const path of files.keys()) if (isWithin(path, folders)) left.delete(path)
  return left
}

function isWithin(path: string, folders: ReadonlySet<string>): boolean {
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
    if (folders.has(path.slice(0, at + 1))) return true
  }
  return false
}

function bytesOf(listed: readonly ListedFile[]): number {
  return listed.reduce((sum, { bytes }) => sum + bytes, 0)
}

async function filesOf(
  listed: readonly ListedFile[],
  near: SourceTree | undefined,
  { blobs }: Place,
): Promise<SourceTree> {
  const files = await mapPool(listed, BLOBS_AT_ONCE, async ({ path, blob }): Promise<SourceFile> => {
    const same = near?.get(path)
    return same?.blob === blob ? same : { path, blob, text: textOf(await blobs.read(blob)) }
  })
  return new Map(files.map((file) => [file.path, file]))
}

/** Forgets what was not asked for longest once the sum of all sizes passes `most`. */
export function recent<Value>(most: number, sizeOf: (value: Value) => number): RecentlyUsed<Value> {
  const kept = new Map<string, Value>()
  let sum = 0
  return {
    get(key) {
      const value = kept.get(key)
      if (value === undefined) return undefined
      // A Map remembers the order of insertion: the oldest stands first.
      kept.delete(key)
      kept.set(key, value)
      return value
    },
    keep(key, value) {
      if (kept.has(key)) return
      kept.set(key, value)
      sum += sizeOf(value)
      for (const [oldest, old] of kept) {
        if (sum <= most) return
        kept.delete(oldest)
        sum -= sizeOf(old)
      }
    },
  }
}

export interface RecentlyUsed<Value> {
  get(key: string): Value | undefined
  keep(key: string, value: Value): void
}
