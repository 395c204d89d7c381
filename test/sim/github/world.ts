/**
 * How does a test get a GitHub of its own, with people, a repository and a bot that listens?
 */
import { execFile } from 'node:child_process'
import { createHmac, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Octokit } from '@octokit/rest'
import { systemClock } from '../../../src/lib/clock.ts'
import {
  type GithubSim,
  type GithubSimOptions,
  type RepositoryOptions,
  type SimUser,
  startGithubSim,
} from '../../../src/sim/github/server.ts'

const run = promisify(execFile)
const KEYS = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})

export const APP_ID = 4242
export const SECRET = 'a webhook secret'

export interface Received {
  readonly event: string
  readonly guid: string
  readonly isSigned: boolean
  readonly userAgent: string
  // biome-ignore lint/suspicious/noExplicitAny: a payload is what a test looks into, field by field
  readonly payload: any
}

export interface World {
  readonly sim: GithubSim
  readonly received: readonly Received[]
  /** Where the bot listens. */
  readonly hookUrl: string
  readonly engineer: SimUser
  readonly reviewer: SimUser
  readonly admin: SimUser
  readonly fleet: { readonly id: number; readonly installationId: number }
  /** As the App, with its JSON web token. */
  app(claims?: Readonly<Record<string, unknown>>): Octokit
  as(token: string): Octokit
  /** As the installation, narrowed or not. */
  bot(permissions?: Readonly<Record<string, 'read' | 'write'>>): Promise<Octokit>
  git(token: string): Promise<Clone>
  /** The status that the bot answers webhooks with from now on. */
  answerWith(status: number): void
  /** Waits until the bot has received this. */
  event(name: string, action?: string): Promise<Received>
  end(): Promise<void>
}

export interface Clone {
  readonly directory: string
  git(...args: readonly string[]): Promise<{ readonly stdout: string; readonly stderr: string }>
  /** Writes the files, commits and pushes the branch; the commit's id. */
  push(branch: string, files: Readonly<Record<string, string>>, options?: { from?: string }): Promise<string>
}

export const OWNER = 'acme-ops'
export const REPO = 'fleet'
export const FLEET = { owner: OWNER, repo: REPO } as const

export async function startWorld(
  options: Partial<GithubSimOptions> = {},
  repository: Partial<RepositoryOptions> = {},
): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), 'github-sim-'))
  const hook = await receiver()
  const sim = await startGithubSim({
    clock: systemClock,
    dir: join(directory, 'repositories'),
    webhookSecret: SECRET,
    app: {
      id: APP_ID,
      slug: 'fleetwright',
      publicKeyPem: KEYS.publicKey,
      permissions: { contents: 'read', pull_requests: 'write', checks: 'write', issues: 'write' },
      events: ['push', 'pull_request', 'pull_request_review', 'issue_comment', 'check_run'],
    },
    ...options,
  })
  const [engineer, reviewer, admin] = [sim.addUser('engineer'), sim.addUser('reviewer'), sim.addUser('admin')]
  const fleet = await sim.addRepository({
    owner: OWNER,
    name: REPO,
    files: { 'fleet.yml': 'fleet: acme\n', 'customers/globex.yml': 'a: 1\nb: 2\nc: 3\n', 'README.md': '# Fleet\n' },
    collaborators: [
      { login: 'engineer', permission: 'write' },
      { login: 'reviewer', permission: 'write' },
      { login: 'admin', permission: 'admin' },
    ],
    ...repository,
  })
  sim.setWebhookUrl(hook.url)
  const as = (token: string): Octokit => new Octokit({ auth: token, baseUrl: sim.apiUrl, log: QUIET })
  const app = (claims: Readonly<Record<string, unknown>> = {}): Octokit => as(appJwt(claims))
  return {
    sim,
    received: hook.received,
    hookUrl: hook.url,
    engineer,
    reviewer,
    admin,
    fleet,
    app,
    as,
    bot: async (permissions) => {
      const { data } = await app().rest.apps.createInstallationAccessToken({
        installation_id: fleet.installationId,
        ...(permissions === undefined ? {} : { permissions }),
      })
      return as(data.token)
    },
    git: (token) => clone(directory, `${sim.url}/${OWNER}/${REPO}.git`, token),
    answerWith: hook.answerWith,
    event: hook.event,
    end: async () => {
      await hook.close()
      await sim.close().finally(() => rm(directory, { recursive: true, force: true }))
    },
  }
}

const QUIET = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

/** What the App signs with, and what GitHub knows of it. */
export const PUBLIC_KEY = KEYS.publicKey

export function appJwt(claims: Readonly<Record<string, unknown>> = {}): string {
  return jwt({ alg: 'RS256', claims }, (text) =>
    sign('RSA-SHA256', Buffer.from(text), createPrivateKey(KEYS.privateKey)).toString('base64url'),
  )
}

export function jwt(
  of: { readonly alg: string; readonly claims?: Readonly<Record<string, unknown>> },
  signed: (text: string) => string,
): string {
  const now = Math.floor(Date.now() / 1000)
  const payload = { iat: now - 30, exp: now + 540, iss: APP_ID, ...of.claims }
  const text = [{ alg: of.alg, typ: 'JWT' }, payload]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  return `${text}.${signed(text)}`
}

async function receiver() {
  const received: Received[] = []
  const waiting: (() => void)[] = []
  let status = 200
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      const signature = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`
      received.push({
        event: String(request.headers['x-github-event']),
        guid: String(request.headers['x-github-delivery']),
        isSigned: request.headers['x-hub-signature-256'] === signature,
        userAgent: String(request.headers['user-agent']),
        payload: JSON.parse(body.toString('utf8')),
      })
      response.writeHead(status).end('ok')
      for (const wake of waiting.splice(0)) wake()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/webhooks`,
    received,
    answerWith: (next: number) => {
      status = next
    },
    event: async (name: string, action?: string): Promise<Received> => {
      for (;;) {
        const found = received.findLast(
          ({ event, payload }) => event === name && (!action || payload.action === action),
        )
        if (found) return found
        await new Promise<void>((resolve) => waiting.push(resolve))
      }
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve()).closeAllConnections()),
  }
}

async function clone(parent: string, url: string, token: string): Promise<Clone> {
  const directory = await mkdtemp(join(parent, 'clone-'))
  const withToken = url.replace('http://', `http://x-access-token:${token}@`)
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: 'an engineer',
    GIT_AUTHOR_EMAIL: 'engineer@acme.example',
    GIT_COMMITTER_NAME: 'an engineer',
    GIT_COMMITTER_EMAIL: 'engineer@acme.example',
  }
  const git = (...args: readonly string[]) => run('git', ['-C', directory, ...args], { env })
  await run('git', ['clone', '--quiet', withToken, directory], { env })
  return {
    directory,
    git,
    push: async (branch, files, { from = 'origin/main' } = {}) => {
      await git('checkout', '--quiet', '-B', branch, from)
      for (const [path, content] of Object.entries(files)) await writeFile(join(directory, path), content)
      await git('add', '--all')
      await git('commit', '--quiet', '--message', `Change ${Object.keys(files).join(', ')}`)
      await git('push', '--quiet', '--force', 'origin', branch)
      return (await git('rev-parse', 'HEAD')).stdout.trim()
    },
  }
}

/** A pull request as the second look shows it: the first only makes GitHub try the merge. */
export async function lookTwice(octokit: Octokit, number: number) {
  await octokit.rest.pulls.get({ ...FLEET, pull_number: number })
  return (await octokit.rest.pulls.get({ ...FLEET, pull_number: number })).data
}

export async function readText(clone: Clone, path: string): Promise<string> {
  return readFile(join(clone.directory, path), 'utf8')
}
