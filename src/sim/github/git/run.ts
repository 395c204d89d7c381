/**
 * How does the simulator run git on its bare repositories?
 *
 * With an environment of its own, so that nobody's configuration changes what
 * a merge or a diff says. Always asynchronous: a page that is looked at must
 * not hold up a webhook.
 */
import { execFile } from 'node:child_process'

export interface GitOptions {
  readonly input?: string | Buffer
  readonly env?: Readonly<Record<string, string>>
}

export interface GitResult {
  readonly code: number
  readonly stdout: Buffer
  readonly stderr: string
}

export interface Git {
  /** Standard output; an exit code other than 0 is thrown. */
  run(directory: string, args: readonly string[], options?: GitOptions): Promise<Buffer>
  /** Whatever the exit code. */
  attempt(directory: string, args: readonly string[], options?: GitOptions): Promise<GitResult>
  /** For processes that are started elsewhere. */
  readonly environment: Readonly<Record<string, string>>
}

export class GitFailed extends Error {
  override readonly name = 'GitFailed'
}

const USUAL_PATH = '/opt/homebrew/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
const MOST_OUTPUT = 256 * 1024 * 1024

export function makeGit(path: string = USUAL_PATH): Git {
  const environment = {
    PATH: path,
    HOME: '/nonexistent',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_COUNT: '1',
    // A container's user need not own the directory that it was given.
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '*',
  }

  function attempt(directory: string, args: readonly string[], options: GitOptions = {}): Promise<GitResult> {
    return new Promise((resolve, reject) => {
      const child = execFile(
        'git',
        ['--git-dir', directory, ...args],
        { encoding: 'buffer', maxBuffer: MOST_OUTPUT, env: { ...environment, ...options.env }, cwd: '/' },
        (error, stdout, stderr) => {
          // A string is the name of an operating system's error: git did not run at all.
          if (error && typeof error.code !== 'number') return reject(error)
          resolve({ code: Number(error?.code ?? 0), stdout, stderr: stderr.toString('utf8') })
        },
      )
      // git may end before it has read everything; its exit code tells.
      child.stdin?.on('error', () => undefined)
      child.stdin?.end(options.input ?? '')
    })
  }

  return {
    environment,
    attempt,
    run: async (directory, args, options) => {
      const { code, stdout, stderr } = await attempt(directory, args, options)
      if (code !== 0) throw new GitFailed(`git ${args[0]} ended with ${code}: ${stderr.trim()}`)
      return stdout
    },
  }
}
