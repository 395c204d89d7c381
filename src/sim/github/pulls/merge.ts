/**
 * What does the merge button do?
 *
 * A real three-way merge in the repository, unless branch protection or a
 * moved head forbids it. The pull request's `closed` and the base branch's
 * `push` both follow.
 */
import type { Signature } from '../git/bare.ts'
import type { Commit } from '../git/history.ts'
import { commitTree, updateRef } from '../git/merge.ts'
import { ApiError } from '../http/errors.ts'
import { type Hub, placeOf, stamp } from '../hub.ts'
import { type Pull, type Repository, type User, userNamed } from '../state.ts'
import { emitPull } from '../webhooks/events.ts'
import { baseSha, pullCommits, testMerge } from './facts.ts'
import { observeBranches } from './follow.ts'
import { blockersOf, mayOverride, refusalOf } from './protection.ts'
import { changePull, currentPull, currentRepository, headRepositoryOf } from './record.ts'

export interface MergeWish {
  readonly method: 'merge' | 'squash'
  /** The head that was looked at. */
  readonly sha?: string
  readonly title?: string
  readonly message?: string
  /** An administrator's decision to merge against the rules. The API takes it for granted, the page asks. */
  readonly override: boolean
}

const PROTECTED_BRANCHES = 'https://docs.github.com/articles/about-protected-branches'

interface Merging {
  readonly repository: Repository
  readonly pull: Pull
  readonly merger: User
}

/** The commit on the base branch. Throws 405 and 409 as GitHub does. */
export function mergePull(hub: Hub, merging: Merging, wish: MergeWish): Promise<string> {
  return hub.writing(merging.repository.id)(() => merged(hub, merging, wish))
}

async function merged(hub: Hub, merging: Merging, wish: MergeWish): Promise<string> {
  const { merger } = merging
  const repository = currentRepository(hub, merging.repository)
  const pull = currentPull(hub, merging.pull)
  if (pull.state === 'closed') throw new ApiError(405, 'Pull Request is not mergeable')
  if (wish.sha !== undefined && wish.sha !== pull.head.sha) {
    throw new ApiError(409, 'Head branch was modified. Review and try the merge again.')
  }
  const refusal = refusalOf(await blockersOf(hub, repository, pull))
  // Nobody, not even an administrator, merges a draft.
  const isBlocked = refusal !== undefined && (pull.draft || !wish.override || !mayOverride(repository, merger))
  if (isBlocked) throw new ApiError(405, refusal, { documentationUrl: PROTECTED_BRANCHES })
  const test = await testMerge(hub, repository, pull)
  if (!test.clean) throw new ApiError(405, 'Pull Request is not mergeable')

  const base = baseSha(repository, pull)
  const sha = await commitTree(placeOf(hub, repository), {
    tree: test.tree,
    parents: wish.method === 'merge' ? [base, pull.head.sha] : [base],
    ...(await signed(hub, { repository, pull, merger }, wish)),
  })
  await updateRef(placeOf(hub, repository), `refs/heads/${pull.base.ref}`, { to: sha, from: base })
  const at = stamp(hub)
  const closed = changePull(
    hub,
    pull,
    { state: 'closed', closedAt: at, base: { ref: pull.base.ref, sha: base }, merged: { at, by: merger.login, sha } },
    { login: merger.login, text: `merged ${pull.head.sha.slice(0, 7)} into ${pull.base.ref} as ${sha.slice(0, 7)}` },
  )
  await emitPull(hub, { repository, pull: closed, sender: merger }, { action: 'closed' })
  await observeBranches(hub, repository, merger)
  return sha
}

async function signed(
  hub: Hub,
  { repository, pull, merger }: Merging,
  wish: MergeWish,
): Promise<{ readonly message: string; readonly author: Signature; readonly committer: Signature }> {
  const at = hub.clock.now()
  const committer = { name: 'GitHub', email: 'noreply@github.com', at }
  if (wish.method === 'merge') {
    const from = `${headRepositoryOf(hub, pull)?.owner ?? repository.owner}/${pull.head.ref}`
    const title = wish.title ?? `Merge pull request #${pull.number} from ${from}`
    const message = `${title}\n\n${wish.message ?? pull.title}`
    return { message, author: { name: merger.name, email: merger.email, at }, committer }
  }
  const author = userNamed(hub.state, pull.author) ?? merger
  const commits = await pullCommits(hub, repository, pull)
  const body = wish.message ?? commits.map(({ message }) => `* ${message}`).join('\n\n')
  const message = `${wish.title ?? `${pull.title} (#${pull.number})`}\n\n${body}${coAuthors(commits, author)}`
  return { message, author: { name: author.name, email: author.email, at }, committer }
}

/** GitHub credits everyone whose commits a squash melts into one. */
function coAuthors(commits: readonly Commit[], author: User): string {
  const others = new Map(
    commits
      .filter((commit) => commit.author.email !== author.email)
      .map(({ author: { name, email } }) => [email, name]),
  )
  const lines = [...others].map(([email, name]) => `Co-authored-by: ${name} <${email}>`)
  return lines.length === 0 ? '' : `\n\n${lines.join('\n')}`
}
