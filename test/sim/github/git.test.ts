/**
 * Is it real git that is spoken, with the rights and refs of GitHub?
 */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeGit } from '../../../src/sim/github/git/run.ts'
import { FLEET, OWNER, REPO, startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.end())

const address = (token: string): string =>
  `${world.sim.url.replace('//', `//x-access-token:${token}@`)}/${OWNER}/${REPO}.git`

describe('git over HTTP', () => {
  it('lets a mirror fetch any commit by its id, and pull requests by their refs', async () => {
    const clone = await world.git(world.engineer.token)
    const first = await clone.push('more', { a: '1' })
    await clone.push('more', { b: '1' })
    const engineer = world.as(world.engineer.token)
    const { data: pull } = await engineer.rest.pulls.create({ ...FLEET, title: 'x', head: 'more', base: 'main' })
    const git = makeGit()
    const mirror = await mkdtemp(join(tmpdir(), 'mirror-'))
    await git.run(mirror, ['init', '--quiet', '--bare'])
    // No branch leads to the first commit any more.
    for (const wish of [first, `refs/pull/${pull.number}/head`, `refs/pull/${pull.number}/merge`]) {
      await git.run(mirror, ['fetch', '--quiet', address(world.engineer.token), `+${wish}:refs/heads/x`])
    }
    const parents = (await git.run(mirror, ['log', '-1', '--format=%P', 'refs/heads/x'])).toString().trim().split(' ')
    expect(parents).toEqual([pull.base.sha, pull.head.sha])
    await rm(mirror, { recursive: true })
  })

  it('prints where to open a pull request after the first push of a branch', async () => {
    const clone = await world.git(world.engineer.token)
    const { stderr } = await clone.git('push', 'origin', 'HEAD:refs/heads/feature/x')
    expect(stderr).toContain("remote: Create a pull request for 'feature/x' on GitHub by visiting:")
    expect(stderr).toContain(`${world.sim.url}/${OWNER}/${REPO}/pull/new/feature/x`)
  })

  it('takes a push of several megabytes', async () => {
    const clone = await world.git(world.engineer.token)
    const sha = await clone.push('big', { 'big.txt': randomBytes(1_500_000).toString('hex') })
    const engineer = world.as(world.engineer.token)
    expect((await engineer.rest.repos.getBranch({ ...FLEET, branch: 'big' })).data.commit.sha).toBe(sha)
  })

  it('refuses pushes to pull requests’ own refs', async () => {
    const clone = await world.git(world.engineer.token)
    await expect(clone.git('push', 'origin', 'HEAD:refs/pull/1/head')).rejects.toThrow('deny updating a hidden ref')
  })

  it('refuses a wrong token, a missing one, a reader’s push and a stranger', async () => {
    const git = makeGit()
    const ask = (token: string) => git.attempt('/nonexistent', ['ls-remote', address(token)], QUIET)
    expect((await ask('ghp_wrong')).stderr).toContain('Authentication failed')
    const anonymous = await fetch(`${world.sim.url}/${OWNER}/${REPO}.git/info/refs?service=git-upload-pack`)
    expect(anonymous.status).toBe(401)
    expect(anonymous.headers.get('www-authenticate')).toContain('Basic')
    expect((await ask(world.sim.addUser('stranger').token)).stderr).toContain('not found')
    const reader = world.sim.addUser('reader')
    const repository = { owner: OWNER, name: 'readable', files: { a: '1' } }
    await world.sim.addRepository({ ...repository, collaborators: [{ login: 'reader', permission: 'read' }] })
    const url = address(reader.token).replace(`${REPO}.git`, 'readable.git')
    expect((await git.attempt('/nonexistent', ['ls-remote', url], QUIET)).code).toBe(0)
    const push = await fetch(`${world.sim.url}/${OWNER}/readable.git/info/refs?service=git-receive-pack`, {
      headers: { authorization: `Basic ${Buffer.from(`reader:${reader.token}`).toString('base64')}` },
    })
    expect([push.status, await push.text()]).toEqual([403, `Permission to ${OWNER}/readable.git denied to reader.\n`])
  })

  it('is seeded with whatever path git can hold', async () => {
    const paths = ['a "quoted".yml', 'back\\slash', 'new\nline', 'bell\u0007 and \u0085', 'größe 🚀.yml']
    const files = Object.fromEntries(paths.map((path) => [path, path]))
    const collaborators = [{ login: 'engineer', permission: 'write' }] as const
    await world.sim.addRepository({ owner: OWNER, name: 'odd', files, collaborators })
    const clone = await world.git(world.engineer.token)
    await clone.git('fetch', '--quiet', address(world.engineer.token).replace(`${REPO}.git`, 'odd'), 'main')
    const { stdout } = await clone.git('ls-tree', '-z', '--name-only', 'FETCH_HEAD')
    expect(stdout.split('\0').filter(Boolean).sort()).toEqual([...paths].sort())
  })

  it('shows a repository without a commit as one', async () => {
    const collaborators = [{ login: 'engineer', permission: 'write' }] as const
    await world.sim.addRepository({ owner: OWNER, name: 'empty', files: {}, collaborators })
    const engineer = world.as(world.engineer.token)
    const empty = { owner: OWNER, repo: 'empty' }
    expect((await engineer.rest.repos.listBranches(empty)).data).toEqual([])
    await expect(engineer.rest.repos.listCommits(empty)).rejects.toMatchObject({ status: 409 })
    const clone = await world.git(world.engineer.token)
    await clone.git('push', '--quiet', `${address(world.engineer.token).replace(`${REPO}.git`, 'empty')}`, 'HEAD:main')
    expect((await engineer.rest.repos.listCommits(empty)).data).toHaveLength(1)
  })
})

const TRACING = { GIT_TRACE_CURL: '1', GIT_TRACE_CURL_NO_DATA: '1', GIT_TRACE_PACKET: '1' }
const OWN_COMMIT = 'commit refs/heads/own\ncommitter me <me@acme.example> 1800000000 +0000\ndata 1\n0\n'

describe('a plain git client', () => {
  /** The headers and first lines that git shows of its talk with the server. */
  async function traced(...args: readonly string[]): Promise<string> {
    const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0', ...TRACING }
    return (await promisify(execFile)('git', args, { env, maxBuffer: 64 * 1024 * 1024 })).stderr
  }

  it('clones a part, shallow and without files, in protocol version 2', async () => {
    const into = await mkdtemp(join(tmpdir(), 'partial-'))
    const url = address(world.engineer.token)
    const talk = await traced('clone', '--quiet', '--bare', '--depth=1', '--filter=blob:none', url, `${into}/a`)
    expect(talk).toMatch(/git-protocol: version=2/i)
    expect(talk).toContain('version 2')
    const git = makeGit()
    expect((await git.run(`${into}/a`, ['rev-list', '--count', 'HEAD'])).toString().trim()).toBe('1')
    const missing = (await git.run(`${into}/a`, ['rev-list', '--objects', '--missing=print', 'HEAD'])).toString()
    expect(missing).toMatch(/^\?[0-9a-f]{40}$/m)
    await rm(into, { recursive: true })
  })

  it('sends a large push in chunks, and a long question compressed', async () => {
    const clone = await world.git(world.engineer.token)
    const inClone = ['-C', clone.directory] as const
    await clone.push('before', { 'small.txt': '1' })
    await writeFile(join(clone.directory, 'large.txt'), randomBytes(1_500_000))
    await clone.git('add', '--all')
    await clone.git('commit', '--quiet', '--message', 'Add a large file')
    const pushed = await traced(...inClone, 'push', '--quiet', 'origin', 'HEAD:refs/heads/large')
    expect(pushed).toMatch(/transfer-encoding: chunked/i)
    const engineer = world.as(world.engineer.token)
    const sha = (await clone.git('rev-parse', 'HEAD')).stdout.trim()
    expect((await engineer.rest.repos.getBranch({ ...FLEET, branch: 'large' })).data.commit.sha).toBe(sha)
    // What only this side has makes the question long.
    const own = Array.from({ length: 120 }, (_, number) => OWN_COMMIT.replace('0', String(number + 1)))
    await makeGit().run(`${clone.directory}/.git`, ['fast-import', '--quiet'], { input: own.join('') })
    await (await world.git(world.engineer.token)).push('news', { news: '1' })
    const fetched = await traced(...inClone, 'fetch', 'origin', 'news')
    expect(fetched).toMatch(/content-encoding: gzip/i)
  })
})

const QUIET = { env: { GIT_TERMINAL_PROMPT: '0' } }
