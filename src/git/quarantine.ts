/**
 * Where do a stranger's objects go, and how do we merge them?
 *
 * Into a bare repository that lives for one question. It sees the mirror's
 * objects through `alternates`, but nothing of the pull request ever reaches
 * the mirror: no branch name, no ref, no object. What the fetch may write is
 * limited by the kernel, each object is checked as it comes in, and the whole
 * place is removed whatever happened.
 */
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { MergeResult } from '../actions/git-port.ts'
import { openBlobs } from './blobs.ts'
import { failed, tooLarge } from './errors.ts'
import { BLOCK_BYTES, blocks, type GitExit, type GitLimits, type GitSetting, runGit } from './run.ts'
import { type Place, type Reading, readSource } from './source.ts'
import { treeChanges } from './tree-changes.ts'

export interface Remote {
  readonly url: string
  /** Carries the token; made anew for each fetch. */
  readonly settings: () => Promise<readonly GitSetting[]>
}

export interface QuarantineOptions {
  /** Folder in which quarantines are made. */
  readonly parent: string
  /** The mirror's bare repository. */
  readonly mirror: string
  readonly remote: Remote
  readonly reading: Reading
  readonly fetch: GitLimits & { readonly packBytes: number }
}

/** `head` is brought while nobody knows yet what `base` is, which is in the mirror then. Both are full ids. */
export async function mergeInQuarantine(
  base: string | Promise<string>,
  head: string,
  options: QuarantineOptions,
): Promise<MergeResult> {
  const repository = await mkdtemp(join(options.parent, 'merge-'))
  const blobs = openBlobs(repository, options.reading.around)
  try {
    await lay(repository, options.mirror)
    const [into] = await Promise.all([base, bring(head, { repository, blobs }, options)])
    const merged = await merge(into, head, repository, options)
    if (merged.kind === 'conflict') return merged
    const { files } = await readSource({ repository, blobs }, merged.tree, options.reading)
    const others = await treeChanges(blobs, head, merged.tree)
    return { ...merged, files, ...(others === undefined ? {} : { notOfHead: others.map(({ path }) => path) }) }
  } finally {
    blobs.close()
    await rm(repository, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** What a killed process left behind; younger ones may belong to another process that works right now. */
export async function sweepQuarantines(parent: string, olderThanMs: number): Promise<void> {
  await mkdir(parent, { recursive: true })
  for (const name of await readdir(parent)) {
    const path = join(parent, name)
    const { mtimeMs } = await stat(path)
    if (Date.now() - mtimeMs > olderThanMs) await rm(path, { recursive: true, force: true })
  }
}

/** A bare repository is four files; written by hand, because `git init` would cost a process and read templates. */
async function lay(repository: string, mirror: string): Promise<void> {
  await mkdir(join(repository, 'objects', 'info'), { recursive: true })
  await mkdir(join(repository, 'refs'))
  await writeFile(join(repository, 'HEAD'), 'ref: refs/heads/none\n')
  await writeFile(join(repository, 'config'), '[core]\n\trepositoryformatversion = 0\n\tbare = true\n')
  await writeFile(join(repository, 'objects', 'info', 'alternates'), `${join(mirror, 'objects')}\n`)
}

async function bring(head: string, { repository, blobs }: Place, options: QuarantineOptions): Promise<void> {
  const { around } = options.reading
  if ((await blobs.find(`${head}^{tree}`)).type === 'tree') return
  const exit = await runGit(
    {
      repository,
      // By id: a branch may have moved on, and its name is the stranger's choice.
      args: ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', options.remote.url, head],
      settings: await options.remote.settings(),
      fileBytes: options.fetch.packBytes,
    },
    options.fetch,
    around,
  )
  if (exit.code === 0) return
  if (await reachedLimit(repository, options.fetch.packBytes)) {
    throw tooLarge('what the branch adds', `${options.fetch.packBytes} bytes`)
  }
  throw failed("fetching a pull request's commit", exit)
}

/** git only says "invalid index-pack output" when the kernel stopped it; the unfinished pack says why. */
async function reachedLimit(repository: string, packBytes: number): Promise<boolean> {
  const folder = join(repository, 'objects', 'pack')
  const names = await readdir(folder).catch(() => [])
  for (const name of names) {
    const { size } = await stat(join(folder, name))
    if (size >= blocks(packBytes) * BLOCK_BYTES) return true
  }
  return false
}

async function merge(
  base: string,
  head: string,
  repository: string,
  options: QuarantineOptions,
): Promise<
  { readonly kind: 'clean'; readonly tree: string } | { readonly kind: 'conflict'; readonly paths: string[] }
> {
  const { around, run } = options.reading
  const args = ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', base, head]
  // The merge writes as well: a limit that a fetch keeps must not be passed by what it unpacks to.
  const exit = await runGit({ repository, args, fileBytes: options.fetch.packBytes }, run, around)
  const [tree, ...rest] = exit.stdout.toString('utf8').split('\0')
  // Exit 1 means a conflict only together with a tree; without one it means that a commit is missing.
  if (exit.code > 1 || exit.code < 0 || !isTreeId(tree)) throw failed('merging the pull request', exit)
  if (exit.code === 0) return { kind: 'clean', tree }
  return { kind: 'conflict', paths: [...new Set(rest.filter((path) => path !== ''))] }
}

function isTreeId(text: GitExit['stderr'] | undefined): text is string {
  return text !== undefined && /^[0-9a-f]{40,64}$/.test(text)
}
