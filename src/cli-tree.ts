/**
 * Which files does the command line read?
 *
 * The fleet's files as they lie in a folder, and as a commit of the repository
 * around that folder has them. The same rules as the bot's (no symbolic links,
 * bounded sizes, UTF-8), because what a laptop finds sound the bot must find
 * sound too.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { lstat, readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import type { SourceFile, SourceTree } from './fleet/model.ts'
import { notPlain, shown, tooLarge } from './git/errors.ts'
import { isRead, type ListedFile, listedFiles, READ_LIMITS, ROOTS, textOf } from './git/listing.ts'
import { FleetwrightError } from './lib/errors.ts'
import { spelledOut } from './lib/markdown.ts'
import { mapPool } from './lib/pool.ts'

const run = promisify(execFile)

/** As the files lie there now, committed or not. */
export async function workingTree(dir: string): Promise<SourceTree> {
  if (!(await isFolder(dir))) throw cannotRead(`reading ${dir}`, 'name the folder that holds fleet.yml')
  const paths = (await Promise.all(ROOTS.map((root) => filesUnder(dir, join(dir, root))))).flat().sort()
  if (paths.length > READ_LIMITS.files) throw tooLarge('the fleet', `${READ_LIMITS.files} files`)
  const files = await mapPool(paths, 32, async (path) => fileOf(path, await readFile(join(dir, path))))
  return treeOf(files)
}

export interface Base {
  /** Empty where the folder did not exist yet. */
  readonly tree: SourceTree
  /** How many commits the named one has that the branch has not. */
  readonly behind: number
}

/** The same folder where the branch left `ref` (commit, branch or tag): what others did there since is no change of this branch. */
export async function baseTree(dir: string, ref: string): Promise<Base> {
  const prefix = (await git(dir, ['rev-parse', '--show-prefix'])).toString().replace(/\/?\n$/, '')
  const named = await commitOf(dir, ref)
  const left = await leftAt(dir, named)
  const behind = left === named ? 0 : Number((await git(dir, ['rev-list', '--count', `${left}..${named}`])).toString())
  const tree = await treeAt(dir, left, prefix)
  if (tree === undefined) return { tree: new Map(), behind }
  const listing = await git(dir, ['ls-tree', '-r', '-z', '-l', '--full-tree', tree, '--', ...ROOTS])
  return { tree: treeOf(await blobs(dir, listedFiles(listing, READ_LIMITS))), behind }
}

/** The named commit itself where the two have no history in common. */
async function leftAt(dir: string, named: string): Promise<string> {
  const bases = await git(dir, ['merge-base', named, 'HEAD']).catch(() => undefined)
  return bases?.toString().trim() || named
}

async function treeAt(dir: string, commit: string, prefix: string): Promise<string | undefined> {
  if (prefix === '') return commit
  const parent = await git(dir, ['ls-tree', '-z', '--full-tree', commit, '--', prefix])
  const [, id] = /^040000 tree ([0-9a-f]{40,64})\t/.exec(parent.toString()) ?? []
  return id
}

/** All in one process: a fleet has thousands of small files. */
async function blobs(dir: string, listed: readonly ListedFile[]): Promise<readonly SourceFile[]> {
  const output = await git(dir, ['cat-file', '--batch'], listed.map(({ blob }) => `${blob}\n`).join(''))
  let at = 0
  return listed.map(({ path, blob, bytes }) => {
    const start = output.indexOf('\n', at) + 1
    at = start + bytes + 1
    return { path, blob, text: textOf(output.subarray(start, start + bytes)) }
  })
}

async function filesUnder(dir: string, path: string): Promise<readonly string[]> {
  const kind = await lstat(path).catch(absent)
  if (kind === undefined) return []
  const name = relative(dir, path).split(sep).join('/')
  if (kind.isSymbolicLink()) throw notPlain(name, 'a symbolic link')
  if (kind.isDirectory()) {
    const entries = await readdir(path)
    return (await Promise.all(entries.map((entry) => filesUnder(dir, join(path, entry))))).flat()
  }
  if (!kind.isFile() || !isRead(name)) return []
  if (kind.size > READ_LIMITS.fileBytes) throw tooLarge(shown(name), `${READ_LIMITS.fileBytes} bytes`)
  return [name]
}

function fileOf(path: string, bytes: Buffer): SourceFile {
  // The id that git will give it, under which a parsed file may be kept.
  const blob = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
  return { path, blob, text: textOf(bytes) }
}

function treeOf(files: readonly SourceFile[]): SourceTree {
  return new Map(files.map((file) => [file.path, file]))
}

async function isFolder(dir: string): Promise<boolean> {
  return (await lstat(join(dir, '.')).catch(absent))?.isDirectory() ?? false
}

/** Asked once git has answered for the folder: what fails here is the name. */
async function commitOf(dir: string, ref: string): Promise<string> {
  try {
    return (await git(dir, ['rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`])).toString().trim()
  } catch (error) {
    if (!(error instanceof FleetwrightError)) throw error
    const hint = 'name a branch, a tag or a commit that it has, such as origin/main'
    throw cannotRead(`the repository of ${dir} has no commit ${spelledOut(ref)}`, hint, error)
  }
}

function absent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
    return undefined
  throw error
}

async function git(dir: string, args: readonly string[], input = ''): Promise<Buffer> {
  const running = run('git', ['-C', dir, ...args], { encoding: 'buffer', maxBuffer: 2 * READ_LIMITS.totalBytes })
  // A git that ends early closes its end; its exit says why, not this.
  running.child.stdin?.on('error', () => undefined)
  running.child.stdin?.end(input)
  try {
    return (await running).stdout
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error
    if (error.code === 'ENOENT') throw cannotRead('starting git', 'install git and put it on the PATH', error)
    const said = 'stderr' in error ? String(error.stderr).trim().split('\n')[0] : ''
    throw cannotRead(
      `asking git about ${dir}: ${said}`,
      'name a folder within a git repository, and a commit it has',
      error,
    )
  }
}

function cannotRead(message: string, hint: string, cause?: unknown): FleetwrightError {
  return new FleetwrightError(message, { code: 'cannot-read', nextMove: 'author', retryable: false, hint, cause })
}
