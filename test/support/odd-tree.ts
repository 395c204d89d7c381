/**
 * How does a tree come into a repository that no editor would have written?
 *
 * Entry by entry, past the work tree: any bytes, any path, links, submodules.
 * No file of these names has to exist on this disk.
 */
import { spawn } from 'node:child_process'

export interface OddEntry {
  readonly path: string | Buffer
  /** Bytes of the file or target of the link; `undefined` takes the path out. */
  readonly content: string | Buffer | undefined
  /** Default `100644`. `160000` is a submodule, its content the commit's id. */
  readonly mode?: '100644' | '100755' | '120000' | '160000'
}

/** `dir`: a work tree or bare repository. Answers a commit upon `parent` with these entries changed; nothing is checked out. */
export async function oddCommit(dir: string, parent: string, entries: readonly OddEntry[]): Promise<string> {
  const index = { GIT_INDEX_FILE: `odd-index-${process.hrtime.bigint()}` }
  const git = (args: readonly string[], input: Buffer | string = '') => gitWith({ dir, args, input, env: index })
  await git(['read-tree', parent])
  const ids = new Map<string, string>()
  const lines: Buffer[] = []
  for (const { path, content, mode = '100644' } of entries) {
    const bytes = content === undefined ? undefined : Buffer.from(content)
    const key = bytes?.toString('latin1') ?? ''
    const isWritten = bytes !== undefined && mode !== '160000'
    const id = isWritten ? (ids.get(key) ?? (await git(['hash-object', '-w', '--stdin'], bytes))) : (content ?? '')
    if (isWritten) ids.set(key, String(id))
    const head = bytes === undefined ? `0 ${'0'.repeat(40)}` : `${mode} ${id}`
    lines.push(Buffer.from(`${head}\t`), Buffer.from(path), Buffer.from('\0'))
  }
  await git(['update-index', '-z', '--index-info'], Buffer.concat(lines))
  const tree = await git(['write-tree'])
  return git(['commit-tree', tree, '-p', parent, '-m', 'Something odd'])
}

interface OddGit {
  readonly dir: string
  readonly args: readonly string[]
  readonly input?: Buffer | string
  readonly env?: Readonly<Record<string, string>>
}

export function gitWith({ dir, args, input = '', env = {} }: OddGit): Promise<string> {
  const author = ['-c', 'user.name=engineer', '-c', 'user.email=engineer@acme.example']
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...author, ...args], { cwd: dir, env: { ...process.env, ...env } })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString('utf8')
    })
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString('utf8')
    })
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve(out.trim()) : reject(new Error(`git ${args[0]}: ${err}`))))
    // Whoever reads nothing closes its end early; its exit says whether that was right.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}
