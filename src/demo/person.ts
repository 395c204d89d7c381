/**
 * How do the people of the story work?
 *
 * As people do: an engineer with a clone and plain git, everybody with
 * GitHub's REST API under a token of their own. Nothing here knows the bot.
 */
import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { pathOf } from '../config.ts'
import type { Clock } from '../lib/clock.ts'

const run = promisify(execFile)

export interface Person {
  readonly login: string
  readonly token: string
  /** `GET`, `POST` … a path below the REST root; the body of a 2xx answer. */
  api<Body>(method: string, path: string, body?: unknown): Promise<Body>
  /** Takes more than a second of GitHub's clock: who answers sooner may, by its dates, have answered unread. */
  read(): Promise<void>
}

/** Of the clock's: timers are not exact to a second of it. */
const READING_MS = 2_000

export function personOf(
  user: { readonly login: string; readonly token: string },
  { apiUrl, clock }: { readonly apiUrl: string; readonly clock: Clock },
): Person {
  return {
    login: user.login,
    token: user.token,
    read: () => clock.sleep(READING_MS),
    async api<Body>(method: string, path: string, body?: unknown): Promise<Body> {
      const response = await fetch(`${apiUrl}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${user.token}`,
          accept: 'application/vnd.github+json',
          'content-type': 'application/json',
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      if (!response.ok)
        throw new Error(`${method} ${path} as ${user.login} answered ${response.status}: ${text.slice(0, 300)}`)
      return (text === '' ? undefined : JSON.parse(text)) as Body
    },
  }
}

export interface Clone {
  /** Starts a branch from the newest default branch. */
  branch(name: string): Promise<void>
  read(path: string): Promise<string>
  /** Writes, commits and pushes; answers the commit's id. */
  push(change: { readonly files: { readonly [path: string]: string }; readonly message: string }): Promise<string>
  /** Takes over what the remote default branch says. */
  tip(): Promise<string>
}

/** A clone over HTTP with the person's own token, as `git clone` makes it. */
export async function cloneFor(person: Person, of: { readonly url: string; readonly dir: string }): Promise<Clone> {
  const address = new URL(of.url)
  address.username = person.login
  address.password = person.token
  const identity = ['-c', `user.name=${person.login}`, '-c', `user.email=${person.login}@demo.example`]
  const git = async (...args: readonly string[]): Promise<string> =>
    (await run('git', [...identity, ...args], { cwd: of.dir, env: gitEnvironment(of.dir) })).stdout.trim()
  await mkdir(of.dir, { recursive: true })
  await git('clone', '--quiet', address.href, '.')
  return {
    async branch(name) {
      await git('fetch', '--quiet', 'origin', 'main')
      await git('switch', '--quiet', '--force-create', name, 'origin/main')
    },
    read: (path) => readFile(join(of.dir, path), 'utf8'),
    async push({ files, message }) {
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(of.dir, path)), { recursive: true })
        await writeFile(join(of.dir, path), text)
      }
      await git('add', '--all')
      await git('commit', '--quiet', '--message', message)
      await git('push', '--quiet', '--set-upstream', 'origin', 'HEAD')
      return git('rev-parse', 'HEAD')
    },
    async tip() {
      await git('fetch', '--quiet', 'origin', 'main')
      return git('rev-parse', 'origin/main')
    },
  }
}

/** A person's own settings must not change how the story goes. */
function gitEnvironment(dir: string): NodeJS.ProcessEnv {
  return {
    PATH: pathOf(),
    HOME: dir,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
  }
}
