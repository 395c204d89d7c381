/**
 * Which commits are there, and what is in them?
 *
 * Whatever hangs on commit ids alone never changes, so it is asked of git once
 * and kept: a page of a pull request costs no process the second time.
 */
import { randomUUID } from 'node:crypto'
import type { Git } from './run.ts'

export interface CommitPerson {
  readonly name: string
  readonly email: string
  /** ISO 8601. */
  readonly date: string
}

export interface Commit {
  readonly sha: string
  readonly tree: string
  readonly parents: readonly string[]
  readonly author: CommitPerson
  readonly committer: CommitPerson
  readonly message: string
  /** Against the first parent; empty for a merge. */
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly modified: readonly string[]
}

export interface Place {
  readonly git: Git
  readonly directory: string
}

const FIELDS = ['%H', '%T', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'] as const

/** Newest first. `revisions` are ids or ranges of ids: they come from us, never from a request. */
export async function log(place: Place, revisions: readonly string[], limit = 250): Promise<Commit[]> {
  // A message may hold anything but NUL; no message holds this.
  const mark = randomUUID()
  const out = await place.git.run(place.directory, [
    'log',
    '-z',
    '--topo-order',
    '--no-renames',
    '--name-status',
    `--max-count=${limit}`,
    `--format=${mark}${FIELDS.join('%x00')}%x00`,
    ...revisions,
    '--',
  ])
  return out.toString('utf8').split(mark).slice(1).map(parseCommit)
}

function parseCommit(record: string): Commit {
  const [sha = '', tree = '', parents = '', an = '', ae = '', aI = '', cn = '', ce = '', cI = '', body = '', ...rest] =
    record.split('\0')
  const changes = rest.map((token) => token.replace(/^\n/, '')).filter((token) => token !== '')
  const paths = { A: [] as string[], D: [] as string[], M: [] as string[] }
  for (let index = 0; index + 1 < changes.length; index += 2) {
    const kind = changes[index]
    paths[kind === 'A' || kind === 'D' ? kind : 'M'].push(changes[index + 1] ?? '')
  }
  return {
    sha,
    tree,
    parents: parents === '' ? [] : parents.split(' '),
    author: { name: an, email: ae, date: utc(aI) },
    committer: { name: cn, email: ce, date: utc(cI) },
    message: body.replace(/\n+$/, ''),
    added: paths.A,
    removed: paths.D,
    modified: paths.M,
  }
}

/** GitHub's API gives commit dates in UTC, whatever zone they were made in. */
function utc(date: string): string {
  return Temporal.Instant.from(date).toString()
}

export async function isAncestor(place: Place, ancestor: string, descendant: string): Promise<boolean> {
  const { code } = await place.git.attempt(place.directory, ['merge-base', '--is-ancestor', ancestor, descendant])
  return code === 0
}

export async function mergeBase(place: Place, left: string, right: string): Promise<string | undefined> {
  const { code, stdout } = await place.git.attempt(place.directory, ['merge-base', left, right])
  return code === 0 ? stdout.toString('utf8').trim() : undefined
}

/** [only in left, only in right]. */
export async function countApart(place: Place, left: string, right: string): Promise<readonly [number, number]> {
  const out = await place.git.run(place.directory, ['rev-list', '--left-right', '--count', `${left}...${right}`])
  const [behind = '0', ahead = '0'] = out.toString('utf8').trim().split('\t')
  return [Number(behind), Number(ahead)]
}

/** A branch, tag, full or shortened id that a request names, as a commit. */
export async function resolveCommit(place: Place, name: string): Promise<string | undefined> {
  const candidates = [`refs/heads/${name}`, `refs/tags/${name}`, name, `refs/${name}`]
  for (const candidate of candidates) {
    // What git would read as an option, a range or a reflog is no name.
    if (candidate.startsWith('-') || /[\s~^:?*[\\\0]|\.\.|@\{/.test(candidate)) continue
    const { code, stdout } = await place.git.attempt(place.directory, [
      'rev-parse',
      '--verify',
      '--quiet',
      `${candidate}^{commit}`,
    ])
    if (code === 0) return stdout.toString('utf8').trim()
  }
  return undefined
}

/** Branch → commit. */
export async function readBranches(place: Place): Promise<Map<string, string>> {
  const out = await place.git.run(place.directory, [
    'for-each-ref',
    '--format=%(refname:lstrip=2) %(objectname)',
    'refs/heads',
  ])
  const lines = out.toString('utf8').split('\n').filter(Boolean)
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), line.slice(line.lastIndexOf(' ') + 1)]))
}
