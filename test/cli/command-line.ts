/**
 * How does a test type a command?
 *
 * The real program in a process of its own, in a folder with a real git
 * repository around it.
 */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'
import type { SourceTree } from '../../src/fleet/model.ts'

const run = promisify(execFile)
const PROGRAM = new URL('../../src/cli.ts', import.meta.url).pathname

export interface Typed {
  readonly code: number
  readonly out: string
  readonly err: string
}

export async function fleet(
  args: readonly string[],
  around: { readonly cwd?: string; readonly env?: { readonly [name: string]: string } } = {},
): Promise<Typed> {
  const env = { PATH: process.env.PATH ?? '', ...around.env }
  try {
    const cwd = around.cwd === undefined ? {} : { cwd: around.cwd }
    const { stdout, stderr } = await run(process.execPath, [PROGRAM, ...args], { env, ...cwd })
    return { code: 0, out: stdout, err: stderr }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && typeof error.code === 'number')) throw error
    const out = 'stdout' in error ? String(error.stdout) : ''
    const err = 'stderr' in error ? String(error.stderr) : ''
    return { code: error.code, out, err }
  }
}

/** A folder that is gone when the test is. */
export async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'fleet-cli-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}

export async function writeTree(dir: string, tree: SourceTree): Promise<void> {
  for (const { path, text } of tree.values()) {
    await mkdir(dirname(join(dir, path)), { recursive: true })
    await writeFile(join(dir, path), text)
  }
}

/** Commits everything under the folder; the first call makes the repository. */
export async function commitAll(dir: string): Promise<void> {
  await git(dir, 'init', '--quiet')
  await git(dir, 'add', '--all')
  const person = ['-c', 'user.name=engineer', '-c', 'user.email=engineer@example.com']
  await git(dir, ...person, 'commit', '--quiet', '-m', 'fleet')
}

export async function git(dir: string, ...args: readonly string[]): Promise<void> {
  await run('git', ['-C', dir, ...args])
}
