/**
 * What does a Git server look like to the mirror?
 *
 * git's own `http-backend` behind a few lines of HTTP that ask for the token,
 * and a work tree to make commits in: the real client, the real protocol.
 */
import { execFile, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Remote {
  readonly url: string
  readonly token: string
  /** Folder for the mirror, removed on close. */
  readonly dir: string
  readonly requests: () => number
  git(...args: string[]): Promise<string>
  /** Writes the files, commits on the branch, pushes; answers the commit's id. `undefined` deletes a file. */
  commit(branch: string, files: { readonly [path: string]: string | undefined }): Promise<string>
  push(refspec: string): Promise<void>
  close(): Promise<void>
}

export async function openRemote(): Promise<Remote> {
  const root = await mkdtemp(join(tmpdir(), 'fleetwright-git-'))
  const bare = join(root, 'served', 'fleet.git')
  const work = join(root, 'work')
  const token = 'ghs_123_abc.def'
  let served = 0
  await mkdir(dirname(bare))
  await run('git', ['init', '--quiet', '--bare', '-b', 'main', bare])
  await run('git', ['-C', bare, 'config', 'uploadpack.allowAnySHA1InWant', 'true'])
  await run('git', ['init', '--quiet', '-b', 'main', work])

  async function git(...args: string[]): Promise<string> {
    const author = ['-c', 'user.name=engineer', '-c', 'user.email=engineer@acme.example']
    const { stdout } = await run('git', ['-C', work, ...author, ...args], { maxBuffer: 1 << 28 })
    return stdout.trim()
  }
  const push = async (refspec: string): Promise<void> => {
    await git('push', '--quiet', '--force', bare, refspec)
  }

  const server = createServer((request, response) => {
    served++
    const basic = Buffer.from(`x-access-token:${token}`).toString('base64')
    if (request.headers.authorization !== `Basic ${basic}`) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end()
      return
    }
    backend(join(root, 'served'), request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}/fleet.git`,
    token,
    dir: join(root, 'mirror'),
    requests: () => served,
    git,
    push,
    async commit(branch, files) {
      await git('checkout', '--quiet', '-B', branch)
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(work, path)), { recursive: true })
        if (text === undefined) await rm(join(work, path))
        else await writeFile(join(work, path), text)
      }
      await git('add', '--all')
      await git('commit', '--quiet', '--allow-empty', '-m', 'Change the fleet')
      await push(`HEAD:refs/heads/${branch}`)
      return git('rev-parse', 'HEAD')
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(root, { recursive: true, force: true })
    },
  }
}

function backend(root: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const child = spawn('git', ['http-backend'], {
    env: {
      ...process.env,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      ...(request.headers['content-encoding'] ? { HTTP_CONTENT_ENCODING: request.headers['content-encoding'] } : {}),
    },
  })
  request.pipe(child.stdin)
  child.stdin.on('error', () => undefined)
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.on('close', () => {
    const all = Buffer.concat(chunks)
    const end = all.indexOf('\r\n\r\n')
    for (const line of all.subarray(0, end).toString().split('\r\n')) {
      const [name = '', value = ''] = line.split(': ')
      if (name === 'Status') response.statusCode = Number.parseInt(value, 10)
      else response.setHeader(name, value)
    }
    response.end(all.subarray(end + 4))
  })
}
