/**
 * What does git say about a pull request right now?
 *
 * Its commits, its files and its merge with the base's tip. All of it hangs on
 * two commit ids, so each answer is asked of git once; a push changes the ids
 * and with them the question.
 */
import { diffFiles, type FileChange } from '../git/diff.ts'
import { type Commit, countApart, log, mergeBase } from '../git/history.ts'
import { commitTree, mergeTree, updateRef } from '../git/merge.ts'
import { type Hub, placeOf, type TestMerge } from '../hub.ts'
import type { Pull, Repository } from '../state.ts'

/** GitHub lists no more of a pull request or a comparison. */
export const MOST_COMMITS = 250

/** The base's tip while it is open; afterwards as it was when it closed. */
export function baseSha(repository: Repository, pull: Pull): string {
  if (pull.state === 'closed') return pull.base.sha
  return repository.refs.get(pull.base.ref) ?? pull.base.sha
}

/** All of them, however many are listed. */
export async function countCommits(hub: Hub, repository: Repository, pull: Pull): Promise<number> {
  const listed = await pullCommits(hub, repository, pull)
  if (listed.length < MOST_COMMITS) return listed.length
  const [, ahead] = await countApart(placeOf(hub, repository), baseSha(repository, pull), pull.head.sha)
  return ahead
}

/** Oldest first: what the head has and the base has not. */
export function pullCommits(hub: Hub, repository: Repository, pull: Pull): Promise<readonly Commit[]> {
  return commitsBetween(hub, repository, { from: baseSha(repository, pull), to: pull.head.sha })
}

export function commitsBetween(
  hub: Hub,
  repository: Repository,
  range: { readonly from: string; readonly to: string },
): Promise<readonly Commit[]> {
  return hub.kept.ranges.keep(`${repository.id} ${range.from} ${range.to}`, async () =>
    (await log(placeOf(hub, repository), [`^${range.from}`, range.to], MOST_COMMITS)).reverse(),
  )
}

export function commitAt(hub: Hub, repository: Repository, sha: string): Promise<Commit> {
  return hub.kept.commits.keep(`${repository.id} ${sha}`, async () => {
    const [commit] = await log(placeOf(hub, repository), [sha], 1)
    if (commit === undefined) throw new Error(`${sha} is no commit of ${repository.name}`)
    return commit
  })
}

/** Three dots: against the point where the branches parted. */
export async function pullFiles(hub: Hub, repository: Repository, pull: Pull): Promise<readonly FileChange[]> {
  const base = baseSha(repository, pull)
  const from = await commonAncestor(hub, repository, { left: base, right: pull.head.sha })
  return filesBetween(hub, repository, { from: from ?? base, to: pull.head.sha })
}

export function commonAncestor(
  hub: Hub,
  repository: Repository,
  of: { readonly left: string; readonly right: string },
): Promise<string | undefined> {
  return hub.kept.bases.keep(`${repository.id} ${of.left} ${of.right}`, () =>
    mergeBase(placeOf(hub, repository), of.left, of.right),
  )
}

export function filesBetween(
  hub: Hub,
  repository: Repository,
  range: { readonly from: string; readonly to: string },
): Promise<readonly FileChange[]> {
  return hub.kept.diffs.keep(`${repository.id} ${range.from} ${range.to}`, () =>
    diffFiles(placeOf(hub, repository), range.from, range.to),
  )
}

/** A pair of base and head: another push is another question. */
export function mergeKey(repository: Repository, pull: Pull): string {
  return `${repository.id} ${pull.number} ${baseSha(repository, pull)} ${pull.head.sha}`
}

/** The merge that GitHub makes to find out, and shows as `refs/pull/N/merge` while there is one. */
export function testMerge(hub: Hub, repository: Repository, pull: Pull): Promise<TestMerge> {
  const base = baseSha(repository, pull)
  const place = placeOf(hub, repository)
  const ref = `refs/pull/${pull.number}/merge`
  return hub.kept.merges.keep(mergeKey(repository, pull), async () => {
    const tree = await mergeTree(place, base, pull.head.sha)
    if (tree === undefined) {
      await updateRef(place, ref, { to: undefined })
      return { clean: false }
    }
    const author = { name: hub.bot.name, email: hub.bot.email, at: hub.clock.now() }
    const message = `Merge ${pull.head.sha} into ${base}`
    const sha = await commitTree(place, { tree, parents: [base, pull.head.sha], message, author })
    await updateRef(place, ref, { to: sha })
    return { clean: true, tree, sha }
  })
}
