/**
 * What does the fleet's repository say at this commit, and what would it say after this merge?
 *
 * A bare mirror of the default branch with its whole history, kept by git
 * itself: no work tree, so no path of a pull request ever becomes a path on
 * this disk; no REST budget; no lists that stop at 3,000. The mirror is a
 * cache: when it is gone or broken it is cloned again.
 */
import { access, mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Commit, FleetGit, MergedIntoDefault, MergeResult } from '../actions/git-port.ts'
import type { Log } from '../actions/ports.ts'
import type { KnownTree, SourceTree } from '../fleet/model.ts'
import { FleetwrightError } from '../lib/errors.ts'
import { oneAtATime, turnstile } from '../lib/turnstile.ts'
import { openBlobs } from './blobs.ts'
import { COMMIT_FORMAT, isId, parseCommit, readCommit } from './commits.ts'
import { failed, notACommit, tooOld } from './errors.ts'
import { tidy } from './housekeeping.ts'
import { READ_LIMITS, type ReadLimits } from './listing.ts'
import { mergeInQuarantine, type Remote, sweepQuarantines } from './quarantine.ts'
import { type GitLimits, type GitSurroundings, gitVersion, runGit } from './run.ts'
import { type Reading, readSource, recent } from './source.ts'

export interface MirrorOptions {
  /** Where the mirror and the quarantines live. */
  readonly dir: string
  readonly remoteUrl: string
  /** Read access to the repository's contents, asked for each fetch. */
  readonly token: () => Promise<string>
  readonly defaultBranch: string
  /** `http` allows the simulator's address too. */
  readonly protocols: 'https' | 'http'
  /** Where git is found. */
  readonly path: string
  readonly log: Log
  readonly known?: KnownBefore
  readonly limits?: Partial<MirrorLimits>
}

/** What is known of trees beyond this process. */
export interface KnownBefore {
  /** The default branch's, as an earlier process read it. */
  readonly tree: KnownTree | undefined
  /** Told of the default branch's, as it is read. */
  offer(tree: KnownTree): void
}

export interface MirrorLimits {
  readonly read: ReadLimits
  readonly local: GitLimits
  readonly fetch: GitLimits
  /** What a pull request may add, as git packs it. */
  readonly pullBytes: number
  /** The whole history of the default branch, as git packs it. */
  readonly mirrorBytes: number
  /** The mirror is packed anew when it has more packs than this. */
  readonly packs: number
  /** Merges at the same time. */
  readonly merges: number
}

export interface Mirror extends FleetGit {
  /** Whether the mirror is on the disk. */
  ready(): Promise<boolean>
  /** Ends every git that runs. */
  close(): Promise<void>
}

const MEBI = 1024 * 1024
const DEFAULTS: MirrorLimits = {
  read: READ_LIMITS,
  local: { timeoutMs: 60_000, outputBytes: 64 * MEBI },
  fetch: { timeoutMs: 120_000, outputBytes: MEBI },
  pullBytes: 32 * MEBI,
  mirrorBytes: 1024 * MEBI,
  packs: 40,
  merges: 4,
}
const KEPT_TREES = 16
const HOUR_MS = 3_600_000

export async function openMirror(options: MirrorOptions): Promise<Mirror> {
  const dir = resolve(options.dir)
  const limits = { ...DEFAULTS, ...options.limits }
  const repository = join(dir, 'fleet.git')
  const parent = join(dir, 'quarantine')
  const closing = new AbortController()
  const protocols = options.protocols === 'http' ? ['https', 'http'] : ['https']
  const around: GitSurroundings = { path: options.path, protocols, signal: closing.signal }
  let newest = options.known?.tree
  let tip: string | undefined
  const reading: Reading = { around, run: limits.local, read: limits.read, near: () => newest }
  const remote: Remote = { url: options.remoteUrl, settings: () => authorization(options) }
  const trees = recent<SourceTree>(KEPT_TREES, () => 1)
  const merges = recent<MergeResult>(KEPT_TREES, () => 1)
  const inQuarantine = turnstile(limits.merges)
  const inTurn = oneAtATime()
  const branch = `refs/heads/${options.defaultBranch}`
  let blobs = openBlobs(repository, around)

  await mkdir(dir, { recursive: true })
  await sweepQuarantines(parent, HOUR_MS)
  await requireNewGit(dir, limits.local, around)

  async function local(doing: string, args: readonly string[]): Promise<string> {
    const exit = await runGit({ repository, args }, limits.local, around)
    if (exit.code !== 0) throw failed(doing, exit)
    return exit.stdout.toString('utf8')
  }

  async function fetchOnce(): Promise<Commit> {
    if (!(await exists(join(repository, 'HEAD')))) await init()
    const args = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', options.remoteUrl, `+${branch}:${branch}`]
    const settings = await remote.settings()
    const exit = await runGit({ repository, args, settings, fileBytes: limits.mirrorBytes }, limits.fetch, around)
    if (exit.code !== 0) throw failed('fetching the default branch', exit)
    const commit = await readCommit(blobs, branch)
    tip = commit.sha
    // A mirror that is untidy still answers.
    await tidy(repository, limits.packs, (args) => local('packing the mirror', args)).catch((error) =>
      options.log.warn('mirror could not be packed', { error }),
    )
    return commit
  }

  async function init(): Promise<void> {
    await rm(repository, { recursive: true, force: true })
    blobs.close()
    blobs = openBlobs(repository, around)
    await mkdir(repository)
    await local('making the mirror', ['init', '--quiet', '--bare', '--template='])
  }

  async function fetchOrCloneAgain(): Promise<Commit> {
    try {
      return await fetchOnce()
    } catch (error) {
      // What the remote said stands; what our own disk said is a reason to begin anew.
      if (await intact()) throw error
      options.log.warn('mirror was broken and is cloned again', { error })
      await rm(repository, { recursive: true, force: true })
      return fetchOnce()
    }
  }

  async function intact(): Promise<boolean> {
    if (!(await exists(join(repository, 'HEAD')))) return false
    const args = ['fsck', '--connectivity-only', '--no-dangling', '--no-progress']
    return (await runGit({ repository, args }, limits.local, around)).code === 0
  }

  const fetchDefault = joined(fetchOrCloneAgain)

  /** The mirror knows the commit, if need be after a fetch: events can be faster than what they tell of. */
  async function need(commit: string): Promise<void> {
    if (!isId(commit)) throw notACommit(commit)
    if (!(await has(commit))) await fetchDefault()
  }

  async function has(commit: string): Promise<boolean> {
    if (!(await exists(join(repository, 'HEAD')))) return false
    try {
      return (await blobs.find(`${commit}^{commit}`)).type === 'commit'
    } catch (error) {
      // A mirror in which git cannot even begin has nothing: the fetch that follows finds out why, and mends it.
      if (error instanceof FleetwrightError) return false
      throw error
    }
  }

  function mergeOnto(base: string | Promise<string>, head: string): Promise<MergeResult> {
    const fetch = { ...limits.fetch, packBytes: limits.pullBytes }
    return inQuarantine(() => mergeInQuarantine(base, head, { parent, mirror: repository, remote, reading, fetch }))
  }

  async function mergeResult({ base, head }: { readonly base: string; readonly head: string }): Promise<MergeResult> {
    const key = `${base} ${head}`
    const kept = merges.get(key)
    if (kept) return kept
    if (!isId(head)) throw notACommit(head)
    await need(base)
    const merged = await mergeOnto(base, head)
    merges.keep(key, merged)
    return merged
  }

  async function mergeIntoDefault({ head }: { readonly head: string }): Promise<MergedIntoDefault> {
    const before = tip
    // Without a mirror, the head alone would bring the whole history; and a merge that is known needs no head.
    if (before === undefined || merges.get(`${before} ${head}`) !== undefined) {
      const commit = await fetchDefault()
      return { tip: commit, merge: await mergeResult({ base: commit.sha, head }) }
    }
    if (!isId(head)) throw notACommit(head)
    const fetching = fetchDefault()
    const base = fetching.then(({ sha }) => sha)
    const [commit, merged] = await Promise.all([fetching, mergeOnto(base, head).catch((error: unknown) => ({ error }))])
    if ('error' in merged) {
      // It was held against a mirror that did not have what was pushed since: that is not what the branch adds.
      if (commit.sha === before) throw merged.error
      return { tip: commit, merge: await mergeResult({ base: commit.sha, head }) }
    }
    merges.keep(`${commit.sha} ${head}`, merged)
    return { tip: commit, merge: merged }
  }

  async function readFiles(commit: string): Promise<SourceTree> {
    await need(commit)
    newest = await readSource({ repository, blobs }, commit, reading)
    if (commit === tip) options.known?.offer(newest)
    trees.keep(commit, newest.files)
    return newest.files
  }

  return {
    fetchDefault,
    // Two who ask at once are handed the same objects: by them the rest of the house sees what is unchanged.
    files: (commit) => inTurn(commit, async () => trees.get(commit) ?? readFiles(commit)),
    mergeResult,
    mergeIntoDefault,
    async firstParents(from, to, limit) {
      if (from === to) return []
      await need(to)
      await need(from)
      // Rewritten away, and the mirror was cloned anew since.
      if (!(await has(from))) return undefined
      // The newest ones, then turned round: of a chain that is too long, the first has another parent than `from`.
      const args = ['log', '--first-parent', `--max-count=${limit}`, '--reverse', COMMIT_FORMAT, `${from}..${to}`]
      const lines = (await local('reading the history', args)).split('\n').filter((line) => line !== '')
      const commits = lines.map(parseCommit)
      // `from..to` leaves out what `from` reaches; only if `from` itself is the next parent is it on the chain.
      return commits[0]?.parents[0] === from ? commits : undefined
    },
    async ready() {
      const args = ['rev-parse', '--verify', '--quiet', branch]
      return (await runGit({ repository, args }, limits.local, around)).code === 0
    },
    async close() {
      blobs.close()
      closing.abort()
    },
  }
}

/**
 * Callers share a run, but only one that began after they asked: a fetch that
 * is under way may have looked before the push that the caller was told of.
 */
export function joined<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<unknown> | undefined
  let next: Promise<Result> | undefined
  return () => {
    if (next) return next
    const before = running ?? Promise.resolve()
    const mine: Promise<Result> = before.then(
      () => begin(),
      () => begin(),
    )
    function begin(): Promise<Result> {
      next = undefined
      running = mine
      return work()
    }
    next = mine
    return mine
  }
}

async function authorization(options: MirrorOptions): Promise<{ readonly key: string; readonly value: string }[]> {
  const basic = Buffer.from(`x-access-token:${await options.token()}`).toString('base64')
  // Bound to this one URL: no other server is ever shown the token.
  return [{ key: `http.${options.remoteUrl}.extraHeader`, value: `Authorization: Basic ${basic}` }]
}

async function requireNewGit(dir: string, limits: GitLimits, around: GitSurroundings): Promise<void> {
  const version = await gitVersion(dir, limits, around)
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major * 1000 + minor < 2038) throw tooOld(version)
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
