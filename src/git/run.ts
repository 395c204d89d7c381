/**
 * How is git started, so that nothing of a pull request and nothing of this
 * machine changes what it does?
 *
 * With an environment that we wrote down: no system or user configuration, no
 * hooks, no prompts, no foreign protocols, no redirects. The token is in the
 * environment of the one process that talks to the remote, never in an
 * argument, a URL or a file. Each run has a time limit and a limit of output,
 * and is ended with all its children: git fetches through helpers that would
 * otherwise outlive it.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { notFound } from './errors.ts'

export interface GitSetting {
  readonly key: string
  readonly value: string
}

export interface GitRun {
  /** The bare repository. */
  readonly repository: string
  readonly args: readonly string[]
  /** Configuration for this run alone; a value may be a secret. */
  readonly settings?: readonly GitSetting[]
  /** No file that git writes may grow beyond this. */
  readonly fileBytes?: number
}

export interface GitLimits {
  readonly timeoutMs: number
  /** Of standard output. */
  readonly outputBytes: number
}

export interface GitSurroundings {
  /** Where programs are found. */
  readonly path: string
  /** Protocols that git may speak: `https` alone, or with `http` for a simulator on this machine. */
  readonly protocols: readonly string[]
  /** Ends every run. */
  readonly signal: AbortSignal
}

export interface GitExit {
  /** Exit code; -1 when a signal ended it. */
  readonly code: number
  readonly stdout: Buffer
  readonly stderr: string
  readonly timedOut: boolean
  readonly tooMuchOutput: boolean
  /** How it ended, for a log. */
  readonly ended: string
}

const ALWAYS: readonly GitSetting[] = [
  { key: 'core.hooksPath', value: '/dev/null' },
  { key: 'core.fsmonitor', value: 'false' },
  { key: 'credential.helper', value: '' },
  { key: 'http.followRedirects', value: 'false' },
  // A server that trickles bytes is a server that is away.
  { key: 'http.lowSpeedLimit', value: '1000' },
  { key: 'http.lowSpeedTime', value: '30' },
  { key: 'fetch.fsckObjects', value: 'true' },
  // One pack a fetch, however few objects: a limit of file size then limits the whole fetch.
  { key: 'fetch.unpackLimit', value: '1' },
  { key: 'fetch.recurseSubmodules', value: 'false' },
  { key: 'gc.auto', value: '0' },
  { key: 'maintenance.auto', value: 'false' },
  { key: 'protocol.version', value: '2' },
  { key: 'safe.directory', value: '*' },
]

/** POSIX counts `ulimit -f` in blocks of this many bytes. */
export const BLOCK_BYTES = 512

/** Starts git and leaves it running; it leads its own process group. */
export function start(run: GitRun, around: GitSurroundings): ChildProcessWithoutNullStreams {
  const git = ['git', '--git-dir', run.repository, ...run.args]
  const [command = 'git', ...args] =
    run.fileBytes === undefined
      ? git
      : // There is no setting that limits what a fetch takes in; the kernel's own limit cannot be talked out of it.
        ['sh', '-c', 'ulimit -f "$1" && shift && exec "$@"', 'sh', String(blocks(run.fileBytes)), ...git]
  return spawn(command, args, {
    // Never inside a work tree: git looks for its files where it is told, and nowhere else.
    cwd: '/',
    env: environment([...ALWAYS, ...(run.settings ?? [])], around),
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
}

export function blocks(bytes: number): number {
  return Math.ceil(bytes / BLOCK_BYTES)
}

/** Ends it and whatever it started. */
export function end(child: ChildProcessWithoutNullStreams): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // The whole group has ended already.
  }
}

/** Runs git to its end. Throws only when git cannot be started: an exit code is the caller's to judge. */
export function runGit(run: GitRun, limits: GitLimits, around: GitSurroundings): Promise<GitExit> {
  return new Promise((resolve, reject) => {
    const child = start(run, around)
    const out: Buffer[] = []
    const err: Buffer[] = []
    let outBytes = 0
    let errBytes = 0
    let timedOut = false
    const timer = setTimeout(() => {
      timedOut = true
      end(child)
    }, limits.timeoutMs)
    const abort = (): void => end(child)
    around.signal.addEventListener('abort', abort, { once: true })
    if (around.signal.aborted) abort()
    child.stdin.on('error', () => undefined)
    child.stdin.end()
    child.stdout.on('data', (chunk: Buffer) => {
      outBytes += chunk.length
      if (outBytes > limits.outputBytes) end(child)
      else out.push(chunk)
    })
    child.stderr.on('data', (chunk: Buffer) => {
      errBytes += chunk.length
      if (errBytes <= 65_536) err.push(chunk)
    })
    const settled = (): void => {
      clearTimeout(timer)
      around.signal.removeEventListener('abort', abort)
    }
    child.on('error', (cause) => {
      settled()
      reject(notFound(cause))
    })
    child.on('close', (code, signal) => {
      settled()
      resolve({
        code: code ?? -1,
        stdout: Buffer.concat(out),
        stderr: Buffer.concat(err).toString('utf8'),
        timedOut,
        tooMuchOutput: outBytes > limits.outputBytes,
        ended: signal === null ? `exited with ${code}` : `was ended by ${signal}`,
      })
    })
  })
}

/** `major.minor`. */
export async function gitVersion(dir: string, limits: GitLimits, around: GitSurroundings): Promise<string> {
  const exit = await runGit({ repository: dir, args: ['version'] }, limits, around)
  const [, major = '0', minor = '0'] = /git version (\d+)\.(\d+)/.exec(exit.stdout.toString('utf8')) ?? []
  return `${major}.${minor}`
}

/** Of the git that is found on this path, whatever lies on the disk. */
export function machineGit(path: string): Promise<string> {
  const around = { path, protocols: [], signal: new AbortController().signal }
  return gitVersion('/', { timeoutMs: 10_000, outputBytes: 65_536 }, around)
}

function environment(settings: readonly GitSetting[], around: GitSurroundings): Record<string, string> {
  const numbered = settings.flatMap(({ key, value }, index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ])
  return {
    PATH: around.path,
    HOME: '/nonexistent',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: around.protocols.join(':'),
    GIT_NO_LAZY_FETCH: '1',
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(numbered),
  }
}
