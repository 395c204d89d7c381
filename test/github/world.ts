/**
 * Which GitHub do the flows of these tests meet?
 *
 * The simulated one over HTTP, with one fleet, its people, and a real git
 * client; the App has the permissions and events of app.yml and no more.
 */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { parse } from 'yaml'
import { type Github, openGithub } from '../../src/github/open.ts'
import { type Clock, scaledClock, systemClock } from '../../src/lib/clock.ts'
import { type GithubSim, type SimUser, startGithubSim } from '../../src/sim/github/server.ts'
import { KEY } from './key.ts'

export const SECRET = 'a webhook secret'
export const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined }
const APP_ID = 4711
export const CALLBACK = 'http://127.0.0.1:4302/sign-in/callback'
export const OAUTH = { clientId: 'Iv23client', clientSecret: 'the-client-secret' } as const
const PROGRAM = promisify(execFile)

type Files = Readonly<Record<string, string>>

export interface PushOptions {
  readonly message?: string
  readonly repository?: string
}

export interface World {
  readonly dir: string
  readonly sim: GithubSim
  readonly github: Github
  readonly engineer: SimUser
  readonly reviewer: SimUser
  /** May read, and so fork. */
  readonly guest: SimUser
  /** REST as a person. */
  ask(
    as: SimUser,
    method: string,
    path: string,
    body?: object,
  ): Promise<{ status: number; json: Record<string, unknown> }>
  /** Commits on a branch (made from `main`) of `acme/fleet`, or of another, and pushes it; answers the commit's id. */
  push(as: SimUser, branch: string, files: Files, more?: PushOptions): Promise<string>
  /** A pull request into `main`; answers its number. */
  openPull(as: SimUser, branch: string): Promise<number>
  close(): Promise<void>
}

export interface WorldOptions {
  /** Of the first commit, where they matter. */
  readonly files?: Files
  readonly timeoutMs?: number
  readonly clock?: Clock
  /** Of app.yml, which the installation does not grant. */
  readonly withheld?: string
}

const FILES: Files = { 'fleet.yml': 'fleet: acme\n', 'customers/globex/customer.yml': 'customer: globex\n' }

export async function openWorld({ withheld = '', files = FILES, ...options }: WorldOptions = {}): Promise<World> {
  const dir = await mkdtemp(join(tmpdir(), 'fleetwright-github-'))
  const manifest = parse(readFileSync(new URL('../../app.yml', import.meta.url), 'utf8'))
  const { [withheld]: _, ...permissions } = manifest.default_permissions
  const sim = await startGithubSim({
    clock: systemClock,
    // The bot's minute passes here in a second; GitHub's does not.
    secondaryLimits: false,
    dir: join(dir, 'sim'),
    webhookSecret: SECRET,
    app: {
      id: APP_ID,
      slug: 'fleetwright',
      publicKeyPem: KEY.publicKey,
      permissions,
      events: manifest.default_events,
      oauth: { ...OAUTH, callbackUrls: [CALLBACK] },
    },
    tokens: 'long',
    ...(process.env.PATH === undefined ? {} : { path: process.env.PATH }),
  })
  const engineer = sim.addUser('engineer')
  const reviewer = sim.addUser('reviewer')
  const guest = sim.addUser('guest')
  await sim.addRepository({
    owner: 'acme',
    name: 'fleet',
    files,
    collaborators: [
      { login: 'engineer', permission: 'write' },
      { login: 'reviewer', permission: 'admin' },
      { login: 'guest', permission: 'read' },
    ],
  })
  const github = await openGithub({
    appId: APP_ID,
    privateKey: KEY.privateKey,
    webhookSecret: SECRET,
    baseUrl: sim.apiUrl,
    repository: 'acme/fleet',
    signIn: OAUTH,
    log: QUIET,
    // A second between two writes passes in twenty milliseconds.
    clock: scaledClock({ rate: 50, epochMs: Date.now() }),
    ...options,
  })

  async function ask(as: SimUser, method: string, path: string, body?: object) {
    const response = await fetch(`${sim.apiUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${as.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, json: text === '' ? {} : JSON.parse(text) }
  }

  async function push(
    as: SimUser,
    branch: string,
    files: Files,
    { message = 'Change the fleet', repository = 'acme/fleet' }: PushOptions = {},
  ) {
    const work = join(dir, `work-${as.login}`, repository)
    const address = new URL(`/${repository}.git`, sim.url)
    address.username = as.login
    address.password = as.token
    const git = async (...args: string[]): Promise<string> => {
      const identity = ['-c', `user.name=${as.login}`, '-c', `user.email=${as.email}`]
      return (await PROGRAM('git', [...identity, '-C', work, ...args])).stdout.trim()
    }
    await mkdir(work, { recursive: true })
    await git('init', '--quiet')
    await git('fetch', '--quiet', address.href, '+refs/heads/*:refs/remotes/origin/*')
    const remote = await git('for-each-ref', '--format=%(refname)', `refs/remotes/origin/${branch}`)
    await git('checkout', '--quiet', '-B', branch, remote === '' ? 'refs/remotes/origin/main' : remote)
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(work, path)), { recursive: true })
      await writeFile(join(work, path), text)
    }
    await git('add', '--all')
    await git('commit', '--quiet', '--allow-empty', '-m', message)
    await git('push', '--quiet', address.href, `HEAD:refs/heads/${branch}`)
    return git('rev-parse', 'HEAD')
  }

  return {
    dir,
    sim,
    github,
    engineer,
    reviewer,
    guest,
    ask,
    push,
    async openPull(as, branch) {
      const body = { title: `Change by ${branch}`, head: branch, base: 'main' }
      const { status, json } = await ask(as, 'POST', '/repos/acme/fleet/pulls', body)
      if (status !== 201) throw new Error(`opening a pull request answered ${status}: ${JSON.stringify(json)}`)
      return Number(json.number)
    },
    async close() {
      await sim.close().finally(() => rm(dir, { recursive: true, force: true }))
    },
  }
}
