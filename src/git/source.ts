/**
 * What do the fleet's files of one tree say?
 *
 * A tree id never changes its meaning, so what was read once is kept: whole
 * trees for a while, and texts by blob. Of a tree that differs little from one
 * that is known only the difference is listed and read, and all else are the
 * very same objects, by which the rest of the house sees what is unchanged.
 */
import type { SourceFile, SourceTree } from '../fleet/model.ts'
import { mapPool } from '../lib/pool.ts'
import type { Blobs } from './blobs.ts'
import { failed, tooLarge } from './errors.ts'
import { changedPaths, type ListedFile, listedFiles, type ReadLimits, ROOTS, textOf } from './listing.ts'
import { type GitLimits, type GitSurroundings, runGit } from './run.ts'

export interface Texts {
  get(blob: string): string | undefined
  keep(blob: string, text: string): void
}

export interface Place {
  /** The bare repository that holds the tree, its own or by alternates. */
  readonly repository: string
  readonly blobs: Blobs
}

/** A tree that was read before, from a repository whose objects are at hand. */
export interface NearTree {
  /** Id of a commit or tree. */
  readonly id: string
  readonly files: SourceTree
}

export interface Reading {
  readonly around: GitSurroundings
  readonly run: GitLimits
  readonly read: ReadLimits
  readonly texts: Texts
  /** What was read last: most likely nearly the same. */
  readonly near?: () => NearTree | undefined
}

/** With more changes than these, listing the whole tree costs no more. */
const MOST_CHANGES = 500
/** Questions to the one git that answers in order: enough of them that it never waits for us. */
const BLOBS_AT_ONCE = 1_024

/** `tree`: a full id of a tree or commit. */
export async function readSource(place: Place, tree: string, reading: Reading): Promise<SourceTree> {
  const near = reading.near?.()
  const derived = near && (await derivedFrom(near, { place, tree, reading }))
  if (derived !== undefined) return derived
  const listing = await list(['-r', '--full-tree', tree, '--', ...ROOTS], place, reading)
  return filesOf(listedFiles(listing, reading.read), near?.files, { place, reading })
}

async function list(args: readonly string[], place: Place, reading: Reading): Promise<Buffer> {
  const exit = await runGit(
    { repository: place.repository, args: ['ls-tree', '-z', '-l', ...args] },
    reading.run,
    reading.around,
  )
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

/** Undefined where too much differs, or the trees cannot be compared. */
async function derivedFrom(near: NearTree, { place, tree, reading }: Wanted): Promise<SourceTree | undefined> {
  const args = ['diff-tree', '-r', '-z', '--raw', '--no-renames', near.id, tree, '--', ...ROOTS]
  const exit = await runGit({ repository: place.repository, args }, reading.run, reading.around)
  if (exit.tooMuchOutput || exit.code !== 0) return undefined
  const changed = changedPaths(exit.stdout)
  if (changed === undefined || changed.length > MOST_CHANGES) return undefined
  if (changed.length === 0) return near.files
  const there = changed.filter(({ isGone }) => !isGone).map(({ path }) => path)
  const listing =
    there.length === 0 ? Buffer.alloc(0) : await list(['--full-tree', tree, '--', ...there], place, reading)
  const listed = listedFiles(listing, reading.read)
  const read = await filesOf(listed, near.files, { place, reading })
  const files = new Map(near.files)
  for (const { path } of changed) files.delete(path)
  for (const [path, file] of read) files.set(path, file)
  keepLimits(files, reading.read)
  return files
}

/** The limits of the whole, which the listing of a part cannot see. */
function keepLimits(files: SourceTree, { files: most, totalBytes }: ReadLimits): void {
  if (files.size > most) throw tooLarge('the fleet', `${most} files`)
  let total = 0
  for (const { text } of files.values()) total += Buffer.byteLength(text)
  if (total > totalBytes) throw tooLarge('the sum of the fleet', `${totalBytes} bytes`)
}

async function filesOf(
  listed: readonly ListedFile[],
  near: SourceTree | undefined,
  from: { readonly place: Place; readonly reading: Reading },
): Promise<SourceTree> {
  const files = await mapPool(listed, BLOBS_AT_ONCE, async (file) => {
    const known = near?.get(file.path)
    return known?.blob === file.blob ? known : sourceFile(file, from.place, from.reading)
  })
  return new Map(files.map((file) => [file.path, file]))
}

async function sourceFile(file: ListedFile, place: Place, reading: Reading): Promise<SourceFile> {
  const { path, blob } = file
  const known = reading.texts.get(blob)
  if (known !== undefined) return { path, blob, text: known }
  const text = textOf(await place.blobs.read(blob))
  reading.texts.keep(blob, text)
  return { path, blob, text }
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

/** Asks `first`, then `second`; tells both. */
export function behind(first: RecentlyUsed<string>, second: Texts): Texts {
  return {
    get(blob) {
      const known = first.get(blob) ?? second.get(blob)
      if (known !== undefined) first.keep(blob, known)
      return known
    },
    keep(blob, text) {
      first.keep(blob, text)
      second.keep(blob, text)
    },
  }
}

export interface RecentlyUsed<Value> {
  get(key: string): Value | undefined
  keep(key: string, value: Value): void
}
