/**
 * What does git say of a commit?
 */
import type { Commit } from '../actions/git-port.ts'
import type { Blobs } from './blobs.ts'
import { notACommit } from './errors.ts'

/** For `git log`; read by `parseCommit`. */
export const COMMIT_FORMAT = '--format=%H %T %P'
/** What people write about a change is some thousand. */
const MOST_BYTES = 4 * 1024 * 1024

/** A full one: 40 or 64 lower-case hex digits. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(text)
}

export function parseCommit(line: string): Commit {
  const [sha = '', tree = '', ...parents] = line.trim().split(' ')
  return { sha, tree, parents }
}

/** `ref`: whatever git takes for a commit. Asked of the git that runs anyway: another takes longer to start than to answer. */
export async function readCommit(blobs: Blobs, ref: string): Promise<Commit> {
  const { id, type, size } = await blobs.find(`${ref}^{commit}`)
  if (type !== 'commit' || size > MOST_BYTES) throw notACommit(ref)
  const [tree = '', ...parents] = idsIn(await blobs.read(id, 'commit'))
  return { sha: id, tree, parents }
}

/** Of its tree and its parents, by which a commit begins. */
function idsIn(commit: Buffer): readonly string[] {
  const [head = ''] = commit.toString('latin1').split('\n\n', 1)
  return head.split('\n').flatMap((line) => /^(?:tree|parent) ([0-9a-f]+)$/.exec(line)?.[1] ?? [])
}
