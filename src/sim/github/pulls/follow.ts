/**
 * What follows when branches have moved?
 *
 * Whoever moved them, a push by git or a merge by button: a push event, pull
 * requests that follow their head, those whose commits the base now holds
 * (GitHub marks them as merged), and those that lost a branch (it closes them).
 */
import { dismissStale } from '../conversation/reviews.ts'
import { isAncestor, log, readBranches } from '../git/history.ts'
import { fetchCommit, updateRef } from '../git/merge.ts'
import { type Hub, placeOf, stamp } from '../hub.ts'
import { pushedCommitBody } from '../payload/commit.ts'
import { pageRepository } from '../payload/links.ts'
import { type Pull, pullsOf, type Repository, type User } from '../state.ts'
import { emit, emitPull } from '../webhooks/events.ts'
import { baseSha } from './facts.ts'
import { protectionOf } from './protection.ts'
import { changePull, currentPull, currentRepository } from './record.ts'

const NO_COMMIT = '0'.repeat(40)
const MOST_COMMITS = 2048

interface Move {
  readonly branch: string
  readonly before: string | undefined
  readonly after: string | undefined
}

/** Compares git's branches with what we knew. Call it while holding `hub.writing(repository.id)`. */
export async function observeBranches(hub: Hub, repository: Repository, pusher: User): Promise<void> {
  const before = currentRepository(hub, repository).refs
  const after = await readBranches(placeOf(hub, repository))
  const moves = [...new Set([...before.keys(), ...after.keys()])]
    .map((branch): Move => ({ branch, before: before.get(branch), after: after.get(branch) }))
    .filter((move) => move.before !== move.after)
  if (moves.length === 0) return
  hub.state.repositories.set(repository.id, {
    ...currentRepository(hub, repository),
    refs: after,
    pushedAt: stamp(hub),
  })
  for (const move of moves) await branchMoved(hub, { repository: currentRepository(hub, repository), move, pusher })
}

interface Moved {
  readonly repository: Repository
  readonly move: Move
  readonly pusher: User
}

async function branchMoved(hub: Hub, moved: Moved): Promise<void> {
  await emitPush(hub, moved)
  for (const pull of [...hub.state.pulls.values()]) {
    if (pull.state !== 'open') continue
    if (pull.head.repositoryId === moved.repository.id && pull.head.ref === moved.move.branch) {
      await headMoved(hub, pull, moved)
    } else if (pull.repositoryId === moved.repository.id && pull.base.ref === moved.move.branch) {
      await baseMoved(hub, pull, moved)
    }
  }
}

async function emitPush(hub: Hub, { repository, move, pusher }: Moved): Promise<void> {
  const { before, after } = move
  const place = placeOf(hub, repository)
  const known = before ?? repository.refs.get(repository.defaultBranch)
  const range =
    after === undefined ? undefined : known === undefined || known === after ? [after] : [`^${known}`, after]
  const isNewName = before === undefined && known === after
  const commits = range === undefined || isNewName ? [] : (await log(place, range, MOST_COMMITS)).reverse()
  const [head] = after === undefined ? [] : await log(place, [after], 1)
  const isForced = before !== undefined && after !== undefined && !(await isAncestor(place, before, after))
  const page = pageRepository(hub, repository)
  emit(hub, repository, {
    event: 'push',
    sender: pusher,
    payload: {
      ref: `refs/heads/${move.branch}`,
      before: before ?? NO_COMMIT,
      after: after ?? NO_COMMIT,
      created: before === undefined,
      deleted: after === undefined,
      forced: isForced,
      base_ref: null,
      compare: `${page}/compare/${(before ?? NO_COMMIT).slice(0, 12)}...${(after ?? NO_COMMIT).slice(0, 12)}`,
      commits: commits.map((commit) => pushedCommitBody(hub, repository, commit)),
      head_commit: head === undefined ? null : pushedCommitBody(hub, repository, head),
      pusher: { name: pusher.login, email: pusher.email },
    },
  })
}

async function headMoved(hub: Hub, pull: Pull, { repository: headRepository, move, pusher }: Moved): Promise<void> {
  const repository = hub.state.repositories.get(pull.repositoryId)
  if (repository === undefined) return
  const { after } = move
  if (after === undefined) {
    await closeFollowing(hub, { repository, pull, pusher, text: 'deleted the head branch, which closed this' })
    return
  }
  await takeHead(hub, { repository, headRepository, number: pull.number, sha: after })
  const text = `pushed ${after.slice(0, 7)}`
  const next = changePull(hub, pull, { head: { ...pull.head, sha: after } }, { login: pusher.login, text })
  const more = { before: pull.head.sha, after }
  await emitPull(hub, { repository, pull: next, sender: pusher }, { action: 'synchronize', more })
  if (protectionOf(repository, pull.base.ref)?.dismissStale) dismissStale(hub, { repository, pull: next, pusher })
}

/** Keeps `refs/pull/N/head`, bringing a fork's commit over first. */
export async function takeHead(
  hub: Hub,
  of: {
    readonly repository: Repository
    readonly headRepository: Repository
    readonly number: number
    readonly sha: string
  },
): Promise<void> {
  const { repository, headRepository, number, sha } = of
  const ref = `refs/pull/${number}/head`
  const place = placeOf(hub, repository)
  if (headRepository.id === repository.id) await updateRef(place, ref, { to: sha })
  else await fetchCommit(place, headRepository.directory, { sha, ref })
}

async function baseMoved(hub: Hub, pull: Pull, { repository, move, pusher }: Moved): Promise<void> {
  const { before, after } = move
  if (after === undefined) {
    await closeFollowing(hub, { repository, pull, pusher, text: 'deleted the base branch, which closed this' })
    return
  }
  if (!(await isAncestor(placeOf(hub, repository), pull.head.sha, after))) return
  const at = stamp(hub)
  const next = changePull(
    hub,
    currentPull(hub, pull),
    {
      state: 'closed',
      closedAt: at,
      base: { ref: pull.base.ref, sha: before ?? pull.base.sha },
      merged: { at, by: pusher.login, sha: after },
    },
    { login: pusher.login, text: `pushed its commits to ${pull.base.ref}, which merged this` },
  )
  await emitPull(hub, { repository, pull: next, sender: pusher }, { action: 'closed' })
}

async function closeFollowing(
  hub: Hub,
  of: { readonly repository: Repository; readonly pull: Pull; readonly pusher: User; readonly text: string },
): Promise<void> {
  const { repository, pull, pusher, text } = of
  const base = { ref: pull.base.ref, sha: baseSha(repository, pull) }
  const next = changePull(hub, pull, { state: 'closed', closedAt: stamp(hub), base }, { login: pusher.login, text })
  await emitPull(hub, { repository, pull: next, sender: pusher }, { action: 'closed' })
}

/** Open pull requests whose head this branch is. */
export function openPullsFrom(hub: Hub, of: { readonly repositoryId: number; readonly branch: string }): Pull[] {
  return [...hub.state.pulls.values()].filter(
    ({ state, head }) => state === 'open' && head.repositoryId === of.repositoryId && head.ref === of.branch,
  )
}

export function nextNumber(hub: Hub, repository: Repository): number {
  return Math.max(0, ...pullsOf(hub.state, repository.id).map(({ number }) => number)) + 1
}
