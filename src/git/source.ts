/**
 * What do the fleet's files of one tree say?
 *
 * A tree id never changes its meaning, so what was read once is kept by id:
 * whole trees for a while, and texts by blob, so that a pull request that
 * changes three files reads three.
 */
import type { SourceFile, SourceTree } from '../fleet/model.ts'
import { mapPool } from '../lib/pool.ts'
import type { Blobs } from './blobs.ts'
import { failed, tooLarge } from './errors.ts'
import { type ListedFile, listedFiles, type ReadLimits, ROOTS, textOf } from './listing.ts'
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

export interface Reading {
  readonly around: GitSurroundings
  readonly run: GitLimits
  readonly read: ReadLimits
  readonly texts: Texts
}

/** `tree`: a full id of a tree or commit. */
export async function readSource(place: Place, tree: string, reading: Reading): Promise<SourceTree> {
  const args = ['ls-tree', '-r', '-z', '-l', '--full-tree', tree, '--', ...ROOTS]
  const exit = await runGit({ repository: place.repository, args }, reading.run, reading.around)
  // A tree may name the same subtree a million times: the listing is cut off, not waited for.
  if (exit.tooMuchOutput) throw tooLarge('the list of files', `${reading.run.outputBytes} bytes`)
  if (exit.code !== 0) throw failed('listing the files of a commit', exit)
  const files = await mapPool(listedFiles(exit.stdout, reading.read), 64, (file) => sourceFile(file, place, reading))
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

export interface RecentlyUsed<Value> {
  get(key: string): Value | undefined
  keep(key: string, value: Value): void
}
